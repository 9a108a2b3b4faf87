"""One tick for each post that is decided together with others."""

from typing import Any
from uuid import UUID

from django import forms

from approvals.together import MOST, Read


def written(post_id: UUID, version_id: UUID, digest: str, row_version: int) -> str:
    """The post as it stands on the page, for its tick to carry."""
    return f"{post_id}.{version_id}.{digest}.{row_version}"


class TogetherForm(forms.Form):
    """The posts that were ticked. Each tick names the exact words that stood beside it."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.ticked = data.getlist("post") if data is not None else []

    def clean(self) -> dict[str, Any]:
        try:
            chosen = [self._read(one) for one in dict.fromkeys(self.ticked)]
        except ValueError:
            raise forms.ValidationError("Your page is old. Read the posts again, and tick them anew.") from None
        if not chosen:
            raise forms.ValidationError("Tick the posts that you have read and approve.")
        if len(chosen) > MOST:
            raise forms.ValidationError(f"Tick at most {MOST} posts at once.")
        return {"chosen": chosen}

    @staticmethod
    def _read(tick: str) -> Read:
        post, version, digest, row_version = tick.split(".")
        return Read(UUID(post), UUID(version), digest, int(row_version))
