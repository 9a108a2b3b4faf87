"""Asking for a post and changing it. Who may do what is not asked here."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from approvals.forms.fields import AddressField, PlainTextField, moment
from approvals.models import Account
from approvals.wording import Words
from school.once import OnceMixin

QUICK = ("text", "account", "link", "not_before", "not_after")


class PostForm(forms.Form):
    """What to publish, where, and (if it matters) when. Text and account are enough."""

    text = PlainTextField(
        label="The post, word for word",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Write the post as people will read it."},
    )
    account = forms.ModelMultipleChoiceField(
        Account.objects.none(),
        label="Accounts",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the account it goes out on."},
    )
    link = AddressField(label="Link", max_length=500, required=False, help_text="Shown below the text.")
    not_before = moment("Not before", help_text="Leave it empty to publish as soon as it is approved.")
    not_after = moment("No use after", help_text="After this time it is not published any more.")
    note = forms.CharField(
        label="A note to whoever decides", max_length=300, required=False, help_text="It is not published."
    )
    other_policy = forms.CharField(
        label="Another policy that it touches",
        max_length=120,
        required=False,
        help_text="Such as anti-bullying. Whoever approves it then says that they looked at it.",
    )

    def __init__(self, *args: Any, accounts: QuerySet[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["account"]
        field.queryset = accounts
        offered = list(accounts)
        if not self.is_bound and len(offered) == 1:
            field.initial = [offered[0].pk]
        self.own_words: dict[UUID, str] = {}
        for account in offered if len(offered) > 1 else []:
            name = f"body_{account.pk.hex}"
            self.own_words[account.pk] = name
            self.fields[name] = PlainTextField(
                label=f"Other words on {account}",
                max_length=5000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text="Only where the text above does not fit; it then stands in its place.",
            )

    def quick(self) -> list[forms.BoundField]:
        """What most posts need."""
        return [self[name] for name in self.fields if name in QUICK]

    def more(self) -> list[forms.BoundField]:
        """What few posts need."""
        return [field for field in self.visible_fields() if field.name not in QUICK]

    def has_more(self) -> bool:
        return any(field.errors or field.value() for field in self.more())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        demand_order(self, cleaned)
        return cleaned

    def words(self) -> Words:
        """The words as they are kept. Own words count only for the accounts that are ticked."""
        cleaned = self.cleaned_data
        accounts = tuple((one.pk, cleaned.get(self.own_words.get(one.pk, ""), "")) for one in cleaned["account"])
        return Words(cleaned["text"], cleaned["link"], accounts, cleaned["not_before"], cleaned["not_after"])

    def beside(self) -> dict[str, str]:
        """What is not published: for whoever decides."""
        return {"note": self.cleaned_data["note"], "other_policy": self.cleaned_data["other_policy"]}


class NewPostForm(OnceMixin, PostForm):
    """A first version; sent twice it is still one post."""


class EditForm(PostForm):
    """A later version, and the state of the post that its writer saw."""

    row_version = forms.IntegerField(widget=forms.HiddenInput)


class AskAgainForm(forms.Form):
    """A new time for a post that expired. Both may stay empty."""

    row_version = forms.IntegerField(widget=forms.HiddenInput)
    not_before = moment("Not before", help_text="Leave it empty to publish as soon as it is approved.")
    not_after = moment("No use after", help_text="After this time it is not published any more.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        demand_order(self, cleaned)
        return cleaned


def demand_order(form: forms.Form, cleaned: dict[str, Any]) -> None:
    """A window opens before it closes."""
    opens, closes = cleaned.get("not_before"), cleaned.get("not_after")
    if opens and closes and closes <= opens:
        form.add_error("not_after", "This must be later than the time it may go out.")


def post_initial(words: Words) -> dict[str, Any]:
    """A form filled with the words that stand now."""
    bodies = {f"body_{account.hex}": body for account, body in words.accounts if body}
    return {
        "text": words.text,
        "link": words.link,
        "account": list(words.account_ids),
        "not_before": words.not_before,
        "not_after": words.not_after,
        **bodies,
    }
