"""What people are told, a row a person and thing; and the e-mails in which those rows are gathered."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from notices.states import MailState, Pace


class NoticeQuerySet(models.QuerySet["Notice"]):
    def to(self, person_id: uuid.UUID) -> "NoticeQuerySet":
        return self.filter(recipient_id=person_id)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def before(self, created_at: datetime, pk: uuid.UUID) -> "NoticeQuerySet":
        """The next page of a list that runs newest first; one moment may hold many rows."""
        return self.filter(Q(created_at__lt=created_at) | Q(created_at=created_at, id__lt=pk))

    def ungathered(self) -> "NoticeQuerySet":
        """Rows whose e-mail is owed and stands in no letter yet."""
        return self.filter(mail_state=MailState.OWED, letter=None)


class LetterQuerySet(models.QuerySet["Letter"]):
    def to(self, person_id: uuid.UUID) -> "LetterQuerySet":
        return self.filter(recipient_id=person_id)

    def unsent(self) -> "LetterQuerySet":
        """Those first that were tried least: one bad address holds up nobody."""
        return self.filter(state=MailState.OWED).order_by("tries", "created_at", "id")

    def lately(self, since: datetime) -> "LetterQuerySet":
        """On their way, or gone out after `since`."""
        return self.filter(Q(state__in=[MailState.OWED, MailState.SENDING]) | Q(sent_at__gt=since))


class Letter(models.Model):
    """One e-mail to one person. What it says is worked out when it is sent; its number is the Message-ID of every try."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient_id = models.UUIDField()
    pace = models.CharField(max_length=10, choices=Pace)
    # The one record that an urgent e-mail is about; none when many things are gathered.
    about_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=MailState, default=MailState.OWED)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["recipient_id", "-sent_at"], name="letters_of_a_person"),
            models.Index(
                fields=["tries", "created_at"], condition=Q(state__in=["owed", "sending"]), name="letters_owed"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_sent_letter_says_when",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pace} to {self.recipient_id}"

    @property
    def message_id(self) -> str:
        """The same for every try, so that a repeat after a crash is recognised as one."""
        return f"<{self.id}@portal>"


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
    mailed_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="notices")

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


class Beat(models.Model):
    """When a periodic duty is next due; whoever moves the time on does the duty."""

    name = models.CharField(max_length=60, primary_key=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
