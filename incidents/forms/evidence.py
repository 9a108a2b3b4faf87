"""What people fill in for evidence: a note in words, and where it helps a picture or PDF."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from files.actions import NO_ROOM
from incidents.actions import Noted
from incidents.forms.acting import long_text
from incidents.forms.recording import PastDateField
from incidents.models import Evidence
from incidents.permissions import FILES_TO_A_NOTE
from school.once import OnceMixin

SHORT, LONG = 200, 2000
TAKEN = "image/jpeg,image/png,image/webp,image/heic,.heic,.heif,application/pdf"


class EvidenceForm(OnceMixin):
    """Two answers are asked for; the rest helps when a post has to be found or reported."""

    description = long_text(
        "What does it show?",
        missing="Write in a sentence what it shows or says.",
        rows=3,
        help_text="In words, as short as will do: “a message in the class chat that calls her a name”.",
    )
    holder = forms.CharField(
        label="Who holds the original?",
        max_length=SHORT,
        help_text="Whoever still has it, and on what: “her mother, on her phone”.",
        error_messages={"required": "Say who still has it. “Nobody: it is deleted” is an answer too."},
    )
    address = forms.CharField(
        label="Where was it posted?",
        max_length=LONG,
        required=False,
        help_text="The address or the name of the group, as the person who reported it gave it. Do not go and look.",
    )
    shown_author = forms.CharField(
        label="Whose name stood over it?",
        max_length=SHORT,
        required=False,
        help_text="As it was shown, even when it is surely made up.",
    )

    def __init__(self, data: Any = None, *, today: date, first: Evidence | None = None) -> None:
        super().__init__(data)
        self.fields["posted_on"] = PastDateField(today=today, label="When was it posted?", required=False)
        self.fields["posted_on"].initial = None
        self.order_fields(["description", "holder", "address", "posted_on"])
        if first:
            self.initial |= {name: getattr(first, name) for name in Noted.__dataclass_fields__}

    def noted(self) -> Noted:
        return Noted(**{name: self.cleaned_data[name] for name in Noted.__dataclass_fields__})


CHOOSE_AGAIN = "Choose the files once more: nothing was sent yet, and a page that comes back does not hold files."


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """One file or several; cleans to a list."""

    widget = SeveralFiles(attrs={"accept": TAKEN})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list) else [data]
        if len(given) > FILES_TO_A_NOTE:
            raise forms.ValidationError(f"Choose at most {FILES_TO_A_NOTE} files at a time.")
        return [super(SeveralFilesField, self).clean(one, initial) for one in given or [None]]


class FilesForm(forms.Form):
    """The tick comes before the files: what it rules out is a matter for the telephone, never for an upload."""

    is_none = forms.BooleanField(
        label="None of my files shows a child undressed, or anything sexual with a child in it",
        error_messages={"required": "Tick this only if you are sure. If you are not, send nothing and telephone."},
    )
    files = SeveralFilesField(
        label="Pictures or PDFs",
        help_text="JPEG, PNG, WebP or HEIC pictures and PDFs, each up to 10 MB; several screenshots at once if you like. "
        "Only the picture itself is kept: where and with what it was taken is left out.",
        error_messages={
            "required": "Choose a picture or a PDF.",
            "empty": "This file is empty. Open it to see whether it holds anything, and choose it again.",
        },
    )

    def __init__(self, data: Any = None, files: Any = None, *, had_no_room: bool = False) -> None:
        super().__init__(data, files)
        self.had_no_room = had_no_room

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors and cleaned.get("files"):
            self.add_error("files", CHOOSE_AGAIN)
        if self.had_no_room:
            self._errors.pop("files", None)
            self.add_error("files", NO_ROOM)
        return cleaned


class SentForm(OnceMixin, FilesForm):
    """What a reporter sends: the tick and the files, and in a sentence what they show and who has the original."""

    description = long_text("What does it show?", missing="Write in a sentence what it shows or says.", rows=2)
    holder = forms.CharField(
        label="Who holds the original?",
        max_length=SHORT,
        help_text="Whoever still has it, and on what: “her mother, on her phone”.",
        error_messages={"required": "Say who still has it. “I do” and “nobody: it is deleted” are answers too."},
    )
    field_order = ("is_none", "files", "description", "holder", "once")

    def noted(self) -> Noted:
        return Noted(description=self.cleaned_data["description"], holder=self.cleaned_data["holder"])
