"""Deciding, holding, publishing, taking down: one form for each, on one screen or a page of its own."""

from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.core import signing
from django.db.models import QuerySet
from django.http import QueryDict

from approvals.forms.fields import AddressField, PlainTextField, moment
from approvals.models import Account, RejectReason, TakedownReason
from approvals.states import Verdict
from school.once import OnceMixin

SHORTEST = 10


class Asked(NamedTuple):
    """What the page asks about beside the verdict: to look at so many pictures, and gates that want an answer, by code."""

    pictures: int
    codes: list[str]


class DecisionForm(forms.Form):
    """A verdict on exactly the version that was shown, narrowed or not."""

    version = forms.UUIDField(widget=forms.HiddenInput)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    row_version = forms.IntegerField(widget=forms.HiddenInput)
    drop = forms.ModelMultipleChoiceField(
        Account.objects.none(), label="Leave out", required=False, widget=forms.CheckboxSelectMultiple
    )
    not_before = moment("Start later", help_text="Not before this time.")
    not_after = moment("End earlier", help_text="No use after this time.")
    comment = PlainTextField(
        label="What should change, or why not",
        help_text="Only for the two buttons below. The author reads it.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = forms.ChoiceField(
        label="Why it is rejected",
        choices=[("", "Only for rejecting"), *RejectReason.choices],
        required=False,
    )
    # What else the page asked about when it was shown, so that nothing is judged for the form alone.
    asked = forms.CharField(widget=forms.HiddenInput, required=False)
    verdict = forms.ChoiceField(
        choices=Verdict,
        widget=forms.HiddenInput,
        error_messages={"required": "Press one of the three buttons: approve, ask for changes, or reject."},
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        accounts: QuerySet[Account],
        shown: str,
        asked: Asked,
        **kwargs: Any,
    ) -> None:
        """`shown`: the digest of the version that the page shows."""
        sealed = signing.dumps(asked, salt=_salt(shown))
        if data is not None:
            data = data.copy()
            data["asked"] = sealed
        super().__init__(data, **kwargs)
        self.initial["asked"] = sealed
        self.pictures, self.codes = pictures, codes = asked
        if pictures:
            which = "the picture" if pictures == 1 else f"all {pictures} pictures"
            self.fields["looked"] = forms.BooleanField(label=f"I have looked at {which}", required=False)
        drop: Any = self.fields["drop"]
        drop.queryset = accounts
        for code in codes:
            self.fields[f"tick_{code}"] = forms.BooleanField(label="I have looked at this", required=False)
            self.fields[f"why_{code}"] = forms.CharField(
                label="Why it may go out", max_length=300, required=False, help_text="One sentence; it is kept."
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        verdict = cleaned.get("verdict", "")
        asked = {Verdict.CHANGES: "Say what should change", Verdict.REJECT: "Say why not"}.get(verdict)
        if asked and len(cleaned.get("comment", "")) < SHORTEST:
            self.add_error("comment", f"{asked}, in at least {SHORTEST} letters. The author reads it.")
        if verdict == Verdict.REJECT and not cleaned.get("reason"):
            self.add_error("reason", "Choose why it is rejected.")
        if verdict == Verdict.APPROVE and self.pictures and not cleaned.get("looked"):
            self.add_error("looked", "Look at every picture first, and tick that you have.")
        for code in self.codes if verdict == Verdict.APPROVE else []:
            if not cleaned.get(f"tick_{code}"):
                self.add_error(f"tick_{code}", "Look at this first, and tick it.")
            if len(cleaned.get(f"why_{code}", "").strip()) < SHORTEST:
                self.add_error(f"why_{code}", f"Say in at least {SHORTEST} letters why it may go out.")
        return cleaned

    def looked_at(self) -> int:
        """How many pictures the approver says to have seen."""
        return self.pictures if self.cleaned_data.get("looked") else 0

    def accepted(self) -> dict[str, str]:
        """What was said to each amber gate, by its code."""
        return {code: self.cleaned_data[f"why_{code}"] for code in self.codes if self.cleaned_data[f"tick_{code}"]}

    def amber_fields(self, code: str) -> list[forms.BoundField]:
        return [self[f"tick_{code}"], self[f"why_{code}"]]


def _salt(digest: str) -> str:
    return f"asked of a post {digest}"


def asked_when_shown(data: QueryDict, digest: str) -> Asked | None:
    """What the page asked about when this version was shown; None where no page of ours says so.

    It only says where the form looks for answers: the action judges every gate again and takes none on trust.
    """
    try:
        return Asked(*signing.loads(data.get("asked", ""), salt=_salt(digest)))
    except signing.BadSignature:
        return None


class HoldForm(forms.Form):
    reason = forms.CharField(
        label="Why it is put on hold",
        max_length=300,
        help_text="The author reads it.",
        error_messages={"required": "Say in a few words why; the author reads it."},
    )


class PublicationForm(forms.Form):
    """The address of a post that was put up by hand."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    permalink = AddressField(
        label="Address of the post",
        max_length=500,
        help_text="Open the post on the platform and copy its address from the browser.",
        error_messages={
            "required": "Paste the address of the post.",
            "invalid": "Paste the whole address, from https:// on.",
        },
    )


class TakedownForm(forms.Form):
    """Why a post is removed, and how that was seen."""

    reason = forms.ChoiceField(
        label="Why",
        choices=[("", "Choose a reason"), *TakedownReason.choices],
        error_messages={"required": "Choose why it is taken down."},
    )
    evidence = PlainTextField(
        label="How you saw that it is gone",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as what its address shows now. Copies that others made may go on.",
        error_messages={"required": "Say how you saw that it is gone."},
    )


class CommentForm(OnceMixin, forms.Form):
    """A remark for those who work on the post."""

    text = PlainTextField(
        label="Comment",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what you would like to say."},
    )
    passage = forms.CharField(
        label="About these words",
        max_length=300,
        required=False,
        help_text="Copied from the post, if it is about some.",
    )
    picture = forms.TypedChoiceField(label="About a picture", required=False, coerce=UUID, empty_value=None)
    spot = forms.CharField(
        label="Which spot of it",
        max_length=120,
        required=False,
        help_text="In words, such as “top left”, or left out.",
    )
    answers = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, pictures: list[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["picture"]
        field.choices = [("", "No picture"), *((str(pk), label) for pk, label in pictures)]
        if not pictures:
            del self.fields["picture"], self.fields["spot"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("spot") and not cleaned.get("picture"):
            self.add_error("picture", "Say which picture the spot is in.")
        return cleaned


class MarkForm(forms.Form):
    other_policy = forms.CharField(
        label="Another policy that it touches",
        max_length=120,
        required=False,
        help_text="Empty takes the mark away.",
    )
