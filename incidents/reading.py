"""What the pages ask of other apps' rows: clauses that may be offered, names for a history."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import TextField, Value
from django.db.models.functions import Coalesce, NullIf, Substr

from audit.prepared import Prepared
from incidents.models import ANOTHER_SERVICE, Circumstances, Incident, Kind, KindClause, ReportClause, Service
from incidents.one_case import thought_of_by_reporter
from incidents.register import asks_of
from incidents.states import IncidentStatus
from policy.models import ClauseRegister, ClauseVersion, TellRule, Version
from school.models import Person

RULE = "rule-"


_approved_by = Prepared(
    lambda _, day: Version.objects.approved().filter(effective_from__lte=day).newest_first().defer("canonical_text")
)


def versions_for(*, happened_on: date, filed_at: datetime) -> list[Version]:
    """The version of each policy in force on the day, as it was known when the report was filed.

    A later version never reaches back into an older case (decision 19 for history).
    """
    found: dict[UUID, Version] = {}
    for version in _approved_by(None, happened_on):
        known = version.is_history or version.approved_at is None or version.approved_at <= filed_at
        if known:
            found.setdefault(version.policy_id, version)
    return list(found.values())


def clauses_for(*, concerns: str, versions: Iterable[Version]) -> list[ClauseVersion]:
    """Clauses that can be broken by these people, in the order of the policy."""
    audience = concerns if concerns in {"pupil", "parent", "staff"} else "all"
    if concerns == "outsider":
        return []
    return _breachable_by(audience, [one.pk for one in versions])


_breachable_by = Prepared(
    lambda audience, versions: (
        ClauseVersion.objects.filter(version__in=versions)
        .breachable()
        .for_audience(audience)
        .select_related("clause", "version__policy")
        .defer("version__canonical_text")
        .order_by("version__policy__title", "position")
    )
)


def clauses_of_case(incident: Incident) -> list[ClauseVersion]:
    """What the leader may confirm: never a clause of a version later than the report."""
    report = incident.report
    versions = versions_for(happened_on=report.happened_on, filed_at=report.filed_at)
    return clauses_for(concerns=incident.concerns, versions=versions)


def clauses_today(concerns: str, *, today: date, now: datetime) -> list[ClauseVersion]:
    return clauses_for(concerns=concerns, versions=versions_for(happened_on=today, filed_at=now))


def _breachable(_: None) -> Any:
    rows = ClauseVersion.objects.filter(version__in=Version.objects.approved()).breachable()
    oldest_first = rows.order_by("version__effective_from", "version__approved_at", "id")
    words = Substr(Coalesce(NullIf("title", Value("")), "restatement", output_field=TextField()), 1, 80)
    return oldest_first.values_list("clause", "version__policy__title", "position", "number", words)


_rules = Prepared(_breachable)


def rules_to_filter_by() -> list[tuple[str, str]]:
    """Each rule that can be broken, as its newest approved version words it: (value for the list, words)."""
    newest = {
        clause: (policy, position, f"{number} {words}"[:80]) for clause, policy, position, number, words in _rules()
    }
    in_order = sorted(newest.items(), key=lambda one: one[1][:2])
    return [(f"{RULE}{clause}", words) for clause, (_, _, words) in in_order]


_services = Prepared(lambda _: Service.objects.by_name().values_list("pk", "name", "ended_on"))
kinds_to_filter_by = Prepared(lambda _: Kind.objects.values_list("code", "name"))


def services_to_filter_by() -> list[tuple[str, str]]:
    """Every service that ever stood on the list, and those that were only named in words."""
    found = [(str(pk), f"{name} (taken off the list)" if ended else name) for pk, name, ended in _services()]
    return [*found, (ANOTHER_SERVICE, "A service not on the list")]


# Whoever leads a report: a clause that wants one of them told asks the reporter whether that was done.
TOLD_BY_THE_REPORTER = ("principal", "vice_principal", "principal_or_vice_principal", "designated_teacher")


_tell_reporters = Prepared(
    lambda _, clauses: TellRule.objects.filter(clause_version__in=clauses, whom__in=TOLD_BY_THE_REPORTER).values_list(
        "clause_version_id"
    )
)
_on_platforms = Prepared(
    lambda _, clauses: ClauseRegister.objects.filter(clause_version__in=clauses, register="platform_list").values_list(
        "clause_version_id"
    )
)


def asks_by_clause(offered: Iterable[ClauseVersion]) -> dict[str, frozenset[str]]:
    """The blocks of the form that each clause needs: by its own rows first, then by the kinds it falls into."""
    found = {str(one.pk): set(asks_of(one.clause.register_code)) for one in offered}
    ids = [UUID(one) for one in found]
    for block, rows in (("times", _tell_reporters(None, ids)), ("service", _on_platforms(None, ids))):
        for (clause,) in rows:
            found[str(clause)].add(block)
    return {clause: frozenset(blocks) for clause, blocks in found.items()}


_people = Prepared(
    lambda _, ids: Person.objects.filter(pk__in=ids).order_by().only("given_name", "family_name", "known_as")
)


def names_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    return {person.pk: person.display_name for person in _people(None, set(ids))}


def has_ordinary_kind(incident: Incident) -> bool:
    """Whether some kind of case about these people is dealt with on one page."""
    return bool(_ordinary(incident.concerns))


_ordinary = Prepared(
    lambda audience: Kind.objects.filter(is_ordinary=True, audience=audience).order_by().values_list("pk")[:1]
)


def suggests_ordinary_case(incident: Incident, suggested: Iterable[ClauseVersion]) -> bool:
    """Whether every clause that the reporter thought of is of a kind that is dealt with on one page, and nobody is at risk."""
    codes = {one.clause.register_code for one in suggested}
    return bool(codes) and not incident.is_urgent and codes <= ordinary_codes()


def ordinary_codes() -> set[str]:
    """Register codes of the clauses whose kind is dealt with on one page."""
    rows = KindClause.objects.filter(kind__is_ordinary=True, is_companion=False)
    return set(rows.values_list("register_code", flat=True))


def ordinary_cases(cases: Sequence[Incident]) -> set[UUID]:
    """The same of many received cases, in two questions; one that was split off never does here."""
    calm = (one for one in cases if one.status == IncidentStatus.RECEIVED and not one.is_urgent)
    whole = {one.report_id: one.pk for one in calm if not one.is_split_off}
    rows = ReportClause.objects.filter(report__in=whole).values_list("report", "clause_version__clause__register_code")
    codes: dict[UUID, set[str]] = defaultdict(set)
    for report, code in rows:
        codes[report].add(code)
    ordinary = ordinary_codes() if codes else set()
    return {whole[report] for report, its in codes.items() if its <= ordinary}


def suggested_of(incident: Incident) -> list[ClauseVersion]:
    """Clauses that the reporter thought of; for a case that was split off, whoever split it."""
    if incident.is_split_off:
        return list(incident.suggested.select_related("clause").order_by("version_id", "position"))
    return thought_of_by_reporter(None, incident.report_id)


def kinds_suggested(incident: Incident) -> list[str]:
    """The kind that the reporter began from, while nothing is confirmed; not for a case that was split off from it."""
    if incident.is_split_off or incident.confirmed_at:
        return []
    rows = Circumstances.objects.filter(report=incident.report_id, kind__is_offered=True)
    return list(rows.values_list("kind_id", flat=True))
