"""What the people who handle a case fill in: one small form for each thing they do."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.forms.utils import ErrorDict
from django.utils.html import format_html

from incidents.forms.recording import WORDS
from incidents.models import Concerns, Incident, Kind, Severity
from incidents.models.access import GIVEN_ROLES
from incidents.people import found_people
from incidents.reading import clauses_of_case, kinds_suggested, suggested_of
from incidents.states import Finding, IncidentStatus
from incidents.under_age import rules_for_under_age, under_age
from policy.models import ClauseVersion
from school.forms.selects import PlainSelect
from school.once import OnceMixin


def long_text(label: str, *, missing: str = "", rows: int = 4, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(missing),
        max_length=WORDS,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class ConfirmForm(forms.Form):
    """Kind and clauses with one press: what the reporter suggested is ticked already."""

    clauses = forms.MultipleChoiceField(
        label="Which rules are said to be broken?", required=False, widget=forms.CheckboxSelectMultiple
    )
    kinds = forms.MultipleChoiceField(
        label="Or, where no rule is broken, what is it?", required=False, widget=forms.CheckboxSelectMultiple
    )
    is_harm_alleged = forms.BooleanField(
        label="Somebody says that an adult harmed a child, or put one at risk",
        required=False,
        help_text="Then that is looked into first, with the Designated Teacher, before anything is called untrue.",
    )

    def __init__(self, data: Any = None, *, incident: Incident) -> None:
        super().__init__(data)
        offered = clauses_of_case(incident)
        alleged = {one.clause_version_id for one in incident.allegations.all()}
        thought_of = set() if alleged else {one.pk for one in suggested_of(incident)}
        in_order = sorted(offered, key=lambda one: one.pk not in thought_of)  # what is ticked already stands first
        self._field("clauses", [(str(one.pk), _clause_words(one)) for one in in_order if one.pk not in alleged])
        kinds = Kind.objects.filter(is_offered=True, audience=incident.concerns)
        self._field("kinds", [(kind.code, kind.name) for kind in kinds])
        if incident.is_harm_alleged:
            del self.fields["is_harm_alleged"]
        if not alleged:
            too_young = under_age(incident)
            ticked = thought_of or rules_for_under_age(too_young, offered)
            self.initial["clauses"] = [str(one) for one in ticked]
            self.initial["kinds"] = kinds_suggested(incident)
            if "clauses" in self.fields:
                self.fields["clauses"].help_text = ". ".join(one.words for one in too_young)

    def _field(self, name: str, choices: list[tuple[str, str]]) -> None:
        if choices:
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def facts(self) -> dict[str, Any]:
        clauses = [UUID(one) for one in self.cleaned_data.get("clauses", [])]
        return {
            "clauses": clauses,
            "kinds": self.cleaned_data.get("kinds", []),
            "is_harm_alleged": self.cleaned_data.get("is_harm_alleged", False),
        }


def _clause_words(one: ClauseVersion) -> str:
    return f"{one.number}: {one.offered_text}"


class FindingForm(forms.Form):
    finding = forms.ChoiceField(label="What did you find?", choices=Finding.choices[1:], widget=forms.RadioSelect)
    reason = long_text("On what grounds?", missing="Write a sentence on the grounds. It stays with the finding.")

    def __init__(self, data: Any = None, *, is_settled: bool = False) -> None:
        super().__init__(data)
        if is_settled:
            self.fields["finding"].choices = [(Finding.ALLEGED.value, "Not settled after all")]  # type: ignore[attr-defined]
            self.initial["finding"] = Finding.ALLEGED.value


class DoForm(forms.Form):
    how = long_text(
        "How was it done?", rows=2, help_text="Who was told, how, and what was said. Now and you are filled in."
    )


class ReasonForm(forms.Form):
    reason = long_text("Why?", missing="Write a sentence. It stays with the case.")


class EntryForm(OnceMixin):
    text = long_text(
        "New entry", missing="Write something first.", help_text="It cannot be changed later, only corrected."
    )


def new_entry_fields() -> str:
    """An empty EntryForm as a page shows it: the field is the same every time, the id that it is sent by is not."""
    return format_html('{}<input type="hidden" name="once" value="{}" id="id_once">', _entry_text(), uuid4())


@lru_cache(maxsize=1)
def _entry_text() -> str:
    return EntryForm()["text"].as_field_group()


class OnePersonForm(forms.Form):
    """Pick one person by searching; without script the page answers with the list."""

    choice = "person"
    group = "staff"

    @property
    def searched(self) -> str:
        return str(self.data.get(f"{self.choice}_search", "")) if self.is_bound else ""

    def say_nothing_is_missing(self) -> None:
        self._errors = ErrorDict()

    def results(self) -> list[dict[str, Any]]:
        return found_people(self.searched, self.group)


class NameForm(OnePersonForm):
    """Somebody who is to do something in the case."""

    role = forms.ChoiceField(
        label="What for?",
        choices=[(one.value, one.label) for one in GIVEN_ROLES],
        widget=forms.RadioSelect,
        initial="helper",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        try:
            cleaned["person"] = UUID(self.data.get("person", ""))
        except ValueError:
            raise forms.ValidationError("Search for the person and choose them from the list.") from None
        return cleaned


class CloseForm(forms.Form):
    outcome = long_text("How did it end?", missing="Write a sentence on how it ended.", rows=3)
    calls_for_review = forms.TypedChoiceField(
        label="Should the next policy review look at this?",
        choices=[("no", "No"), ("yes", "Yes: the policy or its rules may need a change")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )


YEARS = (1990, 2100)
WRITE_A_DAY = "Write the day like 9/11/2026."


class DayField(forms.DateField):
    """A day of a filter, which may be left out."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, *, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"],
            error_messages={"invalid": WRITE_A_DAY},
        )

    def to_python(self, value: Any) -> date | None:
        day: date | None = super().to_python(value)
        if day and not YEARS[0] <= day.year <= YEARS[1]:
            raise forms.ValidationError(WRITE_A_DAY)
        return day


