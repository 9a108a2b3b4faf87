"""The reporter's pages: the first question, the form, the receipt, and one's own reports."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import actions
from incidents.evidence_page import sent_with
from incidents.forms.intake import EVERY_BLOCK, SPOKE
from incidents.forms.recording import LABELS, PICKED, AddForm, RecordForm
from incidents.intake_page import intake_facts
from incidents.models import Concerns, Part, Report, Service
from incidents.people import found_people
from incidents.permissions import obstacle_to_adding, obstacle_to_recording, office_words
from incidents.reading import asks_by_clause, clauses_today
from incidents.register import Asking, askings, shortcuts
from incidents.states import ReportStatus
from school.drafts import drafted, resume, typed_before
from school.obstacles import demand

# Home links with words of its own; "outside" is what people say.
ASKED = {"pupil": "pupil", "parent": "parent", "staff": "staff", "outside": "outsider", "outsider": "outsider"}
CHOICES = [
    (Concerns.PUPIL, "academic-cap", "An account, a message, bullying, a way round the filter"),
    (Concerns.PARENT, "user-group", "Pictures, comments, or school matters posted online"),
    (Concerns.STAFF, "identification", "Anyone who works, helps or governs here"),
    (Concerns.OUTSIDER, "globe-europe-africa", "A stranger, an unknown account, the press"),
]
PICKED_FROM_ALL = ("second", "third", "author")  # the pickers of the handler's own pages
ADDRESS_LONGEST = 300
TONES = {ReportStatus.RECEIVED: "wait", ReportStatus.BEING_HANDLED: "calm", ReportStatus.CLOSED: "done"}


@require_http_methods(["GET"])
def record(request: HttpRequest) -> HttpResponse:
    """The first question. Whoever it is about decides which few things are asked next."""
    demand(obstacle_to_recording(request.standing))
    if about := ASKED.get(request.GET.get("about", "")):
        return redirect("incidents:file", about)
    return render(request, "incidents/record.html", {"choices": CHOICES, "shortcuts": shortcuts()})


def _title_of_report(concerns: str) -> str:
    return f"a report about {Concerns(concerns).label.lower()}"


@require_http_methods(["GET", "POST"])
@drafted(_title_of_report)
def file(request: HttpRequest, concerns: str) -> HttpResponse:
    """The form: sent once for a search or "add another", and at the end to save."""
    demand(obstacle_to_recording(request.standing))
    now, today = timezone.now(), request.standing.today
    before = typed_before(request)
    is_step = before is not None or "search" in request.POST or "more" in request.POST
    is_sent = request.method == "POST" and not is_step
    form_of = partial(
        RecordForm,
        request.POST if request.method == "POST" else before,
        concerns=concerns,
        now=now,
        kind=_implied(request, concerns, before),
    )
    if is_sent and (form := _as_sent(form_of, request, concerns, now)).is_valid():
        return _recorded(request, form, now)
    offered = clauses_today(concerns, today=today, now=now)
    services = list(Service.objects.live().by_name())
    form = form_of(offered=offered, services=services, asks=asks_by_clause(offered))
    if "address" in form.fields and (where := address_spoken_of(request.GET.get("address", ""))):
        form.initial["address"] = where
    resume(request, form)
    if is_sent and form.is_valid():
        return _recorded(request, form, now)
    return render(request, "incidents/file.html", _form_facts(form, concerns, is_step=is_step))


def _recorded(request: HttpRequest, form: RecordForm, now: datetime) -> HttpResponse:
    report = actions.record_report(by=request.standing.person_id, now=now, **form.facts())
    return redirect("incidents:receipt", report.pk)


def _as_sent(form_of: Callable[..., RecordForm], request: HttpRequest, concerns: str, now: datetime) -> RecordForm:
    """The form with every block; clauses and services are asked for only if one was chosen. Enough to take it, not to show it."""
    sent, today = request.POST, request.standing.today
    offered = clauses_today(concerns, today=today, now=now) if sent.getlist("clauses") else []
    services = list(Service.objects.live().by_name()) if sent.get("service") else []
    return form_of(offered=offered, services=services, asks={"": EVERY_BLOCK})


def _implied(request: HttpRequest, concerns: str, before: QueryDict | None) -> Asking | None:
    """The kind of case that the link here spoke of, such as "a pupil tried to connect with me"."""
    sent = before if before is not None else request.POST
    kind = askings().get(request.GET.get("kind", "") or sent.get("began_as", ""))
    return kind if kind and kind.audience == concerns else None


def address_spoken_of(text: str) -> str:
    """The page that a link here spoke of, such as one of the school's accounts; "" unless it is a plain address."""
    try:
        parts = urlsplit(text[:ADDRESS_LONGEST])
    except ValueError:
        return ""
    is_plain = parts.scheme in ("https", "http") and parts.hostname and not parts.username and not parts.query
    return parts.geturl() if is_plain else ""


