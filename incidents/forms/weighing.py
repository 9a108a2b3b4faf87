"""How serious a case is, and a claim of a disclosure in the public interest with its answer."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from incidents.forms.acting import long_text
from incidents.forms.fields import PastDateField
from incidents.models import DisclosureAnswer, Incident, Severity
from incidents.models.intake import How
from school.once import OnceMixin

WORDS_OF = {
    Severity.MINOR: "Minor: a talk puts it right",
    Severity.MODERATE: "Moderate: it needs more than a talk",
    Severity.SERIOUS: "Serious: somebody was harmed, or could have been",
}


class SeverityForm(OnceMixin):
    severity = forms.ChoiceField(
        label="How serious is it?",
        choices=[(one.value, words) for one, words in WORDS_OF.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the three. You can say it anew at any time."},
    )
    reason = long_text("Why?", rows=2)


class ClaimForm(OnceMixin):
    """Which of the people concerned says so, when and how, in their words."""

    subject = forms.ChoiceField(
        label="Who says so?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who of the people concerned says so."},
    )
    how = forms.ChoiceField(
        label="How did they say it?",
        choices=[(one.value, one.label) for one in How if one != How.NOTE],
        widget=forms.RadioSelect,
        initial=How.IN_PERSON.value,
    )
    words = long_text("What do they say?", missing="Write down what they claim, in their words.")

    field_order = ("subject", "claimed_on", "how", "words")

    def __init__(self, data: Any = None, *, incident: Incident, today: date) -> None:
        super().__init__(data)
        concerned = [(str(one.pk), str(one)) for one in incident.concerned]
        self.fields["subject"].choices = concerned  # type: ignore[attr-defined]
        if len(concerned) == 1:
            self.initial["subject"] = concerned[0][0]
        self.fields["claimed_on"] = PastDateField(label="When did they say so?", today=today)
        self.order_fields(self.field_order)

    def facts(self) -> dict[str, Any]:
        return self.cleaned_data | {"subject": UUID(self.cleaned_data["subject"])}


class AnswerForm(OnceMixin):
    advice_from = forms.CharField(
        label="Who gave advice?",
        max_length=200,
        help_text="Such as: the employing authority’s adviser. Not somebody who is concerned in this case.",
        error_messages={"required": "Take advice first, then write here who gave it."},
    )
    outcome = forms.ChoiceField(
        label="What follows?",
        choices=DisclosureAnswer.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what follows from the advice."},
    )
    reason = long_text("For what reason?", missing="Write the reason. It stays with the claim.")

    field_order = ("advice_from", "advised_on", "outcome", "reason")

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data)
        self.fields["advised_on"] = PastDateField(label="When?", today=today)
        self.order_fields(self.field_order)
