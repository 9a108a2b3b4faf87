"""What a clause asks for, written as rows: whom to tell, which steps in which order, which registers."""

from collections.abc import Iterable, Sequence

from policy.models import ClauseRegister, ClauseStep, ClauseVersion, Register, Step, TellRule
from policy.reading.proposal import Proposed


def write_duties(rows: Iterable[tuple[ClauseVersion, Proposed]]) -> None:
    """Duties of many new clauses in three statements; a code that is no row is left out."""
    pairs = list(rows)
    steps, registers = Step.objects.in_bulk(), Register.objects.in_bulk()
    TellRule.objects.bulk_create(
        TellRule(clause_version=row, whom=whom, how_fast=how_fast) for row, one in pairs for whom, how_fast in one.tell
    )
    ClauseStep.objects.bulk_create(
        ClauseStep(clause_version=row, step=steps[code], force=steps[code].force, position=i)
        for row, one in pairs
        for i, code in enumerate(one.steps, 1)
        if code in steps
    )
    ClauseRegister.objects.bulk_create(
        ClauseRegister(clause_version=row, register=registers[code])
        for row, one in pairs
        for code in one.registers
        if code in registers
    )


def replace_duties(
    row: ClauseVersion,
    *,
    tell: Sequence[tuple[str, str]],
    steps: Sequence[tuple[Step, str]],
    registers: Iterable[Register],
) -> None:
    """The duties of one clause of a draft, as a person has confirmed them."""
    row.tell_rules.all().delete()
    row.clause_steps.all().delete()
    row.clause_registers.all().delete()
    TellRule.objects.bulk_create(TellRule(clause_version=row, whom=whom, how_fast=how_fast) for whom, how_fast in tell)
    ClauseStep.objects.bulk_create(
        ClauseStep(clause_version=row, step=step, force=force, position=i) for i, (step, force) in enumerate(steps, 1)
    )
    ClauseRegister.objects.bulk_create(ClauseRegister(clause_version=row, register=register) for register in registers)


def copy_duties(pairs: Iterable[tuple[ClauseVersion, ClauseVersion]]) -> None:
    """Give new clause versions the duties of the ones they follow; expects `with_duties` on the old."""
    pairs = list(pairs)
    TellRule.objects.bulk_create(
        TellRule(clause_version=new, whom=rule.whom, how_fast=rule.how_fast)
        for old, new in pairs
        for rule in old.tell_rules.all()
    )
    ClauseStep.objects.bulk_create(
        ClauseStep(clause_version=new, step_id=row.step_id, force=row.force, position=row.position)
        for old, new in pairs
        for row in old.clause_steps.all()
    )
    ClauseRegister.objects.bulk_create(
        ClauseRegister(clause_version=new, register_id=row.register_id)
        for old, new in pairs
        for row in old.clause_registers.all()
    )
