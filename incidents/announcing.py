"""What this app tells home, the menu, the inbox and the mail, each for one person and re-checked when shown."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from audit.prepared import Prepared
from incidents.actions.conflicts import find_stand_ins, recompute_shut_outs
from incidents.models import (
    EmergencyOpening,
    EmergencyReader,
    Incident,
    Report,
    Restriction,
    Strike,
)
from incidents.permissions import leads, obstacle_to_keeping_emergency_readers, obstacle_to_opening_in_emergency
from incidents.waiting import may_have_cases
from notices.register import Item, MenuItem
from school.days import local_date
from school.hearing import Which
from school.standing import Standing, standing_of

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
QUARTER = timedelta(minutes=15)
LINES = 7
Work = tuple[frozenset[str], frozenset[str]]


def may_hear_of_case(person_id: UUID, incident_id: UUID, now: datetime) -> bool:
    return Incident.objects.visible_to(standing_of(person_id, now)).filter(pk=incident_id).exists()


def _visible(work: Work, person_id: UUID, today: date, now: datetime, ids: list[UUID]) -> QuerySet[Any, Any]:
    seen = Incident.objects.visible_to(Standing(person_id, *work, today), now).filter(pk__in=ids)
    return seen.order_by().values_list("pk")


_among_visible = Prepared(_visible)


def cases_heard_of(person_id: UUID, ids: set[UUID], now: datetime) -> set[UUID]:
    """What every page asks for the number of new messages: visible_to() of this moment, its SQL put together once."""
    standing = standing_of(person_id, now)
    if not standing.is_active:
        return set()
    found = _among_visible((standing.offices, standing.staff_kinds), person_id, standing.today, now, ids)
    return {pk for (pk,) in found}


def may_hear_of_report(person_id: UUID, report_id: UUID, now: datetime) -> bool:
    return Report.objects.visible_to(standing_of(person_id, now)).filter(pk=report_id).exists()


def may_read_file(standing: Standing, evidence_id: UUID) -> bool:
    """A file of a case is read by whoever may read the case; one of a struck note only by whoever leads it."""
    rows = Incident.objects.visible_to(standing).filter(evidence=evidence_id)
    if Strike.objects.filter(evidence=evidence_id).exists():
        return any(leads(standing, incident) for incident in rows.select_related("report__speaker"))
    return rows.exists()


def report_url(report_id: UUID) -> str:
    return reverse("incidents:own", args=[report_id])


def menu(standing: Standing) -> list[MenuItem]:
    items = []
    if may_have_cases(standing):
        items.append(MenuItem("Cases", "incidents:cases"))
    if may_open_in_emergency(standing):
        items.append(MenuItem("Emergency", "incidents:open_in_emergency"))
    return items


_named_for_emergencies = Prepared(
    lambda _, person_id: EmergencyReader.objects.effective().filter(person_id=person_id).order_by().values_list("pk")
)


def may_open_in_emergency(standing: Standing) -> bool:
    is_named = bool(_named_for_emergencies(None, standing.person_id))
    return not obstacle_to_opening_in_emergency(standing, is_named=is_named)


def emergencies_heard_of(person_id: UUID, ids: set[UUID], now: datetime) -> set[UUID]:
    """Openings that were told to an office which this person holds, while the case is not shut to them."""
    rows = EmergencyOpening.objects.heard_by(standing_of(person_id, now)).filter(pk__in=ids)
    return set(rows.values_list("pk", flat=True))


def emergency_readers_known(person_id: UUID, ids: set[UUID], now: datetime) -> set[UUID]:
    rows = emergency_readers_seen(standing_of(person_id, now), now).filter(pk__in=ids)
    return set(rows.values_list("pk", flat=True))


def emergency_readers_seen(standing: Standing, now: datetime) -> QuerySet[EmergencyReader]:
    """Principal and Chair know all of them; everybody else only that they are one."""
    rows = EmergencyReader.objects.order_by()
    return rows.filter(person_id=standing.person_id) if obstacle_to_keeping_emergency_readers(standing) else rows


def one_of(which: Which) -> Callable[[UUID, UUID, datetime], bool]:
    return lambda person_id, record_id, now: record_id in which(person_id, {record_id}, now)


def emergency_url(_: UUID) -> str:
    return reverse("incidents:emergency")


def may_hear_of_restriction(person_id: UUID, restriction_id: UUID, now: datetime) -> bool:
    return Restriction.objects.visible_to(standing_of(person_id, now)).filter(pk=restriction_id).exists()


def restriction_url(_: UUID) -> str:
    return reverse("incidents:supervising")


def supervised(standing: Standing, now: datetime) -> list[Item]:
    """One line for all that they supervise: how many pupils, and where it says how."""
    count = Restriction.objects.visible_to(standing).count()
    if not count:
        return []
    whose = "a pupil uses" if count == 1 else f"{count} pupils use"
    return [
        Item(f"You supervise how {whose} the school’s devices.", reverse("incidents:supervising"), kind="restriction")
    ]


def yours(standing: Standing, now: datetime) -> list[Item]:
    """One's own reports: when, and where they stand."""
    reports = Report.objects.visible_to(standing).newest_first().prefetch_related("incidents")[:LINES]
    return [
        Item(
            f"Your report {one.reference} of {local_date(one.filed_at):%-d %B}: {one.status.label.lower()}.",
            report_url(one.pk),
            kind="report",
        )
        for one in reports
    ]


def stand_in(now: datetime) -> None:
    """Every minute: a case whose leader left by the calendar has the next one before anybody misses them."""
    if Incident.objects.live().without_a_leader(local_date(now)).exists():  # most minutes take no lock
        find_stand_ins(now)


@transaction.atomic
def look_again(now: datetime) -> None:
    """Offices begin and end by their dates: once a day every open case is checked for a possible leader."""
    recompute_shut_outs([], now)
