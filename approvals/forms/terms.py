"""Another scope or term of an official user, who can get into an account, and somebody who acts."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from approvals.forms.fields import day
from approvals.forms.registers import AcknowledgeForm
from approvals.models import Account
from school.models import Office, Person
from school.once import OnceMixin


class ChangeOfficialUserForm(OnceMixin, forms.Form):
    """What the person may do from now on. Fewer accounts hold at once; anything more waits for their yes."""

    accounts = forms.ModelMultipleChoiceField(
        Account.objects.none(),
        label="Accounts",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one account, or end the entry instead."},
    )
    may_text = forms.BooleanField(label="Text", required=False)
    may_pictures = forms.BooleanField(label="Pictures", required=False)
    ends_on = day(
        "Until",
        help_text="Twelve months from today at most.",
        error_messages={"required": "Give the last day."},
    )

    def __init__(self, *args: Any, today: date, had: QuerySet[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts: Any = self.fields["accounts"]
        accounts.queryset = Account.objects.filter(Q(is_enabled=True) | Q(pk__in=had.values("pk")))
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("may_text") and not cleaned.get("may_pictures"):
            self.add_error("may_text", "Tick text or pictures, or end the entry instead.")
        last = cleaned.get("ends_on")
        if last and not self.today <= last <= self.today + timedelta(days=366):
            self.add_error("ends_on", "Choose a day within twelve months from today.")
        return cleaned


class AcknowledgeAgainForm(AcknowledgeForm):
    has_read = forms.BooleanField(
        label="I have read the policy and keep to it when I post for the school.",
        error_messages={"required": "Read the policy, then tick this box."},
    )


class StandInForm(OnceMixin, forms.Form):
    """Who acts, in which office, from when, until when, and why."""

    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="Who acts",
        empty_label="Choose a person",
        help_text="Whoever asked for a post, or has words in it, does not decide on it, in whatever office.",
        error_messages={"required": "Choose who acts."},
    )
    office = forms.ChoiceField(
        label="In which office",
        choices=[(one.value, one.label) for one in (Office.PRINCIPAL, Office.VICE_PRINCIPAL)],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whose place the person takes."},
    )
    starts_on = day("From", error_messages={"required": "Give the first day."})
    ends_on = day(
        "Until",
        help_text="The last day. It can be ended earlier.",
        error_messages={"required": "Give the last day: somebody acts for a time."},
    )
    why = forms.CharField(
        label="Why",
        max_length=200,
        help_text="Such as: both are at a conference. It stands with the appointment.",
        error_messages={"required": "Say in a few words why; it stands with the appointment."},
    )

    def __init__(self, *args: Any, people: QuerySet[Person], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.queryset = people
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and starts < self.today:
            self.add_error("starts_on", "Choose today or a later day.")
        if starts and ends and not starts <= ends <= starts + timedelta(days=366):
            self.add_error("ends_on", "Choose a day from the first on, within twelve months.")
        return cleaned
