"""What staff say of themselves."""

import re
from typing import Any

from django import forms

from school.models import DeclarationKind
from school.once import OnceMixin

NO_NAMES = "Write initials or a class, such as A. B. or P6."
INITIALS = re.compile(r"[\w.,/&+ '-]{1,12}")


class DeclareForm(OnceMixin):
    """The statement is a tick; what its kind asks beside it follows from the kind's row."""

    is_so = forms.BooleanField(error_messages={"required": "Tick this if it is so; if not, go back."})

    def __init__(self, *args: Any, kind: DeclarationKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_so"].label = kind.statement
        if kind.asks_whom:
            self.fields["whom"] = forms.CharField(
                label=kind.asks_whom,
                max_length=12,
                help_text="No names: twelve letters at most.",
                error_messages={"required": NO_NAMES},
            )
        if kind.asks_reason:
            self.fields["reason"] = forms.CharField(
                label=kind.asks_reason, max_length=300, error_messages={"required": "Say it in a few words."}
            )

    def clean_whom(self) -> str:
        said: str = self.cleaned_data["whom"]
        if not INITIALS.fullmatch(said):
            raise forms.ValidationError(NO_NAMES)
        return said

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name in ("whom", "reason", "once")}
