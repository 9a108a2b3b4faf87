"""From what the pages send to clean values. Who may act is asked by the actions."""

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from policy.models import Audience, ClauseVersion, Force, Register, Step, StepForce
from policy.reading.assemble import read
from policy.reading.document import Document
from policy.reading.proposal import suggestions
from policy.reading.text import MAX_BYTES, ReadingError
from policy.register import people_to_tell, shipped_clauses, speeds
from school.once import OnceMixin

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

TELL_ROWS = (1, 2, 3)


class ImportForm(OnceMixin):
    """A document and, where it is called otherwise in the school, its title."""

    file = forms.FileField(
        label="The policy as a file",
        help_text="Plain text (.txt) or Markdown (.md), at most one megabyte.",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,.md,text/plain,text/markdown"}),
        error_messages={"required": "Choose the file that holds the policy."},
    )
    title = forms.CharField(
        label="Title of the policy",
        help_text="Leave empty to take the title from the document.",
        max_length=200,
        required=False,
    )

    content: bytes = b""
    document: Document | None = None

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        name = (file.name or "").lower()
        if not name.endswith((".txt", ".md", ".markdown")):
            raise forms.ValidationError(
                "This kind of file can't be read yet. Save the policy as .txt or .md and choose it again."
            )
        self.content = file.read(MAX_BYTES + 1)
        try:
            self.document = read(self.content)
        except ReadingError as unreadable:
            raise forms.ValidationError(str(unreadable)) from unreadable
        return file


class ClauseForm(forms.Form):
    """One clause of a draft: whom it binds, how strongly, and what follows from it."""

    wording = forms.CharField(label="Wording", widget=forms.Textarea(attrs={"rows": 4}), max_length=8000)
    audience = forms.ChoiceField(label="Whom it binds or concerns", choices=Audience.choices, widget=forms.RadioSelect)
    force = forms.ChoiceField(label="How strongly", choices=Force.choices)
    breach = forms.CharField(
        label="What breaking it is called",
        help_text="A few words, such as: left the gate open. Leave empty when it can't be broken; "
        "only a clause with a name here is offered to people who report something.",
        max_length=70,
        required=False,
    )
    title = forms.CharField(label="Short title", max_length=160, required=False)
    restatement = forms.CharField(
        label="In plain words, as it is offered to people who report something",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )
    steps = forms.ModelMultipleChoiceField(
        label="What has to be done",
        help_text="Steps come in the order shown here.",
        queryset=Step.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    own_step = forms.CharField(
        label="A step of the school's own",
        help_text="It can be chosen for other clauses afterwards.",
        max_length=300,
        required=False,
    )
    own_step_force = forms.ChoiceField(
        label="The school's own step", choices=StepForce.choices, initial=StepForce.OBLIGATORY, required=False
    )
    registers = forms.ModelMultipleChoiceField(
        label="Lists the school keeps because of it",
        queryset=Register.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, clause: ClauseVersion, may_reword: bool, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(clause) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        chosen = [row.step_id for row in clause.clause_steps.all()]
        by_hand = Step.objects.chosen_by_hand() | Step.objects.filter(pk__in=chosen)
        self.fields["steps"].queryset = by_hand  # type: ignore[attr-defined]
        self.fields["registers"].queryset = Register.objects.all()  # type: ignore[attr-defined]
        if not may_reword:
            del self.fields["wording"]
        for i in TELL_ROWS:
            self.fields[f"tell_{i}"] = forms.ChoiceField(
                label="Whom to tell" if i == 1 else f"Whom to tell ({i})",
                choices=[("", "Nobody" if i == 1 else "Nobody else"), *people_to_tell().items()],
                required=False,
            )
            self.fields[f"tell_{i}_when"] = forms.ChoiceField(
                label="How fast" if i == 1 else f"How fast ({i})", choices=list(speeds().items()), required=False
            )

    def clean_breach(self) -> str:
        """A code of capital letters; what was typed in words becomes one."""
        words = re.findall(r"[A-Za-z0-9]+", self.cleaned_data["breach"])
        if self.cleaned_data["breach"].strip() and not words:
            raise forms.ValidationError("Use letters to name what breaking this clause is.")
        return "_".join(words).upper()

    def first_fields(self) -> list[forms.BoundField]:
        return self._named("wording", "audience", "force", "breach", "title", "restatement")

    def tell_rows(self) -> list[list[forms.BoundField]]:
        return [self._named(f"tell_{i}", f"tell_{i}_when") for i in TELL_ROWS]

    def last_fields(self) -> list[forms.BoundField]:
        return self._named("steps", "own_step", "own_step_force")

    def _named(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]

    @property
    def tell(self) -> list[tuple[str, str]]:
        """Whom to tell, each once; the first row that names somebody counts."""
        found: dict[str, str] = {}
        for i in TELL_ROWS:
            if whom := self.cleaned_data.get(f"tell_{i}"):
                found.setdefault(whom, self.cleaned_data.get(f"tell_{i}_when") or "unstated")
        return list(found.items())


def _initial(clause: ClauseVersion) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "wording": clause.wording,
        "audience": clause.audience,
        "force": clause.force,
        "breach": clause.breach.replace("_", " ").lower(),
        "title": clause.title,
        "restatement": clause.restatement,
        "steps": [row.step_id for row in clause.clause_steps.all()],
        "registers": [row.register_id for row in clause.clause_registers.all()],
    }
    for i, rule in zip(TELL_ROWS, clause.tell_rules.all(), strict=False):
        initial |= {f"tell_{i}": rule.whom, f"tell_{i}_when": rule.how_fast}
    return initial


class JoinForm(forms.Form):
    """Join a clause to the entry of the register that says the same; the likeliest stand first."""

    register_code = forms.ChoiceField(
        label="The rule it is",
        required=False,
        help_text="The clause then takes this rule's audience, force, breach, people to tell, steps and lists.",
    )

    def __init__(self, *args: Any, clause: ClauseVersion, **kwargs: Any) -> None:
        likely = suggestions(clause.wording, clause.audience, clause.force, shipped_clauses())
        kwargs.setdefault("initial", {"register_code": clause.clause.register_code or next(iter(likely), "")})
        super().__init__(*args, **kwargs)
        names = {one["code"]: one["title"] for one in shipped_clauses()}
        self.fields["register_code"].choices = [  # type: ignore[attr-defined]
            ("", "None of them"),
            ("Likely", [(code, names[code]) for code in likely]),
            ("All rules", [(code, name) for code, name in names.items() if code not in likely]),
        ]


class AcceptForm(forms.Form):
    """Clauses ticked in the list, accepted as they stand."""

    ids = forms.TypedMultipleChoiceField(
        coerce=str, required=True, error_messages={"required": "Tick the clauses you accept, or use the second button."}
    )


class ForceForm(forms.Form):
    """The day from which a new version holds."""

    effective_from = forms.DateField(
        label="In force from",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Enter the day from which it holds.",
            "invalid": "Enter a day such as 2026-11-30.",
        },
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"effective_from": today})
        super().__init__(*args, **kwargs)


class HistoryForm(forms.Form):
    """The day from which a version held, asked only when the document gives no date of approval."""

    effective_from = forms.DateField(
        label="It held from",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Enter the day from which it held.",
            "invalid": "Enter a day such as 2020-11-30.",
        },
    )


class DraftForm(OnceMixin):
    """The name of the next version."""

    label = forms.CharField(
        label="Name of the next version",
        help_text="Short, such as 2027 or 2.1.",
        max_length=34,
        error_messages={"required": "Give the next version a short name."},
    )
