"""What the pages ask of other apps' rows: clauses that may be offered, names for a history."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from incidents.models import Incident, Kind, KindClause
from incidents.register import asks_of
from policy.models import ClauseRegister, ClauseVersion, TellRule, Version
from school.models import Person

RULE = "rule-"


def versions_for(*, happened_on: date, filed_at: datetime) -> list[Version]:
    """The version of each policy in force on the day, as it was known when the report was filed.

    A later version never reaches back into an older case (decision 19 for history).
    """
    found: dict[UUID, Version] = {}
    rows = Version.objects.approved().filter(effective_from__lte=happened_on).newest_first()
    for version in rows.defer("canonical_text"):
        known = version.is_history or version.approved_at is None or version.approved_at <= filed_at
        if known:
            found.setdefault(version.policy_id, version)
    return list(found.values())


def clauses_for(*, concerns: str, versions: Iterable[Version]) -> list[ClauseVersion]:
    """Clauses that can be broken by these people, in the order of the policy."""
    audience = concerns if concerns in {"pupil", "parent", "staff"} else "all"
    if concerns == "outsider":
        return []
    rows = ClauseVersion.objects.filter(version__in=list(versions)).breachable().for_audience(audience)
    return list(rows.select_related("clause", "version__policy").order_by("version__policy__title", "position"))


def clauses_of_case(incident: Incident) -> list[ClauseVersion]:
    """What the leader may confirm: never a clause of a version later than the report."""
    report = incident.report
    versions = versions_for(happened_on=report.happened_on, filed_at=report.filed_at)
    return clauses_for(concerns=incident.concerns, versions=versions)


def clauses_today(concerns: str, *, today: date, now: datetime) -> list[ClauseVersion]:
    return clauses_for(concerns=concerns, versions=versions_for(happened_on=today, filed_at=now))


def rules_to_filter_by() -> list[tuple[str, str]]:
    """Each rule that can be broken, as its newest approved version words it: (value for the list, words)."""
    rows = ClauseVersion.objects.filter(version__in=Version.objects.approved()).breachable()
    oldest_first = rows.order_by("version__effective_from", "version__approved_at", "id")
    facts = oldest_first.values_list("clause", "version__policy__title", "position", "number", "title", "restatement")
    newest = {
        clause: (policy, position, f"{number} {title or words}"[:80])
        for clause, policy, position, number, title, words in facts
    }
    in_order = sorted(newest.items(), key=lambda one: one[1][:2])
    return [(f"{RULE}{clause}", words) for clause, (_, _, words) in in_order]


# Whoever leads a report: a clause that wants one of them told asks the reporter whether that was done.
TOLD_BY_THE_REPORTER = ("principal", "vice_principal", "principal_or_vice_principal", "designated_teacher")


def asks_by_clause(offered: Iterable[ClauseVersion]) -> dict[str, frozenset[str]]:
    """The blocks of the form that each clause needs: by its own rows first, then by the kinds it falls into."""
    found = {str(one.pk): set(asks_of(one.clause.register_code)) for one in offered}
    tells = TellRule.objects.filter(clause_version__in=found, whom__in=TOLD_BY_THE_REPORTER)
    services = ClauseRegister.objects.filter(clause_version__in=found, register="platform_list")
    for block, rows in (("times", tells), ("service", services)):
        for clause in rows.values_list("clause_version_id", flat=True):
            found[str(clause)].add(block)
    return {clause: frozenset(blocks) for clause, blocks in found.items()}


def names_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    return {person.pk: person.display_name for person in Person.objects.filter(pk__in=set(ids))}


def has_ordinary_kind(incident: Incident) -> bool:
    """Whether some kind of case about these people is dealt with on one page."""
    return Kind.objects.filter(is_ordinary=True, audience=incident.concerns).exists()


def suggests_ordinary_case(suggested: Iterable[ClauseVersion]) -> bool:
    """Whether every clause that the reporter thought of is of a kind that is dealt with on one page."""
    codes = {one.clause.register_code for one in suggested}
    if not codes:
        return False
    ordinary = KindClause.objects.filter(kind__is_ordinary=True, is_companion=False, register_code__in=codes)
    return set(ordinary.values_list("register_code", flat=True)) == codes


def suggested_of(incident: Incident) -> list[ClauseVersion]:
    """Clauses that the reporter thought of; for a case that was split off, whoever split it."""
    rows = incident.suggested if incident.is_split_off else ClauseVersion.objects.filter(pk__in=_thought_of(incident))
    return list(rows.select_related("clause").order_by("version_id", "position"))


def _thought_of(incident: Incident) -> Any:
    return incident.report.clauses.values("clause_version")
