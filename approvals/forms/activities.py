"""Forms of curriculum activities: four answers are enough, the rest is folded away."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField

from approvals.actions import Asked
from approvals.forms.fields import AddressField, PlainTextField, day
from approvals.models import ActivityVerdict, ActivityVersion
from approvals.models.activities import Hands, SignedIn
from approvals.stops import refusal_of
from school.days import end_of_term
from school.models import SchoolClass, Stage
from school.once import OnceMixin

QUICK = ("site", "whom", "hands", "ends_on")
FREE = ("subject", "aim", "room", "times", "adults", "risks", "parents_told")


def _text(label: str, length: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, **options)


class ActivityForm(OnceMixin, forms.Form):
    """Which site, for whom, whose hands, until when."""

    site = forms.CharField(
        label="Site or service",
        max_length=120,
        help_text="For example a video site, by its name.",
        error_messages={"required": "Name the site or service."},
    )
    whom = forms.ChoiceField(label="Class", error_messages={"required": "Choose the class or the year group."})
    hands = forms.ChoiceField(
        label="Who handles the device",
        choices=Hands,
        widget=forms.RadioSelect,
        error_messages={"required": "Say who handles the device."},
    )
    ends_on = day(
        "Until",
        help_text="For a class until the end of term at most; for a whole year group, a school year.",
        error_messages={"required": "Choose the last day."},
    )
    starts_on = day("From", required=False, help_text="Empty means today.")
    signed_in = forms.ChoiceField(label="Who is signed in", choices=SignedIn, initial=SignedIn.NOBODY, required=False)
    address = AddressField(
        label="Address", max_length=500, required=False, help_text="The exact page, if there is one."
    )
    subject = _text("Subject", 120)
    aim = _text("What the pupils learn", 500)
    devices = PlainTextField(
        label="Devices",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line, by their numbers. Empty means the device of the classroom.",
    )
    room = _text("Room", 80)
    times = _text("When", 200, help_text="For example: Tuesdays, second lesson.")
    adults = _text("Adults present", 200)
    risks = _text("What could go wrong, and what is done about it", 1000)
    parents_told = _text("How parents are told", 300)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        whom: Any = self.fields["whom"]
        classes = [(str(one.pk), one.name) for one in SchoolClass.objects.all()]
        stages = [(value, f"All of {label}") for value, label in Stage.choices]
        whom.choices = [
            ("", "Choose a class"),
            ("Class", classes),
            ("Year group, for a site used again and again", stages),
        ]

    @property
    def quick(self) -> list[BoundField]:
        return [self[name] for name in QUICK]

    @property
    def more(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name not in (*QUICK, "once")]

    @property
    def has_more(self) -> bool:
        """Whether the folded part holds an answer or an error."""
        return any(field.errors or (field.name != "signed_in" and field.value()) for field in self.more)

    def _never(self, name: str) -> str:
        answer: str = self.cleaned_data[name] or SignedIn.NOBODY
        if refusal := refusal_of(answer, self.today):
            raise forms.ValidationError(refusal)
        return answer

    def clean_hands(self) -> str:
        return self._never("hands")

    def clean_signed_in(self) -> str:
        return self._never("signed_in")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        starts, ends, whom = cleaned.get("starts_on") or self.today, cleaned.get("ends_on"), cleaned.get("whom")
        if not ends or not whom:
            return cleaned
        if ends < max(starts, self.today):
            self.add_error("ends_on", "Choose today or a later day, and none before the first one.")
        elif whom in Stage.values and ends > starts + timedelta(days=365):
            self.add_error("ends_on", "Choose a day within a school year; then ask again.")
        elif whom not in Stage.values and ends > (last := end_of_term(starts)):
            said = f"{last.day} {last:%B %Y}"
            self.add_error("ends_on", f"Choose {said} or an earlier day: for one class it lasts to the end of term.")
        return cleaned

    def asked(self) -> Asked:
        """The answers as the action takes them."""
        found = self.cleaned_data
        whom = found["whom"]
        stage = whom if whom in Stage.values else ""
        return Asked(
            site=found["site"],
            hands=found["hands"],
            ends_on=found["ends_on"],
            starts_on=found["starts_on"] or self.today,
            school_class_id=None if stage else UUID(whom),
            stage=stage,
            signed_in=found["signed_in"],
            address=found["address"],
            devices=found["devices"],
            **{name: found[name] for name in FREE},
        )


def initial_of(version: ActivityVersion, *, again: bool) -> Mapping[str, Any]:
    """What a form is filled with; asking again leaves the days open."""
    names = ("site", "hands", "signed_in", "address", "devices", *FREE)
    found = {name: getattr(version, name) for name in names}
    found["whom"] = version.stage or str(version.school_class_id)
    return found if again else {**found, "starts_on": version.starts_on, "ends_on": version.ends_on}


class ChangeActivityForm(ActivityForm):
    row_version = forms.IntegerField(widget=forms.HiddenInput)


class ActivityDecisionForm(forms.Form):
    version = forms.UUIDField(widget=forms.HiddenInput)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    comment = forms.CharField(
        label="A word to the teacher",
        max_length=500,
        required=False,
        help_text="Needed unless you approve.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    verdict = forms.ChoiceField(choices=ActivityVerdict, required=True)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("verdict") != ActivityVerdict.APPROVE and not (cleaned.get("comment") or "").strip():
            self.add_error("comment", "Say in a few words why; the teacher reads it.")
        return cleaned


class StopForm(forms.Form):
    reason = forms.CharField(
        label="Why",
        max_length=300,
        help_text="Those concerned read it. Please name no pupil.",
        error_messages={"required": "Say in a few words why; those concerned read it."},
    )


class CompleteForm(forms.Form):
    told = PlainTextField(
        label="Anything to tell?",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What went well or not. Something that belongs in an incident is recorded there. Please name no pupil.",
    )
