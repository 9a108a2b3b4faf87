"""Declarations: one's own, and the list for those who read them."""

from uuid import UUID

from django.db.models import Count, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from school import actions
from school.days import local_date
from school.declaration_permissions import (
    kinds_counted,
    kinds_read,
    obstacle_to_changing_declaration,
    obstacle_to_declaring,
    obstacle_to_noting,
)
from school.declarations import renewed_before, to_note
from school.forms.declarations import DeclareForm
from school.models import Declaration, DeclarationKind
from school.obstacles import demand
from school.views.doing import act

MOST = 200


def _staff_only(request: HttpRequest) -> None:
    if obstacle_to_declaring(request.standing):
        raise Http404


def _full() -> QuerySet[Declaration]:
    return Declaration.objects.select_related("kind", "person", "note__noted_by", "ending")


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What one has declared, and what one may."""
    _staff_only(request)
    standing = request.standing
    before = renewed_before(standing.today)
    rows = list(_full().filter(person_id=standing.person_id, renewal=None)[:MOST])
    own = [(row, getattr(row, "ending", None), local_date(row.declared_at) < before) for row in rows]
    parts = [(kind, [one for one in own if one[0].kind_id == kind.pk]) for kind in DeclarationKind.objects.all()]
    context = {"parts": parts, "reads": bool(kinds_read(standing) or kinds_counted(standing))}
    return render(request, "school/declarations.html", context)


@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, kind: str) -> HttpResponse:
    _staff_only(request)
    found = get_object_or_404(DeclarationKind, pk=kind)
    form = DeclareForm(request.POST or None, kind=found)
    return act(
        request,
        form,
        lambda values: actions.declare(kind=found.pk, **form.facts, by=request.user.person, now=timezone.now()),
        page={"heading": found.name, "button": "Declare this", "lead": found.hint},
        done="Your declaration is entered.",
        back=reverse("declarations:mine"),
    )


def _own(request: HttpRequest, pk: UUID) -> Declaration:
    row = get_object_or_404(_full(), pk=pk)
    if obstacle_to_changing_declaration(request.standing, row):
        raise Http404
    return row


@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _own(request, pk)
    return act(
        request,
        Form({}) if request.method == "POST" else Form(),
        lambda values: actions.renew_declaration(pk=pk, by=request.user.person, now=timezone.now()),
        page={"heading": f"Still so? {row.kind}", "button": "It is still so", "lead": row.kind.statement},
        done="The declaration is renewed.",
        back=reverse("declarations:mine"),
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _own(request, pk)
    return act(
        request,
        Form({}) if request.method == "POST" else Form(),
        lambda values: actions.end_declaration(pk=pk, by=request.user.person, now=timezone.now()),
        page={
            "heading": f"No longer so: {row.kind}",
            "button": "End the declaration",
            "is_danger": True,
            "lead": "It stays on record that it was so until now.",
        },
        done="The declaration is ended.",
        back=reverse("declarations:mine"),
    )


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Everybody's, of the kinds that this reader reads; how many, of those that are only counted."""
    standing = request.standing
    read, counted = kinds_read(standing), kinds_counted(standing)
    if not read and not counted:
        raise Http404
    waiting = set(to_note(standing).values_list("pk", flat=True))
    rows = list(_full().standing().filter(kind__in=read)[:MOST])
    own = [(row, getattr(row, "note", None), row.pk in waiting) for row in rows]
    figures = dict(
        Declaration.objects.standing()
        .filter(kind__in=counted)
        .order_by()
        .values_list("kind")
        .annotate(people=Count("person", distinct=True))
    )
    context = {
        "parts": [(kind, [one for one in own if one[0].kind_id == kind.pk]) for kind in read],
        "counted": [(kind, figures.get(kind.pk, 0)) for kind in counted],
    }
    return render(request, "school/declarations_register.html", context)


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(_full().filter(kind__in=kinds_read(request.standing)), pk=pk)
    demand(obstacle_to_noting(request.standing, row))
    return act(
        request,
        Form({}) if request.method == "POST" else Form(),
        lambda values: actions.note_declaration(pk=pk, by=request.user.person, now=timezone.now()),
        page={
            "heading": f"{row.person}: {row.kind.name.lower()}",
            "button": "I know of this",
            "lead": "You note that you know. That is no approval, and nobody asks you for one.",
            "rows": [("Entered", row.declared_at), *([("With", row.whom)] if row.whom else [])]
            + ([("For", row.reason)] if row.reason else []),
        },
        done="It is noted that you know.",
        back=reverse("declarations:register"),
    )
