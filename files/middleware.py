"""A request larger than any form of ours is answered before its content is read (trust A64)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

# Several pictures at once, and the form around them. docs/how-to/production.md tells the web server in front the same.
MOST_BYTES = 25 * 1024 * 1024
TOO_LARGE = 413


class BodyLimitMiddleware:
    """Judged by the length that the request declares; without one, nothing of it is read anyway."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if declared.isdecimal() and int(declared) > MOST_BYTES:
            return HttpResponse(render_to_string("413.html"), status=TOO_LARGE, headers={"Connection": "close"})
        return self.get_response(request)
