"""Each request knows what its person may act as."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from school.standing import Standing, standing_of


def _standing(request: HttpRequest) -> Standing | None:
    if not request.user.is_authenticated:
        return None
    return standing_of(request.user.person_id, timezone.now())


class StandingMiddleware:
    """Sets request.standing, read at most once a request; None for an anonymous visitor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.standing = SimpleLazyObject(lambda: _standing(request))  # type: ignore[attr-defined]
        return self.get_response(request)
