"""Keeping what was typed, and forgetting it: the only two things that ever happen to a draft."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from school.models import Draft, Person

MOST = 60


@dataclass(frozen=True)
class Typed:
    """One page of a form as its writer left it.

    `page` is the page's own number and `grew_from` that of the draft it was filled from, if it was.
    """

    page: UUID
    address: str
    title: str
    fields: dict[str, list[str]]
    grew_from: UUID | None = None
    about_kind: str = ""
    about_id: UUID | None = None


@transaction.atomic
def keep_draft(typed: Typed, *, by: UUID, now: datetime) -> Draft | None:
    """Keep what stands on a page, in the place of what stood there before; None when nothing can be kept.

    Two windows that were filled from one draft become two drafts, so neither overwrites the other. A page that was
    sent already keeps nothing more, and nobody has more than MOST drafts.
    """
    Person.objects.select_for_update(no_key=True).get(pk=by)
    mine = Draft.objects.of(by)
    known = mine.filter(page=typed.page).first()
    if known and known.sent_at:
        return None
    parent = mine.unsent().filter(page=typed.grew_from).first() if typed.grew_from else None
    if known is None and parent is None and mine.unsent().count() >= MOST:
        return None
    if known is None and parent is not None:
        parent.page = typed.page
        known = parent
    kept = known or Draft(writer_id=by, page=typed.page, begun_at=now)
    kept.address, kept.title, kept.fields, kept.saved_at = typed.address, typed.title, typed.fields, now
    kept.about_kind, kept.about_id = typed.about_kind, typed.about_id
    kept.save()
    return kept


@transaction.atomic
def settle_draft(typed: Typed, *, by: UUID, now: datetime) -> None:
    """The form was sent, or its writer starts afresh: no word of it is left here, and a late save brings none back."""
    Person.objects.select_for_update(no_key=True).get(pk=by)
    mine = Draft.objects.of(by)
    if typed.grew_from:
        mine.filter(page=typed.grew_from).exclude(page=typed.page).delete()
    sent = mine.filter(page=typed.page).first() or Draft(writer_id=by, page=typed.page, begun_at=now)
    sent.address, sent.title, sent.fields, sent.saved_at, sent.sent_at = typed.address, "", {}, now, now
    sent.save()


@transaction.atomic
def forget_drafts(now: datetime) -> None:
    """The task worker's daily duty: see DraftQuerySet.outlived."""
    Draft.objects.outlived(now).delete()
