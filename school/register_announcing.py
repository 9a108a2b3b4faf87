"""What the registers of consents and declarations put before people: what waits for them, and never about whom."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from notices.register import Item, MenuItem, Told, add_subject
from school.consent_permissions import classes_taught, obstacle_to_keeping_consents
from school.consents import asked_again_before
from school.days import local_date
from school.declarations import renewed_before, to_note
from school.models import Consent, Declaration, Pupil, Target
from school.standing import Standing, standing_of


def still_to_note(told: Told, now: datetime) -> bool:
    """The declaration still stands un-noted, and this person may still note it."""
    return to_note(standing_of(told.person_id, now)).filter(pk=told.about_id).exists()


def known_declarations(person_id: UUID, ids: set[UUID], now: datetime) -> set[UUID]:
    """Declarations of kinds that this person reads, and one's own."""
    standing = standing_of(person_id, now)
    rows = Declaration.objects.filter(pk__in=ids).select_related("kind")
    return {row.pk for row in rows if row.person_id == person_id or standing.holds(*row.kind.read_by)}


def add_subjects() -> None:
    add_subject(
        "school.Declaration",
        may_be_told=lambda person_id, object_id, now: object_id in known_declarations(person_id, {object_id}, now),
        url=lambda object_id: reverse("declarations:register"),
        which=known_declarations,
    )


def menu(standing: Standing) -> list[MenuItem]:
    """Consents, for those who keep them or teach a class."""
    if obstacle_to_keeping_consents(standing) and not classes_taught(standing):
        return []
    return [MenuItem("Consents", "consents:classes")]


def waiting(standing: Standing, now: datetime) -> list[Item]:
    return [*_to_note(standing), *_to_ask_again(standing)]


def _to_note(standing: Standing) -> list[Item]:
    rows = to_note(standing).values_list("kind__name", "declared_at")
    counts: dict[str, int] = {}
    for name, _ in rows:
        counts[name] = counts.get(name, 0) + 1
    return [
        Item(
            f"{name}: {count} to note",
            reverse("declarations:register"),
            None,
            "declaration",
            why="Somebody of the senior leadership team notes that they know. That is no approval.",
            button="Look",
        )
        for name, count in sorted(counts.items())
    ]


def _to_ask_again(standing: Standing) -> list[Item]:
    """Families whose answer is old; one line, however many."""
    if obstacle_to_keeping_consents(standing):
        return []
    before = asked_again_before(standing.today, Target.value_of("consent_months"))
    old = Consent.objects.current().given_before(before).values("pupil_id")
    count = Pupil.objects.at_school(standing.today).filter(pk__in=old).count()
    if not count:
        return []
    return [
        Item(
            f"Photo consents: ask {count} {'family' if count == 1 else 'families'} again",
            reverse("consents:classes"),
            None,
            "consent",
            why="Their answer is older than the school's own time limit.",
            button="Look",
        )
    ]


def unfinished(standing: Standing, now: datetime) -> list[Item]:
    """One's own declarations that are to be renewed or ended."""
    if not standing.is_staff:
        return []
    rows = Declaration.objects.standing().filter(person_id=standing.person_id).select_related("kind")
    before = renewed_before(standing.today)
    return [
        Item(f"Still so? {row.kind}", reverse("declarations:mine"))
        for row in rows.order_by("declared_at")[:7]
        if local_date(row.declared_at) < before
    ]
