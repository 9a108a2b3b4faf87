"""A reporter sends pictures or PDFs with a report of theirs: the same stop, the same tick, the same cleaning."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from files.actions import FileRefused
from files.states import Scan
from incidents import actions
from incidents.forms.evidence import SentForm
from incidents.models import Report
from incidents.permissions import obstacle_to_adding
from incidents.views.recording import own_report
from school.obstacles import demand

KEPT = "Sent. Whoever leads the case has it as evidence from you."
HELD = "Sent, and held: nobody can open it until the virus scanner has seen it."


@require_http_methods(["GET", "POST"])
def send_with_report(request: HttpRequest, pk: UUID) -> HttpResponse:
    report = own_report(request, pk)
    demand(obstacle_to_adding(request.standing, report))
    is_post = request.method == "POST"
    form = SentForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        had_no_room=getattr(request, "had_no_room", False),
    )
    if is_post and form.is_valid() and _sent(request, report, form):
        return redirect("incidents:own", report.pk)
    return render(request, "incidents/send_with_report.html", {"report": report, "form": form})


def _sent(request: HttpRequest, report: Report, form: SentForm) -> bool:
    who = {"by": request.standing.person_id, "now": timezone.now()}
    facts = {"noted": form.noted(), "once": form.cleaned_data["once"], "uploads": form.cleaned_data["files"]}
    try:
        kept = actions.send_with_report(pk=report.pk, **facts, **who)
    except FileRefused as refused:
        form.add_error("files", str(refused))
        return False
    except Report.DoesNotExist as gone:
        raise Http404 from gone
    messages.success(request, HELD if any(one.scan == Scan.HELD for one in kept) else KEPT)
    return True
