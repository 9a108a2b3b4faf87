"""A form sent twice makes one record: each carries a random id that the record keeps."""

import uuid

from django import forms

AGAIN = "Please open this form again and send it once more."


class OnceMixin(forms.Form):
    """Adds the hidden field `once`; the action answers a repeat with the first result."""

    once = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid.uuid4, error_messages={"required": AGAIN, "invalid": AGAIN}
    )
