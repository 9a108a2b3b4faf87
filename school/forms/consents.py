"""What a family answered, asked so that one page serves a whole child."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from school.actions.consents import Said
from school.consent_file import MOST_BYTES, CannotRead, decoded
from school.forms.fields import Day, check_order
from school.models import ConsentMedium, ConsentPurpose, Evidence, Person, Pupil, Verdict
from school.once import OnceMixin

ANSWERS = [(one.value, one.label) for one in (Verdict.NAMED, Verdict.UNNAMED, Verdict.NO)]
LEAVE = ("", "Leave as it is")
Key = tuple[str, str]


class SourceForm(OnceMixin):
    """Who said it, when, and how the school knows."""

    given_by = forms.ModelChoiceField(
        Person.objects.none(),
        label="Answered by",
        required=False,
        empty_label="The family as a whole",
        help_text="Parents and carers linked to the child. An answer of the family as a whole takes the place of all others.",
    )
    evidence = forms.ChoiceField(label="How the school knows", choices=[("", "Choose one"), *Evidence.choices])
    evidence_note = forms.CharField(
        label="Where it is kept", max_length=200, required=False, help_text="Such as: folder P6, consent forms 2026."
    )
    starts_on = Day(label="Dated", help_text="The day on the form, the e-mail or the conversation.")

    def __init__(self, *args: Any, pupil: Pupil, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        adults = Person.objects.filter(pk__in=pupil.family_links.on(today).values("adult_id"))  # type: ignore[attr-defined]
        self.fields["given_by"].queryset = adults.order_by("sort_key", "id")  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = today

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day > self.today:
            raise forms.ValidationError("This day is still to come. Enter the answer once it has.")
        return day


class RecordForm(SourceForm):
    """One answer for everything, or one for each medium and purpose."""

    everything = forms.ChoiceField(
        label="The same for everything",
        choices=[("", "Answered one by one, below"), *ANSWERS],
        required=False,
        help_text="What you choose one by one, below, goes before this.",
    )
    ends_on = Day(label="Until", required=False, help_text="Only where the family named a last day.")
    field_order = ("everything",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.media_asked = list(ConsentMedium.objects.all())
        self.purposes = list(ConsentPurpose.objects.all())
        for medium in self.media_asked:
            for purpose in self.purposes:
                self.fields[f"{medium.pk}-{purpose.pk}"] = forms.ChoiceField(
                    label=f"{medium}: {purpose.name.lower()}", choices=[LEAVE, *ANSWERS], required=False
                )

    def by_medium(self) -> Iterator[tuple[ConsentMedium, list[BoundField]]]:
        """The questions as the page groups them."""
        for medium in self.media_asked:
            yield medium, [self[f"{medium.pk}-{purpose.pk}"] for purpose in self.purposes]

    def source(self) -> list[BoundField]:
        return [self[name] for name in ("given_by", "evidence", "evidence_note", "starts_on", "ends_on")]

    def clean(self) -> dict[str, Any]:
        super().clean()
        check_order(self)
        if not self.errors and not self.verdicts:
            self.add_error("everything", "Choose an answer here, or at least one below.")
        return self.cleaned_data

    @property
    def verdicts(self) -> dict[Key, str]:
        data = self.cleaned_data
        keys = [(medium.pk, purpose.pk) for medium in self.media_asked for purpose in self.purposes]
        said = {key: data.get(f"{key[0]}-{key[1]}") or data.get("everything") for key in keys}
        return {key: verdict for key, verdict in said.items() if verdict}

    @property
    def said(self) -> Said:
        data = self.cleaned_data
        given_by = data["given_by"]
        return Said(
            self.verdicts,
            data["starts_on"],
            data["evidence"],
            data["ends_on"],
            given_by.pk if given_by else None,
            data["evidence_note"],
        )


class WithdrawForm(SourceForm):
    """Which of what was allowed is allowed no longer; everything, unless something is unticked."""

    what = forms.MultipleChoiceField(label="Allowed no longer", widget=forms.CheckboxSelectMultiple)
    field_order = ("what",)

    def __init__(self, *args: Any, allowed: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = allowed  # type: ignore[attr-defined]
        self.fields["what"].initial = [code for code, _ in allowed]
        self.fields["what"].error_messages["required"] = "Tick what the family withdraws."

    @property
    def keys(self) -> list[Key]:
        return [(medium, purpose) for medium, _, purpose in (code.partition("-") for code in self.cleaned_data["what"])]


class ProtectForm(OnceMixin):
    reason = forms.CharField(
        label="Why",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Only the Principal and the Designated Teachers read this, and every reading is on record.",
    )


class LiftForm(forms.Form):
    reason = forms.CharField(
        label="Why the child may be shown again",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What the family answered counts again at once.",
    )


class ConsentFileForm(forms.Form):
    """A spreadsheet's file; its text is kept in `text` once it could be read."""

    file = forms.FileField(
        label="The file",
        help_text="CSV, as your spreadsheet saves it; at most one megabyte. Nothing is entered yet.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": "Choose the file that holds the answers."},
    )
    text = ""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.text = decoded(file.read(MOST_BYTES + 1))
        except CannotRead as fault:
            raise forms.ValidationError(str(fault)) from fault
        return file
