"""What this app tells home, the menu, the inbox and the mail, each for one person and re-checked when shown."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from incidents.actions.conflicts import recompute_shut_outs
from incidents.models import Access, Incident, Report
from incidents.waiting import may_have_cases
from notices.register import Item, MenuItem
from school.days import local_date
from school.standing import Standing, standing_of

DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
LINES = 7


def may_hear_of_case(person_id: UUID, incident_id: UUID, now: datetime) -> bool:
    return Incident.objects.visible_to(standing_of(person_id, now)).filter(pk=incident_id).exists()


def may_hear_of_report(person_id: UUID, report_id: UUID, now: datetime) -> bool:
    return Report.objects.visible_to(standing_of(person_id, now)).filter(pk=report_id).exists()


def report_url(report_id: UUID) -> str:
    return reverse("incidents:own", args=[report_id])


def menu(standing: Standing) -> list[MenuItem]:
    items = []
    if may_have_cases(standing):
        items.append(MenuItem("Cases", "incidents:cases"))
    return items


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
    """Whether the person reads some case by name: their account is then a reader's, whatever their office."""
    return Access.objects.live().filter(person_id=person_id).exists()
