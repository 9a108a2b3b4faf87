"""Opening a case in an emergency, and naming who may."""

from typing import Any
from uuid import UUID

from django import forms

from incidents.forms.acting import OnePersonForm, long_text
from incidents.people import with_ids
from school.once import OnceMixin


class OpenForm(OnceMixin):
    reference = forms.CharField(
        label="Reference of the case",
        max_length=12,
        error_messages={"required": "Write the reference of the case."},
    )
    reason = long_text(
        "Why can it not wait?",
        missing="Say why it cannot wait. The reason stays with the case.",
        help_text="Whoever leads the case, and the Principal or the Chair, hear of it.",
    )


class NameReaderForm(OnePersonForm):
    """One member of staff or the Board, found by searching."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = with_ids([self.data.get("person", "")], "staff")
        if not chosen:
            raise forms.ValidationError("Search for the person and choose them from the list.")
        cleaned["person"] = UUID(chosen[0]["id"])
        return cleaned
