"""E-mail that says that, never what: fixed sentences with their counts, and the portal's address."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from notices.inbox import visible
from notices.models import Letter, Notice
from notices.register import Told, address_of, kinds
from notices.states import CALM, MailState, Pace


def still_due(letter: Letter, now: datetime) -> list[Notice]:
    """The rows of a letter that are still so and still their reader's: rights and causes may have changed since."""
    rows = list(letter.notices.filter(mail_state=MailState.OWED).order_by("created_at", "id"))
    return [row for row in visible(letter.recipient_id, rows, now) if _stands(row, now)]


def _stands(row: Notice, now: datetime) -> bool:
    kind = kinds[row.kind]
    if row.read_at and kind.pace in CALM:
        return False
    told = Told(row.recipient_id, row.about_id, row.key, row.created_at)
    return kind.still is None or kind.still(told, now)


def address_for(rows: Sequence[Notice]) -> str:
    """Where these rows go; empty for somebody who has no open sign-in."""
    first = rows[0]
    own = kinds[first.kind].address
    return own(first.recipient_id, first.about_id) if own else address_of(first.recipient_id)


def sentences(rows: Sequence[Notice]) -> list[str]:
    """A sentence for each kind with the number of records that it is about; the faster first, then as registered."""
    about: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        about[row.kind].add(row.about_id)
    ranks = {code: (Pace.values.index(kind.pace), number) for number, (code, kind) in enumerate(kinds.items())}
    return [kinds[code].words(len(about[code])) for code in sorted(about, key=ranks.__getitem__)]


def message_for(letter: Letter, rows: Sequence[Notice], address: str) -> EmailMessage:
    """The mail of one letter; the same Message-ID at every try."""
    lines = sentences(rows)
    things = len({(row.kind, row.about_id) for row in rows})
    subject = lines[0] if len(lines) == 1 else f"There are {things} things for you to see."
    body = "\n".join([*lines, "", f"Sign in to see it: {settings.SITE_URL}{reverse('notices:inbox')}", ""])
    headers = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"}
    if letter.pace == Pace.AT_ONCE:
        headers["Importance"] = "high"
    return EmailMessage(subject=subject, body=body, to=[address], headers=headers)


def send(letter_id: UUID, now: datetime) -> MailState:
    """Send one letter and say so in its rows; a second caller finds nothing to do.

    The letter is claimed first and no lock is held while the mail server answers. Raises whatever the mail
    server raises: the letter is then owed again. A worker killed in between leaves it claimed, and the
    periodic duty gives it back (the repeat carries the same Message-ID).
    """
    claimed = Letter.objects.filter(pk=letter_id, state=MailState.OWED)
    if not claimed.update(state=MailState.SENDING, claimed_at=now, tries=F("tries") + 1):
        return MailState.SENDING
    letter = Letter.objects.get(pk=letter_id)
    try:
        rows = still_due(letter, now)
        address = address_for(rows) if rows else ""
        if address:
            message_for(letter, rows, address).send()
    except Exception:
        mine = Letter.objects.filter(pk=letter_id, state=MailState.SENDING)
        mine.update(state=MailState.OWED, claimed_at=None)
        raise
    return _settle(letter, rows if address else [], now)


@transaction.atomic
def _settle(letter: Letter, sent: Sequence[Notice], now: datetime) -> MailState:
    """Say what became of a letter and of each of its rows, unless it was given back and settled meanwhile."""
    state = MailState.SENT if sent else MailState.NOT_DUE
    mine = Letter.objects.filter(pk=letter.pk, state=MailState.SENDING)
    if mine.update(state=state, sent_at=now if sent else None, claimed_at=None):
        owed = letter.notices.filter(mail_state=MailState.OWED)
        owed.filter(pk__in=[row.pk for row in sent]).update(mail_state=MailState.SENT, mailed_at=now)
        owed.update(mail_state=MailState.NOT_DUE)
    return state


def give_back(claimed_before: datetime) -> int:
    """Letters whose sender died are owed again; returns how many."""
    stuck = Letter.objects.filter(state=MailState.SENDING, claimed_at__lt=claimed_before)
    return stuck.update(state=MailState.OWED, claimed_at=None)
