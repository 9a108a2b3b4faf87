"""Two people who change one thing at once: the second sees both, keeps their own, and overwrites nothing unseen."""

import hashlib
from typing import Any, TypeVar

from django import forms

AnyForm = TypeVar("AnyForm", bound=forms.BaseForm)
MOVED = (
    "Somebody changed this while your page was open, so yours was not saved. How it reads now stands "
    "below: look at both, and save again if yours is right."
)


class Moved(Exception):
    """The record is not as the page showed it. The sentence is for the screen."""


def mark_of(record: Any, *names: str) -> str:
    """A short mark of what these fields hold; another mark means that somebody has changed one of them."""
    return digest(*(getattr(record, record._meta.get_field(name).attname) for name in names))


def digest(*values: object) -> str:
    return hashlib.sha256(repr([str(value) for value in values]).encode()).hexdigest()[:32]


def demand_unmoved(seen: str, mark: str) -> None:
    """Called under the record's lock; `seen` is empty where no page was shown."""
    if seen and seen != mark:
        raise Moved(MOVED)


def marked(form: AnyForm, mark: str) -> AnyForm:
    """The form with the hidden field `seen`, which the action compares under its lock."""
    form.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64, initial=mark)
    return form


def show_both(form: forms.BaseForm, now: forms.BaseForm, *, mark: str = "seen") -> None:
    """After Moved: `form` keeps what was typed and learns how the record reads now, as `form.reads_now`.

    `now` is the same form, unbound, of the record as it is; pressing the button again is then done knowingly.
    """
    form.add_error(None, MOVED)
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data[form.add_prefix(mark)] = now[mark].value()  # type: ignore[index]
    theirs = {name: _reads(now, name) for name in now.fields if not now.fields[name].widget.is_hidden}
    form.reads_now = [  # type: ignore[attr-defined]
        (now.fields[name].label, words or "nothing")
        for name, words in theirs.items()
        if name in form.fields and words != _reads(form, name)
    ]


def _reads(form: forms.BaseForm, name: str) -> str:
    """What a field shows, in words."""
    field: Any = form.fields[name]
    shown = field.widget.format_value(form[name].value())
    if hasattr(field, "choices"):
        labels = {str(value): str(label) for value, label in field.choices}
        return ", ".join(labels[one] for one in map(str, shown or []) if one in labels and one)
    return str(shown or "").replace("\r\n", "\n")
