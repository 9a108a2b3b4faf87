"""What a person who leaves would leave behind here. Each part is done when its list is empty: nothing is ticked by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from approvals.deciders import eligible_deciders
from approvals.models import Account, OfficialUser, PostRequest
from approvals.permissions import APPROVERS
from approvals.states import ENDED, PostStatus
from approvals.wording import current
from school.models import Appointment, Person, StaffRole
from school.models.offices import BOARD
from school.offices import offices_kept

# Looked ahead as far as for those who lapse.
AHEAD = timedelta(days=30)
MOST = 50
_OPEN = sorted(set(PostStatus.values) - ENDED)


@dataclass(frozen=True)
class Left:
    """One part of the list: what there still is, the sentence why, and whether nothing is left of it."""

    code: str
    heading: str
    why: str
    rows: list[Any]

    @property
    def is_done(self) -> bool:
        return not self.rows


def left_behind(person: Person, today: date) -> list[Left]:
    """The five parts, each with what still has to be mended."""
    held = Account.objects.filter(Q(holder=person) | Q(second_holder=person)).select_related("holder", "second_holder")
    posts = PostRequest.objects.filter(author=person, status__in=_OPEN).for_lists()
    return [
        Left(
            "entries",
            "Official user",
            "Nobody posts for the school after their last day.",
            list(OfficialUser.objects.open().filter(person=person).prefetch_related("accounts")),
        ),
        Left("accounts", "Accounts they can get into", "Two people who stay can get in.", list(held[:MOST])),
        Left(
            "recovery",
            "Recovery contacts that name them",
            "The platform sends its codes there.",
            _recovered_by(person),
        ),
        Left("posts", "Posts they asked for", "Nothing waits for somebody who is gone.", list(posts[:MOST])),
        Left("undecided", "Posts that nobody else can decide", "Every post has somebody.", _undecided(person, today)),
    ]


def _recovered_by(person: Person) -> list[Account]:
    """By name or by address, as far as words can tell."""
    user = getattr(person, "user", None)
    marks = [one.casefold() for one in (person.display_name, user.email if user else "") if one]
    return [one for one in Account.objects.all() if any(mark in one.recovery_contact.casefold() for mark in marks)]


def _undecided(person: Person, today: date) -> list[PostRequest]:
    if offices_kept(person.pk, today).isdisjoint(APPROVERS):
        return []
    rows = PostRequest.objects.filter(status=PostStatus.SUBMITTED).exclude(author=person).for_lists()
    return [one for one in rows[:MOST] if not [who for who in eligible_deciders(current(one), today) if who != person]]


def leavers(today: date) -> list[Person]:
    """Those who are no longer here in thirty days and would leave something behind; four queries."""
    later = today + AHEAD
    holds = Q(pk__in=OfficialUser.objects.open().values("person_id"))
    holds |= Q(pk__in=Account.objects.values("holder_id")) | Q(pk__in=Account.objects.values("second_holder_id"))
    holds |= Q(pk__in=PostRequest.objects.filter(status__in=_OPEN).values("author_id"))
    stays = Q(pk__in=StaffRole.objects.on(later).values("person_id"))
    stays |= Q(pk__in=Appointment.objects.effective(later).filter(office__in=BOARD).values("person_id"))
    return list(Person.objects.filter(holds).exclude(stays, user__is_active=True).order_by("sort_key", "pk")[:MOST])
