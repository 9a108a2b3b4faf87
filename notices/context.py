"""The menu: only what this person may open."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notices.models import Notice
from notices.register import MenuItem, menus


def menu(request: HttpRequest) -> dict[str, object]:
    """`menu` is a list of MenuItem, `unread` the number of new lines in the inbox."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"menu": [], "unread": 0}
    standing = request.standing  # type: ignore[attr-defined]
    items: list[MenuItem] = [item for part in menus for item in part(standing)]
    unread = SimpleLazyObject(lambda: Notice.objects.to(standing.person_id).unread().count())
    return {"menu": items, "unread": unread}
