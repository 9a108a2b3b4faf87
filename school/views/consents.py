"""The register of photo consents: for those who keep it, and yes or no for a class's own teacher."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from school import actions
from school.actions.consents import CannotAnswer
from school.consent_file import CannotRead, read, template
from school.consent_pages import allowed, children_of, class_lines, standing_answers
from school.consent_permissions import (
    classes_taught,
    is_own_family,
    obstacle_to_keeping_consents,
    obstacle_to_protecting,
)
from school.consents import protected_ids
from school.forms.consents import ConsentFileForm, LiftForm, ProtectForm, RecordForm, WithdrawForm
from school.models import ConsentPurpose, Pupil, SchoolClass
from school.obstacles import demand
from school.views.doing import act

MOST_OF_HISTORY = 200


def keeps(request: HttpRequest) -> bool:
    return not obstacle_to_keeping_consents(request.standing)


def consents_url(pupil_id: UUID) -> str:
    return reverse("consents:pupil", args=[pupil_id])


@require_GET
def classes(request: HttpRequest) -> HttpResponse:
    """The classes: all of them for those who keep the consents, a teacher's own for a teacher."""
    if keeps(request):
        return render(request, "school/consents.html", {"lines": class_lines(request.standing.today), "in_full": True})
    own = classes_taught(request.standing)
    if not own:
        raise Http404
    return render(
        request, "school/consents.html", {"lines": class_lines(request.standing.today, own), "in_full": False}
    )


@require_GET
def school_class(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A class child by child."""
    in_full = keeps(request)
    if not in_full and pk not in classes_taught(request.standing):
        raise Http404
    found = get_object_or_404(SchoolClass, pk=pk)
    context = {
        "school_class": found,
        "children": children_of(found, request.standing.today, in_full=in_full),
        "in_full": in_full,
        "purposes": ConsentPurpose.objects.all(),
    }
    return render(request, "school/consents_of_class.html", context)


def _pupil(request: HttpRequest, pk: UUID) -> Pupil:
    if not keeps(request):
        raise Http404
    return get_object_or_404(Pupil.objects.select_related("person", "school_class"), pk=pk)


@require_GET
def pupil(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a family answered, now and before."""
    found = _pupil(request, pk)
    is_family = is_own_family(request.standing.person_id, found)
    rows = found.consents.select_related("medium", "purpose", "given_by", "entered_by")
    answers = standing_answers(found, request.standing.today)
    context = {
        "pupil": found,
        "answers": answers,
        "looks": sorted({one.cell.look for one in answers if one.cell.look}),
        "history": rows[:MOST_OF_HISTORY],
        "is_protected": found.pk in protected_ids([found.pk]),
        "may_keep": not obstacle_to_keeping_consents(request.standing, is_family=is_family),
        "may_protect": not obstacle_to_protecting(request.standing, is_family=is_family),
        "may_withdraw": any(one.cell.is_yes for one in answers),
        "is_family": is_family,
        "today": request.standing.today,
    }
    return render(request, "school/consents_of_pupil.html", context)


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One form for a whole child."""
    found = _pupil(request, pk)
    standing = request.standing
    demand(obstacle_to_keeping_consents(standing, is_family=is_own_family(standing.person_id, found)))
    form = RecordForm(request.POST or None, pupil=found, today=standing.today)
    return act(
        request,
        form,
        lambda values: actions.record_consents(
            pupil_id=found.pk, said=form.said, once=values["once"], by=request.user.person, now=timezone.now()
        ),
        page={"heading": f"What the family of {found.person} answered", "pupil": found},
        done="The answers are entered.",
        back=consents_url(pk),
        template="school/record_consents.html",
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _pupil(request, pk)
    standing = request.standing
    demand(obstacle_to_keeping_consents(standing, is_family=is_own_family(standing.person_id, found)))
    yes = allowed(found)
    if not yes:
        messages.warning(request, "Nothing is allowed for this child, so there is nothing to withdraw.")
        return redirect(consents_url(pk))
    form = WithdrawForm(request.POST or None, pupil=found, today=standing.today, allowed=yes)

    def do(values: dict[str, Any]) -> Any:
        given_by = values["given_by"]
        return actions.withdraw_consents(
            pupil_id=found.pk,
            keys=form.keys,
            starts_on=values["starts_on"],
            evidence=values["evidence"],
            evidence_note=values["evidence_note"],
            given_by_id=given_by.pk if given_by else None,
            once=values["once"],
            by=request.user.person,
            now=timezone.now(),
        )

    return act(
        request,
        form,
        do,
        page={
            "heading": f"The family of {found.person} withdraws",
            "button": "Enter the withdrawal",
            "is_danger": True,
            "lead": "It holds at once. What the family allowed before stays on record.",
        },
        done="The withdrawal is entered and holds at once.",
        back=consents_url(pk),
    )


# Never shown --------------------------------------------------------------------------------------


def _protecting(request: HttpRequest, pk: UUID) -> Pupil:
    found = _pupil(request, pk)
    standing = request.standing
    demand(obstacle_to_protecting(standing, is_family=is_own_family(standing.person_id, found)))
    return found


@require_http_methods(["GET", "POST"])
def protect(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _protecting(request, pk)
    return act(
        request,
        ProtectForm(request.POST or None),
        lambda values: actions.protect(pupil_id=found.pk, **values, by=request.user.person, now=timezone.now()),
        page={
            "heading": f"Never show {found.person}",
            "button": "Protect this child",
            "lead": "Whoever is about to show the child reads “do not show”, whatever the family answered, and no more.",
        },
        done="From now on this child is shown nowhere.",
        back=consents_url(pk),
    )


@require_http_methods(["GET", "POST"])
def lift(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _protecting(request, pk)
    return act(
        request,
        LiftForm(request.POST or None),
        lambda values: actions.lift_protection(pupil_id=found.pk, **values, by=request.user.person, now=timezone.now()),
        page={"heading": f"{found.person} may be shown again", "button": "Lift the protection", "is_danger": True},
        done="What the family answered counts again.",
        back=consents_url(pk),
    )


@require_http_methods(["GET", "POST"])
def why(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Why a child is protected: shown by a press alone, which is written down."""
    found = _protecting(request, pk)
    flags = []
    if request.method == "POST":
        flags = actions.read_why(pupil_id=found.pk, by=request.user.person, now=timezone.now())
    pairs = [(flag, getattr(flag, "lifting", None)) for flag in flags]
    context = {"pupil": found, "flags": pairs, "is_asked": request.method == "POST", "back_url": consents_url(pk)}
    return render(request, "school/why_protected.html", context)


# From a file --------------------------------------------------------------------------------------


@require_GET
def blank(request: HttpRequest) -> HttpResponse:
    """The template as a file, with every child at the school."""
    if not keeps(request):
        raise Http404
    content = "\ufeff" + template(request.standing.today)
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="consents.csv"', "Cache-Control": "no-store"},
    )


