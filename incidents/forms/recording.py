"""The record form: three answers, and everything else is optional."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from incidents.actions import Named
from incidents.models import Concerns, Part, Report
from incidents.people import found_people, with_ids
from policy.models import ClauseVersion
from school.once import OnceMixin

WORDS = 20_000
ABOUT = [
    ("principal", "the Principal"),
    ("vice_principal", "the Vice-Principal"),
    ("designated_teacher", "the Designated Teacher"),
    ("chair", "the Chair of the Board of Governors"),
    ("governor", "another governor"),
]
LABELS = {
    Concerns.PUPIL: "Which pupil?",
    Concerns.PARENT: "Which parent or carer?",
    Concerns.STAFF: "Which member of staff?",
    Concerns.OUTSIDER: "Who, as far as you know?",
}


class PastDateField(forms.DateField):
    """A day that has happened."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, *, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(
            initial=today,
            input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y"],
            error_messages={
                "required": "Give the day. Today is fine if you do not know it exactly.",
                "invalid": "Write the day like 9/11/2026.",
            },
            **kwargs,
        )

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and value > self.today:
            raise forms.ValidationError("This day is still to come. Give the day on which it happened.")
        if value and value < self.today - timedelta(days=366 * 20):
            raise forms.ValidationError("This is more than twenty years ago. Please check the year.")


class RecordForm(OnceMixin):
    """Who, what, when. The people are picked by the page's own search and arrive beside these fields."""

    child_at_risk = forms.BooleanField(
        label="A child may be at risk now",
        required=False,
        help_text="Telephone first, then write. It goes to the Designated Teacher at once.",
    )
    concerned_words = forms.CharField(
        required=False,
        max_length=200,
        label="Not on the list, or not known? Describe them",
        help_text="A nickname, an account name, or just “not known”.",
    )
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
    happened_at_time = forms.TimeField(
        label="At what time?",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Write the time like 14:05, or leave it out."},
    )
    affected_words = forms.CharField(
        required=False, max_length=200, label="Somebody affected who is not on the list? Describe them"
    )
    about = forms.MultipleChoiceField(
        label="Tick if it is about", choices=ABOUT, required=False, widget=forms.CheckboxSelectMultiple
    )
    clauses = forms.MultipleChoiceField(
        label="Rules that may apply", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        concerns: str,
        today: date,
        offered: list[ClauseVersion],
    ) -> None:
        super().__init__(data)
        self.concerns = concerns
        self.today = today
        self.picked: dict[str, list[dict[str, Any]]] = {}
        self.fields["happened_on"] = PastDateField(today=today, label="When did it happen?")
        if concerns == Concerns.OUTSIDER:
            self.fields["concerned_words"].label = LABELS[Concerns.OUTSIDER]
        if concerns == Concerns.PUPIL:
            del self.fields["about"]
        self._offer(offered)
        for part in Part.values:
            self.picked[part] = self._picked(part, data)

    def _offer(self, offered: list[ClauseVersion]) -> None:
        if offered:
            self.fields["clauses"].choices = [(str(one.pk), one.offered_text) for one in offered]  # type: ignore[attr-defined]
        else:
            del self.fields["clauses"]

    def _picked(self, part: str, data: QueryDict | None) -> list[dict[str, Any]]:
        """People ticked as chosen, and the one just picked; only those the lists would offer."""
        if data is None:
            return []
        given = [*data.getlist(f"{part}_people"), data.get(part, "")]
        return with_ids(given[:20], self.group(part))

    def say_nothing_is_missing(self) -> None:
        """On a search step the form is only half filled in, and that is no mistake."""
        self._errors = ErrorDict()

    def group(self, part: str) -> str:
        return self.concerns if part == Part.CONCERNED else "anyone"

    def searched(self, part: str) -> str:
        return str(self.data.get(f"{part}_search", ""))[:80] if self.is_bound else ""

    def results(self, part: str) -> list[dict[str, Any]]:
        chosen = {one["id"] for one in self.picked[part]}
        return [one for one in found_people(self.searched(part), self.group(part)) if one["id"] not in chosen]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.picked[Part.CONCERNED] and not cleaned.get("concerned_words"):
            self.add_error("concerned_words", "Say who it is about: pick them above, or write “not known” here.")
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
        }

    def _named(self, part: str) -> list[Named]:
        found = [Named(part=part, person_id=UUID(one["id"])) for one in self.picked[part]]
        if words := self.cleaned_data.get(f"{part}_words"):
            found.append(Named(part=part, as_described=words))
        return found


class AddForm(OnceMixin):
    """What the reporter remembers later."""

    text = forms.CharField(
        label="Add to your report",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write what you would like to add."},
    )