class FilterForm(forms.Form):
    """Filters of the list; anything unknown is simply not applied."""

    status = forms.ChoiceField(label="State", required=False, widget=PlainSelect)
    kind = forms.ChoiceField(label="Kind or rule", required=False, widget=PlainSelect)
    concerns = forms.ChoiceField(label="Concerns", required=False, widget=PlainSelect)
    severity = forms.ChoiceField(label="How serious", required=False, widget=PlainSelect)
    service = forms.ChoiceField(label="Service", required=False, widget=PlainSelect)
    since = DayField(label="Recorded from")
    until = DayField(label="Recorded until")
    mine = forms.BooleanField(label="Only cases I lead", required=False)

    def __init__(
        self,
        data: Any,
        *,
        kinds: list[tuple[str, str]],
        rules: Sequence[tuple[str, str]] = (),
        services: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(data)
        given: dict[str, list[Any]] = {
            "status": IncidentStatus.choices,
            "kind": [*kinds, *([("Rules", list(rules))] if rules else [])],
            "concerns": Concerns.choices,
            "severity": Severity.choices,
            "service": list(services),
        }
        for name, choices in given.items():
            self.fields[name].choices = [("", "All"), *choices]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def chips(self) -> list[tuple[str, str]]:
        """What narrows the list now: the name of each filter and its words, for a chip that takes it away."""
        words = {name: self._words(name, value) for name, value in self.chosen().items()}
        return list(words.items())

    def _words(self, name: str, value: Any) -> str:
        label = str(self.fields[name].label)
        if name == "mine":
            return label
        if isinstance(value, date):
            return f"{label} {value:%-d %B %Y}"
        flat = {
            key: words
            for one in self.fields[name].choices  # type: ignore[attr-defined]
            for key, words in (one[1] if isinstance(one[1], list) else [one])
        }
        return f"{label}: {flat.get(str(value), value)}"
