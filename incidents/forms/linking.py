"""Splitting a case, linking it with another, and entering who was behind an account."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.forms.utils import ErrorDict

from incidents.actions import SplitOff
from incidents.forms.acting import OnePersonForm, long_text
from incidents.models import Concerns, Incident, IncidentPerson, Part
from incidents.people import found_people, with_ids
from incidents.reading import clauses_of_case, suggested_of
from policy.models import ClauseVersion
from school.once import OnceMixin

FIRST = "second"
WORDLESS = "Write what the new case is about. Its readers do not see the report."
CASES = {FIRST: "the second case", "third": "the third case"}
STAYS = "stays"


@dataclass(frozen=True)
class NewCase:
    """The fields of one new case, as the page lays them out."""

    name: str
    title: str
    concerns: forms.BoundField
    words: forms.BoundField
    described: forms.BoundField
    clauses: forms.BoundField | None
    searched: str
    people: list[dict[str, Any]]
    picked: list[dict[str, Any]]


class SplitForm(OnceMixin):
    """Where each person goes; and for each new case whom it concerns, what it is about, and under which rules."""

    def __init__(self, data: Any = None, *, incident: Incident, is_repeat: bool = False) -> None:
        """`is_repeat`: this form has split the case before, so that whoever it took out is still read from it."""
        super().__init__(data)
        self.people = list(incident.people.all()) if is_repeat else incident.present
        for one in self.people:
            self.fields[f"person_{one.pk}"] = self._where(one)
        offered = {one.pk: one for one in [*suggested_of(incident), *_alleged(incident)]}
        self.picked: dict[str, list[dict[str, Any]]] = {}
        for name in CASES:
            self._add_case(name, list(offered.values()))
            self.picked[name] = self._picked(name)

    def _where(self, one: IncidentPerson) -> forms.Field:
        label = f"{one} ({one.get_part_display().lower()})"
        if one.part == Part.CONCERNED:
            choices = [(STAYS, "Stays in this case"), *((name, f"Goes to {words}") for name, words in CASES.items())]
            return forms.ChoiceField(label=label, choices=choices, initial=STAYS, widget=forms.RadioSelect)
        choices = [(STAYS, "In this case"), *((name, f"In {words}") for name, words in CASES.items())]
        return forms.MultipleChoiceField(
            label=label,
            choices=choices,
            initial=[STAYS],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Say in which case they stand."},
        )

    def _add_case(self, name: str, offered: list[ClauseVersion]) -> None:
        self.fields[f"{name}_concerns"] = forms.ChoiceField(
            label="It concerns", choices=Concerns.choices, initial=Concerns.STAFF
        )
        self.fields[f"{name}_described"] = forms.CharField(
            label="Not on the list, or not known? Describe them", max_length=200, required=False
        )
        self.fields[f"{name}_words"] = long_text(
            "What is it about?",
            missing=WORDLESS if name == FIRST else "",
            help_text="In your words, and only what its readers may know. They do not see the report.",
        )
        if offered:
            self.fields[f"{name}_clauses"] = forms.MultipleChoiceField(
                label="Rules that go with it",
                choices=[(str(one.pk), f"{one.number}: {one.offered_text}") for one in offered],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def _picked(self, name: str) -> list[dict[str, Any]]:
        if not self.is_bound:
            return []
        return with_ids([*self.data.getlist(f"{name}_people"), self.data.get(name, "")][:20], "anyone")

    def say_nothing_is_missing(self) -> None:
        self._errors = ErrorDict()

    def where(self) -> list[forms.BoundField]:
        return [self[f"person_{one.pk}"] for one in self.people]

    def cases(self) -> list[NewCase]:
        return [
            NewCase(
                name,
                words.capitalize(),
                self[f"{name}_concerns"],
                self[f"{name}_words"],
                self[f"{name}_described"],
                self[f"{name}_clauses"] if f"{name}_clauses" in self.fields else None,
                searched := str(self.data.get(f"{name}_search", ""))[:80] if self.is_bound else "",
                found_people(searched, "anyone"),
                self.picked[name],
            )
            for name, words in CASES.items()
        ]

    def _sent_to(self, name: str) -> list[IncidentPerson]:
        chosen = {one: self.cleaned_data.get(f"person_{one.pk}", []) for one in self.people}
        return [one for one, where in chosen.items() if name == where or name in where]

    def _is_used(self, name: str) -> bool:
        """Whether this case is asked for: the first always, another once something is filled in for it."""
        typed = self.cleaned_data.get(f"{name}_words") or self.cleaned_data.get(f"{name}_described")
        return bool(name == FIRST or typed or self.picked[name] or self._sent_to(name))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in (one for one in CASES if self._is_used(one)):
            if not cleaned.get(f"{name}_words") and f"{name}_words" not in self.errors:
                self.add_error(f"{name}_words", WORDLESS)
            concerned = [one for one in self._sent_to(name) if one.part == Part.CONCERNED]
            if not (concerned or self.picked[name] or cleaned.get(f"{name}_described")):
                self.add_error(
                    f"{name}_described", "Say whom the new case concerns: send them there, pick or describe them."
                )
        stays = [one for one in self._sent_to(STAYS) if one.part == Part.CONCERNED]
        if not stays and any(one.part == Part.CONCERNED for one in self.people):
            self.add_error(None, "Somebody has to stay in this case. Leave one person concerned in it.")
        return cleaned

    def into(self) -> list[SplitOff]:
        """What the action takes: one for each case that was filled in."""
        stays = {one.pk for one in self._sent_to(STAYS)}
        found = []
        for name in (one for one in CASES if self._is_used(one)):
            sent = [one.pk for one in self._sent_to(name)]
            taken = {one for part in found for one in part.moved}
            found.append(
                SplitOff(
                    concerns=self.cleaned_data[f"{name}_concerns"],
                    words=self.cleaned_data[f"{name}_words"],
                    moved=[one for one in sent if one not in stays and one not in taken],
                    shared=[one for one in sent if one in stays or one in taken],
                    picked=[UUID(one["id"]) for one in self.picked[name]],
                    described=self.cleaned_data[f"{name}_described"],
                    clauses=[UUID(one) for one in self.cleaned_data.get(f"{name}_clauses", [])],
                )
            )
        return found


def _alleged(incident: Incident) -> list[ClauseVersion]:
    ids = {one.clause_version_id for one in incident.allegations.all()}
    return [one for one in clauses_of_case(incident) if one.pk in ids]


class LinkForm(forms.Form):
    reference = forms.CharField(
        label="Reference of the other case",
        max_length=12,
        help_text="Of a case that you lead as well.",
        error_messages={"required": "Write the reference of the other case."},
    )


class AuthorForm(OnePersonForm):
    """Who was behind it: picked from the school's people."""

    choice = "author"
    group = "anyone"
    concerns = forms.ChoiceField(
        label="They turned out to be",
        choices=[one for one in Concerns.choices if one[0] != Concerns.OUTSIDER],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they turned out to be."},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = with_ids([self.data.get("author", "")], str(cleaned.get("concerns", "")))
        if not chosen and cleaned.get("concerns"):
            raise forms.ValidationError("Search for the person and choose them: somebody who is what you ticked above.")
        cleaned["person"] = UUID(chosen[0]["id"]) if chosen else None
        return cleaned
