"""The list of services: adding one, and looking at one again."""

from typing import Any

from django import forms

from incidents.models import MINIMUM_AGE, ServiceKind
from school.names import folded
from school.once import OnceMixin


class ServiceForm(forms.Form):
    """Name, kind and minimum age: saving says that it was looked at today."""

    name = forms.CharField(
        label="Name of the service",
        max_length=60,
        error_messages={"required": "Write the name under which pupils know it."},
    )
    kind = forms.ChoiceField(label="What kind is it?", choices=ServiceKind.choices)
    minimum_age = forms.IntegerField(
        label="Minimum age in its own terms, in years",
        min_value=0,
        max_value=18,
        initial=MINIMUM_AGE,
        error_messages={
            "required": "Write the age in years. Most services say 13.",
            "invalid": "Write the age as a number, like 13.",
            "min_value": "Write the age as a number from 0 to 18.",
            "max_value": "Write the age as a number from 0 to 18.",
        },
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not folded(name).strip():
            raise forms.ValidationError("Write a name with at least one letter or number.")
        return name

    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class NewServiceForm(OnceMixin, ServiceForm):
    """The same for a service that is not on the list yet."""
