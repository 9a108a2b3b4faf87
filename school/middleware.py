"""Each request knows what its person may act as; one that comes after the session has ended loses no words."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
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


class SignInMiddleware(LoginRequiredMiddleware):
    """Sends whoever is not signed in to sign in; what a drafted form brought along waits for its writer."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponse:
        from school.drafts import BY_SCRIPT, keep_after_all, word_for_script

        sign_in: HttpResponse = super().handle_no_permission(request, view_func)
        draft = keep_after_all(request)
        if BY_SCRIPT in request.headers:
            return word_for_script(draft, sign_in=sign_in.headers["Location"])
        return sign_in
