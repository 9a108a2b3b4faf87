"""A form sent twice makes one record: each carries a random id that the record keeps."""

import uuid
from typing import Any

from django import forms

AGAIN = "Please open this form again and send it once more."


class OnceMixin(forms.Form):
    """Adds the hidden field `once`; the action answers a repeat with the first result."""

    once = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid.uuid4, error_messages={"required": AGAIN, "invalid": AGAIN}
    )


def free_once(model: Any, once: uuid.UUID | None) -> uuid.UUID:
    """The form's id, or a new one where a row of somebody else has it already: the answer then says nothing of theirs.

    `model`: any whose rows carry `once`. Ask after looking for one's own repeat.
    """
    return uuid.uuid4() if once is None or model.objects.filter(once=once).exists() else once


def send_anew(form: forms.Form) -> None:
    """A used form that is shown again with what was typed over it: the next press is an act of its own."""
    form.data = form.data.copy()
    form.data["once"] = str(uuid.uuid4())