def _form_facts(form: RecordForm, concerns: str, *, is_step: bool) -> dict[str, object]:
    """On a search step nothing is said to be missing yet; what was typed stays."""
    if is_step:
        form.say_nothing_is_missing()
    return {
        "form": form,
        "concerns": concerns,
        "title": f"Record an incident: {Concerns(concerns).label.lower()}",
        "pickers": [_picker(form, part, concerns) for part in PICKED],
    }


def _picker(form: RecordForm, part: str, concerns: str) -> dict[str, object]:
    is_concerned = part == Part.CONCERNED
    labels = {Part.CONCERNED.value: LABELS[Concerns(concerns)], Part.AFFECTED.value: "Who is affected?"}
    return {
        "part": part,
        "label": labels.get(part, "Who told you?"),
        "hint": "Type part of the name, then choose.",
        "has_search": not (is_concerned and concerns == Concerns.OUTSIDER),
        "picked": form.picked[part],
        "searched": form.searched(part),
        "people": form.results(part),
        "errors": form["concerned_search"].errors if is_concerned else "",
        "words": form[f"{part}_words"],
        "unknown": form["concerned_unknown"] if is_concerned else None,
        "roles": form.fields["affected_role"].choices if part == Part.AFFECTED else None,
    }


@require_http_methods(["POST"])
def people(request: HttpRequest, concerns: str, part: str) -> HttpResponse:
    """The list that fills while a name is typed; the same as the form's own search step.

    By POST although it changes nothing: names stay out of addresses, and so out of logs (decision 0044).
    """
    demand(obstacle_to_recording(request.standing))
    if part not in {*PICKED, *PICKED_FROM_ALL, "person"}:
        raise Http404
    text = request.POST.get(f"{part}_search", "")[:80]
    group = "anyone" if part in {Part.AFFECTED, SPOKE, *PICKED_FROM_ALL} else concerns
    found = found_people(text, group)
    return render(
        request, "components/picker_results.html", {"people": found, "choice": part, "chosen": "", "searched": text}
    )


@require_http_methods(["GET"])
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    report = own_report(request, pk)
    facts = {"report": report, "office": office_words(report.went_to), **intake_facts(report)}
    return render(request, "incidents/receipt.html", facts)


@require_http_methods(["GET"])
def mine(request: HttpRequest) -> HttpResponse:
    """One's own reports, newest first, with where they stand."""
    reports = Report.objects.visible_to(request.standing).newest_first().prefetch_related("incidents", "people__person")
    page = list(reports[:50])
    return render(request, "incidents/mine.html", {"reports": [(one, TONES[one.status]) for one in page]})


@require_http_methods(["GET", "POST"])
@drafted("more for a report of yours", about=("incidents.Report", "pk"))
def own(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One's own words, the reference and the state; more can be added while it is open."""
    report = own_report(request, pk)
    form = resume(request, AddForm(request.POST if request.method == "POST" else None))
    if request.method == "POST" and form.is_valid():
        standing = request.standing
        actions.add_to_report(pk=report.pk, by=standing.person_id, now=timezone.now(), **form.cleaned_data)
        messages.success(request, "What you added is with the report now.")
        return redirect("incidents:own", report.pk)
    facts = {
        "report": report,
        "form": form,
        "office": office_words(report.went_to),
        "tone": TONES[report.status],
        "obstacle": obstacle_to_adding(request.standing, report),
        "sent": sent_with(report.pk, report.reporter_id),
        **intake_facts(report),
    }
    return render(request, "incidents/own.html", facts)


def own_report(request: HttpRequest, pk: UUID) -> Report:
    reports = Report.objects.visible_to(request.standing).prefetch_related("incidents", "people__person", "additions")
    return get_object_or_404(reports, pk=pk)
