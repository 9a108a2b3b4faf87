"""What the record form asks beside its three answers: blocks that stand folded until a clause or a person calls for them.

Plain fields of the one form, so that its errors, its drafts and its repeats treat them like all others.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from incidents.actions import Intake, Spoke, Told
from incidents.forms.fields import YEARS, ClockField, PastDateField
from incidents.models import ANOTHER_SERVICE, NOT_KNOWN, How, Images, Part, Place, Role, Service, Speaker, Whom
from incidents.register import Asking
from school.days import LONDON

SPOKE = "spoke"  # the picker of whoever told the reporter
EVERY_BLOCK = frozenset({"past_pupil"})  # what adds fields of its own to the form
MOST_TOLD = 6
ME = "me"
LEARNED = [
    ("", "Not said"),
    ("now", "Just now"),
    ("then", "As it happened"),
    ("later", "Later, on the day below"),
]
USED = [
    ("on_school_equipment", "School equipment"),
    ("on_school_network", "The school’s network"),
    ("on_own_device", "Their own device"),
]
STILL_TO_COME = "This time is still to come. Give the time at which it was, or leave it out."
TOO_EARLY = "This is before the day on which it happened. Check both days."


def _choices(empty: str, given: Any) -> list[tuple[str, str]]:
    return [("", empty), *given.choices]


def _line(label: str, length: int, hint: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, help_text=hint)


def told_fields(row: int, *, today: date, now: time) -> dict[str, forms.Field]:
    """One telling: nothing of it counts until it is said how."""
    return {
        f"told_{row}_whom": forms.ChoiceField(
            label="Whom did you tell?", choices=Whom.choices, initial=Whom.PRINCIPAL, required=False
        ),
        f"told_{row}_name": _line("Their name, if it helps", 100),
        f"told_{row}_how": forms.ChoiceField(label="How?", choices=_choices("Not told yet", How), required=False),
        f"told_{row}_on": PastDateField(today=today, label="On which day?", required=False),
        f"told_{row}_at": ClockField(label="At what time did you tell them?", initial=now),
    }


def circumstance_fields(*, today: date, now: time, services: list[Service]) -> dict[str, forms.Field]:
    """When the reporter learned of it, where it was, with what, and how people were affected."""
    return {
        "learned": forms.ChoiceField(label="When did you learn of it?", choices=LEARNED, required=False),
        "learned_on": PastDateField(today=today, label="The day you learned of it", required=False),
        "learned_at": ClockField(label="The time you learned of it", initial=now),
        "place": forms.ChoiceField(label="Where did it happen?", choices=_choices("Not said", Place), required=False),
        "used": forms.MultipleChoiceField(
            label="What was it done with?", choices=USED, required=False, widget=forms.CheckboxSelectMultiple
        ),
        "service": forms.ChoiceField(
            label="Which service?",
            choices=[
                ("", "Not said"),
                *((str(one.pk), f"{one.name} (from {one.minimum_age})") for one in services),
                (ANOTHER_SERVICE, "Another service"),
            ],
            required=False,
            error_messages={"invalid_choice": "This service is not on the list any more. Choose “Another service”."},
        ),
        "service_words": _line("Another service: its name", 100),
        "address": _line(
            "Address or account name of the post", 500, "Only if you have it already. Do not go and look for it."
        ),
        "images": forms.ChoiceField(
            label="Are there pictures or videos of children?", choices=_choices("Not said", Images), required=False
        ),
        "affected_role": forms.ChoiceField(
            label="How are they affected?", choices=_choices("Not said", Role), required=False
        ),
    }


def speaker_fields() -> dict[str, forms.Field]:
    """Whoever told the reporter, beside the picker of the person."""
    return {
        "spoke_for": forms.ChoiceField(
            label="Did somebody else tell you of it?",
            choices=_choices("No: I saw or heard it myself", Speaker),
            required=False,
        ),
        "spoke_words": _line("Not on the list? Describe them", 200, "Leave it empty if they did not say who they are."),
        "spoke_how": forms.ChoiceField(
            label="How did they tell you?", choices=_choices("Not said", How), required=False
        ),
        "said": forms.CharField(
            label="Their own words, as they were said",
            max_length=20_000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 5}),
            help_text="Kept apart from yours. Do not put them right, and ask no leading questions.",
        ),
        "spoke_may_be_named": forms.BooleanField(
            label="They agree that the person concerned may learn who told us",
            required=False,
            help_text="Leave it empty if you did not ask. Their name is then kept from the person concerned.",
        ),
    }


def past_pupil_fields(today: date) -> dict[str, forms.Field]:
    """Initials and a year, and no more (domain 2.3)."""
    return {
        "past_initials": _line("A past pupil under 18: initials", 10, "Initials and the year of leaving are enough."),
        "past_left": forms.IntegerField(
            label="Year in which they left the school",
            required=False,
            min_value=today.year - YEARS,
            max_value=today.year,
            error_messages={
                "invalid": "Write the year like 2024.",
                "min_value": "This is more than twenty years ago. Please check the year.",
                "max_value": "This year is still to come. Give the year in which they left.",
            },
        ),
    }


class IntakeMixin(forms.Form):
    """Adds the blocks to the record form; expects its `today`, `picked` and `data`."""

    today: date
    now: datetime
    picked: dict[str, list[dict[str, Any]]]
    kind: Asking | None

    def add_intake(
        self,
        data: QueryDict | None,
        *,
        services: list[Service],
        asks: dict[str, frozenset[str]],
        kind_asks: frozenset[str],
    ) -> None:
        clock = self.now.time().replace(second=0, microsecond=0)
        self.asked = kind_asks
        before = len(self.fields)
        self.fields.update(circumstance_fields(today=self.today, now=clock, services=services))
        self.fields.update(speaker_fields())
        if "past_pupil" in frozenset().union(kind_asks, *asks.values()):
            self.fields.update(past_pupil_fields(self.today))
        self.told_rows = range(1, 1 + _rows(data))
        for row in self.told_rows:
            self.fields.update(told_fields(row, today=self.today, now=clock))
        self.more_names = [*list(self.fields)[before:], "happened_at_time", "affected_words"]

    @property
    def tellings(self) -> list[dict[str, Any]]:
        """The rows of "whom did you tell" as the page lays them out."""
        parts = ("whom", "name", "how", "on", "at")
        return [{part: self[f"told_{row}_{part}"] for part in parts} for row in self.told_rows]

    @property
    def may_add_telling(self) -> bool:
        return len(self.told_rows) < MOST_TOLD

    @property
    def is_more_open(self) -> bool:
        """Whether anything in the blocks was answered or went wrong, so that the page comes back open."""
        if not self.is_bound:
            return False
        is_searching = any(self.searched(part) or self.picked[part] for part in (Part.AFFECTED, SPOKE))  # type: ignore[attr-defined]
        if is_searching or self.data.get("more") == "told":
            return True
        # What the page filled in by itself is no answer.
        return any(
            name in self.errors or (self.fields[name].initial is None and self[name].data) for name in self.more_names
        )

    def clean_intake(self, cleaned: dict[str, Any]) -> None:
        self._check_moment(cleaned, "happened_on", "happened_at_time", asked=bool(cleaned.get("happened_on")))
        self._check_moment(cleaned, "learned_on", "learned_at", asked=cleaned.get("learned") == "later")
        for row in self.told_rows:
            if cleaned.get(f"told_{row}_how"):
                self._clean_telling(cleaned, f"told_{row}")
        if cleaned.get("service") == ANOTHER_SERVICE and not cleaned.get("service_words"):
            self.add_error("service_words", "Write the name of the service, or choose “Not said”.")
        if cleaned.get("spoke_for") and not cleaned.get("said"):
            self.add_error("said", "Write down what they said, in their own words, even if only a sentence.")
        if cleaned.get("said") and not cleaned.get("spoke_for") and "spoke_for" not in self.errors:
            self.add_error("spoke_for", "Say whose words these are, or clear them below.")
        if cleaned.get("past_left") and not cleaned.get("past_initials"):
            self.add_error("past_initials", "Give the past pupil’s initials too, or leave the year empty.")

    def _clean_telling(self, cleaned: dict[str, Any], row: str) -> None:
        self._check_moment(cleaned, f"{row}_on", f"{row}_at", asked=True)
        whom = cleaned.get(f"{row}_whom")
        if not whom and f"{row}_whom" not in self.errors:
            self.add_error(f"{row}_whom", "Choose whom you told.")
        if whom == Whom.OTHER and not cleaned.get(f"{row}_name"):
            self.add_error(f"{row}_name", "Write whom you told, or choose them from the list above.")

    def _check_moment(self, cleaned: dict[str, Any], on: str, at: str, *, asked: bool) -> None:
        """A day that counts is given, not before the matter and not still to come."""
        day, clock, happened = cleaned.get(on), cleaned.get(at), cleaned.get("happened_on")
        if not asked or on in self.errors:
            return
        if day is None:
            self.add_error(on, "Give the day.")
        elif happened and day < happened:
            self.add_error(on, TOO_EARLY)
        elif clock and datetime.combine(day, clock, tzinfo=LONDON) > self.now + timedelta(minutes=1):
            self.add_error(at, STILL_TO_COME)

    def intake(self) -> Intake:
        """What the action takes."""
        cleaned = self.cleaned_data
        picked = cleaned["service"]
        return Intake(
            **self._learned(cleaned),
            place=cleaned["place"],
            **{name: name in cleaned["used"] for name, _ in USED},
            service_id=UUID(picked) if picked and picked != ANOTHER_SERVICE else None,
            service_words=cleaned["service_words"] if picked in ("", ANOTHER_SERVICE) else "",
            address=cleaned["address"],
            images=cleaned["images"],
            past_pupil_initials=cleaned.get("past_initials", ""),
            past_pupil_left=cleaned.get("past_left"),
            is_about_reporter=ME in cleaned.get("about", []),
            kind_id=self.kind.suggests if self.kind else None,
            told=tuple(self._told(cleaned)),
            spoke=self._spoke(cleaned),
        )

    def _learned(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        moments = {
            "now": (self.today, self.now.time().replace(second=0, microsecond=0)),
            "then": (cleaned["happened_on"], cleaned["happened_at_time"]),
            "later": (cleaned["learned_on"], cleaned["learned_at"]),
        }
        day, clock = moments.get(cleaned["learned"], (None, None))
        return {"learned_on": day, "learned_at": clock}

    def _told(self, cleaned: dict[str, Any]) -> Iterator[Told]:
        for row in self.told_rows:
            if how := cleaned[f"told_{row}_how"]:
                whom, name, day, clock = (cleaned[f"told_{row}_{part}"] for part in ("whom", "name", "on", "at"))
                yield Told(whom=whom, name=name, how=how, told_on=day, told_at=clock)

    def _spoke(self, cleaned: dict[str, Any]) -> Spoke | None:
        if not cleaned["spoke_for"]:
            return None
        person = UUID(self.picked[SPOKE][0]["id"]) if self.picked[SPOKE] else None
        return Spoke(
            kind=cleaned["spoke_for"],
            words=cleaned["said"],
            person_id=person,
            as_described="" if person else cleaned["spoke_words"] or NOT_KNOWN,
            how=cleaned["spoke_how"],
            may_be_named=cleaned["spoke_may_be_named"],
        )


def _rows(data: QueryDict | None) -> int:
    """As many rows of tellings as the page showed, and one more when it was asked for."""
    if data is None:
        return 1
    shown = max((row for row in range(1, MOST_TOLD + 1) if f"told_{row}_whom" in data), default=1)
    return min(MOST_TOLD, shown + (data.get("more") == "told"))
