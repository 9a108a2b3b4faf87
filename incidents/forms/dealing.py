"""One page for the ordinary case: the parts are the same forms as step by step, asked for together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from incidents.actions.dealing import Key, Plan, Word
from incidents.forms.acting import long_text
from incidents.forms.records import RecordForm, form_for
from incidents.forms.several import WhenField
from incidents.models import IncidentStep
from incidents.states import Finding
from school.models import Person
from school.once import OnceMixin


class SentenceForm(forms.Form):
    """A step without a record of its own: a sentence on how it was done."""

    how = long_text("How was it done?", missing="Write a sentence on how it was done.", rows=2)

    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def _may_be_folded(field: forms.BoundField) -> bool:
    return not field.field.required and isinstance(field.field.widget, forms.Textarea)


@dataclass(frozen=True)
class DealPart:
    """One step's questions on the page."""

    step: IncidentStep
    form: forms.Form
    only_when_found: bool

    @property
    def key(self) -> Key:
        return self.step.step_id, self.step.subject_id

    @property
    def title(self) -> str:
        return f"{self.step.step} ({self.step.subject})" if self.step.subject else str(self.step.step)

    @property
    def main(self) -> list[forms.BoundField]:
        """What is always asked: everything but long texts that may be left empty."""
        return [one for one in self.form.visible_fields() if not _may_be_folded(one)]

    @property
    def more(self) -> list[forms.BoundField]:
        return [one for one in self.form.visible_fields() if _may_be_folded(one)]

    @property
    def is_more_open(self) -> bool:
        """A fold with something in it, or with a mistake, comes back open."""
        return any(one.errors or one.value() for one in self.more)

    def facts(self) -> dict[str, Any]:
        left_out = {"once", "at"}
        return {name: value for name, value in self.form.cleaned_data.items() if name not in left_out}


class DealForm(OnceMixin):
    """The leader's own answers; `parts` holds those that each step asks for."""

    said_by = forms.ChoiceField(
        label="Who said that there is nothing for child protection?",
        widget=forms.RadioSelect,
        help_text="Her word is shown as hers, told to her, and hers to take back.",
        error_messages={"required": "Speak with the Designated Teacher first, then say here who it was."},
    )
    said_at = WhenField(label="When did she say so?", initial=timezone.now)
    finding = forms.ChoiceField(
        label="What did you find?",
        choices=Finding.choices[1:],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you found. “As written, but no fault” is a finding too."},
    )
    calls_for_review = forms.TypedChoiceField(
        label="Anything for the next policy review?",
        choices=[("no", "No"), ("yes", "Yes: the policy or its rules may need a change")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )
    outcome = long_text("Anything to add on how it ended?", rows=2)
    at = WhenField(label="When was all this done?", initial=timezone.now)

    def __init__(self, data: Any = None, *, plan: Plan, lookers: Sequence[Person], is_looker: bool) -> None:
        super().__init__(data)
        self.plan = plan
        self.fields["calls_for_review"].is_short = True  # type: ignore[attr-defined]
        self.parts = self._parts(plan.steps, data, only_when_found=False)
        self.parts += self._parts(plan.found, data, only_when_found=True)
        if plan.look is None or is_looker:
            del self.fields["said_by"], self.fields["said_at"]
        else:
            self.fields["said_by"].choices = [(str(one.pk), one.display_name) for one in lookers]  # type: ignore[attr-defined]
        if not plan.is_about_fault:
            del self.fields["finding"]

    def _parts(self, steps: Sequence[IncidentStep], data: Any, *, only_when_found: bool) -> list[DealPart]:
        return [DealPart(one, self._form(one, data), only_when_found) for one in steps]

    @staticmethod
    def _form(step: IncidentStep, data: Any) -> forms.Form:
        prefix = f"{step.step_id}-{step.subject_id or ''}"
        if not step.record:
            return SentenceForm(data, prefix=prefix)
        form: RecordForm = form_for(step)(data, prefix=prefix, step=step)
        for name in ("once", "at"):  # one moment and one id for the whole page
            del form.fields[name]
        return form

    @property
    def found(self) -> str:
        """The finding: taken as read where nobody's fault is in question."""
        return str(self.cleaned_data.get("finding") or Finding.FOUND)

    @property
    def asked(self) -> list[DealPart]:
        """The parts that count: what follows only from a found clause is left out of any other finding."""
        is_found = not hasattr(self, "cleaned_data") or self.found == Finding.FOUND
        return [one for one in self.parts if is_found or not one.only_when_found]

    def is_valid(self) -> bool:
        own = super().is_valid()
        return all([own, *(one.form.is_valid() for one in self.asked)])

    def facts(self) -> dict[str, Any]:
        """What deal_with takes."""
        cleaned = self.cleaned_data
        word = Word(UUID(cleaned["said_by"]), cleaned["said_at"]) if "said_by" in cleaned else None
        return {
            "clauses": [one.pk for one in self.plan.clauses],
            "records": {one.key: one.facts() for one in self.asked},
            "finding": self.found,
            "reason": cleaned["outcome"] or "As the records of this case say.",
            "outcome": cleaned["outcome"] or "Dealt with as the records of this case say.",
            "calls_for_review": cleaned["calls_for_review"],
            "at": cleaned["at"],
            "once": cleaned["once"],
            "word": word,
        }


class Together:
    """Several forms as the error summary reads one."""

    def __init__(self, *together: forms.BaseForm) -> None:
        self._forms = [one for one in together if one.is_bound and one.errors]

    @property
    def errors(self) -> bool:
        return bool(self._forms)

    @property
    def non_field_errors(self) -> list[Any]:
        return [error for one in self._forms for error in one.non_field_errors()]

    @property
    def hidden_fields(self) -> list[Any]:
        return [field for one in self._forms for field in one.hidden_fields()]

    @property
    def visible_fields(self) -> list[Any]:
        return [field for one in self._forms for field in one.visible_fields()]
