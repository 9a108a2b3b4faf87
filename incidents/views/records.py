"""Doing a step by writing its record, reading and correcting what was written, and the Designated Teacher's word."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import actions
from incidents.actions.conflicts import Holders, safeguarding
from incidents.actions.settling import safeguarding_can_act
from incidents.forms.records import RecordForm, WordForm, form_for
from incidents.models import BY_WORD_OF_MOUTH, RECORDS, Incident, IncidentStep, Record
from incidents.permissions import (
    obstacle_to_correcting_a_record,
    obstacle_to_doing,
    obstacle_to_leading,
    obstacle_to_taking_back_a_word,
)
from incidents.views.acting import Page, act_on, data_of, drafted_in_case, part_of, step_words
from incidents.views.cases import visible_case
from school.days import local_date
from school.models import Person
from school.obstacles import demand


def _step(incident: Incident, step: UUID) -> IncidentStep:
    found: IncidentStep = part_of(incident.steps.select_related("step", "subject__person"), step)
    return found


def _records(row: IncidentStep) -> list[Record]:
    """Everything written down for this step, newest first; a look may stand on somebody's word."""
    code = row.record or BY_WORD_OF_MOUTH
    return list(
        RECORDS[code].objects.filter(step=row).select_related("written_by", "step").order_by("-written_at", "-id")
    )


@require_http_methods(["GET"])
def records(request: HttpRequest, pk: UUID, step: UUID) -> HttpResponse:
    """What was written down when this step was done, with what it was before it was corrected."""
    incident = visible_case(request, pk)
    row = _step(incident, step)
    rows = _records(row)
    if not rows:
        raise Http404
    corrected = {one.corrects_id for one in rows}
    can_act = safeguarding_can_act(incident, timezone.now())
    rows.sort(key=lambda one: one.pk in corrected)  # what holds comes before what it was
    lines = [
        {
            "record": one,
            "is_current": one.pk not in corrected,
            "may_correct": bool(row.record)
            and one.pk not in corrected
            and not obstacle_to_correcting_a_record(request.standing, incident, one, safeguarding_can_act=can_act),
        }
        for one in rows
    ]
    actions.read_case(incident, by=request.standing.person_id, now=timezone.now())
    return render(
        request, "incidents/records.html", {"incident": incident, "title": step_words(row), "step": row, "lines": lines}
    )


@require_http_methods(["GET", "POST"])
@drafted_in_case("what was done, in case")
def keep_record(request: HttpRequest, pk: UUID, step: UUID) -> HttpResponse:
    """The step's own form: what has to be on record, with now and the person at the desk filled in."""
    incident = visible_case(request, pk)
    row = _step(incident, step)
    if not row.record:
        return redirect("incidents:do_step", pk, step)
    _demand_doing(request, incident, row)
    form = form_for(row)(data_of(request), step=row)
    page = Page(
        step_words(row), "Keep it", "It is on record.", "Now and you are filled in. It can be corrected, never changed."
    )
    return act_on(request, incident, form, page, lambda who: actions.keep_record(**who, step=row.pk, **form.facts()))


def _demand_doing(request: HttpRequest, incident: Incident, row: IncidentStep) -> None:
    can_act = safeguarding_can_act(incident, timezone.now())
    is_named = incident.accesses.at_work().filter(person_id=request.standing.person_id).exists()
    demand(obstacle_to_doing(request.standing, incident, row, is_named=is_named, safeguarding_can_act=can_act))


@require_http_methods(["GET", "POST"])
@drafted_in_case("a corrected record in case")
def correct_record(request: HttpRequest, pk: UUID, step: UUID, record: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    row = _step(incident, step)
    if not row.record:
        raise Http404
    first: Record = part_of(RECORDS[row.record].objects.filter(step=row), record)
    can_act = safeguarding_can_act(incident, timezone.now())
    demand(obstacle_to_correcting_a_record(request.standing, incident, first, safeguarding_can_act=can_act))
    form = _filled(request, row, first)
    page = Page("Correct the record", "Keep the correction", "The correction is shown now.", step_words(row))
    return act_on(
        request,
        incident,
        form,
        page,
        lambda who: actions.correct_record(**who, step=row.pk, first=first.pk, **form.facts()),
    )


def _filled(request: HttpRequest, row: IncidentStep, first: Record) -> RecordForm:
    """A new record's form that begins with the answers of the first."""
    given: dict[str, Any] = {name: getattr(first, name) for name in ("at", *first.FACTS)}
    return form_for(row)(data_of(request), step=row, initial=given)


@require_http_methods(["GET", "POST"])
@drafted_in_case("what you were told about case")
def pass_on_word(request: HttpRequest, pk: UUID, step: UUID) -> HttpResponse:
    """ "I spoke to her at ten": the leader writes down the Designated Teacher's word."""
    incident = visible_case(request, pk)
    row = _step(incident, step)
    demand(obstacle_to_leading(request.standing, incident))
    form = WordForm(data_of(request), lookers=lookers_of(incident))
    page = Page(
        "What did the Designated Teacher say?",
        "Keep her word",
        "Her word is on record. She has been told, and can take it back.",
        "Only what she said to you herself, about this case.",
    )
    return act_on(request, incident, form, page, lambda who: actions.pass_on_word(**who, step=row.pk, **form.facts()))


def lookers_of(incident: Incident) -> list[Person]:
    """Who can look at this case for child protection today, by name."""
    ids = safeguarding(incident, holders=Holders.on(local_date(timezone.now())))
    return list(Person.objects.filter(pk__in=ids).order_by("sort_key", "pk"))


@require_http_methods(["GET", "POST"])
def take_back_word(request: HttpRequest, pk: UUID, step: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    row = _step(incident, step)
    demand(obstacle_to_taking_back_a_word(request.standing, row, said_by=actions.whose_word(row)))
    page = Page(
        "Take your word back",
        "I did not say that",
        "The look is open again, and waits for you.",
        "The look for child protection opens again. If the case was closed, it is open again too.",
        is_danger=True,
    )
    form = forms.Form(data_of(request))
    return act_on(request, incident, form, page, lambda who: actions.take_back_word(**who, step=row.pk))
