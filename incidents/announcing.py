"""What this app tells home, the menu, the inbox and the mail, each for one person and re-checked when shown."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from incidents import routes
from incidents.actions.conflicts import recompute_shut_outs
from incidents.models import Access, EmergencyOpening, EmergencyReader, Incident, IncidentStep, Report
from incidents.models.access import GIVEN_ROLES
from incidents.permissions import obstacle_to_keeping_emergency_readers, obstacle_to_opening_in_emergency
from incidents.states import IncidentStatus
from notices.register import Item, MenuItem
from school.days import local_date
from school.hearing import Which
from school.standing import Standing, standing_of

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
LINES = 7
AT_RISK = " (a child may be at risk)"


def may_hear_of_case(person_id: UUID, incident_id: UUID, now: datetime) -> bool:
    return Incident.objects.visible_to(standing_of(person_id, now)).filter(pk=incident_id).exists()


def case_url(incident_id: UUID) -> str:
    return reverse("incidents:case", args=[incident_id])


def may_hear_of_report(person_id: UUID, report_id: UUID, now: datetime) -> bool:
    return Report.objects.visible_to(standing_of(person_id, now)).filter(pk=report_id).exists()


def may_read_file(standing: Standing, evidence_id: UUID) -> bool:
    """A file of a case is read by whoever may read the case, and by nobody else."""
    return Incident.objects.visible_to(standing).filter(evidence=evidence_id).exists()


def report_url(report_id: UUID) -> str:
    return reverse("incidents:own", args=[report_id])


def may_have_cases(standing: Standing) -> bool:
    """Whether "Cases" stands in the menu: by office, or while named in one."""
    if standing.offices & routes.READING_OFFICES:
        return True
    return Access.objects.live().filter(person_id=standing.person_id).exists()


def menu(standing: Standing) -> list[MenuItem]:
    items = []
    if may_have_cases(standing):
        items.append(MenuItem("Cases", "incidents:cases"))
    if may_open_in_emergency(standing):
        items.append(MenuItem("Emergency", "incidents:open_in_emergency"))
    return items


def may_open_in_emergency(standing: Standing) -> bool:
    is_named = EmergencyReader.objects.effective().filter(person_id=standing.person_id).exists()
    return not obstacle_to_opening_in_emergency(standing, is_named=is_named)


def emergencies_heard_of(person_id: UUID, ids: set[UUID], now: datetime) -> set[UUID]:
    """Openings that were told to an office which this person holds."""
    rows = EmergencyOpening.objects.filter(pk__in=ids, told_office__in=standing_of(person_id, now).offices)
    return set(rows.values_list("pk", flat=True))


def emergency_readers_known(person_id: UUID, ids: set[UUID], now: datetime) -> set[UUID]:
    """Principal and Chair know all of them; everybody else only that they are one."""
    rows = EmergencyReader.objects.filter(pk__in=ids)
    if obstacle_to_keeping_emergency_readers(standing_of(person_id, now)):
        rows = rows.filter(person_id=person_id)
    return set(rows.values_list("pk", flat=True))


def one_of(which: Which) -> Callable[[UUID, UUID, datetime], bool]:
    return lambda person_id, record_id, now: record_id in which(person_id, {record_id}, now)


def emergency_url(_: UUID) -> str:
    return reverse("incidents:emergency")


def waiting(standing: Standing, now: datetime) -> list[Item]:
    """What this person has to do next in cases: oldest due first, at most seven lines, two queries."""
    if not may_have_cases(standing):
        return []
    lines = _to_confirm(standing) + _steps_to_do(standing) + _emergency_readers_to_confirm(standing)
    return sorted(lines, key=lambda item: (item.due or standing.today, item.sentence))[:LINES]


def _to_confirm(standing: Standing) -> list[Item]:
    anew = Q(status=IncidentStatus.BEING_HANDLED, kinds=None)  # its author turned out to be somebody of the school
    mine = Incident.objects.visible_to(standing).led_by(standing).filter(Q(status=IncidentStatus.RECEIVED) | anew)
    return [
        Item(
            f"Case {one.reference}{AT_RISK if one.is_urgent else ''}: confirm what kind of case it is.",
            case_url(one.pk),
            due=local_date(one.opened_at) if one.is_urgent else one.confirm_by,
            kind="case",
        )
        for one in mine.order_by("-is_urgent", "opened_at", "id")[:LINES]
    ]


def _emergency_readers_to_confirm(standing: Standing) -> list[Item]:
    if obstacle_to_keeping_emergency_readers(standing):
        return []
    waiting = EmergencyReader.objects.standing().filter(confirmed_at=None).exclude(named_by_id=standing.person_id)
    return [
        Item(f"Confirm that {one.person} may open cases in an emergency.", emergency_url(one.pk), kind="case")
        for one in waiting.exclude(person_id=standing.person_id).select_related("person")[:LINES]
    ]


def _steps_to_do(standing: Standing) -> list[Item]:
    """Steps of one's own office first of all; the leader's, in cases being handled."""
    visible = Incident.objects.visible_to(standing)
    for_me = Q(for_office__in=standing.offices) & ~Q(for_office="")
    if standing.holds(routes.DDT):  # either of them looks first
        for_me |= Q(for_office=routes.DT)
    led = Q(for_office="", incident__in=visible.led_by(standing))
    named = Q(
        for_office="",
        incident__accesses__person_id=standing.person_id,
        incident__accesses__ended_at=None,
        incident__accesses__role__in=GIVEN_ROLES,
    )
    asked = for_me | led | (named if Access.objects.live().filter(person_id=standing.person_id).exists() else Q())
    steps = IncidentStep.objects.open().obligatory().filter(asked, incident__in=visible.live()).distinct()
    found = steps.select_related("step", "incident").order_by(F("due_on").asc(nulls_last=True), "step__order", "id")
    first_of_case: dict[UUID, IncidentStep] = {}
    for one in found[: LINES * 10]:  # one line a case
        first_of_case.setdefault(one.incident_id, one)
    return [
        Item(f"Case {one.incident.reference}: {one.step.text}.", case_url(one.incident_id), due=one.due_on, kind="case")
        for one in list(first_of_case.values())[:LINES]
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


@transaction.atomic
def look_again(now: datetime) -> None:
    """Offices begin and end by their dates: once a day every open case is checked for a possible leader."""
    recompute_shut_outs([], now)


def is_named_in_a_case(person_id: UUID) -> bool:
    """Whether the person reads, or could open, some case by name: their account is a reader's, whatever their office."""
    if EmergencyReader.objects.standing().filter(person_id=person_id).exists():
        return True
    return Access.objects.live().filter(person_id=person_id).exists()
