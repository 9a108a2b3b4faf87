"""Pupils and the adults who care for them."""

from datetime import date
from typing import Any

from django import forms

from school.forms.fields import Day, Name
from school.forms.people import NamesForm
from school.models import Person, Relation, SchoolClass

YOUNGEST, OLDEST = 2, 18


def _age_fits(born_on: date | None, day: date) -> None:
    if born_on and not YOUNGEST <= (day - born_on).days // 365 <= OLDEST:
        raise forms.ValidationError("Check the year: a pupil is between two and eighteen.")


class ChangePupilForm(forms.Form):
    born_on = Day(label="Date of birth")
    school_class = forms.ModelChoiceField(SchoolClass.objects.all(), label="Class", empty_label="Choose a class")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_born_on(self) -> date:
        _age_fits(self.cleaned_data["born_on"], self.today)
        return self.cleaned_data["born_on"]


class PupilForm(ChangePupilForm, NamesForm):
    """A child with up to two adults; those who are entered already are linked on the child's page."""

    joined_on = Day(label="At the school from")
    adult_1_given = Name(label="First parent or carer: first name", required=False)
    adult_1_family = Name(label="First parent or carer: surname", required=False)
    adult_2_given = Name(label="Second parent or carer: first name", required=False)
    adult_2_family = Name(label="Second parent or carer: surname", required=False)
    field_order = ("given_name", "family_name", "known_as", "born_on", "school_class", "joined_on")

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if data.get("born_on") and data.get("joined_on") and data["joined_on"] <= data["born_on"]:
            self.add_error("joined_on", "A pupil joins after being born. Change one of the two dates.")
        for number in ("1", "2"):
            given, family = data.get(f"adult_{number}_given"), data.get(f"adult_{number}_family")
            if bool(given) != bool(family):
                self.add_error(f"adult_{number}_{'family' if given else 'given'}", "Give both names, or neither.")
        return data

    @property
    def adults(self) -> list[tuple[str, str]]:
        pairs = [(self.cleaned_data[f"adult_{n}_given"], self.cleaned_data[f"adult_{n}_family"]) for n in ("1", "2")]
        return [pair for pair in pairs if pair[0]]


class LeftForm(forms.Form):
    left_on = Day(label="Left on")


class TeacherForm(forms.Form):
    school_class = forms.ModelChoiceField(SchoolClass.objects.all(), label="Class", empty_label="Choose a class")
    starts_on = Day(label="From")


class LinkForm(forms.Form):
    """Somebody who is entered already, picked by name, or a new name."""

    adult = forms.ModelChoiceField(
        Person.objects.all(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "Search for the person again and choose one."},
    )
    given_name = Name(label="Not on the list? First name", required=False)
    family_name = Name(label="Surname", required=False)
    relation = forms.ChoiceField(label="Is the child's", choices=Relation.choices, widget=forms.RadioSelect)
    has_responsibility = forms.BooleanField(label="Has parental responsibility", required=False, initial=True)
    starts_on = Day(label="From")

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adult"].queryset = among

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        named = bool(data.get("given_name") and data.get("family_name"))
        if not data.get("adult") and not named and "adult" not in self.errors:
            self.add_error(None, "Search for the adult and choose one, or give both names of somebody new.")
        return data
