"""A person's word on each clause of a draft: whom it binds, how, and what follows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from policy.actions.duties import replace_duties
from policy.actions.versions import locked_draft
from policy.models import Clause, ClauseVersion, Register, Step, StepSource
from policy.permissions import obstacle_to_confirming
from policy.reading.proposal import Proposed, first_words, from_entry
from policy.register import shipped_clauses
from policy.states import WrongState
from school.models import Person
from school.obstacles import demand
from school.standing import standing_of
from school.unmoved import demand_unmoved, digest


@dataclass(frozen=True)
class Confirmed:
    """What the confirming page says about a clause."""

    wording: str
    audience: str
    force: str
    title: str = ""
    restatement: str = ""
    breach: str = ""
    register_code: str = ""
    tell: Sequence[tuple[str, str]] = ()
    steps: Sequence[tuple[Step, str]] = ()
    registers: Sequence[Register] = field(default_factory=tuple)


def mark_of_clause(row: ClauseVersion) -> str:
    """What somebody decided about a clause so far, duties included; `row` comes from with_duties()."""
    duties = [
        sorted((rule.whom, rule.how_fast) for rule in row.tell_rules.all()),
        sorted(one.step_id for one in row.clause_steps.all()),
        sorted(str(one.register_id) for one in row.clause_registers.all()),
    ]
    words = (row.wording, row.audience, row.force, row.breach, row.title, row.restatement)
    return digest(*words, row.clause_id, *duties)


@transaction.atomic
def confirm_clause(
    *, clause_version_id: UUID, confirmed: Confirmed, seen: str = "", by: Person, now: datetime
) -> ClauseVersion:
    """Write down what a person decided about one clause of a draft; raises Moved when it is not as `seen` marks it."""
    version = locked_draft(ClauseVersion.objects.values_list("version_id", flat=True).get(pk=clause_version_id))
    demand(obstacle_to_confirming(standing_of(by.pk, now)))
    row = ClauseVersion.objects.with_duties().select_related("clause").get(pk=clause_version_id)
    demand_unmoved(seen, mark_of_clause(row))
    row.clause = _identity(row, confirmed.register_code)
    row.wording = confirmed.wording
    row.audience, row.force, row.breach = confirmed.audience, confirmed.force, confirmed.breach
    row.title = confirmed.title
    row.restatement = confirmed.restatement or first_words(confirmed.wording)
    row.is_unsure = False
    row.save()
    replace_duties(row, tell=confirmed.tell, steps=confirmed.steps, registers=confirmed.registers)
    record("policy.clause_confirmed", version, by=by.pk, now=now, clause=row.clause_id)
    return row


@transaction.atomic
def accept_clauses(*, version_id: UUID, ids: Sequence[UUID], by: Person, now: datetime) -> int:
    """Accept clauses as they stand, many at once."""
    version = locked_draft(version_id)
    demand(obstacle_to_confirming(standing_of(by.pk, now)))
    accepted = version.clause_versions.filter(pk__in=ids, is_unsure=True).update(is_unsure=False)
    if accepted:
        record("policy.clauses_accepted", version, by=by.pk, now=now, clauses=accepted)
    return accepted


@transaction.atomic
def join_clause(*, clause_version_id: UUID, register_code: str, by: Person, now: datetime) -> ClauseVersion:
    """Join a clause to a rule of the register and take over what the rule asks for; "" joins it to none."""
    row = ClauseVersion.objects.get(pk=clause_version_id)
    if not register_code:
        return confirm_clause(
            clause_version_id=row.pk,
            confirmed=Confirmed(wording=row.wording, audience=row.audience, force=row.force),
            by=by,
            now=now,
        )
    entry = next(one for one in shipped_clauses() if one["code"] == register_code)
    taken = from_entry(Proposed(row.number, row.wording, row.lead_in, row.audience, row.force), entry)
    steps = Step.objects.in_bulk(taken.steps)
    confirmed = Confirmed(
        wording=row.wording,
        audience=taken.audience,
        force=taken.force,
        title=taken.title,
        restatement=taken.restatement,
        breach=taken.breach,
        register_code=register_code,
        tell=taken.tell,
        steps=[(steps[code], steps[code].force) for code in taken.steps if code in steps],
        registers=list(Register.objects.filter(code__in=taken.registers)),
    )
    return confirm_clause(clause_version_id=row.pk, confirmed=confirmed, by=by, now=now)


def _identity(row: ClauseVersion, register_code: str) -> Clause:
    """The identity that this clause has, joined to another register entry or to none.

    What an earlier version said of it stays true of that version: an identity that one knows is
    left alone, and the clause goes over to the one that fits.
    """
    if row.clause.register_code == register_code:
        return row.clause
    if register_code and (other := row.clause.policy.clauses.filter(register_code=register_code).first()):
        if other.versions.filter(version=row.version_id).exists():
            raise WrongState("Another clause of this draft is joined to that entry already. Undo that join first.")
        return other
    if row.clause.versions.exclude(pk=row.pk).exists():
        return Clause.objects.create(policy=row.clause.policy, register_code=register_code)
    row.clause.register_code = register_code
    row.clause.save()
    return row.clause


@transaction.atomic
def add_step(*, text: str, force: str, by: Person, now: datetime) -> Step:
    """A step of the school's own; the same words give the same step."""
    demand(obstacle_to_confirming(standing_of(by.pk, now)))
    text = " ".join(text.split())
    if found := Step.objects.filter(text__iexact=text).first():
        return found
    step = Step.objects.create(code=_free_code(text), text=text, source=StepSource.SCHOOL, force=force)
    record("policy.step_added", by=by.pk, now=now, step=step.code)
    return step


def _free_code(text: str) -> str:
    letters = "".join(c if c.isascii() and c.isalnum() else " " for c in text.upper())
    code = "_".join(["SCHOOL", *letters.split()])[:55].rstrip("_")
    taken = set(Step.objects.filter(code__startswith=code).values_list("code", flat=True))
    found, n = code, 2
    while found in taken:
        found, n = f"{code}_{n}", n + 1
    return found