@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """First what each line of a file would change, then, by a second press, all of it."""
    if not keeps(request):
        raise Http404
    text, is_second = request.POST.get("text", ""), "text" in request.POST
    is_first = request.method == "POST" and not is_second
    form = ConsentFileForm(request.POST, request.FILES) if is_first else ConsentFileForm()
    if is_first and form.is_valid():
        text = form.text
    context: dict[str, Any] = {"form": form, "once": _uuid(request.POST.get("once", ""))}
    if text:
        try:
            found = read(text, by_id=request.standing.person_id, today=request.standing.today)
        except CannotRead as fault:
            if is_second:
                messages.error(request, str(fault))
                return redirect("consents:bring_in")
            form.add_error("file", list(fault.args))  # beside the file, a line each
            return render(request, "school/bring_in_consents.html", context)
        if is_second and not found.faulty:
            return _brought_in(request, found.answers, context["once"])
        context |= {"read": found, "text": text}
    return render(request, "school/bring_in_consents.html", context)


def _brought_in(request: HttpRequest, answers: dict[UUID, Any], once: UUID) -> HttpResponse:
    try:
        rows = actions.bring_in_consents(answers=answers, once=once, by=request.user.person, now=timezone.now())
    except CannotAnswer as late:
        messages.error(request, f"Nothing was entered. {late}")
        return redirect("consents:bring_in")
    messages.success(request, f"{len(rows)} answers are entered." if rows else "Everything in the file stood already.")
    return redirect("consents:classes")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid.uuid4()
