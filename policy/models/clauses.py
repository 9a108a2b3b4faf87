"""Sections and clauses of one version, and what each clause asks for.

A Clause is an identity that outlives renumbering and rewording; a ClauseVersion is its text,
audience, force and duties in one Version. Findings point to the ClauseVersion of their day.
"""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from policy.models.register import Register, Step, StepForce
from policy.models.versions import Policy, Version
from policy.register import speeds_at_once


class Audience(models.TextChoices):
    ALL = "all", "Everybody"
    PUPIL = "pupil", "Pupils"
    PARENT = "parent", "Parents and carers"
    STAFF = "staff", "Staff"
    GOVERNORS = "governors", "Governors"


class Force(models.TextChoices):
    MUST = "must", "Must"
    MUST_NOT = "must_not", "Must not"
    SHOULD = "should", "Should"
    SHOULD_NOT = "should_not", "Should not"
    MAY = "may", "May"
    IS_ENCOURAGED = "is_encouraged", "Is encouraged to"
    SCHOOL_COMMITMENT = "school_commitment", "The school undertakes"
    STATEMENT = "statement", "Statement"


class Section(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="sections")
    number = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(name="a_section_number_stands_once", fields=["version", "number"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Clause(models.Model):
    """What stays the same when a clause is reworded; register_code joins it to shipped duties."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="clauses")
    register_code = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_register_entry_is_one_clause_of_a_policy",
                fields=["policy", "register_code"],
                condition=~Q(register_code=""),
            )
        ]

    def __str__(self) -> str:
        return self.register_code or str(self.pk)


class ClauseVersionQuerySet(models.QuerySet["ClauseVersion"]):
    def in_force(self, on: date) -> Self:
        return self.filter(version__in=Version.objects.in_force(on))

    def breachable(self) -> Self:
        return self.exclude(breach="")

    def for_audience(self, audience: str) -> Self:
        """The clauses that bind this audience: its own and everybody's."""
        return self.filter(audience__in={audience, Audience.ALL})

    def unsure_first(self) -> Self:
        return self.order_by("-is_unsure", "position")

    def with_duties(self) -> Self:
        return self.select_related("section", "clause").prefetch_related(
            "tell_rules", "clause_steps__step", "clause_registers__register"
        )


class ClauseVersion(models.Model):
    """A clause as one version words it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="clause_versions")
    section = models.ForeignKey(Section, models.CASCADE, related_name="clause_versions")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="versions")
    number = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()
    # The line of the document that introduces this clause and those after it, or "".
    lead_in = models.TextField(blank=True)
    wording = models.TextField()
    title = models.CharField(max_length=160, blank=True)
    restatement = models.TextField()
    audience = models.CharField(max_length=10, choices=Audience)
    force = models.CharField(max_length=20, choices=Force)
    breach = models.CharField(max_length=80, blank=True)
    is_unsure = models.BooleanField(default=False)
    steps = models.ManyToManyField(Step, through="ClauseStep", related_name="+")

    objects = ClauseVersionQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="a_clause_number_stands_once", fields=["version", "number"]),
            models.UniqueConstraint(name="a_clause_stands_once_in_a_version", fields=["version", "clause"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.offered_text}"

    @property
    def anchor(self) -> str:
        return f"clause-{self.number}"

    def duties_in_codes(self) -> str:
        """Who is bound and what follows, as codes: part of the canonical text."""
        tells = sorted(f"{rule.whom}/{rule.how_fast}" for rule in self.tell_rules.all())
        steps = [f"{row.step_id}/{row.force}" for row in self.clause_steps.all()]
        registers = sorted(row.register_id for row in self.clause_registers.all())
        parts = {"breach": [self.breach] if self.breach else [], "tell": tells, "steps": steps, "registers": registers}
        named = [f"{name}: {', '.join(codes)}" for name, codes in parts.items() if codes]
        return "; ".join([self.audience, self.force, *named])

    @property
    def offered_text(self) -> str:
        """What a person reporting something is shown: our plain restatement."""
        return self.restatement or self.wording


class TellRuleQuerySet(models.QuerySet["TellRule"]):
    def at_once(self) -> Self:
        """Rules that the policy itself wants followed without delay."""
        return self.filter(how_fast__in=speeds_at_once())


class TellRule(models.Model):
    """Whom a clause wants told, and how fast the policy itself says so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clause_version = models.ForeignKey(ClauseVersion, models.CASCADE, related_name="tell_rules")
    whom = models.CharField(max_length=40)
    how_fast = models.CharField(max_length=40, default="unstated")

    objects = TellRuleQuerySet.as_manager()

    class Meta:
        ordering = ["whom"]
        constraints = [models.UniqueConstraint(name="a_clause_tells_somebody_once", fields=["clause_version", "whom"])]

    def __str__(self) -> str:
        return f"{self.whom} ({self.how_fast})"


class ClauseStep(models.Model):
    """A step that follows from a clause; its force may differ from the step's own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clause_version = models.ForeignKey(ClauseVersion, models.CASCADE, related_name="clause_steps")
    step = models.ForeignKey(Step, models.PROTECT, related_name="clause_steps")
    force = models.CharField(max_length=12, choices=StepForce)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(name="a_clause_asks_for_a_step_once", fields=["clause_version", "step"])]

    def __str__(self) -> str:
        return str(self.step)


class ClauseRegister(models.Model):
    """A register that a clause implies."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clause_version = models.ForeignKey(ClauseVersion, models.CASCADE, related_name="clause_registers")
    register = models.ForeignKey(Register, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_clause_needs_a_register_once",
                fields=["clause_version", "register"],
            )
        ]

    def __str__(self) -> str:
        return str(self.register)


def steps_of(clause_versions: Iterable[ClauseVersion]) -> list[ClauseStep]:
    """The steps these clauses ask for, each once, in working order; the stricter force wins."""
    chosen: dict[str, ClauseStep] = {}
    rows = ClauseStep.objects.filter(clause_version__in=list(clause_versions))
    for row in rows.select_related("step").order_by("step__order", "position"):
        kept = chosen.setdefault(row.step_id, row)
        if kept.force != StepForce.OBLIGATORY and row.force == StepForce.OBLIGATORY:
            chosen[row.step_id] = row
    return list(chosen.values())
