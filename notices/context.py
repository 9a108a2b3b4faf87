"""The menu: only what this person may open."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from notices.inbox import count_unread
from notices.register import MenuItem, menus


def menu(request: HttpRequest) -> dict[str, object]:
    """`menu` is a list of MenuItem, `unread` the number of new lines in the inbox."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"menu": [], "unread": 0}
    standing = request.standing  # type: ignore[attr-defined]
    items: list[MenuItem] = [item for part in menus for item in part(standing)]
    unread = SimpleLazyObject(lambda: count_unread(standing.person_id, timezone.now()))
    return {"menu": items, "unread": unread}
