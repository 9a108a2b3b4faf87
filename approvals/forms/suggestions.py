"""Forms of what staff pass on for posting."""

from typing import Any

from django import forms

from approvals.actions import Passed
from approvals.forms.fields import AddressField, PlainTextField, day
from approvals.forms.pictures import SeveralPicturesField
from approvals.models import Children
from files.actions import NO_ROOM
from school.once import OnceMixin

PROVENANCE = ("files", "shows", "children", "taken_by", "taken_on", "taken_at")

# What is asked of every picture; a form without any picture asks for none of it.
NEEDED = {
    "shows": "Say in a few words what they show.",
    "children": "Say whether other people’s children are in them.",
    "taken_by": "Say who took them; “I did” is enough.",
}


CHOOSE_AGAIN = "Choose the pictures again when the rest is right: a browser does not keep them."


class WithPictures(OnceMixin, forms.Form):
    """Pictures, if any, with where they come from."""

    files = SeveralPicturesField(
        label="Pictures",
        required=False,
        help_text="JPEG, PNG, WebP or HEIC, up to 25 MB together. More can follow, one at a time if you like.",
        error_messages={"empty": "This file is empty. Open it to see whether it holds anything, and choose it again."},
    )
    shows = forms.CharField(
        label="What they show", max_length=300, required=False, help_text="In a few words. Please name no pupil."
    )
    children = forms.ChoiceField(
        label="Are other people’s children in them?",
        choices=Children,
        required=False,
        widget=forms.RadioSelect,
        help_text="If they may be, the Principal or the Vice-Principal looks before anybody else sees them.",
    )
    taken_by = forms.CharField(label="Who took them", max_length=120, required=False, help_text="A name, or “I did”.")
    taken_on = day("When", required=False)
    taken_at = forms.CharField(label="Where", max_length=120, required=False)

    def __init__(self, data: Any = None, files: Any = None, *, had_no_room: bool = False, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.had_no_room = had_no_room
        for name in NEEDED:
            asked: Any = self.fields[name]
            asked.needed_later = "needed with pictures"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.had_no_room:
            self._errors.pop("files", None)
            self.add_error("files", NO_ROOM)
        elif cleaned.get("files"):
            for name, asked in NEEDED.items():
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, asked)
            if self.errors:
                self.add_error("files", CHOOSE_AGAIN)
        return cleaned

    def passed(self) -> Passed | None:
        given = self.cleaned_data
        if not given["files"]:
            return None
        return Passed(
            uploads=given["files"],
            taken_by=given["taken_by"],
            shows=given["shows"],
            children=given["children"],
            taken_on=given["taken_on"],
            taken_at=given["taken_at"],
        )

    def about_pictures(self) -> list[forms.BoundField]:
        return [self[name] for name in PROVENANCE]

    def has_pictures(self) -> bool:
        return any(field.errors or field.value() for field in self.about_pictures())


class SuggestionForm(WithPictures):
    """Something for the official users, if they like. One field is enough."""

    text = PlainTextField(
        label="What would you like to pass on?",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="In your own words. Please name no pupil.",
        error_messages={"required": "Write what you would like to pass on."},
    )
    event = forms.CharField(label="Event", max_length=120, required=False)
    event_on = day("Date of the event", required=False)
    link = AddressField(label="Link", max_length=500, required=False)

    def words(self) -> dict[str, Any]:
        """What is passed on beside pictures, and the number of the form."""
        return {name: value for name, value in self.cleaned_data.items() if name not in PROVENANCE}

    def about_words(self) -> list[forms.BoundField]:
        return [self[name] for name in ("text", "event", "event_on", "link")]


class MorePicturesForm(WithPictures):
    """More pictures to what was passed on before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, asked in {"files": "Choose a picture.", **NEEDED}.items():
            field: Any = self.fields[name]
            field.required, field.needed_later = True, ""
            field.error_messages["required"] = asked


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="Why it is not used",
        max_length=300,
        help_text="A word of thanks and a reason. The sender reads it.",
        error_messages={"required": "Write a word of thanks and why. The sender reads it."},
    )
