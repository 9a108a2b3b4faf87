"""Home and the inbox."""

from datetime import datetime
from itertools import zip_longest
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from notices import actions
from notices import inbox as inboxes
from notices.register import Item, Lines, own_lines, waiting_lines

MOST = 7


def _collect(sources: list[Lines], standing: object, now: datetime) -> list[Item]:
    found = [item for source in sources for item in source(standing, now)]
    return sorted(found, key=lambda item: (item.due is None, item.due or now.date()))


def _in_turn(sources: list[Lines], standing: object, now: datetime) -> list[Item]:
    """The newest of each sort before the second of any, so that many posts never hide a report."""
    rounds = zip_longest(*(source(standing, now) for source in sources))
    return [item for each in rounds for item in each if item]


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this person, what is theirs, and the two things anybody may start."""
    now = timezone.now()
    waiting = _collect(waiting_lines, request.standing, now)
    yours = _in_turn(own_lines, request.standing, now)
    context = {
        "waiting": waiting[:MOST],
        "waiting_rest": waiting[MOST:],
        "waiting_more": max(0, len(waiting) - MOST),
        "yours": yours[:MOST],
        "today": timezone.localdate(now),
    }
    return render(request, "notices/home.html", context)


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    after = inboxes.place(request.GET.get("after", ""))
    lines, more = inboxes.lines_of(request.user.person_id, timezone.now(), after)
    next_url = f"?{urlencode({'after': more})}" if more else ""
    return render(request, "notices/inbox.html", {"lines": lines, "next_url": next_url})


@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    actions.mark_read(person_id=request.user.person_id, now=timezone.now())
    messages.success(request, "Every line is marked as read.")
    return redirect("notices:inbox")
