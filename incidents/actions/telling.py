"""Who hears of what, and how fast: only those who must act, and never a word of the case."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from incidents import routes
from incidents.actions.conflicts import Holders, leaders, people_shut_out, reached, safeguarding
from incidents.clocks import Turns
from incidents.models import Incident, IncidentStep, KindTelling, StepShape
from incidents.reading import suggested_of
from incidents.routes import Route
from notices.actions import tell
from policy.models import ClauseVersion, TellRule
from policy.models.clauses import TellRuleQuerySet


@dataclass(frozen=True)
class Filed:
    """What telling asks of a case; whoever files it at this moment knows it already."""

    is_told_at_once: bool
    has_look: bool
    shut: set[UUID]


def tell_leaders(
    incident: Incident,
    *,
    holders: Holders,
    now: datetime,
    key: str = "",
    only_look: bool = False,
    by: UUID | None = None,
    filed_with: Filed | None = None,
) -> None:
    """Whoever leads, both where a clause says so; and the Designated Teacher, while a look is open. Never `by`, who knows."""
    is_new = filed_with is not None
    is_protection = incident.is_urgent or incident.route == Route.CHILD_PROTECTION
    if filed_with is None:
        filed_with = Filed(
            is_told_at_once(incident),
            incident.steps.open().filter(for_office=routes.DT).exists(),
            people_shut_out(incident),
        )
    kind = "case.urgent" if is_protection or filed_with.is_told_at_once else "case.waiting"
    shut = filed_with.shut
    if not only_look:
        people = leaders(incident, holders=holders, shut=shut) | reached(incident, holders=holders, shut=shut)
        tell(kind, people - {by}, about=incident, now=now, key=key, is_new=is_new)
    if filed_with.has_look:
        look = "case.urgent" if is_protection else "case.look"
        people = safeguarding(incident, holders=holders, shut=shut) - {by}
        tell(look, people, about=incident, now=now, key=key, is_new=is_new)


def tell_doers(incident: Incident, steps: Iterable[IncidentStep], *, now: datetime, by: UUID) -> None:
    """Whoever has a step of their office in a case that somebody else leads, as soon as it is asked for."""
    asked = [one for one in steps if one.for_office and one.is_open]
    if not asked:
        return
    shapes = StepShape.objects.filter(step__in=[one.step_id for one in asked], is_urgent=True)
    urgent, turns = set(shapes.values_list("step_id", flat=True)), Turns([incident], now)
    for one in asked:
        kind = "case.urgent" if one.step_id in urgent else "case.step"
        tell(kind, turns.doers(incident, one.for_office) - {by}, about=incident, now=now, key=str(one.pk))


def tell_rules(incident: Incident, clauses: Iterable[ClauseVersion]) -> TellRuleQuerySet:
    """Whom these clauses want told, and the clauses that bind whoever reports such a case."""
    versions = list(clauses)
    codes = {one.clause.register_code for one in versions} - {""}
    telling = KindTelling.objects.filter(
        kind__clauses__register_code__in=codes, kind__clauses__is_companion=False
    ).values("register_code")
    beside = Q(
        clause_version__version__in={one.version_id for one in versions},
        clause_version__clause__register_code__in=telling,
    )
    return TellRule.objects.filter(Q(clause_version__in=versions) | beside)


def is_told_at_once(incident: Incident) -> bool:
    """Whether a clause that is suggested for this very case, or that its leader confirmed, says so itself (decision 7: a row)."""
    alleged = ClauseVersion.objects.filter(pk__in=incident.allegations.values("clause_version"))
    clauses = {one.pk: one for one in [*suggested_of(incident), *alleged.select_related("clause")]}
    return say_at_once(incident, clauses.values())


def say_at_once(incident: Incident, clauses: Collection[ClauseVersion]) -> bool:
    """Whether one of these clauses says so."""
    return bool(clauses) and tell_rules(incident, clauses).at_once().exists()
