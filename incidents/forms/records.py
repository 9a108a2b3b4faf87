"""The form of each record: its model's own questions, with when it was done on top."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import DateField, DateTimeField, TextField
from django.forms import modelform_factory
from django.utils import timezone

from incidents.forms.several import SeveralField, WhenField
from incidents.models import RECORDS, IncidentStep, Record
from incidents.models.records import CodesField
from incidents.people import adults_of
from school.days import add_school_days, end_of_term, local_date
from school.models import Person, Target
from school.once import OnceMixin

SHORT = 40  # letters of a choice that may stand beside others in a row
MISSING = "Please answer this. If you do not know, say so."


def _field(field: Any, **kwargs: Any) -> forms.Field | None:
    """Plain widgets: every choice open to be seen, dates typed or picked, words in a box of their own."""
    if isinstance(field, CodesField):
        choices = field.codes.choices if field.codes else []
        return SeveralField(label=field.verbose_name, choices=choices, help_text=field.help_text)
    if isinstance(field, DateTimeField):
        return WhenField(label=field.verbose_name, required=not field.blank, help_text=field.help_text)
    if isinstance(field, DateField):
        kwargs["widget"] = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    elif isinstance(field, TextField):
        kwargs["widget"] = forms.Textarea(attrs={"rows": 3})
    elif field.choices:
        kwargs["widget"] = forms.RadioSelect
    made: forms.Field | None = field.formfield(**kwargs)
    if made is not None:
        made.error_messages["required"] = MISSING
        if field.choices:
            left_out = [("", "Not said")] if field.blank else []
            made.choices = [*left_out, *field.choices]  # type: ignore[attr-defined]
            made.is_short = all(len(str(label)) < SHORT for _, label in field.choices)  # type: ignore[attr-defined]
    return made


class RecordForm(OnceMixin, forms.ModelForm):  # type: ignore[type-arg]
    """Base of every record's form. `facts()` is what keep_record takes."""

    def __init__(self, *args: Any, step: IncidentStep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        self.fields["at"] = WhenField(label="When was it done?", initial=timezone.now)
        self.order_fields(["at"])

    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def validate_constraints(self) -> None:
        """Constraints that speak of several answers are said by `clean`; the database holds them anyhow."""


def form_for(step: IncidentStep) -> type[RecordForm]:
    """The form of the record that this step is done by."""
    model: type[Record] = RECORDS[step.record]
    form = modelform_factory(
        model, form=OWN.get(step.record, RecordForm), fields=model.FACTS, formfield_callback=_field
    )
    made: type[RecordForm] = form
    return made


class ParentContactForm(RecordForm):
    """The pupil's own parents and carers are offered by name; anybody else is written down."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = adults_of(self.step.subject)
        self.fields["told_other"] = forms.CharField(label="Or somebody else", max_length=200, required=False)
        if known:
            choices = [(name, name) for name in known]
            self.fields["told"] = forms.ChoiceField(
                label="Who was told?", choices=choices, widget=forms.RadioSelect,
                help_text="Only their own child’s part.",
                error_messages={"required": "Say who was told: choose a parent or write who it was."},
            )  # fmt: skip
            self.order_fields(["at", "told", "told_other"])
            if self.initial.get("told") not in known:
                self.initial["told_other"] = self.initial.get("told", "")
        else:
            del self.fields["told_other"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if other := cleaned.pop("told_other", ""):
            cleaned["told"] = other
            self.errors.pop("told", None)
        return cleaned


class RemovalRequestForm(RecordForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("is_asked"):
            if not cleaned.get("whom"):
                self.add_error("whom", "Say who was asked, or untick that they were asked.")
            if not cleaned.get("means"):
                self.add_error("means", "Say how they were asked.")
        return cleaned


class RemovalResultForm(RecordForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("state") == "chased" and not cleaned.get("chase_on"):
            self.add_error("chase_on", "Say when you will look again: this step stays open until then.")
        return cleaned


class FurtherActionForm(RecordForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("decided") == "other" and not cleaned.get("why"):
            self.add_error("why", "Say what exactly is to be done.")
        return cleaned


def check_term(form: forms.BaseForm, name: str, day: date, decided: date) -> None:
    """A restriction stays within the term it is decided for; going on after that is a fresh decision."""
    last = end_of_term(decided)
    if day > last:
        form.add_error(name, f"This is beyond the end of term, {last.day} {last:%B %Y}. Give a day until then.")


class RestrictionForm(RecordForm):
    """Offers the school's own target for the next look, and the end of term as the latest end."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = local_date(timezone.now())
        end = end_of_term(today)
        self.initial = {"starts_on": today, "review_on": min(review_day(today), end), "ends_on": end} | self.initial
        self.fields["ends_on"].help_text = f"Never later than the end of term: now {end.day} {end:%B %Y}."
        self.fields["ends_on"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts, review = cleaned.get("starts_on"), cleaned.get("review_on")
        ends = cleaned.get("ends_on")
        if starts and review and review < starts:
            self.add_error("review_on", "The review comes after the start. Give a later day.")
        elif review and ends and review > ends:
            self.add_error("review_on", "It is looked at again before it ends. Give an earlier day.")
        if starts and ends:
            check_term(self, "ends_on", ends, starts)
        return cleaned


class RestrictionReviewForm(RecordForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(cleaned.get("ends_on")) == bool(cleaned.get("goes_on_until")):
            self.add_error("ends_on", "Give one of the two days: when it ends, or when it is looked at again.")
        for name in ("ends_on", "goes_on_until"):
            if (day := cleaned.get(name)) and cleaned.get("at"):
                check_term(self, name, day, local_date(cleaned["at"]))
        return cleaned


class InterventionReviewForm(RecordForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("helped") == "no" and not cleaned.get("again_on"):
            self.add_error("again_on", "It goes on, so say when you look again.")
        return cleaned


class BreachForm(RecordForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("risk") in ("likely", "high") and not cleaned.get("regulator_told_at"):
            self.add_error("regulator_told_at", "Tell the regulator first, within 72 hours, then write here when.")
        if cleaned.get("risk") == "high" and not cleaned.get("people_told"):
            self.add_error("people_told", "At a high risk the people themselves are told. Write when and how.")
        return cleaned


def review_day(today: date) -> date:
    """When a restriction of today is looked at again, by the school's own target."""
    return add_school_days(today, Target.value_of("restriction_review_school_days"))


OWN: dict[str, type[RecordForm]] = {
    "parent_contact": ParentContactForm,
    "removal_request": RemovalRequestForm,
    "removal_result": RemovalResultForm,
    "further_action": FurtherActionForm,
    "ict_restriction": RestrictionForm,
    "restriction_review": RestrictionReviewForm,
    "intervention_review": InterventionReviewForm,
    "breach_assessment": BreachForm,
}


class WordForm(OnceMixin):
    """Who said it, and when; the answer is always the same: anything else she writes herself."""

    said_by = forms.ChoiceField(
        label="Who said that there is nothing for child protection?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say who it was."},
    )
    at = WhenField(label="When did she say so?", initial=timezone.now)
    note = forms.CharField(
        label="Anything to add?", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, lookers: Sequence[Person]) -> None:
        super().__init__(data)
        self.fields["said_by"].choices = [(str(one.pk), one.display_name) for one in lookers]  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return cleaned | {"said_by": UUID(cleaned["said_by"]), "answer": "nothing"}
