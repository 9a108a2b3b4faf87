"""Fields that several forms share."""

from datetime import date
from typing import Any

from django import forms

from school.names import folded

OLDEST = date(1950, 1, 1)
FURTHEST = date(2099, 12, 31)


class Day(forms.DateField):
    """A day, from a date picker where there is one; a year that nobody means is refused."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and not OLDEST <= day <= FURTHEST:
            raise forms.ValidationError("Check the year of this date.")
        return day


class Name(forms.CharField):
    """Part of somebody's name, in any script."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=80, **kwargs)

    def clean(self, value: Any) -> str:
        text = " ".join(super().clean(value).split())
        if text and not folded(text):
            raise forms.ValidationError("A name needs at least one letter.")
        return text


def check_order(form: forms.Form, first: str = "starts_on", last: str = "ends_on") -> None:
    """The last day is not before the first."""
    one, other = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if one and other and other < one:
        form.add_error(last, "The last day is before the first. Change one of the two.")
