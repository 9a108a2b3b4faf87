"""Forms of the registers: official users, accounts, freezes."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet

from approvals.forms.fields import AddressField, day
from approvals.models import Account, EndReason, Platform
from school.models import Person
from school.once import OnceMixin


class OfficialUserForm(OnceMixin, forms.Form):
    """Naming somebody: who, where, and until when."""

    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="Who",
        empty_label="Choose a person",
        error_messages={"required": "Choose the person whom you name."},
    )
    accounts = forms.ModelMultipleChoiceField(
        Account.objects.none(),
        label="Accounts",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one account."},
    )
    may_pictures = forms.BooleanField(label="Also pictures, not only text", required=False)
    starts_on = day("From", error_messages={"required": "Choose the first day."})
    ends_on = day(
        "Until",
        help_text="Twelve months at most; then name the person again.",
        error_messages={"required": "Choose the last day, within twelve months."},
    )

    def __init__(self, *args: Any, people: QuerySet[Person], today: date, **kwargs: Any) -> None:
        initial = {"starts_on": today, "ends_on": today + timedelta(days=365), **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        person: Any = self.fields["person"]
        accounts: Any = self.fields["accounts"]
        person.queryset, accounts.queryset = people, Account.objects.enabled()
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and starts < self.today:
            self.add_error("starts_on", "Choose today or a later day: leave is never given backwards.")
        if starts and ends and not starts <= ends <= starts + timedelta(days=366):
            self.add_error("ends_on", "Choose a day within twelve months of the first.")
        return cleaned


class AcknowledgeForm(forms.Form):
    version = forms.UUIDField(widget=forms.HiddenInput)
    has_read = forms.BooleanField(
        label="I have read the policy and will keep to it when I post for the school.",
        error_messages={"required": "Read the policy, then tick this box. You may also decline."},
    )


class SuspendForm(forms.Form):
    reason = forms.CharField(
        label="Why",
        max_length=300,
        help_text="The person reads it.",
        error_messages={"required": "Say in a few words why; the person reads it."},
    )


class EndForm(forms.Form):
    reason = forms.ChoiceField(
        label="Why it ends",
        choices=[(one.value, one.label.capitalize()) for one in (EndReason.REVOKED, EndReason.LEFT_SCHOOL)],
    )


class HoldersForm(forms.Form):
    """Who can get into an account, and where the platform sends its codes."""

    holder = forms.ModelChoiceField(
        Person.objects.none(),
        label="Who holds the log-in",
        empty_label="Choose a person",
        error_messages={"required": "Choose who holds the log-in."},
    )
    second_holder = forms.ModelChoiceField(
        Person.objects.none(),
        label="Second person who can get in",
        empty_label="Choose a person",
        error_messages={"required": "Choose a second person, so that the account is not lost with one."},
    )
    recovery_contact = forms.CharField(
        label="Recovery contact",
        max_length=200,
        help_text="A school address or number to which the platform sends a code.",
        error_messages={"required": "Give the address or number to which the platform sends a code."},
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("holder", "second_holder"):
            field: Any = self.fields[name]
            field.queryset = people

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("holder") and cleaned.get("holder") == cleaned.get("second_holder"):
            self.add_error("second_holder", "Choose a different person: two people must be able to get in.")
        return cleaned


class AccountForm(OnceMixin, HoldersForm):
    """An account that speaks for the school, and who can get in."""

    field_order = ("platform", "handle", "url")

    platform = forms.ChoiceField(label="Platform", choices=Platform)
    handle = forms.CharField(
        label="Name on the platform", max_length=80, error_messages={"required": "Give the name that people see there."}
    )
    url = AddressField(
        label="Address of the account",
        max_length=300,
        error_messages={
            "required": "Paste the address of the account, from https:// on.",
            "invalid": "Paste the whole address, from https:// on.",
        },
    )


class FreezeForm(forms.Form):
    """Why nothing is published for now."""

    reason = forms.CharField(
        label="Why nothing is published for now",
        max_length=300,
        help_text="Those who publish read it.",
        error_messages={"required": "Say in a few words why; those who publish read it."},
    )
