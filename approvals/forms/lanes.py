"""Standing templates, an approver's own word, and its review."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from approvals.blanks import LARGEST, BadBlank, Blank, read_blanks
from approvals.forms.fields import PlainTextField, day
from approvals.models import Account, Outcome, Why
from approvals.models.officials import LONGEST
from school.once import OnceMixin

SHORTEST = 10


class TemplateForm(OnceMixin, forms.Form):
    """The words, and a list of the blanks in them."""

    name = forms.CharField(
        label="What it is for",
        max_length=80,
        help_text="Such as: School closed.",
        error_messages={"required": "Say in a few words what it is for."},
    )
    text = PlainTextField(
        label="The words, with a name in braces for each blank",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Such as: The school is closed on {day} because of {reason}.",
        error_messages={"required": "Write the post as people will read it."},
    )
    blanks = PlainTextField(
        label="The blanks, one a line",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Each is a date, a time, a number, or a choice with its words. Such as: day: date, and on the next "
        "line: reason: choice: snow, no heating, no water.",
    )
    expires_on = day(
        "Last day of use",
        help_text="At most twelve months from today.",
        error_messages={"required": "Choose the last day on which it may be used."},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_expires_on(self) -> date:
        last: date = self.cleaned_data["expires_on"]
        if not self.today < last <= self.today + LONGEST:
            raise forms.ValidationError("Choose a day after today and within twelve months.")
        return last

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "text" in cleaned and "blanks" in cleaned:
            try:
                cleaned["blanks"] = read_blanks(cleaned["blanks"], cleaned["text"])
            except BadBlank as bad:
                self.add_error("blanks", str(bad))
        return cleaned


def _field(blank: Blank) -> forms.Field:
    made = _field_of_kind(blank)
    made.error_messages["required"] = f"Fill in the blank: {blank.label.lower()}."
    return made


def _field_of_kind(blank: Blank) -> forms.Field:
    if blank.kind == "date":
        return day(blank.label)
    if blank.kind == "time":
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        return forms.TimeField(label=blank.label, widget=widget)
    if blank.kind == "number":
        return forms.IntegerField(label=blank.label, min_value=0, max_value=LARGEST)
    return forms.ChoiceField(label=blank.label, choices=[("", "Choose"), *((one, one) for one in blank.choices)])


class UseTemplateForm(OnceMixin, forms.Form):
    """One field for each blank, each of its own type, and the accounts."""

    def __init__(self, *args: Any, blanks: list[Blank], accounts: QuerySet[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {blank.name: f"blank_{blank.name}" for blank in blanks}
        for blank in blanks:
            self.fields[self.names[blank.name]] = _field(blank)
        offered = list(accounts)
        self.fields["account"] = forms.ModelMultipleChoiceField(
            accounts,
            label="Accounts",
            widget=forms.CheckboxSelectMultiple,
            initial=[one.pk for one in offered] if len(offered) == 1 else None,
            error_messages={"required": "Choose the account it goes out on."},
        )

    def values(self) -> dict[str, str]:
        """What was chosen, as the action takes it: days and times in their one written form."""
        given = {name: self.cleaned_data[field] for name, field in self.names.items()}
        return {name: value.isoformat() if hasattr(value, "isoformat") else str(value) for name, value in given.items()}


class AuthoriseForm(forms.Form):
    row_version = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.ChoiceField(
        label="Why it cannot wait",
        choices=Why,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why it cannot wait for the other approver."},
    )
    reason = PlainTextField(
        label="In your words",
        max_length=1000,
        min_length=SHORTEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The other approver reads it, and it is kept.",
        error_messages={"required": "Say why it cannot wait; the other approver reads it."},
    )
    shows_no_pupil = forms.BooleanField(
        label="It names no pupil, and no pupil can be known from it",
        error_messages={"required": "Tick this if it is so. A post about a pupil needs an approval."},
    )


class ReviewForm(forms.Form):
    outcome = forms.ChoiceField(
        label="What you found",
        choices=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you found."},
    )
    note = PlainTextField(
        label="A word to its author",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed unless it was right.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        found = cleaned.get("outcome")
        if found and found != Outcome.CONFIRMED and len(cleaned.get("note", "")) < SHORTEST:
            self.add_error("note", f"Say in at least {SHORTEST} letters what you found. The author reads it.")
        return cleaned
