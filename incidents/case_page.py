"""What the page of one case shows: what is asked next on top, then everything that stands in it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from incidents import routes
from incidents.actions.closing import what_keeps_it_open
from incidents.actions.conflicts import Holders, people_shut_out, safeguarding
from incidents.forms.acting import DoForm, EntryForm
from incidents.histories import history_of
from incidents.limits import THE_SCHOOLS_OWN, who_set_the_limits
from incidents.models import Allegation, Entry, Incident, IncidentStep
from incidents.permissions import (
    leader_words,
    leads,
    obstacle_to_doing,
    obstacle_to_ending,
    obstacle_to_excusing,
    obstacle_to_taking_to_child_protection,
    obstacle_to_writing,
    office_words,
)
from incidents.reading import names_of
from incidents.states import Finding, IncidentStatus, StepStatus
from school.days import local_date
from school.standing import Standing

FINDING_TONES = {
    Finding.ALLEGED: "wait",
    Finding.FOUND: "stop",
    Finding.NOT_FOUND: "done",
    Finding.AS_WRITTEN: "calm",
}


@dataclass(frozen=True)
class StepLine:
    """A step as the page lists it, with what this reader may do with it."""

    step: IncidentStep
    state: str
    may_do: bool
    may_excuse: bool
    waits_for: str
    set_by: str


@dataclass(frozen=True)
class Next:
    """The one sentence on top of the page, with the way to do it."""

    sentence: str
    url: str = ""
    button: str = ""


def case_facts(incident: Incident, standing: Standing, now: datetime) -> dict[str, Any]:
    holders = Holders.on(local_date(now))
    shut = people_shut_out(incident)
    can_look = bool(safeguarding(incident, holders=holders))
    accesses = list(incident.accesses.live().select_related("person").order_by("given_at"))
    is_named = any(one.person_id == standing.person_id for one in accesses)
    steps = _steps(incident, standing, is_named=is_named, can_look=can_look)
    allegations = [
        (one, FINDING_TONES[Finding(one.finding)])
        for one in incident.allegations.select_related("clause_version__version", "subject__person", "by")
    ]
    is_leader = leads(standing, incident)
    return {
        "incident": incident,
        "report": incident.report,
        "additions": incident.report.additions.all(),
        "suggested": incident.report.clauses.select_related("clause_version"),
        "leader": leader_words(incident),
        "is_leader": is_leader,
        "next": next_of(incident, is_leader, steps, allegations),
        "steps": steps,
        "do_form": DoForm(),
        "allegations": allegations,
        "entries": entries_in_order(list(incident.entries.select_related("author")), standing),
        "entry_form": EntryForm(),
        "may_write": not obstacle_to_writing(standing, incident),
        "may_end": incident.is_live and not obstacle_to_ending(standing, incident),
        "may_take": not obstacle_to_taking_to_child_protection(standing, incident),
        "keeps_open": what_keeps_it_open(incident),
        "readers": readers(incident, holders, shut),
        "accesses": accesses,
        "history": history_of(incident, 20),
        "today": standing.today,
    }


def _steps(incident: Incident, standing: Standing, *, is_named: bool, can_look: bool) -> list[StepLine]:
    rows = list(incident.steps.in_order().select_related("after"))
    still_open = {one.step_id for one in rows if one.is_open}
    set_by = who_set_the_limits() if rows else {}
    return [
        StepLine(
            step=one,
            state=_state(one, standing.today),
            may_do=not obstacle_to_doing(standing, incident, one, is_named=is_named, safeguarding_can_act=can_look),
            may_excuse=not obstacle_to_excusing(standing, incident, one, safeguarding_can_act=can_look),
            waits_for=str(one.after) if one.is_open and one.after_id in still_open else "",
            set_by=set_by.get(one.step_id, THE_SCHOOLS_OWN),
        )
        for one in rows
    ]


def _state(step: IncidentStep, today: date) -> str:
    if step.status == StepStatus.OPEN:
        return "late" if step.is_overdue(today) else "todo"
    return "done" if step.status == StepStatus.DONE else "excused"


def next_of(
    incident: Incident, is_leader: bool, steps: list[StepLine], allegations: list[tuple[Allegation, str]]
) -> Next:
    """What this reader is asked for now; when nothing, who is."""
    if not incident.is_live:
        return Next("Nothing. This case has ended.")
    if not incident.lead_office and not incident.lead_id:
        return Next(
            "Nobody who is free of conflict can lead this case today. Telephone the education authority's adviser."
        )
    mine = [one for one in steps if one.step.is_open and one.step.is_obligatory and one.may_do and not one.waits_for]
    office = [one for one in mine if one.step.for_office]
    if office:
        return Next(f"{office[0].step.step.text}.", "#steps", "Go to the step")
    if incident.status == IncidentStatus.RECEIVED:
        if is_leader:
            return Next("Confirm what kind of case this is.", _url("confirm", incident), "Confirm")
        return Next(f"This waits for {leader_words(incident)} to confirm what kind of case it is.")
    if mine:
        return Next(f"{mine[0].step.step.text}.", "#steps", "Go to the step")
    return _next_of_leader(incident, is_leader, steps, allegations)


def _next_of_leader(
    incident: Incident, is_leader: bool, steps: list[StepLine], allegations: list[tuple[Allegation, str]]
) -> Next:
    waiting = [one for one in steps if one.step.is_open and one.step.is_obligatory]
    if waiting:
        who = office_words(waiting[0].step.for_office) or leader_words(incident).removeprefix("the ")
        return Next(f"A step waits for the {who}: {waiting[0].step.step.text}.")
    if not is_leader:
        return Next(f"Nothing from you: {leader_words(incident)} decides what follows.")
    for one, _ in allegations:
        if one.finding == Finding.ALLEGED:
            url = reverse("incidents:settle_finding", args=[incident.pk, one.pk])
            return Next(f"Settle the finding on rule {one.clause_version.number}.", url, "Settle it")
    return Next("Everything asked for is settled. Close the case.", _url("close", incident), "Close the case")


def _url(name: str, incident: Incident) -> str:
    return reverse(f"incidents:{name}", args=[incident.pk])


def entries_in_order(entries: list[Entry], standing: Standing) -> list[dict[str, Any]]:
    """A correction stands in the place of the first, which stays to be read beneath it."""
    corrected_by = {one.corrects_id: one for one in entries if one.corrects_id}
    lines = []
    for first in entries:
        if first.corrects_id:
            continue
        chain = [first]
        while chain[-1].pk in corrected_by:
            chain.append(corrected_by[chain[-1].pk])
        newest = chain[-1]
        lines.append({"entry": newest, "earlier": chain[:-1], "is_mine": newest.author_id == standing.person_id})
    return lines


def readers(incident: Incident, holders: Holders, shut: set[Any]) -> list[tuple[str, str]]:
    """Who can read this case today, by office: pairs of name and office."""
    rule = routes.TABLE[incident.route]
    offices = rule.reads | {incident.lead_office} | (rule.reads_with_child if incident.has_child else frozenset())
    found = {office: holders.free(office, incident, shut) for office in sorted(offices - {""})}
    names = names_of({person for people in found.values() for person in people})
    pairs: dict[Any, list[str]] = {}
    for office, people in found.items():
        for person in people:
            pairs.setdefault(person, []).append(office_words(office))
    return sorted((names[person], ", ".join(held)) for person, held in pairs.items())
