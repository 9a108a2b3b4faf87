"""Pages for what went wrong. The one for an unknown address is the same bytes for everybody, always."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No menu, no name, no form, no time: a hidden record and an unknown address look alike, headers too."""
    return HttpResponse(render_to_string("404.html"), status=404, headers={"Vary": "Cookie"})


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A reader who may not act is told what stands in the way."""
    sentence = str(exception or "") or "You may not do this. Go back, or ask the Principal."
    return HttpResponse(render_to_string("403.html", {"sentence": sentence}, request), status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(render_to_string("400.html"), status=400)


def broken(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("500.html"), status=500)
