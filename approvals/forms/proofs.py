"""A screenshot of a post where it stands."""

from typing import Any

from django import forms

from files.actions import NO_ROOM
from school.once import OnceMixin


class ScreenshotForm(OnceMixin, forms.Form):
    """One picture of the live post; cleaned like every other before it is kept."""

    file = forms.FileField(
        label="Screenshot",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/heic"}),
        help_text="Of the post as everybody sees it, without messages or the names of people who answered.",
        error_messages={"required": "Choose the screenshot.", "empty": "This file is empty. Choose it again."},
    )

    def __init__(self, data: Any = None, files: Any = None, *, had_no_room: bool = False) -> None:
        super().__init__(data, files)
        self.had_no_room = had_no_room

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.had_no_room:
            self._errors.pop("file", None)
            self.add_error("file", NO_ROOM)
        return cleaned
