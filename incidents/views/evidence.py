"""The evidence of a case: all of it on a page, a note, a correction, and sending files to a note."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from files.actions import FileRefused
from files.states import Scan
from incidents import actions, permissions
from incidents.evidence_page import evidence_lines, obstacle_to_files
from incidents.forms.acting import ReasonForm
from incidents.forms.evidence import EvidenceForm, FilesForm
from incidents.models import Evidence, Incident, Strike
from incidents.states import WrongState
from incidents.views.acting import Page, act_on, data_of
from incidents.views.cases import visible_case
from school.obstacles import demand

KEPT = "Kept. It is shown with the note."
HELD = "Kept, and held: nobody can open it until the virus scanner has seen it. Whoever leads the case is told."


@require_http_methods(["GET"])
def evidence(request: HttpRequest, pk: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    facts = {
        "incident": incident,
        "lines": evidence_lines(incident, request.standing),
        "may_write": not permissions.obstacle_to_writing(request.standing, incident),
    }
    actions.read_case(incident, by=request.standing.person_id, now=timezone.now())
    return render(request, "incidents/evidence.html", facts)


@require_http_methods(["GET", "POST"])
def note_evidence(request: HttpRequest, pk: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    demand(permissions.obstacle_to_writing(request.standing, incident))
    form = EvidenceForm(request.POST if request.method == "POST" else None, today=request.standing.today)

    def do() -> None:
        actions.note_evidence(pk=incident.pk, **_what(form), **_who(request))

    return _noted(request, incident, form, do, "Noted. Send a picture only if words are not enough.")


@require_http_methods(["GET", "POST"])
def correct_evidence(request: HttpRequest, pk: UUID, evidence: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    first = get_object_or_404(incident.evidence, pk=evidence)
    is_struck = Strike.objects.filter(evidence=first).exists()
    demand(permissions.obstacle_to_correcting_evidence(request.standing, incident, first, is_struck=is_struck))
    data = request.POST if request.method == "POST" else None
    form = EvidenceForm(data, today=request.standing.today, first=first)

    def do() -> None:
        actions.correct_evidence(pk=incident.pk, evidence=first.pk, **_what(form), **_who(request))

    return _noted(request, incident, form, do, "The correction is shown now.", first=first)


def _what(form: EvidenceForm) -> dict[str, object]:
    return {"noted": form.noted(), "once": form.cleaned_data["once"]}


def _who(request: HttpRequest) -> dict[str, object]:
    return {"by": request.standing.person_id, "now": timezone.now()}


def _noted(
    request: HttpRequest,
    incident: Incident,
    form: EvidenceForm,
    do: Callable[[], None],
    done: str,
    first: Evidence | None = None,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            do()
        except WrongState as late:
            messages.warning(request, str(late))
        except Incident.DoesNotExist as gone:
            raise Http404 from gone
        else:
            messages.success(request, done)
        return redirect("incidents:evidence", incident.pk)
    return render(request, "incidents/note_evidence.html", {"incident": incident, "form": form, "first": first})


@require_http_methods(["GET", "POST"])
def strike_evidence(request: HttpRequest, pk: UUID, evidence: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    note = get_object_or_404(incident.evidence, pk=evidence)
    demand(permissions.obstacle_to_striking(request.standing, incident, note))
    form = ReasonForm(data_of(request))
    page = Page(
        "Strike a note of evidence",
        "Strike it",
        "Struck. The note stays on record, and nobody is handed its files but whoever leads.",
        "For what was noted in the wrong place. Its words are for whoever noted it and whoever leads from now on.",
        is_danger=True,
    )

    def do(who: dict[str, Any]) -> None:
        actions.strike_evidence(**who, evidence=note.pk, reason=form.cleaned_data["reason"])

    return act_on(request, incident, form, page, do)


@require_http_methods(["GET", "POST"])
def send_files(request: HttpRequest, pk: UUID, evidence: UUID) -> HttpResponse:
    """What must never be sent stands before the form, with whom to telephone instead."""
    incident = visible_case(request, pk)
    note = get_object_or_404(incident.evidence, pk=evidence)
    demand(obstacle_to_files(request.standing, incident, note))
    is_post = request.method == "POST"
    form = FilesForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        had_no_room=getattr(request, "had_no_room", False),
    )
    if is_post and form.is_valid() and _sent(request, incident, note, form):
        return redirect("incidents:evidence", incident.pk)
    return render(request, "incidents/send_files.html", {"incident": incident, "note": note, "form": form})


def _sent(request: HttpRequest, incident: Incident, note: Evidence, form: FilesForm) -> bool:
    uploads = form.cleaned_data["files"]
    try:
        kept = actions.send_files(pk=incident.pk, evidence=note.pk, uploads=uploads, **_who(request))
    except FileRefused as refused:
        form.add_error("files", str(refused))
        return False
    except (Incident.DoesNotExist, Evidence.DoesNotExist) as gone:
        raise Http404 from gone
    messages.success(request, HELD if any(one.scan == Scan.HELD for one in kept) else KEPT)
    return True
