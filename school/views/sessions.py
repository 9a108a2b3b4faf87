"""Staying signed in: one press, before the clock signs anybody out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from school.drafts import BY_SCRIPT, clock
from school.sessions import stay_signed_in


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Begin the time anew; script is told the new end, everybody else goes back to the page they came from."""
    end = stay_signed_in(request)
    if BY_SCRIPT in request.headers:
        return JsonResponse({"until": end.isoformat(), "clock": clock(end)})
    messages.success(request, f"You stay signed in until {clock(end)}.")
    back = request.POST.get("back", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return HttpResponseRedirect(back)
    return redirect("notices:home")
