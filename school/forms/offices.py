"""Appointing and ending."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms

from school.forms.fields import Day, check_order
from school.models import Office
from school.once import OnceMixin

AT_ONCE, LATER = "now", "later"


class AppointForm(OnceMixin):
    office = forms.ChoiceField(label="Office")
    acting = forms.BooleanField(
        label="Acting, for somebody who is away", required=False, help_text="Appointed by the Chair, with a last day."
    )
    starts_on = Day(label="From")
    ends_on = Day(label="Until", required=False, help_text="The last day, if it is known.")
    source = forms.CharField(
        label="Where this was decided",
        max_length=200,
        required=False,
        help_text="Such as: Board meeting, 12 June 2026.",
    )
    field_order = ("office", "acting", "starts_on", "ends_on", "source")

    def __init__(self, *args: Any, offices: Iterable[str], **kwargs: Any) -> None:
        """`offices`: those this reader may appoint to, asked of permissions by the view."""
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [(office, Office(office).label) for office in offices]

    def clean(self) -> dict[str, Any]:
        super().clean()
        check_order(self)
        if self.cleaned_data.get("acting") and not self.cleaned_data.get("ends_on") and "ends_on" not in self.errors:
            self.add_error("ends_on", "Somebody acting needs a last day. It can be ended earlier.")
        return self.cleaned_data


class EndAppointmentForm(forms.Form):
    when = forms.ChoiceField(
        label="When does it end?",
        choices=[(AT_ONCE, "At once"), (LATER, "With a day that I name")],
        widget=forms.RadioSelect,
        initial=LATER,
    )
    ends_on = Day(label="Last day", required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        super().clean()
        day = self.cleaned_data.get("ends_on")
        if self.cleaned_data.get("when") == AT_ONCE:
            self.cleaned_data["ends_on"] = self.today - timedelta(days=1)
        elif not day and "ends_on" not in self.errors:
            self.add_error("ends_on", "Name the last day, or choose that it ends at once.")
        elif day and day < self.today:
            self.add_error(
                "ends_on", "The last day is today at the earliest: what was done until now was done in office."
            )
        return self.cleaned_data
