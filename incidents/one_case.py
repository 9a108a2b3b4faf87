"""The questions that the page of one case asks, their SQL put together once (audit.prepared).

Few tables in each: PostgreSQL weighs every order of joining up to eight, and with nine that took it 11 ms a page.
"""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from audit.prepared import Prepared
from incidents.models import (
    Access,
    Allegation,
    Circumstances,
    Entry,
    Evidence,
    Incident,
    IncidentPerson,
    IncidentQuerySet,
    IncidentStep,
    Link,
    Reading,
    ReportAddition,
    ReportClause,
    ReportPerson,
    ReportTelling,
)
from policy.models import ClauseVersion, Version
from school.standing import Standing


def _one(shape: Standing, pk: UUID, person_id: UUID, today: date, now: datetime) -> IncidentQuerySet:
    standing = Standing(person_id, shape.offices, shape.staff_kinds, today, shape.is_active)
    rows = Incident.objects.visible_to(standing, now).filter(pk=pk)
    return rows.select_related("report__reporter", "report__speaker__person")


_visible = Prepared(_one)
_told = Prepared(lambda _, report: Circumstances.objects.filter(report=report).select_related("service", "kind"))
_version = Prepared(
    lambda _, pk: Version.objects.filter(pk=pk).select_related("policy").defer("canonical_text").order_by()
)


_people = Prepared(lambda _, case: IncidentPerson.objects.filter(incident=case).select_related("person"))
_kinds = Prepared(
    lambda _, case: (
        Incident.kinds.through.objects.filter(incident=case).select_related("kind").order_by("kind__position", "kind")
    )
)


def visible_one(standing: Standing, pk: UUID, now: datetime) -> Incident | None:
    """The case with its report, people and kinds, if it is this person's to know of."""
    found: list[Incident] = _visible(standing.shape, pk, standing.person_id, standing.today, now)
    if not found:
        return None
    incident = found[0]
    _put(incident, "people", _people(None, pk))
    _put(incident, "kinds", [one.kind for one in _kinds(None, pk)])
    report = incident.report
    report._state.fields_cache["circumstances"] = next(iter(_told(None, report.pk)), None)
    if report.version_id:
        report.version = _version(None, report.version_id)[0]
    return incident


def _put(case: Any, name: str, rows: list[Any]) -> None:
    """As Django keeps what it prefetches."""
    kept = getattr(case, name).get_queryset()
    kept._result_cache, kept._prefetch_done = rows, True
    case.__dict__.setdefault("_prefetched_objects_cache", {})[name] = kept


class Parts(NamedTuple):
    """Which of the parts that most cases have not there are: what is not there is not asked for."""

    additions: bool
    tellings: bool
    links: bool
    evidence: bool
    entries: bool


def _parts(_: None, incident: UUID, report: UUID) -> Any:
    case = Incident.objects.filter(pk=incident).order_by()
    return case.values_list(
        Exists(ReportAddition.objects.filter(report=report)),
        Exists(ReportTelling.objects.filter(report=report)),
        Exists(Link.objects.filter(Q(first=OuterRef("pk")) | Q(second=OuterRef("pk")))),
        Exists(Evidence.objects.filter(incident=incident)),
        Exists(Entry.objects.filter(incident=incident)),
    )


_which_parts = Prepared(_parts)


def parts_of(incident: Incident) -> Parts:
    return Parts(*_which_parts(None, incident.pk, incident.report_id)[0])


live_accesses = Prepared(
    lambda _, incident, now: (
        Access.objects.live(now).filter(incident=incident).select_related("person").order_by("given_at")
    )
)
steps_in_order = Prepared(
    lambda _, incident: (
        IncidentStep.objects.filter(incident=incident)
        .in_order()
        .select_related(None)
        .select_related("step", "clause_version", "settled_by")
    )
)
allegations_in_order = Prepared(
    lambda _, incident: Allegation.objects.filter(incident=incident).select_related("clause_version", "subject__person")
)
thought_of_by_reporter = Prepared(
    lambda _, report: (
        ClauseVersion.objects.filter(pk__in=ReportClause.objects.filter(report=report).values("clause_version"))
        .select_related("clause")
        .order_by("version_id", "position")
    )
)
entries_of = Prepared(lambda _, incident: Entry.objects.filter(incident=incident).select_related("author"))
evidence_of = Prepared(
    lambda _, incident: Evidence.objects.filter(incident=incident).select_related("author", "strike__by")
)
readings_so_far = Prepared(lambda _, incident: Reading.objects.filter(incident=incident))
people_told_of = Prepared(lambda _, report: ReportPerson.objects.filter(report=report))
additions_of = Prepared(lambda _, report: ReportAddition.objects.filter(report=report))
tellings_of = Prepared(lambda _, report: ReportTelling.objects.filter(report=report))
