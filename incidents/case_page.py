"""What the page of one case shows: what is asked next on top, then everything that stands in it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from audit.prepared import Prepared
from incidents import routes
from incidents.actions.closing import still_missing
from incidents.actions.conflicts import Holders, people_shut_out, safeguarding
from incidents.actions.restrictions import DECIDED
from incidents.case_readers import Names, readers_facts
from incidents.chronology import repeats_in
from incidents.corrections import chains
from incidents.declared import declared_lines
from incidents.evidence_page import evidence_lines
from incidents.forms.acting import new_entry_fields
from incidents.histories import lines_of, newest_entries, people_in
from incidents.intake_page import report_facts
from incidents.limits import THE_SCHOOLS_OWN, who_set_the_limits
from incidents.models import Access, AccessRole, Allegation, Entry, Incident, IncidentStep, linked_with
from incidents.models.records import SafeguardingLook
from incidents.models.reports import Concerns
from incidents.one_case import allegations_in_order, entries_of, live_accesses, parts_of, steps_in_order
from incidents.permissions import (
    leader_words,
    leads,
    obstacle_to_doing,
    obstacle_to_ending,
    obstacle_to_excusing,
    obstacle_to_naming_author,
    obstacle_to_reopening,
    obstacle_to_taking,
    obstacle_to_taking_to_child_protection,
    obstacle_to_writing,
    office_words,
)
from incidents.reading import has_ordinary_kind, suggested_of, suggests_ordinary_case
from incidents.restrictions_page import restriction_lines
from incidents.states import Finding, IncidentStatus, StepStatus
from incidents.under_age import under_age
from incidents.weighing_page import claim_to_answer, weight_facts
from school.days import local_date
from school.standing import Standing

FINDING_TONES = {
    Finding.ALLEGED: "wait",
    Finding.FOUND: "stop",
    Finding.NOT_FOUND: "done",
    Finding.AS_WRITTEN: "calm",
}
FOLDED_FROM = 3
# Whom a case concerns, where that is more than one.
SEVERAL = {
    Concerns.PUPIL: "pupils",
    Concerns.PARENT: "parents or carers",
    Concerns.STAFF: "members of staff",
    Concerns.OUTSIDER: "people outside the school",
}


@dataclass(frozen=True)
class StepLine:
    """A step as the page lists it, with what this reader may do with it."""

    step: IncidentStep
    state: str
    may_do: bool
    may_excuse: bool
    may_reopen: bool
    waits_for: str
    set_by: str
    is_look: bool = False  # one press for the Designated Teacher, her word for the leader
    may_pass_on_word: bool = False
    may_take_back_word: bool = False
    said_by: UUID | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing of it is left to do or to look at for this reader."""
        return self.state in ("done", "excused") and not self.may_take_back_word

    @property
    def has_record(self) -> bool:
        """Whether something stands on record beyond the sentence shown."""
        return bool(self.step.how and self.step.record) or self.said_by is not None


@dataclass(frozen=True)
class Next:
    """The one sentence on top of the page, with the way to do it."""

    sentence: str
    url: str = ""
    button: str = ""


