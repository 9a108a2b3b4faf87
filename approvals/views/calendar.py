"""The calendar of posts, as a month and as a list, and the feed of it by a secret address."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET, require_POST

from approvals import actions
from approvals.calendar import lines, month_of, next_month, weeks, written_as_feed
from approvals.models import CalendarAddress
from approvals.models.feeds import secret_of
from approvals.permissions import obstacle_to_suggesting
from school.standing import standing_of

PAST, AHEAD = timedelta(days=60), timedelta(days=200)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """One month; `view=list` shows the same posts one below the other."""
    standing = request.standing
    if obstacle_to_suggesting(standing):
        raise Http404
    month = month_of(request.GET.get("month", ""), standing.today)
    after = next_month(month)
    found = lines(standing, month, after - timedelta(days=1))
    address = CalendarAddress.objects.open().filter(person_id=standing.person_id).first()
    feed = reverse("approvals:feed", args=[address.pk, address.secret]) if address else ""
    context = {
        "month": month,
        "before": month - timedelta(days=1),
        "after": after,
        "today": standing.today,
        "is_list": request.GET.get("view") == "list",
        "lines": found,
        "weeks": [(week, not any(day.lines for day in week)) for week in weeks(month, found)],
        "weekdays": WEEKDAYS,
        "feed": request.build_absolute_uri(feed) if feed else "",
    }
    return render(request, "approvals/calendar.html", context)


@require_POST
def new_address(request: HttpRequest) -> HttpResponse:
    actions.make_calendar_address(by=request.standing.person_id, now=timezone.now())
    messages.success(request, "Here is your new address, below. An older one answers nobody any more.")
    return redirect("approvals:calendar")


@require_POST
def end_address(request: HttpRequest) -> HttpResponse:
    actions.end_calendar_address(by=request.standing.person_id, now=timezone.now())
    messages.success(request, "Your calendar address answers nobody any more.")
    return redirect("approvals:calendar")


@login_not_required
@require_GET
def feed(request: HttpRequest, pk: UUID, secret: str) -> HttpResponse:
    """What the person may see now, for their calendar program. An ended address is an unknown one."""
    if not constant_time_compare(secret, secret_of(pk)):
        raise Http404
    address = CalendarAddress.objects.open().filter(pk=pk).first()
    if address is None:
        raise Http404
    now = timezone.now()
    standing = standing_of(address.person_id, now)
    if obstacle_to_suggesting(standing):
        raise Http404
    found = lines(standing, standing.today - PAST, standing.today + AHEAD)
    body = written_as_feed(found, address=address.pk, now=now)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private"
    return response
