"""One report, several cases: splitting by subject, and joining two cases that somebody leads both of (domain 2.0, 6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from incidents.actions.asking import ask_at_once
from incidents.actions.conflicts import Holders, check_conflicts, leaders
from incidents.actions.leading import goes_to_both
from incidents.actions.locking import locked
from incidents.actions.repeating import obstacle_of_a_used_form
from incidents.actions.searching import refresh_search
from incidents.actions.telling import tell_leaders
from incidents.models import (
    Incident,
    IncidentPerson,
    IncidentStep,
    Link,
    Part,
    ShutOut,
    ShutOutReason,
    Unlinking,
    shown_link,
)
from incidents.permissions import obstacle_to_splitting, obstacle_to_undoing_a_link
from incidents.reading import clauses_for, versions_for
from incidents.routes import Route
from incidents.states import StepStatus, WrongState
from notices.actions import tell
from policy.models import ClauseVersion
from school.days import add_school_days, local_date
from school.models import Appointment, Target
from school.obstacles import demand
from school.standing import Standing, standing_of

USED = (
    "This form was sent before: it split off {what}. What you have written over it since is not in any case. "
    "If it belongs into a case of its own, look at the form as it stands now and send it once more."
)
MOVED = "The person concerned was taken out of this case."
UNKNOWN_REFERENCE = "No other case that you lead has this reference. Check it and try again."


@dataclass(frozen=True)
class SplitOff:
    """One case to be split off: whom it concerns, in the handler's words, with whom, under which clauses.

    `moved` leave the first case; `shared` (people affected) stand in both. Both are ids of people in the first case.
    `picked` are people of the school who were not in it; `described` somebody who is not known.
    """

    concerns: str
    words: str
    moved: Sequence[UUID] = ()
    shared: Sequence[UUID] = ()
    picked: Sequence[UUID] = ()
    described: str = ""
    clauses: Sequence[UUID] = ()


@transaction.atomic
def split(*, pk: UUID, once: UUID, into: Sequence[SplitOff], by: UUID, now: datetime) -> list[Incident]:
    """Split a case in one act; each new one has its own conflict check, leader, steps and readers.

    The first case keeps the report and everything that shuts somebody out of it: who may not read the report's
    words never comes to read them by a split. Returns the new cases; a form sent again, those of the first time.

    Raises WrongState when a form that was sent before comes with other contents: it says what it made then.
    """
    incident, standing = locked(pk, by=by, now=now)
    if before := list(Link.objects.filter(first=incident, once=once, made_by=by).select_related("second")):
        return _first_result(incident, [one.second for one in before], into, standing)
    demand(obstacle_to_splitting(standing, incident) or obstacle_of_a_used_form(Link, once))
    people = {one.pk: one for one in incident.present}
    _refuse_what_does_not_fit(incident, people, into)
    holders = Holders.on(local_date(now))
    made = [_open(incident, people, one, holders, by, now) for one in into]
    links = [Link(once=once, first=incident, second=one, made_at=now, made_by_id=by) for one in made]
    for link in links:
        link.save()
    gone = [people[one] for part in into for one in part.moved]
    steps = _take_out(incident, gone, by, now)
    if gone:
        record("incident.people_changed", incident, *gone, *steps, by=by, now=now)
    record("incident.split", *links, by=by, now=now, parts=len(made))
    return made


def _first_result(
    incident: Incident, made: list[Incident], into: Sequence[SplitOff], standing: Standing
) -> list[Incident]:
    """What the form made when it was sent first. Raises WrongState when other words or people come with it now."""
    people = {one.pk: one for one in incident.people.all()}
    unknown = {key for part in into for key in (*part.moved, *part.shared)} - people.keys()
    now = [] if unknown else [_contents(one.concerns, one.words, _people_of(incident, people, one)) for one in into]
    then = [_contents(one.concerns, one.words, one.people.all()) for one in made]
    if sorted(now) == sorted(then):
        return made
    known = Incident.objects.visible_to(standing).filter(pk__in=[one.pk for one in made]).order_by("reference")
    what = " and ".join(str(one) for one in known) or "what goes to other readers"
    raise WrongState(USED.format(what=what))


def _contents(
    concerns: str, words: str, people: Iterable[IncidentPerson]
) -> tuple[str, str, list[tuple[str, str, str]]]:
    return concerns, words, sorted((str(one.person_id), one.as_described, one.part) for one in people)


def _refuse_what_does_not_fit(incident: Incident, people: dict[UUID, IncidentPerson], into: Sequence[SplitOff]) -> None:
    moved = [one for part in into for one in part.moved]
    if not into:
        raise WrongState("Say who goes into a case of their own.")
    if len(moved) != len(set(moved)) or not {*moved, *(one for part in into for one in part.shared)} <= people.keys():
        raise WrongState("The people of this case have changed meanwhile. Look at the case again before you go on.")
    for part in into:
        concerned = [one for one in part.moved if people[one].part == Part.CONCERNED]
        if not (concerned or part.picked or part.described):
            raise WrongState("Each new case needs somebody whom it concerns.")
        if not part.words.strip():
            raise WrongState("Write what the new case is about. Its readers do not see the report.")
    left = [one for one in incident.concerned if one.pk not in moved]
    if not left:
        raise WrongState("Somebody has to stay in this case. Leave one person concerned in it.")


def _open(
    origin: Incident,
    people: dict[UUID, IncidentPerson],
    part: SplitOff,
    holders: Holders,
    by: UUID,
    now: datetime,
) -> Incident:
    """The new case with its people, checked for conflicts before anybody hears of it."""
    clauses = list(ClauseVersion.objects.filter(pk__in=_offered(origin, part)))
    case = Incident(
        report=origin.report,
        concerns=part.concerns,
        route=Route.CHILD_PROTECTION if origin.route == Route.CHILD_PROTECTION else Route.ORDINARY,
        words=part.words,
        opened_by_id=by,
        opened_at=now,
        is_urgent=origin.is_urgent and any(people[one].person_id for one in (*part.moved, *part.shared)),
        confirm_by=add_school_days(local_date(now), Target.value_of("acknowledge_school_days")),
        reaches_both=goes_to_both(clauses),
        offices_concerned=_offices_carried(origin, [people[one] for one in part.moved], part, holders),
    )
    case.save()
    case.suggested.set(clauses)
    IncidentPerson.objects.bulk_create(_people_of(case, people, part))
    new = [*_carry_shut_outs(origin, case, now), *check_conflicts(case, holders=holders, now=now)]
    case.is_urgent = case.is_urgent and case.has_child
    case.sent_to = case.lead_office
    case.save()
    steps = ask_at_once(case, now=now)
    refresh_search(case)
    tell_leaders(case, holders=holders, now=now)
    record("incident.opened", case, *case.people.all(), *steps, *new, by=by, now=now, concerns=part.concerns)
    return case


def _carry_shut_outs(origin: Incident, case: Incident, now: datetime) -> list[ShutOut]:
    """Who declared a conflict did not say with whom; who held an office that is carried over stays out with it."""
    reasons = [ShutOutReason.DECLARED, *([ShutOutReason.OFFICE] if case.offices_concerned else [])]
    rows = origin.shut_outs.live().filter(reason__in=reasons)
    return ShutOut.objects.bulk_create(
        ShutOut(incident=case, person_id=row.person_id, reason=row.reason, since=now) for row in rows
    )


def _people_of(case: Incident, people: dict[UUID, IncidentPerson], part: SplitOff) -> list[IncidentPerson]:
    rows = [
        IncidentPerson(incident=case, person_id=one.person_id, as_described=one.as_described, part=one.part)
        for one in (people[key] for key in dict.fromkeys((*part.moved, *part.shared)))
    ]
    there = {row.person_id for row in rows if row.part == Part.CONCERNED}
    rows += [
        IncidentPerson(incident=case, person_id=one, part=Part.CONCERNED)
        for one in dict.fromkeys(part.picked)
        if one not in there
    ]
    if part.described:
        rows.append(IncidentPerson(incident=case, as_described=part.described, part=Part.CONCERNED))
    for position, row in enumerate(rows):
        row.position = position
    return rows


def _offered(origin: Incident, part: SplitOff) -> set[UUID]:
    """Of the clauses chosen, those that people of this sort can break."""
    report = origin.report
    versions = versions_for(happened_on=report.happened_on, filed_at=report.filed_at)
    offered = {one.pk for one in clauses_for(concerns=part.concerns, versions=versions)}
    return offered & set(part.clauses)


def _offices_carried(origin: Incident, moved: Sequence[IncidentPerson], part: SplitOff, holders: Holders) -> list[str]:
    """Offices that the first case is about follow the person who holds, or then held, them.

    Somebody who is only described may be anybody: then every office of the first case follows.
    """
    if part.described or any(one.part == Part.CONCERNED and not one.person_id for one in moved):
        return list(origin.offices_concerned)
    ids = {one.person_id for one in moved if one.part == Part.CONCERNED and one.person_id} | set(part.picked)
    held = {office for one in ids for office in holders.offices.get(one, set())}
    then = Appointment.objects.effective(origin.report.happened_on).filter(person_id__in=ids)
    held |= set(then.values_list("office", flat=True))
    return sorted(held & set(origin.offices_concerned))


def _take_out(incident: Incident, gone: Sequence[IncidentPerson], by: UUID, now: datetime) -> list[IncidentStep]:
    """They leave the first case with the steps that were theirs alone; what was found of them stays on record."""
    for one in gone:
        one.moved_at = now
        one.save()
    steps = list(incident.steps.open().filter(subject__in=gone).select_for_update(of=("self",)))
    for step in steps:
        step.move_to(StepStatus.EXCUSED)
        step.settled_by_id, step.settled_at, step.reason = by, now, MOVED
        step.save()
    return steps


@transaction.atomic
def link_cases(*, pk: UUID, reference: str, by: UUID, now: datetime) -> Link:
    """Join a case with another that the same person leads; a hidden and an unknown reference are refused alike."""
    incident, standing = locked(pk, by=by, now=now)
    demand(obstacle_to_splitting(standing, incident))
    mine = Incident.objects.visible_to(standing).led_by(standing).exclude(pk=pk)
    other = mine.filter(reference=reference.strip().upper()).first()
    if other is None:
        raise WrongState(UNKNOWN_REFERENCE)
    before = Link.objects.of(incident).of(other)
    if before.live().exists():
        raise WrongState("These two cases are linked already.")
    again = Unlinking.objects.filter(link__in=before).order_by("-at", "-id").first()
    link = Link.objects.create(first=incident, second=other, made_at=now, made_by_id=by, again=again)
    record("incident.linked", link, by=by, now=now)
    return link


@transaction.atomic
def undo_link(*, pk: UUID, other: UUID, reason: str, by: UUID, now: datetime) -> Unlinking:
    """Part two cases that were linked by mistake: the link stays on record, and shows no longer.

    `other` is the other end, which the person must see as well; Link.DoesNotExist where there is no link that they know of.
    """
    incident, standing = locked(pk, by=by, now=now)
    end, link = shown_link(incident, other, standing)
    if end is None or link is None:
        raise Link.DoesNotExist
    demand(obstacle_to_undoing_a_link(standing, incident, link))
    if not reason.strip():
        raise WrongState("Say why the link is wrong. The reason stays with it.")
    undone = Unlinking.objects.create(link=link, by_id=by, at=now, reason=reason)
    holders = Holders.on(local_date(now))
    for one, across in ((incident, end), (end, incident)):
        knew = {
            person
            for person in leaders(one, holders=holders) - {by}
            if Incident.objects.visible_to(standing_of(person, now)).filter(pk=across.pk).exists()
        }
        tell("case.unlinked", knew, about=one, now=now, key=str(undone.pk))
    record("incident.unlinked", link, undone, by=by, now=now)
    return undone
