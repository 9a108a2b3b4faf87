"""What is filled in about who leads a case."""

from typing import Any
from uuid import UUID

from django import forms

from incidents.actions.leading import Relation


class HandOverForm(forms.Form):
    """One of the people who could lead beside whoever does."""

    to = forms.TypedChoiceField(
        label="Who leads it from now on?",
        coerce=UUID,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who leads the case from now on."},
    )

    def __init__(self, data: Any = None, *, people: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["to"].choices = people  # type: ignore[attr-defined]


class ConflictForm(forms.Form):
    relation = forms.ChoiceField(
        label="What is it?",
        choices=Relation.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what makes you step back."},
    )
