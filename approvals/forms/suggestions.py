"""Forms of what staff pass on for posting."""

from django import forms

from approvals.forms.fields import AddressField, PlainTextField, day
from school.once import OnceMixin


class SuggestionForm(OnceMixin, forms.Form):
    """Something for the official users, if they like. One field is enough."""

    text = PlainTextField(
        label="What would you like to pass on?",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="In your own words. Please name no pupil.",
        error_messages={"required": "Write what you would like to pass on."},
    )
    event = forms.CharField(label="Event", max_length=120, required=False)
    event_on = day("Date of the event", required=False)
    link = AddressField(label="Link", max_length=500, required=False)


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="Why it is not used",
        max_length=300,
        help_text="A word of thanks and a reason. The sender reads it.",
        error_messages={"required": "Write a word of thanks and why. The sender reads it."},
    )
