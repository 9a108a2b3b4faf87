"""Pictures of a post: sending several, and what is said of each one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q

from approvals.actions.picturing import MOST_PICTURES, About
from approvals.forms.fields import PlainTextField, moment
from approvals.models import PlacedPicture
from files.actions import NO_ROOM
from files.cleaning.shaping import WHOLE, Box
from school.models import Pupil, SchoolClass
from school.once import OnceMixin

TAKEN = "image/jpeg,image/png,image/webp,image/heic,.heic,.heif"
INSIDE = "Give four numbers from 0 to 100: left and top first, then right and bottom, such as 10 20 30 45."
SIDES = 4


class SeveralPictures(forms.FileInput):
    allow_multiple_selected = True


class SeveralPicturesField(forms.FileField):
    """One picture or several; cleans to a list."""

    widget = SeveralPictures(attrs={"accept": TAKEN})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list) else [data]
        if not self.required and not any(given):
            return []
        if len(given) > MOST_PICTURES:
            raise forms.ValidationError(f"Choose at most {MOST_PICTURES} pictures.")
        return [super(SeveralPicturesField, self).clean(one, initial) for one in given or [None]]


class PicturesForm(OnceMixin, forms.Form):
    """Several pictures at once."""

    files = SeveralPicturesField(
        label="Add pictures",
        help_text=f"JPEG, PNG, WebP or HEIC, and {MOST_PICTURES} to a post. Send them one after the other or several at "
        "once; if that is too much at once, up to 25 MB at a time. "
        "Where and with what they were taken is left out.",
        error_messages={
            "required": "Choose a picture.",
            "empty": "This file is empty. Open it to see whether it holds anything, and choose it again.",
        },
    )

    def __init__(self, data: Any = None, files: Any = None, *, had_no_room: bool = False) -> None:
        super().__init__(data, files)
        self.had_no_room = had_no_room

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.had_no_room:
            self._errors.pop("files", None)
            self.add_error("files", NO_ROOM)
        return cleaned


class ReturnForm(forms.Form):
    """Of a trip: when the children are back."""

    back_at = moment("The children are back at", help_text="Empty: it is of no trip, or long over.")


class BoxField(forms.CharField):
    """Boxes in percent of the upright picture, one a line; cleans to a list of fractions."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[Box]:
        lines = (super().clean(value) or "").replace(",", " ").splitlines()
        return [self._box(line) for line in lines if line.strip()]

    @staticmethod
    def _box(line: str) -> Box:
        try:
            left, top, right, bottom = (float(one) / 100 for one in line.split())
        except ValueError:
            raise forms.ValidationError(INSIDE) from None
        if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
            raise forms.ValidationError(INSIDE)
        return round(left, 4), round(top, 4), round(right, 4), round(bottom, 4)


def as_lines(boxes: Iterable[Iterable[float]]) -> str:
    """Boxes as people type them."""
    return "\n".join(" ".join(f"{side * 100:g}" for side in box) for box in boxes)


class PictureForm(forms.Form):
    """One picture: what it shows, what is cut off or blurred, and who can be recognised in what is left."""

    alt = PlainTextField(
        label="What it shows",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For those who cannot see it, in a sentence: “Two children plant a tree beside the gate”. No names.",
    )
    is_decorative = forms.BooleanField(label="It is decoration only, and needs no words", required=False)
    crop = BoxField(
        label="Keep this part",
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, "data-boxes": "one"}),
        help_text="Left, top, right and bottom in percent. Empty keeps all of it.",
    )
    blurs = BoxField(
        label="Blur these places",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-boxes": "many"}),
        help_text="One place a line: left, top, right and bottom in percent. What is blurred cannot be brought back.",
    )
    is_nobody = forms.BooleanField(label="Nobody can be recognised", required=False)
    pupils = forms.ModelMultipleChoiceField(
        Pupil.objects.none(), label="Pupils", required=False, widget=forms.CheckboxSelectMultiple
    )
    adults = forms.CharField(
        label="Adults", max_length=300, required=False, help_text="Names, as you would write them in a list."
    )
    is_declared = forms.BooleanField(label="I have looked: that is everybody who can be recognised", required=False)
    PARTS = (("words", ("alt", "is_decorative")), ("shape", ("crop", "blurs")), ("people", ("is_nobody", "adults")))

    def __init__(self, data: Any = None, *, initial: dict[str, Any], school_class: str = "") -> None:
        super().__init__(data, initial=initial)
        chosen = set(data.getlist("pupils") if data is not None else initial.get("pupils", []))
        known = [str(one) for one in chosen if len(str(one)) in (32, 36)]
        rows = Pupil.objects.filter(Q(pk__in=known) | Q(school_class_id=school_class or None, left_on=None))
        alt: Any = self.fields["alt"]
        alt.needed_later = "needed before it is sent"
        pupils: Any = self.fields["pupils"]
        pupils.queryset = rows.select_related("person", "school_class").order_by("person__sort_key")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if len(cleaned.get("crop") or []) > 1:
            self.add_error("crop", "Give one part to keep.")
        named = cleaned.get("pupils") or cleaned.get("adults")
        if cleaned.get("is_nobody") and named:
            self.add_error("is_nobody", "Untick this, or take the names out: not both.")
        if cleaned.get("is_declared") and not (cleaned.get("is_nobody") or named):
            self.add_error("is_declared", "Say first who can be recognised, or that nobody can.")
        return cleaned

    def about(self) -> About:
        given = self.cleaned_data
        return About(
            alt=given["alt"],
            is_decorative=given["is_decorative"],
            crop=given["crop"][0] if given["crop"] else WHOLE,
            blurs=tuple(given["blurs"]),
            pupil_ids=frozenset(one.pk for one in given["pupils"]),
            adults=given["adults"],
            is_nobody=given["is_nobody"],
            is_declared=given["is_declared"],
        )


def picture_initial(placed: PlacedPicture) -> dict[str, Any]:
    return {
        "alt": placed.place.alt,
        "is_decorative": placed.place.is_decorative,
        "crop": as_lines([placed.crop]) if placed.crop else "",
        "blurs": as_lines(placed.blurs),
        "is_nobody": placed.is_nobody,
        "adults": placed.adults,
        "pupils": [one.pupil_id for one in placed.people.all()],
        "is_declared": placed.is_declared,
    }


def classes() -> list[SchoolClass]:
    return list(SchoolClass.objects.all())
