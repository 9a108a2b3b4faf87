"""The outbox and the inbox are one table: a row a person told."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q


class NoticeQuerySet(models.QuerySet["Notice"]):
    def to(self, person_id: uuid.UUID) -> "NoticeQuerySet":
        return self.filter(recipient_id=person_id)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def before(self, created_at: datetime, pk: uuid.UUID) -> "NoticeQuerySet":
        """The next page of a list that runs newest first; one moment may hold many rows."""
        return self.filter(Q(created_at__lt=created_at) | Q(created_at=created_at, id__lt=pk))

    def unsent(self) -> "NoticeQuerySet":
        """Rows whose e-mail is still owed, those first that were tried least: one bad address holds up nobody."""
        return self.filter(mail_state=MailState.OWED).order_by("tries", "created_at", "id")

    def owed_since(self, moment: datetime) -> "NoticeQuerySet":
        return self.unsent().filter(created_at__lte=moment)


class MailState(models.TextChoices):
    OWED = "owed", "to be sent"
    SENDING = "sending", "being sent"
    SENT = "sent", "sent"
    NOT_DUE = "not_due", "no longer theirs, or no address"


class Notice(models.Model):
    """One person is told one thing about one record, once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient_id = models.UUIDField()
    kind = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=60)
    about_id = models.UUIDField()
    key = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail_state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.OWED)
    claimed_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = [
            models.Index(fields=["recipient_id", "-created_at", "-id"], name="notices_inbox"),
            models.Index(fields=["created_at"], condition=Q(mail_state="owed"), name="notices_owed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient_id", "kind", "about_kind", "about_id", "key"], name="told_once_of_one_thing"
            ),
            models.CheckConstraint(
                name="mailed_at_means_sent",
                condition=Q(mail_state="sent", mailed_at__isnull=False) | (~Q(mail_state="sent") & Q(mailed_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient_id}"

    @property
    def message_id(self) -> str:
        """The same for every try, so that a repeat after a crash is recognised as one."""
        return f"<{self.id}@portal>"


class Beat(models.Model):
    """When a periodic duty is next due; whoever moves the time on does the duty."""

    name = models.CharField(max_length=60, primary_key=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
