"""When somebody is signed out by the clock, so that pages can say so in time."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

MARK = "signed_in_until"
WORTH_WRITING = timedelta(minutes=10)


def ends_at(request: HttpRequest) -> datetime | None:
    """The session lasts at least until then; None for nobody, and for a session older than the mark."""
    text = request.session.get(MARK, "") if hasattr(request, "session") else ""
    return parse_datetime(text) if text else None


def stay_signed_in(request: HttpRequest) -> datetime:
    """Begin the time anew; returns its new end. Written at most every ten minutes: pages that save themselves ask often."""
    end = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    known = ends_at(request)
    if known and end - known < WORTH_WRITING:
        return known
    request.session[MARK] = end.isoformat()
    return end


def mark(sender: object, request: HttpRequest, **kwargs: object) -> None:
    """Signing in begins the time."""
    stay_signed_in(request)
