"""The menu: only what this person may open."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from notices.inbox import count_unread_of
from notices.register import MenuItem, menus


def menu(request: HttpRequest) -> dict[str, object]:
    """`menu` is a list of MenuItem, `tabs` the same with addresses, `unread` the number of new lines in the inbox."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"menu": [], "tabs": [], "unread": 0}
    standing = request.standing  # type: ignore[attr-defined]
    items: list[MenuItem] = [item for part in menus for item in part(standing)]
    unread = SimpleLazyObject(lambda: count_unread_of(standing, timezone.now()))
    return {"menu": items, "tabs": SimpleLazyObject(lambda: tabs(items, request.path)), "unread": unread}


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    # What aria-current says: the page itself, or (true) one beneath it.
    current: str


def tabs(items: list[MenuItem], path: str) -> list[Tab]:
    """Home and the menu with their addresses; one that no page answers is left out."""
    found = [Tab("Home", "/", "page" if path == "/" else "")]
    for item in items:
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:
            continue
        found.append(Tab(item.label, url, "page" if path == url else "true" if path.startswith(url) else ""))
    return found