def case_facts(incident: Incident, standing: Standing, now: datetime) -> dict[str, Any]:
    holders = Holders.on(local_date(now))
    shut = people_shut_out(incident)
    can_look = bool(safeguarding(incident, holders=holders, shut=shut))
    accesses: list[Access] = live_accesses(None, incident.pk, now)
    is_named = any(one.person_id == standing.person_id and one.role != AccessRole.EMERGENCY for one in accesses)
    steps = _steps(incident, standing, is_named=is_named, can_look=can_look)
    allegations = [
        (one, FINDING_TONES[Finding(one.finding)])
        for one in allegations_in_order(None, incident.pk)
        if not (one.subject and one.subject.moved_at)
    ]
    is_leader = leads(standing, incident)
    ordinary = is_leader and incident.status == IncidentStatus.RECEIVED and not obstacle_to_ending(standing, incident)
    parts, done = parts_of(incident), newest_entries(incident, 20)
    names = Names(people_in(done))
    suggested, told = suggested_of(incident), getattr(incident.report, "circumstances", None)
    suggests_ordinary = ordinary and suggests_ordinary_case(incident, suggested)
    return {
        **report_facts(incident, suggested, parts=parts),
        "repeats": repeats_in(incident, [one for one, _ in allegations], standing, now),
        "linked": linked_with(incident, standing) if parts.links else [],
        "may_name_author": not obstacle_to_naming_author(standing, incident),
        "under_age": under_age(incident, told=told) if is_leader and told else [],
        "about": about_words(incident),
        "leader": leader_words(incident),
        "is_leader": is_leader,
        "next": next_of(incident, is_leader, steps, allegations, is_ordinary=suggests_ordinary),
        "may_deal": ordinary and not incident.is_urgent and not suggests_ordinary and has_ordinary_kind(incident),
        "steps": steps,
        **_folded(steps, is_live=incident.is_live),
        "allegations": allegations,
        "declared": declared_lines(incident) if is_leader else [],
        "entries": entries_in_order(entries_of(None, incident.pk) if parts.entries else [], standing),
        "entry_form": new_entry_fields(),
        "evidence": evidence_lines(incident, standing) if parts.evidence else [],
        "may_write": not obstacle_to_writing(standing, incident),
        "may_end": incident.is_live and not obstacle_to_ending(standing, incident),
        "may_take_over": not obstacle_to_taking(standing, incident) and incident.lead_id is None,
        "may_take": not obstacle_to_taking_to_child_protection(standing, incident),
        "keeps_open": still_missing(
            incident,
            steps=sum(one.step.is_open and one.step.is_obligatory for one in steps),
            findings=sum(one.finding == Finding.ALLEGED for one, _ in allegations),
        ),
        "restrictions": restriction_lines(incident, standing.today) if may_restrict(steps) else [],
        **weight_facts(incident, standing),
        **readers_facts(incident, standing, holders, shut, accesses, names),
        "history": lines_of(done, names.found, {one.step.step_id: one.step.step.text for one in steps}),
        "today": standing.today,
    }


def _steps(incident: Incident, standing: Standing, *, is_named: bool, can_look: bool) -> list[StepLine]:
    rows: list[IncidentStep] = steps_in_order(None, incident.pk)
    people = {one.pk: one for one in incident.people.all()}
    for one in rows:
        if one.subject_id in people:
            one.subject = people[one.subject_id]
    still_open = {one.step_id: str(one.step) for one in rows if one.is_open}
    words = words_passed_on(rows)
    is_looker = standing.holds(*routes.SAFEGUARDING)
    is_leader = leads(standing, incident)
    set_by = who_set_the_limits() if rows else {}
    return [
        StepLine(
            step=one,
            state=_state(one, standing.today, is_live=incident.is_live),
            may_do=not obstacle_to_doing(standing, incident, one, is_named=is_named, safeguarding_can_act=can_look),
            may_excuse=not obstacle_to_excusing(standing, incident, one, safeguarding_can_act=can_look),
            may_reopen=not obstacle_to_reopening(
                standing, incident, one, is_named=is_named, safeguarding_can_act=can_look
            ),
            waits_for=still_open.get(one.after_id, "") if one.is_open else "",
            is_look=one.for_office in routes.SAFEGUARDING and not one.record,
            may_pass_on_word=one.is_open and is_leader and not is_looker and can_look,
            may_take_back_word=words.get(one.pk) == standing.person_id,
            said_by=words.get(one.pk),
            set_by=set_by.get(one.step_id, THE_SCHOOLS_OWN),
        )
        for one in rows
    ]


def _folded(steps: list[StepLine], *, is_live: bool) -> dict[str, list[StepLine]]:
    """While a case is open the page is about what is left: settled steps are folded, once there are more than two."""
    settled = [one for one in steps if one.is_settled]
    if not is_live or len(settled) < FOLDED_FROM:
        return {"steps_shown": steps, "steps_folded": []}
    return {"steps_shown": [one for one in steps if not one.is_settled], "steps_folded": settled}


def may_restrict(steps: list[StepLine]) -> bool:
    """Whether there can be a restriction: then alone the register is asked."""
    return any(one.step.record == DECIDED for one in steps)


def about_words(incident: Incident) -> str:
    """Whom the case concerns and what it is, in a line under its reference."""
    concerned = incident.concerned
    who = ", ".join(str(one) for one in concerned)
    sort = SEVERAL[Concerns(incident.concerns)] if len(concerned) > 1 else incident.get_concerns_display().lower()
    kinds = ", ".join(kind.name for kind in incident.kinds.all())
    return f"{who} ({sort}){f': {kinds}' if kinds else ''}"


