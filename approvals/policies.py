"""Which policy an official user acknowledges: the one whose clauses ask for this register."""

from __future__ import annotations

from datetime import date

from audit.prepared import Prepared
from policy.models import ClauseVersion, Version

REGISTER = "official_user"


def policy_to_acknowledge(on: date) -> Version | None:
    """The version in force that has a clause keeping the register of official users.

    A policy whose clauses were not joined to the register yet is still the school's word, so any
    version in force is better than none.
    """
    in_force = Version.objects.in_force(on).select_related("policy").order_by("-effective_from")
    asking = in_force.filter(clause_versions__clause_registers__register_id=REGISTER)
    return asking.first() or in_force.first()


def clauses_of_registers(on: date) -> dict[str, str]:
    """For each register the clause in force that keeps it, as people name it: number and policy. One query."""
    named = _keeping_registers(None, on)
    return {register: f"Clause {number} of the {title} ({label})" for register, number, title, label in named}


_keeping_registers = Prepared(
    lambda _, on: (
        ClauseVersion.objects.in_force(on)
        .filter(clause_registers__isnull=False)
        .order_by("version__effective_from", "-position")
        .values_list("clause_registers__register_id", "number", "version__policy__title", "version__label")
    )
)
