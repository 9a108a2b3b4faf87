"""Fields that several forms of a case share."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

WHEN_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%d/%m/%y %H:%M"]


class SeveralField(forms.MultipleChoiceField):
    """Several of a list, kept by the record as "one,two" in the order of the list."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {"required": "Tick at least one. “Not known” is an answer where it is offered."}

    def prepare_value(self, value: Any) -> Any:
        return value.split(",") if isinstance(value, str) else value

    def clean(self, value: Any) -> str:  # type: ignore[override]
        return ",".join(super().clean(value))


class WhenField(forms.DateTimeField):
    """A moment that has been, to the minute; now is filled in. The future is refused with a sentence."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        messages = {
            "required": "Give the day and the time. About right is right enough.",
            "invalid": "Write the day and the time like 24/11/2026 14:05.",
        }
        super().__init__(input_formats=WHEN_FORMATS, error_messages=messages, **kwargs)

    def validate(self, value: datetime | None) -> None:
        super().validate(value)
        if value and value > timezone.now() + timedelta(minutes=1):
            raise forms.ValidationError("This is still to come. Give the time at which it was done.")
        if value and value.year < 2000:
            raise forms.ValidationError("This is very long ago. Please check the year.")
