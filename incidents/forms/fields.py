"""Fields that the forms about incidents share."""

from datetime import date, timedelta
from typing import Any

from django import forms

YEARS = 20


class PastDateField(forms.DateField):
    """A day that has happened."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, *, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(
            initial=today,
            input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y"],
            error_messages={
                "required": "Give the day. Today is fine if you do not know it exactly.",
                "invalid": "Write the day like 9/11/2026.",
            },
            **kwargs,
        )

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and value > self.today:
            raise forms.ValidationError("This day is still to come. Give the day on which it happened.")
        if value and value < self.today - timedelta(days=366 * YEARS):
            raise forms.ValidationError("This is more than twenty years ago. Please check the year.")


class ClockField(forms.TimeField):
    """A time of day, or none."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            error_messages={"invalid": "Write the time like 14:05, or leave it out."},
            **kwargs,
        )


class Ticks(forms.CheckboxSelectMultiple):
    """Boxes to tick, each saying which blocks of the form it calls for: the style sheet opens them."""

    asks: dict[str, frozenset[str]] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if asked := self.asks.get(str(value)):
            option["attrs"]["data-asks"] = " ".join(sorted(asked))
        return option
