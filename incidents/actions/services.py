"""The list of services: the Principal begins it, adds to it, looks at it again and takes things off it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from incidents.actions.repeating import obstacle_of_a_used_form
from incidents.models import Service
from incidents.permissions import obstacle_to_keeping_services
from incidents.register import usual_services
from incidents.states import WrongState
from school.days import local_date
from school.names import folded
from school.obstacles import demand
from school.standing import standing_of

TAKEN = "This service is on the list already."
ENDED = "This service was taken off the list already."


@transaction.atomic
def begin_services(*, by: UUID, now: datetime) -> list[Service]:
    """Enter the usual services into an empty list, none of them looked at yet; on a list with anything in it, nothing."""
    demand(obstacle_to_keeping_services(standing_of(by, now)))
    if Service.objects.exists():
        return []
    rows = [Service(name=name, kind=kind, name_key=folded(name)) for name, kind in usual_services()]
    made = Service.objects.bulk_create(rows)
    record("service.added", *made, by=by, now=now)
    return made


@transaction.atomic
def add_service(*, name: str, kind: str, minimum_age: int, once: UUID, by: UUID, now: datetime) -> Service:
    """Put a service on the list, looked at today. Raises WrongState when it is there already."""
    demand(obstacle_to_keeping_services(standing_of(by, now)))
    if repeat := Service.objects.filter(once=once, name=name).first():
        return repeat
    demand(obstacle_of_a_used_form(Service, once))
    _demand_free(name)
    service = Service.objects.create(
        once=once,
        name=name,
        name_key=folded(name),
        kind=kind,
        minimum_age=minimum_age,
        looked_at_on=local_date(now),
    )
    record("service.added", service, by=by, now=now)
    return service


@transaction.atomic
def change_service(*, pk: UUID, name: str, kind: str, minimum_age: int, by: UUID, now: datetime) -> Service:
    """Put the entry right, or say that it still is: either way it was looked at today."""
    service = _locked(pk, by=by, now=now)
    _demand_free(name, but=pk)
    service.name, service.name_key, service.kind, service.minimum_age = name, folded(name), kind, minimum_age
    service.looked_at_on = local_date(now)
    service.save()
    record("service.changed", service, by=by, now=now)
    return service


@transaction.atomic
def end_service(*, pk: UUID, by: UUID, now: datetime) -> Service:
    """Take it off the list. What was reported of it keeps its name."""
    service = _locked(pk, by=by, now=now)
    service.ended_on = local_date(now)
    service.save()
    record("service.ended", service, by=by, now=now)
    return service


def _locked(pk: UUID, *, by: UUID, now: datetime) -> Service:
    demand(obstacle_to_keeping_services(standing_of(by, now)))
    service = Service.objects.select_for_update().get(pk=pk)
    if service.ended_on:
        raise WrongState(ENDED)
    return service


def _demand_free(name: str, *, but: UUID | None = None) -> None:
    found = Service.objects.live().filter(name_key=folded(name)).first()
    if found and found.pk != but:
        raise WrongState(TAKEN)
