"""Home, all that waits, and the inbox."""

from datetime import datetime
from itertools import zip_longest
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from notices import actions
from notices import inbox as inboxes
from notices.register import MOST_WAITING, Item, Lines, own_lines, starts
from notices.waiting import PAGE, lines, waiting_for

MOST = 7


def _in_turn(sources: list[Lines], standing: object, now: datetime) -> list[Item]:
    """The newest of each sort before the second of any, so that many posts never hide a report."""
    rounds = zip_longest(*(source(standing, now) for source in sources))
    return [item for each in rounds for item in each if item]


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this person, what is theirs, the two things anybody may start, and what only some may."""
    now = timezone.now()
    today = timezone.localdate(now)
    found = waiting_for(request.standing, now)
    yours = _in_turn(own_lines, request.standing, now)
    context = {
        "waiting": lines(found[:MOST], today),
        "waiting_more": max(0, len(found) - MOST),
        "is_counted": len(found) < MOST_WAITING,
        "yours": lines(yours[:MOST], today),
        "starts": [one for start in starts for one in start(request.standing)],
    }
    return render(request, "notices/home.html", context)


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """All that waits, a page at a time."""
    now = timezone.now()
    found = waiting_for(request.standing, now)
    pages = Paginator(found, PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "waiting": lines(page.object_list, timezone.localdate(now)),
        "count": len(found),
        "is_counted": len(found) < MOST_WAITING,
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "notices/waiting.html", context)


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    after = inboxes.place(request.GET.get("after", ""))
    found, more = inboxes.lines_of(request.user.person_id, timezone.now(), after)
    next_url = f"?{urlencode({'after': more})}" if more else ""
    return render(request, "notices/inbox.html", {"lines": found, "next_url": next_url})


@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    actions.mark_read(person_id=request.user.person_id, now=timezone.now())
    messages.success(request, "Every line is marked as read.")
    return redirect("notices:inbox")
