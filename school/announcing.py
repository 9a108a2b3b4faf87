"""What this app puts before people: appointments and addresses that wait, and the People page for those who keep it."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from notices.register import MOST_WAITING, Item, MenuItem, Seen, Told, add_subject
from school.drafts import CHOSEN, visible_drafts
from school.models import AddressChange, Appointment, Draft, Office, User
from school.models.offices import BOARD, READS_CASES
from school.offices import kept_by_person
from school.permissions import (
    LEADS_BOARD,
    obstacle_to_confirming,
    obstacle_to_confirming_address,
    obstacle_to_opening_people,
)
from school.standing import Standing, standing_of

CONFIRMS = (*LEADS_BOARD, Office.PRINCIPAL, Office.VICE_PRINCIPAL)
LOOKED_THROUGH = 60
Which = Callable[[UUID, set[UUID], datetime], set[UUID]]


def addresses(person_ids: set[UUID]) -> dict[UUID, str]:
    """Where people get mail: the address they sign in with, while the account stands."""
    users = User.objects.filter(person_id__in=person_ids, is_active=True)
    return dict(users.values_list("person_id", "email"))


def former_address(person_id: UUID, object_id: UUID) -> str:
    """The mailbox that an account had before a change: its owner hears of it although the account has moved on."""
    return AddressChange.objects.filter(pk=object_id).values_list("old_email", flat=True).first() or ""


def own_address(person_id: UUID, object_id: UUID) -> str:
    """Also of an account that was ended: its owner hears that it was."""
    return User.objects.filter(person_id=person_id).values_list("email", flat=True).first() or ""


def still_to_confirm(told: Told, now: datetime) -> bool:
    """The appointment is still unconfirmed, and this person may still confirm it."""
    standing = standing_of(told.person_id, now)
    row = Appointment.objects.unconfirmed(standing.today).filter(pk=told.about_id).first()
    return row is not None and not obstacle_to_confirming(standing, row)


def still_to_confirm_address(told: Told, now: datetime) -> bool:
    standing = standing_of(told.person_id, now)
    row = AddressChange.objects.waiting().select_related("user").filter(pk=told.about_id).first()
    kept = kept_by_person(standing.today)
    return row is not None and not obstacle_to_confirming_address(
        standing, row, kept.get(row.user.person_id, frozenset())
    )


STILL = {"office.confirm": still_to_confirm, "account.confirm": still_to_confirm_address}
ADDRESSES = {"account.address_gone": former_address, "account.changed": own_address}


def known_appointments(person_id: UUID, ids: set[UUID], now: datetime) -> set[UUID]:
    standing = standing_of(person_id, now)
    return ids if standing.holds(*LEADS_BOARD, Office.PRINCIPAL, Office.VICE_PRINCIPAL) else set()


def known_accounts(person_id: UUID, ids: set[UUID], now: datetime) -> set[UUID]:
    rows = accounts_seen(standing_of(person_id, now), now).filter(pk__in=ids)
    return set(rows.values_list("pk", flat=True))


def accounts_seen(standing: Standing, now: datetime) -> QuerySet[User]:
    """One's own account; the Chair, and whoever leads the board, also those of people who read cases."""
    own = Q(person_id=standing.person_id)
    if not standing.holds(*LEADS_BOARD):
        return User.objects.filter(own)
    readers = Appointment.objects.not_over(standing.today).filter(office__in=(*READS_CASES, *BOARD))
    return User.objects.filter(own | Q(person_id__in=readers.values("person_id")))


def known_address_changes(person_id: UUID, ids: set[UUID], now: datetime) -> set[UUID]:
    """A change of one's own account, or one that this person may confirm."""
    standing = standing_of(person_id, now)
    kept = kept_by_person(standing.today)
    changes = AddressChange.objects.filter(pk__in=ids).select_related("user")
    return {
        row.pk
        for row in changes
        if row.user.person_id == person_id
        or not obstacle_to_confirming_address(standing, row, kept.get(row.user.person_id, frozenset()))
    }


def _one(which: Which) -> Callable[[UUID, UUID, datetime], bool]:
    return lambda person_id, object_id, now: object_id in which(person_id, {object_id}, now)


def add_subjects() -> None:
    subjects: dict[str, tuple[Which, str, Seen | None]] = {
        "school.Appointment": (known_appointments, "school:appointments", None),
        "school.User": (known_accounts, "school:me", accounts_seen),
        "school.AddressChange": (known_address_changes, "school:appointments", None),
    }
    for label, (which, page, seen) in subjects.items():
        add_subject(label, may_be_told=_one(which), url=_page(page), which=which, seen=seen)


def _page(name: str) -> Callable[[UUID], str]:
    return lambda object_id: reverse(name)


def menu(standing: Standing) -> list[MenuItem]:
    return [] if obstacle_to_opening_people(standing) else [MenuItem("People", "school:people")]


def unfinished(standing: Standing, now: datetime) -> list[Item]:
    """One's own drafts, by what they would become and when they were begun; never by their words."""
    rows = Draft.objects.of(standing.person_id).alive(now).defer("fields")[:LOOKED_THROUGH]
    return [
        Item(
            f"Not sent yet: {one.title} (begun {date_format(localtime(one.begun_at), 'j F, H:i')})",
            f"{one.address}?{urlencode({CHOSEN: one.page})}",
        )
        for one in visible_drafts(rows, standing.person_id, now)[:7]
    ]


def waiting(standing: Standing, now: datetime) -> list[Item]:
    """Appointments and addresses that this person may confirm."""
    if not standing.holds(*CONFIRMS):
        return []
    return [*_appointments(standing), *_addresses(standing)]


def _appointments(standing: Standing) -> list[Item]:
    rows = Appointment.objects.unconfirmed(standing.today).select_related("person").order_by("starts_on", "id")
    return [
        Item(
            f"Confirm the appointment of {row.person} as {'acting ' if row.is_acting else ''}{row.get_office_display()}",
            reverse("school:confirm", args=[row.pk]),
            row.starts_on,
            "appointment",
            why="It takes effect when a second person confirms it.",
            button="Confirm",
        )
        for row in rows[:MOST_WAITING]
        if not obstacle_to_confirming(standing, row)
    ]


def _addresses(standing: Standing) -> list[Item]:
    rows = AddressChange.objects.waiting().select_related("user__person").order_by("asked_at", "id")[:MOST_WAITING]
    kept = kept_by_person(standing.today)
    return [
        Item(
            f"Confirm the e-mail address of {row.user.person}",
            reverse("school:confirm_address", args=[row.pk]),
            None,
            "account",
            why="Nobody changes the mailbox of an account alone.",
            button="Confirm",
        )
        for row in rows
        if not obstacle_to_confirming_address(standing, row, kept.get(row.user.person_id, frozenset()))
    ]
