"""E-mail that says that, never what: one fixed sentence and the portal's address."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.urls import reverse

from notices.models import MailState, Notice
from notices.register import address_of, kinds, subjects


def may_still_be_told(notice: Notice, now: datetime) -> bool:
    """Recipients are computed again at the moment of sending: rights may have changed since."""
    subject = subjects.get(notice.about_kind)
    return subject is not None and subject.may_be_told(notice.recipient_id, notice.about_id, now)


def address_for(notice: Notice) -> str:
    """Where this notice goes; empty for somebody who has no open sign-in."""
    own = kinds[notice.kind].address
    return own(notice.recipient_id, notice.about_id) if own else address_of(notice.recipient_id)


def message_for(notice: Notice, address: str) -> EmailMessage:
    """The mail of one notice; the same Message-ID at every try."""
    sentence = kinds[notice.kind].sentence
    body = f"{sentence}\n\nSign in to see it: {settings.SITE_URL}{reverse('notices:inbox')}\n"
    headers = {"Message-ID": notice.message_id, "Auto-Submitted": "auto-generated"}
    if kinds[notice.kind].urgent:
        headers["Importance"] = "high"
    return EmailMessage(subject=sentence, body=body, to=[address], headers=headers)


def send(notice_id: UUID, now: datetime) -> MailState:
    """Send what is owed for one notice and say so in its row; a second caller finds nothing to do.

    The row is claimed first and no lock is held while the mail server answers. Raises whatever the mail
    server raises: the row is then owed again. A worker killed in between leaves the row claimed, and the
    periodic duty gives it back (the repeat carries the same Message-ID).
    """
    claimed = Notice.objects.filter(pk=notice_id, mail_state=MailState.OWED)
    if not claimed.update(mail_state=MailState.SENDING, claimed_at=now, tries=F("tries") + 1):
        return MailState.SENDING
    notice = Notice.objects.get(pk=notice_id)
    try:
        address = address_for(notice) if may_still_be_told(notice, now) else ""
        if address:
            message_for(notice, address).send()
    except Exception:
        Notice.objects.filter(pk=notice_id).update(mail_state=MailState.OWED, claimed_at=None)
        raise
    state = MailState.SENT if address else MailState.NOT_DUE
    mine = Notice.objects.filter(pk=notice_id, mail_state=MailState.SENDING)
    mine.update(mail_state=state, mailed_at=now if address else None, claimed_at=None)
    return state


def give_back(claimed_before: datetime) -> int:
    """Rows whose sender died are owed again; returns how many."""
    stuck = Notice.objects.filter(mail_state=MailState.SENDING, claimed_at__lt=claimed_before)
    return stuck.update(mail_state=MailState.OWED, claimed_at=None)
