"""What somebody has typed and not sent yet: kept for its writer alone, outside every other list and outside the record.

No entry of the audit speaks of a draft, no notice is sent about one, and no office reads one.
"""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.http import QueryDict

KEPT = timedelta(days=14)
REMEMBERED = timedelta(days=1)


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, writer_id: uuid.UUID) -> "DraftQuerySet":
        return self.filter(writer_id=writer_id)

    def unsent(self) -> "DraftQuerySet":
        return self.filter(sent_at=None)

    def at(self, address: str) -> "DraftQuerySet":
        return self.filter(address=address)

    def alive(self, now: datetime) -> "DraftQuerySet":
        """Young enough to be offered, even on a day on which nobody has cleared the old ones away."""
        return self.unsent_since(now - KEPT)

    def unsent_since(self, moment: datetime) -> "DraftQuerySet":
        return self.unsent().filter(saved_at__gt=moment)

    def outlived(self, now: datetime) -> "DraftQuerySet":
        """What is not kept any longer: drafts after 14 days, the marks of forms that were sent after one."""
        return self.filter(saved_at__lte=now - KEPT) | self.filter(sent_at__lte=now - REMEMBERED)


class Draft(models.Model):
    """One page of a form that its writer has not sent, as the browser had it; never a file.

    Once the form is sent only an empty row is left for a day: it lets a save that was still on its way come to nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    writer = models.ForeignKey("school.Person", models.CASCADE, related_name="+")
    page = models.UUIDField("the page it was typed on")
    address = models.CharField("the form's address", max_length=200)
    title = models.CharField("what it would become", max_length=120)
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.UUIDField(null=True)
    fields = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ("-saved_at", "id")
        indexes = [
            models.Index(fields=["writer", "address"], name="school_draft_of_writer"),
            models.Index(fields=["saved_at"], name="school_draft_by_age"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["writer", "page"], name="one_draft_for_a_page"),
            models.CheckConstraint(
                name="a_sent_form_leaves_no_words", condition=models.Q(sent_at=None) | models.Q(fields={})
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def data(self) -> QueryDict:
        """The fields as a request would bring them."""
        found = QueryDict(mutable=True)
        for name, values in self.fields.items():
            found.setlist(name, values)
        return found
