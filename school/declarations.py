"""What somebody has declared, for pages that may say no more than that: whether, and since when.

`declared` is the whole answer that an app above gets. It never holds whose friendship it is, or why a number was
shared; and nobody may read a missing declaration as a fault, for nobody has to make one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from school.consents import asked_again_before
from school.days import local_date
from school.models import Declaration, DeclarationKind, Target
from school.standing import Standing


@dataclass(frozen=True)
class Declared:
    """One sort of declaration of one person, seen from a day."""

    kind: str
    name: str
    since: datetime
    stood: bool  # it had been made by that day, and had not been ended


def declared(person_id: UUID, kind: str, on: date) -> Declared | None:
    """What this person has declared of this kind, the one that counts longest; None for nothing that stood or stands.

    A declaration made after `on` is answered with `stood` false: it came later, and the reader sees since when.
    """
    return declared_by([person_id], [kind], on).get((person_id, kind))


def declared_by(person_ids: Iterable[UUID], kinds: Iterable[str], on: date) -> dict[tuple[UUID, str], Declared]:
    """As `declared`, for several people and kinds, in one query."""
    rows = Declaration.objects.filter(person_id__in=set(person_ids), kind_id__in=set(kinds), renewal=None)
    found: dict[tuple[UUID, str], Declared] = {}
    for row in rows.select_related("kind", "ending").order_by("first_declared_at", "id"):
        ending = getattr(row, "ending", None)
        if ending and local_date(ending.ended_at) < on:
            continue
        stood = local_date(row.first_declared_at) <= on
        one = Declared(row.kind_id, row.kind.name, row.first_declared_at, stood)
        found.setdefault((row.person_id, row.kind_id), one)
    return found


def to_note(standing: Standing) -> QuerySet[Declaration]:
    """Declarations that wait for this person to note that they know; never one's own."""
    kinds = [kind.pk for kind in DeclarationKind.objects.all() if standing.holds(*kind.noted_by)]
    return Declaration.objects.unnoted().filter(kind__in=kinds).exclude(person_id=standing.person_id)


def renewed_before(on: date) -> date:
    """Declarations made before this day are asked for again."""
    return asked_again_before(on, Target.value_of("declaration_months"))
