"""Something passed on for posting: how everybody on the staff reaches the official users.

The shipped register lets staff and parents hand information over if they wish; nobody must, and
nobody need post it.
"""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from approvals.models.officials import OfficialUser
from approvals.states import SuggestionStatus, check_move
from audit.models import Sealed
from school.references import new_reference
from school.standing import Standing


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def visible_to(self, standing: Standing) -> Self:
        if standing.holds("principal", "vice_principal"):
            return self
        official = OfficialUser.objects.in_force(standing.today).filter(person_id=standing.person_id)
        return self.filter(Q(from_person_id=standing.person_id) | models.Exists(official))

    def new(self) -> Self:
        return self.filter(status=SuggestionStatus.NEW)

    def waiting_for(self, standing: Standing) -> Self:
        """New ones that an official user in force may take up."""
        official = OfficialUser.objects.in_force(standing.today).filter(person_id=standing.person_id)
        return self.new().filter(models.Exists(official))


class Suggestion(Sealed):
    """What somebody passed on, kept as they wrote it, with what became of it."""

    SEALED = ("from_person", "text", "link", "event_on", "status", "reason", "settled_by")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    from_person = models.ForeignKey("school.Person", models.PROTECT, related_name="suggestions")
    text = models.TextField(max_length=5000)
    link = models.URLField(max_length=500, blank=True)
    event = models.CharField(max_length=120, blank=True)
    event_on = models.DateField(null=True)
    status = models.CharField(max_length=20, choices=SuggestionStatus, default=SuggestionStatus.NEW)
    reason = models.CharField(max_length=300, blank=True)
    post = models.OneToOneField("PostRequest", models.PROTECT, null=True, related_name="suggestion")
    sent_at = models.DateTimeField()
    settled_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [models.Index(fields=["-sent_at", "-id"], name="suggestion_newest_first")]
        constraints = [
            models.CheckConstraint(
                name="settled_suggestion_names_who_and_when",
                condition=Q(status=SuggestionStatus.NEW, settled_by=None, settled_at=None)
                | ~Q(status=SuggestionStatus.NEW) & Q(settled_by__isnull=False, settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="used_suggestion_has_its_post",
                condition=Q(status=SuggestionStatus.USED, post__isnull=False)
                | ~Q(status=SuggestionStatus.USED) & Q(post=None),
            ),
            models.CheckConstraint(
                name="declined_suggestion_says_why",
                condition=~Q(status=SuggestionStatus.DECLINED) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def move_to(self, target: str) -> None:
        """Take one legal step. Callers hold the row lock."""
        check_move("suggestion", self.status, target)
        self.status = target
        self.save()
