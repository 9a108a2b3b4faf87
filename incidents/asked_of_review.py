"""How many closed cases asked the next review of a policy to look at it, rule by rule (gap G32; domain 2.0, rule 9).

Whoever reads cases by office counts those that they may know of, so no hidden case ever moves a figure of theirs. Everybody
else is shown anonymised figures of all of them, from the school's own least number on; below it nothing is told apart.
"""

from collections import Counter
from datetime import date, datetime, time

from incidents.models import Allegation, Incident, IncidentQuerySet
from incidents.routes import TABLE, Route
from incidents.states import IncidentStatus
from policy.asking import Asked, Figures
from policy.models import ClauseVersion, Policy, Version
from school.days import LONDON
from school.models import Target
from school.standing import Standing

FEW = "few_cases"


def asked_of(reader: Standing, policy: Policy, since: date | None) -> Figures:
    """For the page of a review; `since`: the day of the last complete sign-off, which is counted too."""
    reads_cases = bool(reader.offices & TABLE[Route.ORDINARY].reads)
    cases = Incident.objects.visible_to(reader) if reads_cases else Incident.objects.all()
    cases = cases.filter(status=IncidentStatus.CLOSED, calls_for_review=True)
    if since:
        cases = cases.filter(closed_at__gte=datetime.combine(since, time.min, tzinfo=LONDON))
    by_rule = _by_rule(cases, policy)
    least = 1 if reads_cases else Target.value_of(FEW)
    rows = [
        Asked(number, text, str(by_rule[clause]))
        for clause, (number, text) in _newest_words(policy, set(by_rule)).items()
        if by_rule[clause] >= least
    ]
    if reads_cases:
        return Figures("Closed cases that you may know of, in which somebody asked for it, rule by rule.", rows)
    sentence = f"Anonymised. Rules with fewer than {_in_words(least)} such cases are not told apart."
    return Figures(sentence, rows, is_anonymised=True)


def _by_rule(cases: IncidentQuerySet, policy: Policy) -> Counter[object]:
    """Each case counts once for each rule that was alleged in it, whatever was found."""
    alleged = Allegation.objects.filter(incident__in=cases, clause_version__clause__policy=policy)
    pairs = alleged.order_by().values_list("clause_version__clause", "incident").distinct()
    return Counter(clause for clause, _ in pairs)


def _newest_words(policy: Policy, clauses: set[object]) -> dict[object, tuple[str, str]]:
    """In the order of the policy, as the newest approved version words each."""
    rows = ClauseVersion.objects.filter(clause__in=clauses, version__in=Version.objects.approved().for_policy(policy))
    oldest_first = rows.order_by("version__effective_from", "version__approved_at", "id")
    found = {one.clause_id: (one.position, one.number, one.offered_text) for one in oldest_first}
    return {clause: (number, text) for clause, (_, number, text) in sorted(found.items(), key=lambda one: one[1][:2])}


def _in_words(number: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[number] if number < len(words) else str(number)
