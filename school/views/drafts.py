"""A form that was open too long: its words are kept, whatever became of its token."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.csrf import csrf_failure

from school.drafts import BY_SCRIPT, keep_after_all, word_for_script

LOOK_OVER = "You signed in again after this form was opened, so it was not sent. Look it over and send it once more."


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Signing in changes the token of every open form. Nothing is done; the words wait in their writer's drafts."""
    draft = keep_after_all(request)
    if draft is None:
        return csrf_failure(request, reason)
    if BY_SCRIPT in request.headers:
        return word_for_script(draft)
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    if request.user.person_id != draft.writer_id:
        return csrf_failure(request, reason)
    messages.warning(request, LOOK_OVER)
    return redirect(request.path)
