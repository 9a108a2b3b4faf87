"""What an approval is of, written in only one possible way, so that its digest stands for exactly that.

A form never changes once it was used: what was approved under it must be checked for ever. Whatever an
approval is to cover beyond this becomes the next form.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

FORM = 2


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).isoformat()


def _written(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def form_1(*, text: str, link: str, account_id: str, not_before: datetime | None, not_after: datetime | None) -> str:
    """Versions from the time when a post had one account and no pictures."""
    return _written(
        {
            "accounts": [account_id],
            "form": 1,
            "link": link,
            "not_after": _moment(not_after),
            "not_before": _moment(not_before),
            "text": text,
        }
    )


def form_2(
    *,
    text: str,
    links: Iterable[str],
    accounts: Iterable[tuple[str, str]],
    not_before: datetime | None,
    not_after: datetime | None,
    pictures: Iterable[dict[str, Any]],
) -> str:
    """`accounts`: each account's id with its own wording, "" where the text stands for it too.

    `pictures`: in the order in which they stand, each as {"sha256", "alt", "decorative"}; the
    sha256 is that of the bytes that leave.
    """
    return _written(
        {
            "accounts": [{"account": account, "body": body} for account, body in sorted(accounts)],
            "form": 2,
            "links": list(links),
            "pictures": list(pictures),
            "text": text,
            "windows": [{"not_after": _moment(not_after), "not_before": _moment(not_before)}],
        }
    )
