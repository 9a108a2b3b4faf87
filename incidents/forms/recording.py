"""The record form: three answers, and everything else is optional."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from incidents.actions import Named
from incidents.forms.fields import ClockField, PastDateField, Ticks
from incidents.forms.intake import ME, SPOKE, IntakeMixin
from incidents.models import NOT_KNOWN, Concerns, Part, Report, Role, Service
from incidents.people import found_people, with_ids
from incidents.register import Asking
from policy.models import ClauseVersion
from school.days import LONDON
from school.once import OnceMixin

WORDS = 20_000
ABOUT = [
    ("principal", "the Principal"),
    ("vice_principal", "the Vice-Principal"),
    ("designated_teacher", "the Designated Teacher"),
    ("chair", "the Chair of the Board of Governors"),
    ("governor", "another governor"),
    (ME, "me: I report something of my own"),
]
PICKED = (*Part.values, SPOKE)
LABELS = {
    Concerns.PUPIL: "Which pupil?",
    Concerns.PARENT: "Which parent or carer?",
    Concerns.STAFF: "Which member of staff?",
    Concerns.OUTSIDER: "Who, as far as you know?",
}


SEARCH_FIRST = "search and choose them, describe them"


class RecordForm(IntakeMixin, OnceMixin):
    """Who, what, when. The people are picked by the page's own search and arrive beside these fields."""

    child_at_risk = forms.BooleanField(
        label="A child may be at risk now",
        required=False,
        help_text="Telephone first, then write. It goes to the Designated Teacher at once.",
    )
    concerned_search = forms.CharField(required=False)  # the page's own search: what is wrong is said beside it
    concerned_words = forms.CharField(
        required=False,
        max_length=200,
        label="Not on the list? Describe them",
        help_text="An account’s name as it stands there. No guess at who may be behind it.",
    )
    concerned_unknown = forms.BooleanField(required=False, label="Nobody knows who it was")
    words = forms.CharField(
        label="What happened?",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text="What you saw or heard, and a child’s own words as they were said. Full names, no opinions.",
        error_messages={
            "required": "Write what happened, even if only a sentence. You can add more later.",
            "max_length": "This is very long. Shorten it to %(limit_value)d letters and add the rest later.",
        },
    )
    happened_at_time = ClockField(label="At what time did it happen?")
    affected_words = forms.CharField(
        required=False, max_length=200, label="Somebody affected who is not on the list? Describe them"
    )
    about = forms.MultipleChoiceField(
        label="Tick if it is about", choices=ABOUT, required=False, widget=forms.CheckboxSelectMultiple
    )
    clauses = forms.MultipleChoiceField(label="Rules that may apply", required=False, widget=Ticks)
    # The kind that the link here spoke of, so that a draft still knows it.
    began_as = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        concerns: str,
        now: datetime,
        offered: list[ClauseVersion],
        services: list[Service],
        asks: dict[str, frozenset[str]],
        kind: Asking | None = None,
    ) -> None:
        super().__init__(data)
        self.concerns, self.kind = concerns, kind
        self.initial["began_as"] = kind.code if kind else ""
        self.now = now.astimezone(LONDON)
        self.today = today = self.now.date()
        self.picked: dict[str, list[dict[str, Any]]] = {}
        self.fields["happened_on"] = PastDateField(today=today, label="When did it happen?")
        if concerns == Concerns.OUTSIDER:
            self.fields["concerned_words"].label = LABELS[Concerns.OUTSIDER]
            self.fields["about"].choices = ABOUT[:-1]  # type: ignore[attr-defined]
        if concerns == Concerns.PUPIL:
            del self.fields["about"]
        self._offer(offered, asks, kind)
        for part in PICKED:
            self.picked[part] = self._picked(part, data)
        self.add_intake(data, services=services, asks=asks, kind_asks=kind.asks if kind else frozenset())

    def _offer(self, offered: list[ClauseVersion], asks: dict[str, frozenset[str]], kind: Asking | None) -> None:
        """The clauses of these people, those of the kind that the link implied ticked already."""
        if not offered:
            del self.fields["clauses"]
            return
        field: Any = self.fields["clauses"]
        field.choices = [(str(one.pk), one.offered_text) for one in offered]
        field.widget.asks = asks
        if kind:
            field.initial = [str(one.pk) for one in offered if one.clause.register_code in kind.clauses]

    def _picked(self, part: str, data: QueryDict | None) -> list[dict[str, Any]]:
        """People ticked as chosen, and the one just picked; only those the lists would offer."""
        if data is None:
            return []
        given = [data.get(part, ""), *data.getlist(f"{part}_people")]
        if part == SPOKE:  # one person only: the one just picked, or the one picked before
            given = [one for one in given if one][:1]
        people = with_ids(given[:20], self.group(part))
        for one in people:
            role = data.get(f"role_{one['id']}", data.get(f"{part}_role", ""))
            one["role"] = role if role in Role.values else ""
        return people

    def say_nothing_is_missing(self) -> None:
        """On a search step the form is only half filled in, and that is no mistake."""
        self._errors = ErrorDict()

    def group(self, part: str) -> str:
        return self.concerns if part == Part.CONCERNED else "anyone"

    def searched(self, part: str) -> str:
        return str(self.data.get(f"{part}_search", "")) if self.is_bound else ""

    def results(self, part: str) -> list[dict[str, Any]]:
        chosen = {one["id"] for one in self.picked[part]}
        return [one for one in found_people(self.searched(part), self.group(part)) if one["id"] not in chosen]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_said = cleaned.get("concerned_words") or cleaned.get("concerned_unknown") or ME in cleaned.get("about", [])
        if not self.picked[Part.CONCERNED] and not is_said:
            where, how = ("words", "describe them") if self.concerns == Concerns.OUTSIDER else ("search", SEARCH_FIRST)
            self.add_error(f"concerned_{where}", f"Say who it is about: {how}, or tick “nobody knows”.")
        self.clean_intake(cleaned)
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        cleaned = self.cleaned_data
        return {
            "once": cleaned["once"],
            "concerns": self.concerns,
            "words": cleaned["words"],
            "happened_on": cleaned["happened_on"],
            "happened_at_time": cleaned["happened_at_time"],
            "child_at_risk": cleaned["child_at_risk"],
            "about": [office for office in cleaned.get("about", []) if office in Report.ABOUT],
            "people": [one for part in Part.values for one in self._named(part)],
            "clauses": [UUID(one) for one in cleaned.get("clauses", [])],
            "intake": self.intake(),
        }

    def _named(self, part: str) -> list[Named]:
        found = [Named(part=part, person_id=UUID(one["id"]), role=one["role"]) for one in self.picked[part]]
        if words := self.cleaned_data.get(f"{part}_words"):
            words = NOT_KNOWN if words.casefold() in ("not known", "unknown") else words
            found.append(Named(part=part, as_described=words, role=self.cleaned_data.get(f"{part}_role", "")))
        if part == Part.CONCERNED and self.cleaned_data["concerned_unknown"] and not found:
            found.append(Named(part=part, as_described=NOT_KNOWN))
        return found


class AddForm(OnceMixin):
    """What the reporter remembers later."""

    text = forms.CharField(
        label="Add to your report",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write what you would like to add."},
    )
