"""The short forms of a review. They clean what was typed; what stands in the way is said by the actions."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms

from policy.models import Reason, StaffReviewForm, Version
from policy.review_states import Decision
from school.models import Appointment, School, User
from school.models.offices import BOARD
from school.once import OnceMixin

# People who left the board lately may still have been at the meeting that is entered.
LATELY = timedelta(days=400)
NAME_A_DAY = {"required": "Enter the date.", "invalid": "Enter a real date, such as 14/09/2026."}
NUMBER = {"required": "Enter a number, 0 if there was none.", "invalid": "Enter a whole number."}


def _day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=NAME_A_DAY,
    )


def _number(label: str, *, least: int = 0, initial: int | None = None, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=least, max_value=2000, initial=initial, help_text=help_text, error_messages=NUMBER
    )


class TextForm(forms.Form):
    """Which text goes before the board."""

    text = forms.ChoiceField(
        label="Which text goes before the board?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the text that the board looks at."},
    )

    def __init__(self, *args: Any, texts: dict[str, Version], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = texts
        words = {"draft": "The new text, version {}", "in_force": "The text in force, version {}, as it stands"}
        choices = [(code, words[code].format(version.label)) for code, version in texts.items()]
        field = self.fields["text"]
        field.choices = choices  # type: ignore[attr-defined]
        if choices:
            field.initial = field.initial or choices[0][0]

    def proposed(self) -> Version | None:
        """The draft, or nothing when the text in force is looked at."""
        return self.texts["draft"] if self.cleaned_data["text"] == "draft" else None


class OpenForm(OnceMixin, TextForm):
    reason = forms.ChoiceField(
        label="Why is it reviewed?",
        choices=Reason,
        initial=Reason.YEARLY,
        error_messages={"required": "Choose the reason of the review."},
    )
    field_order = ("reason", "text")


class StaffForm(OnceMixin):
    held_on = _day("When did the staff review it?", help_text="On or before the day of the board's decision.")
    form = forms.ChoiceField(
        label="In which way?", choices=StaffReviewForm, error_messages={"required": "Choose how it was reviewed."}
    )
    took_part = _number("How many staff took part?", least=1, help_text="All staff, support staff included.")
    comments = forms.CharField(
        label="Comments and the answers to them",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="No names are needed.",
    )


class PeopleField(forms.TypedMultipleChoiceField):
    """People picked from a list of boxes to tick."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=UUID, empty_value=[], **kwargs)


class PersonField(forms.TypedChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        errors = {"required": "Choose a voting member who was present."}
        super().__init__(coerce=UUID, empty_value=None, error_messages=errors, **kwargs)


class MeetingForm(OnceMixin):
    met_on = _day("When did the board meet?")
    quorum = _number(
        "What is the quorum in your Scheme of Management?", least=1, help_text="Asked once, and kept in the settings."
    )
    present = PeopleField(
        label="Voting members present",
        error_messages={"required": "Tick everybody with a vote who was present."},
    )
    principal = forms.BooleanField(label="The Principal was present, without a vote", required=False)
    apologies = PeopleField(label="Sent apologies", required=False)
    withdrawn = PeopleField(
        label="Declared an interest and withdrew for this item",
        required=False,
        help_text="Whoever withdraws counts neither for the quorum nor for the vote.",
    )
    decision = forms.ChoiceField(
        label="What did the board decide?",
        choices=Decision,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the board decided."},
    )
    explanation = forms.CharField(
        label="Changes wanted, or the reason for referring it back",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    proposer = PersonField(label="Proposed by")
    seconder = PersonField(label="Seconded by")
    votes_for = _number("Votes for the decision")
    votes_against = _number("Votes against", initial=0)
    votes_abstained = _number("Abstained", initial=0)

    def __init__(self, *args: Any, today: date, decisions: Sequence[Decision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [(one.value, one.label) for one in decisions]  # type: ignore[attr-defined]
        if School.get().quorum is not None:
            del self.fields["quorum"]
        people = members_lately(today)
        for name in ("present", "apologies", "withdrawn"):
            self.fields[name].choices = people  # type: ignore[attr-defined]
        for name in ("proposer", "seconder"):
            self.fields[name].choices = [("", "Choose a member"), *people]  # type: ignore[attr-defined]


def members_lately(today: date) -> list[tuple[str, str]]:
    """Everybody who held a board office lately, with that office; the day itself is checked by the action."""
    rows = Appointment.objects.filter(office__in=BOARD, starts_on__lte=today, confirmed_at__isnull=False)
    rows = rows.exclude(ends_on__lt=today - LATELY).select_related("person").order_by("person__sort_key")
    found: dict[str, tuple[str, set[str]]] = {}
    for row in rows:
        found.setdefault(str(row.person_id), (row.person.display_name, set()))[1].add(row.get_office_display())
    return [(key, f"{name} ({', '.join(sorted(offices))})") for key, (name, offices) in found.items()]


class SignForm(forms.Form):
    """The password again: a signature is given by the person, not by an open browser."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    password = forms.CharField(
        label="Your password, once more",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password to sign."},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        typed: str = self.cleaned_data["password"]
        if not self.user.check_password(typed):
            raise forms.ValidationError("This is not your password. Nothing was signed; enter it again.")
        return typed


class MinuteForm(OnceMixin):
    reference = forms.CharField(
        label="Minute reference",
        max_length=80,
        help_text="Number or place of the minute, such as 2026/11, item 6.",
        error_messages={"required": "Enter the number or place of the minute."},
    )
    confirmed_on = _day(
        "When were the minutes confirmed?", required=False, help_text="At the next meeting. Leave it empty until then."
    )


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label="Why does it come back?",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Kept for good, and read by whoever takes the review up again.",
        error_messages={"required": "Say why, so that whoever takes it up knows what to put right."},
    )
