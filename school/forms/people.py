"""People, their work and their accounts."""

from collections.abc import Sequence
from typing import Any

from django import forms

from school.forms.fields import Day, Name, check_order
from school.models import Person, StaffKind, User
from school.once import OnceMixin

STAFF, OTHER = "staff", "other"


class RenameForm(forms.Form):
    given_name = Name(label="First name")
    family_name = Name(label="Surname")
    known_as = Name(label="Known as", required=False, help_text="If everybody uses another first name.")


class NamesForm(OnceMixin, RenameForm):
    """A new person. One of the same name is shown first: everybody stands here once."""

    field_order = ("given_name", "family_name", "known_as")

    def __init__(self, *args: Any, among: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.among = Person.objects.none() if among is None else among
        self.alike: Sequence[Person] = ()
        if self.data.get("is_somebody_else"):
            self.ask_whether_else()

    def ask_whether_else(self) -> None:
        self.fields["is_somebody_else"] = forms.BooleanField(
            label="This is somebody else of the same name", required=False
        )

    def check_alike(self) -> None:
        """Ask once more when somebody has this name already."""
        data = self.cleaned_data
        if not data.get("given_name") or not data.get("family_name") or self.data.get("is_somebody_else"):
            return
        full = f"{data['given_name']} {data['family_name']}"
        self.alike = list(self.among.named(full).exclude(once=data.get("once")).order_by("sort_key", "id")[:5])
        if self.alike:
            self.ask_whether_else()
            self.add_error(
                None, "Somebody of this name is entered already. Open their page, or say that it is somebody else."
            )

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.check_alike()
        return self.cleaned_data


class StaffRoleForm(OnceMixin):
    kind = forms.ChoiceField(label="Works here as", choices=StaffKind.choices)
    post = forms.CharField(label="Post", max_length=80, required=False, help_text="Such as: P6 teacher.")
    organisation = forms.CharField(label="Sent by", max_length=120, required=False, help_text="An agency or a college.")
    starts_on = Day(label="From")
    ends_on = Day(label="Until", required=False, help_text="Leave it empty while nobody knows.")

    def clean(self) -> dict[str, Any]:
        super().clean()
        check_order(self)
        return self.cleaned_data


class AddPersonForm(NamesForm, StaffRoleForm):
    """A person with their work in one form; an address opens the account too."""

    part = forms.ChoiceField(
        label="What are they to the school?",
        choices=[(STAFF, "They work or help here"), (OTHER, "A governor, or somebody from outside with an office")],
        widget=forms.RadioSelect,
        initial=STAFF,
    )
    email = forms.EmailField(label="E-mail", required=False, help_text="Opens an account. It can be done later too.")
    field_order = (
        *("given_name", "family_name", "known_as", "part", "kind", "post"),
        *("organisation", "starts_on", "ends_on", "email"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("part") == OTHER:
            self.fields["kind"].required = self.fields["starts_on"].required = False

    def clean_email(self) -> str:
        return free_address(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("email") and self.cleaned_data.get("part") == OTHER:
            self.add_error("email", "Appoint this person first, then open the account on their page.")
        return self.cleaned_data


class EndForm(forms.Form):
    ends_on = Day(label="Last day")


class EmailForm(forms.Form):
    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        help_text="Their own, which nobody else reads: whoever has the mailbox has the account.",
    )

    def __init__(self, *args: Any, own: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own

    def clean_email(self) -> str:
        return free_address(self.cleaned_data["email"], self.own)


def free_address(email: str, own: User | None = None) -> str:
    """Lower case, and nobody else's."""
    address = email.strip().lower()
    others = User.objects.filter(email__iexact=address)
    if address and (others.exclude(pk=own.pk) if own else others).exists():
        raise forms.ValidationError("Another account has this address. Each person needs an address of their own.")
    return address
