"""Turning input into clean values. Who may do what is not asked here."""

import unicodedata
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import URLValidator
from django.db.models import QuerySet

from approvals.models import Account, EndReason, Platform
from approvals.states import Verdict
from approvals.wording import Words
from school.models import Person
from school.once import OnceMixin

ANOTHER_KIND = "Give a whole address that begins with https:// or http://, or leave this empty."


def plain(text: str) -> str:
    """The same words give the same bytes, whatever machine they were typed on."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


class PlainTextField(forms.CharField):
    """Several lines of text, in one spelling."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return plain(super().to_python(value) or "")


class AddressField(forms.URLField):
    """A web address; only the web's own kinds."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("assume_scheme", "https")
        options.setdefault("error_messages", {"invalid": ANOTHER_KIND})
        super().__init__(validators=[URLValidator(["https", "http"], message=ANOTHER_KIND)], **options)


def day(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def moment(label: str, **options: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, required=False, **options)


class PostForm(forms.Form):
    """What to publish, where, and (if it matters) when."""

    text = PlainTextField(
        label="The post, word for word",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Write the post as people will read it."},
    )
    account = forms.ModelChoiceField(
        Account.objects.none(),
        label="Account",
        empty_label="Choose an account",
        error_messages={"required": "Choose the account it goes out on."},
    )
    link = AddressField(label="Link", max_length=500, required=False, help_text="Shown below the text.")
    not_before = moment("Not before", help_text="Leave it empty to publish as soon as it is approved.")
    not_after = moment("No use after", help_text="After this time it is not published any more.")

    def __init__(self, *args: Any, accounts: QuerySet[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["account"]
        field.queryset = accounts
        if not self.is_bound and len(accounts) == 1:
            field.initial = accounts[0].pk

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        opens, closes = cleaned.get("not_before"), cleaned.get("not_after")
        if opens and closes and closes <= opens:
            self.add_error("not_after", "This must be later than the time it may go out.")
        return cleaned

    def words(self) -> Words:
        cleaned = self.cleaned_data
        return Words(
            cleaned["text"], cleaned["link"], cleaned["account"].pk, cleaned["not_before"], cleaned["not_after"]
        )


class NewPostForm(OnceMixin, PostForm):
    """A first version; sent twice it is still one post."""


class EditForm(PostForm):
    """A later version, and the state of the post that its writer saw."""

    row_version = forms.IntegerField(widget=forms.HiddenInput)


class DecisionForm(forms.Form):
    """A verdict on exactly the version that was shown."""

    version = forms.UUIDField(widget=forms.HiddenInput)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    row_version = forms.IntegerField(widget=forms.HiddenInput)
    comment = PlainTextField(
        label="What should change, or why not",
        help_text="Only for the two buttons below. The author reads it.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    verdict = forms.ChoiceField(
        choices=Verdict,
        widget=forms.HiddenInput,
        error_messages={"required": "Press one of the three buttons: approve, ask for changes, or reject."},
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        needs = {Verdict.CHANGES: "Say what should change", Verdict.REJECT: "Say why not"}
        asked = needs.get(cleaned.get("verdict", ""))
        if asked and len(cleaned.get("comment", "")) < 10:
            self.add_error("comment", f"{asked}, in at least 10 letters. The author reads it.")
        return cleaned


class PublicationForm(forms.Form):
    """The address of a post that was put up by hand."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    permalink = AddressField(
        label="Address of the post",
        max_length=500,
        help_text="Open the post on the platform and copy its address from the browser.",
        error_messages={"required": "Paste the address of the post.", "invalid": "Paste the whole address."},
    )


class OfficialUserForm(OnceMixin, forms.Form):
    """Naming somebody: who, where, and until when."""

    person = forms.ModelChoiceField(Person.objects.none(), label="Who", empty_label="Choose a person")
    accounts = forms.ModelMultipleChoiceField(
        Account.objects.none(),
        label="Accounts",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one account."},
    )
    may_pictures = forms.BooleanField(label="Also pictures, not only text", required=False)
    starts_on = day("From")
    ends_on = day("Until", help_text="Twelve months at most; then name the person again.")

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


class AccountForm(OnceMixin, forms.Form):
    """An account that speaks for the school, and who can get in."""

    platform = forms.ChoiceField(label="Platform", choices=Platform)
    handle = forms.CharField(label="Name on the platform", max_length=80)
    url = AddressField(label="Address of the account", max_length=300)
    holder = forms.ModelChoiceField(Person.objects.none(), label="Who holds the log-in", empty_label="Choose a person")
    second_holder = forms.ModelChoiceField(
        Person.objects.none(),
        label="Second person who can get in",
        empty_label="Choose a person",
        help_text="So that the account is not lost with one person.",
    )
    recovery_contact = forms.CharField(
        label="Recovery contact",
        max_length=200,
        help_text="A school address or number to which the platform sends a code.",
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


class SuggestionForm(OnceMixin, forms.Form):
    """Something for the official users, if they like. One field is enough."""

    text = PlainTextField(
        label="What would you like to pass on?",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="In your own words. Please name no pupil.",
        error_messages={"required": "Write what you would like to pass on."},
    )
    event = forms.CharField(label="Event", max_length=120, required=False)
    event_on = day("Date of the event", required=False)
    link = AddressField(label="Link", max_length=500, required=False)


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="Why it is not used",
        max_length=300,
        help_text="A word of thanks and a reason. The sender reads it.",
        error_messages={"required": "Write a word of thanks and why. The sender reads it."},
    )


def post_initial(words: Words) -> dict[str, str | UUID | datetime | None]:
    """A form filled with the words that stand now."""
    return {
        "text": words.text,
        "link": words.link,
        "account": words.account_id,
        "not_before": words.not_before,
        "not_after": words.not_after,
    }
