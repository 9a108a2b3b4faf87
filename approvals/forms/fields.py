"""Fields that several forms of this app share."""

import unicodedata
from typing import Any

from django import forms
from django.core.validators import URLValidator

ANOTHER_KIND = "Give a whole address that begins with https:// or http://, or leave this empty."


def plain(text: str) -> str:
    """The same words give the same bytes, whatever machine they were typed on."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


class PlainTextField(forms.CharField):
    """Several lines of text, in one spelling."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return plain(super().to_python(value) or "")


class AddressField(forms.URLField):
    """A web address; only the web's own kinds."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("assume_scheme", "https")
        options.setdefault("error_messages", {"invalid": ANOTHER_KIND})
        super().__init__(**options)
        said = self.error_messages["invalid"]
        self.validators = [one for one in self.validators if not isinstance(one, URLValidator)]
        self.validators.append(URLValidator(["https", "http"], message=said))  # Django's own takes more kinds


def day(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def moment(label: str, **options: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, required=False, **options)
