"""Rules as rows: a policy, its versions, its clauses, and what each clause asks for."""

from policy.models.clauses import (
    Audience,
    Clause,
    ClauseRegister,
    ClauseStep,
    ClauseVersion,
    Force,
    Section,
    TellRule,
    steps_of,
)
from policy.models.register import Register, Step, StepForce, StepMoment, StepSource
from policy.models.versions import Policy, Version, version_in_force

__all__ = [
    "Audience",
    "Clause",
    "ClauseRegister",
    "ClauseStep",
    "ClauseVersion",
    "Force",
    "Policy",
    "Register",
    "Section",
    "Step",
    "StepForce",
    "StepMoment",
    "StepSource",
    "TellRule",
    "Version",
    "steps_of",
    "version_in_force",
]
