"""Pictures that staff passed on with their words: where each comes from, and whether the official users may see it."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from approvals.models.suggestions import Suggestion
from approvals.states import SuggestionStatus
from audit.models import Sealed
from files.models import StoredFile
from school.standing import Standing


class Children(models.TextChoices):
    """Whether other people's children are in it, as its sender says."""

    NONE = "none", "No"
    SOME = "some", "Yes"
    UNSURE = "unsure", "I am not sure"


class Look(models.TextChoices):
    """What somebody entitled said after looking at it."""

    FREE = "free", "may be used"
    KEPT_BACK = "kept_back", "kept back"


class PassedPictureQuerySet(models.QuerySet["PassedPicture"]):
    def unprepared(self) -> Self:
        return self.filter(made=None, refused="", gone_at=None)

    def quarantined(self) -> Self:
        """Other people's children may be in it, and nobody entitled has looked yet."""
        return self.filter(look="", gone_at=None).exclude(children=Children.NONE)

    def free(self) -> Self:
        """What official users see, and what may go into a post."""
        return self.filter(Q(children=Children.NONE) | Q(look=Look.FREE)).exclude(look=Look.KEPT_BACK)

    def awaiting_look(self, standing: Standing) -> Self:
        """What this approver is to look at: never what they sent themselves, and nothing that is settled."""
        rows = self.quarantined().filter(suggestion__status=SuggestionStatus.NEW)
        if not standing.holds("principal", "vice_principal"):
            return rows.none()
        return rows.exclude(suggestion__from_person_id=standing.person_id)


class PassedPicture(Sealed):
    """One picture as it was passed on, with where it comes from. The file goes; what was said of it stays."""

    SEALED = ("suggestion", "name", "taken_by", "taken_on", "taken_at", "shows", "children", "sent_at", "look",
              "looked_by", "gone_at")  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="pictures")
    name = models.CharField(max_length=150)
    taken_by = models.CharField(max_length=120)
    taken_on = models.DateField(null=True)
    taken_at = models.CharField(max_length=120, blank=True)
    shows = models.CharField(max_length=300)
    children = models.CharField(max_length=10, choices=Children)
    sent_at = models.DateTimeField()
    original = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="+")
    made = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="+")
    refused = models.CharField(max_length=300, blank=True)
    look = models.CharField(max_length=10, choices=Look, blank=True)
    looked_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    looked_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

    objects = PassedPictureQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_look_says_who_and_when",
                condition=Q(look="", looked_by=None, looked_at=None)
                | ~Q(look="") & Q(looked_by__isnull=False, looked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_picture_that_is_gone_has_no_file",
                condition=Q(gone_at=None, original__isnull=False) | Q(gone_at__isnull=False, original=None, made=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_free(self) -> bool:
        return self.look == Look.FREE or (self.children == Children.NONE and self.look == "")

    @property
    def waits_for_look(self) -> bool:
        return self.children != Children.NONE and self.look == "" and self.gone_at is None


class PassedPictureShown(PassedPicture):
    """The same picture as the owner of its clean file, which people are shown; what was sent is shown to nobody."""

    class Meta:
        proxy = True