_said = Prepared(
    lambda _, steps: (
        SafeguardingLook.objects.filter(step__in=steps)
        .order_by("written_at")
        .values_list("step_id", "said_by_id", "written_at")
    )
)


def words_passed_on(rows: list[IncidentStep]) -> dict[UUID, UUID]:
    """Settled looks that stand on somebody's word: step to person. Asks only where there is such a look."""
    looks = [one.pk for one in rows if not one.is_open and not one.record and one.for_office in routes.SAFEGUARDING]
    if not looks:
        return {}
    settled = {one.pk: one.settled_at for one in rows}
    return {step: person for step, person, written in _said(None, looks) if written == settled[step]}


def _state(step: IncidentStep, today: date, *, is_live: bool) -> str:
    """What the list calls a step; one that is open when its case has ended is late for nobody."""
    if step.status == StepStatus.OPEN and not is_live:
        return "left"
    if step.status == StepStatus.OPEN:
        return "late" if step.is_overdue(today) else "todo"
    return "done" if step.status == StepStatus.DONE else "excused"


def next_of(
    incident: Incident,
    is_leader: bool,
    steps: list[StepLine],
    allegations: list[tuple[Allegation, str]],
    *,
    is_ordinary: bool = False,
) -> Next:
    """What this reader is asked for now; when nothing, who is."""
    if not incident.is_live:
        return Next("Nothing. This case has ended.")
    if not incident.lead_office and not incident.lead_id:
        return Next(
            "Nobody who is free of conflict can lead this case today. Telephone the education authority's adviser."
        )
    mine = [one for one in steps if one.step.is_open and one.step.is_obligatory and one.may_do and not one.waits_for]
    mine.sort(key=lambda one: one.step.due_on or date.max)  # as at home: what is due first, then the steps' own order
    office = [one for one in mine if one.step.for_office]
    if office:
        return _next_step(incident, office[0])
    if incident.status == IncidentStatus.RECEIVED or not incident.kinds.all():
        if is_leader and is_ordinary:
            return Next("This looks like an ordinary case.", _url("deal_with", incident), "Deal with it")
        if is_leader:
            return Next("Confirm what kind of case this is.", _url("confirm", incident), "Confirm")
        return Next(f"This waits for {leader_words(incident)} to confirm what kind of case it is.")
    if mine:
        return _next_step(incident, mine[0])
    return _next_of_leader(incident, is_leader, steps, allegations)


def _next_step(incident: Incident, line: StepLine) -> Next:
    """The step that waits for this reader: its own form, or its place in the list where one press there settles it."""
    if line.is_look:
        return Next("Look at it for child protection.", f"#step-{line.step.pk}", "Go to the step")
    about = f" ({line.step.subject})" if line.step.subject else ""
    if line.step.record:
        url, button = reverse("incidents:keep_record", args=[incident.pk, line.step.pk]), "Write it down"
    else:
        url, button = f"#step-{line.step.pk}", "Go to the step"
    return Next(f"{line.step.step.text}{about}.", url, button)


def _next_of_leader(
    incident: Incident, is_leader: bool, steps: list[StepLine], allegations: list[tuple[Allegation, str]]
) -> Next:
    waiting = [one for one in steps if one.step.is_open and one.step.is_obligatory]
    if waiting:
        who = office_words(waiting[0].step.for_office) or leader_words(incident).removeprefix("the ")
        return Next(f"A step waits for the {who}: {waiting[0].step.step.text}.")
    if not is_leader:
        return Next(f"Nothing from you: {leader_words(incident)} decides what follows.")
    if url := claim_to_answer(incident):
        return Next("Take advice on the claim of a disclosure, and answer it.", url, "Answer it")
    for one, _ in allegations:
        if one.finding == Finding.ALLEGED:
            url = reverse("incidents:settle_finding", args=[incident.pk, one.pk])
            return Next(f"Settle the finding on rule {one.clause_version.number}.", url, "Settle it")
    return Next("Everything asked for is settled. Close the case.", _url("close", incident), "Close the case")


def _url(name: str, incident: Incident) -> str:
    return reverse(f"incidents:{name}", args=[incident.pk])


def entries_in_order(entries: list[Entry], standing: Standing) -> list[dict[str, Any]]:
    """A correction stands in the place of the first, which stays to be read beneath it."""
    return [
        {"entry": chain[-1], "earlier": chain[:-1], "is_mine": chain[-1].author_id == standing.person_id}
        for chain in chains(entries)
    ]
