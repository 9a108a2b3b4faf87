"""Pictures of posts: what was uploaded, what was made of it to be published, and who is in it."""

import hashlib
import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q

from approvals.models.posts import PostRequest
from approvals.models.targets import PostTarget
from approvals.models.versions import VersionPicture
from approvals.states import WrongState
from audit.models import Sealed
from files.cleaning.shaping import WHOLE, Box, Shape
from files.models import StoredFile

LONGEST_SIDE = 2048


class Picture(Sealed):
    """A picture as it was sent for a post. It is read by the portal alone and never leaves it."""

    SEALED = ("request", "name", "original", "uploaded_by", "uploaded_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(PostRequest, models.PROTECT, related_name="uploads")
    name = models.CharField(max_length=150)
    original = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["uploaded_at", "pk"]

    def __str__(self) -> str:
        return self.name


class PictureMissing(WrongState):
    """The file of a picture is gone, so nobody can say what would be approved or published."""

    def __init__(self) -> None:
        super().__init__(
            "The file of a picture of this post is missing. Remove the picture and send it again; "
            "whoever looks after your IT may bring it back from the last backup."
        )


class Derivative(Sealed):
    """What was made of a picture to be published: upright, cropped, blurred, and nothing in it but pixels."""

    SEALED = ("picture", "shape", "file", "made_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    picture = models.ForeignKey(Picture, models.PROTECT, related_name="derivatives")
    shape = models.TextField()
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at"]

    def __str__(self) -> str:
        return f"made of {self.picture_id}"

    def sha256(self) -> str:
        """Of the bytes on the disk as they are now. Raises PictureMissing when they are gone: nothing stands for them."""
        try:
            with self.file.path.open("rb") as content:
                return hashlib.file_digest(content, "sha256").hexdigest()
        except FileNotFoundError:
            raise PictureMissing from None


class PlacedPictureQuerySet(models.QuerySet["PlacedPicture"]):
    def unprepared(self) -> Self:
        return self.filter(derivative=None, refused="")


class PlacedPicture(models.Model):
    """What a version knows of one of its pictures beside the words: its shape, what was made of it, its people.

    Guarded with its version. The declaration of people is of exactly this shape: another crop or blur asks for it anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.OneToOneField(VersionPicture, models.CASCADE, related_name="placed")
    picture = models.ForeignKey(Picture, models.PROTECT, related_name="places")
    crop = models.JSONField(default=list)
    blurs = models.JSONField(default=list)
    derivative = models.ForeignKey(Derivative, models.PROTECT, null=True, related_name="places")
    refused = models.CharField(max_length=300, blank=True)
    is_nobody = models.BooleanField(default=False)
    adults = models.CharField(max_length=300, blank=True)
    declared_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField(null=True)

    objects = PlacedPictureQuerySet.as_manager()

    class Meta:
        ordering = ["place__order"]
        constraints = [
            models.CheckConstraint(
                name="a_declaration_says_who_and_when",
                condition=Q(declared_by=None, declared_at=None)
                | Q(declared_by__isnull=False, declared_at__isnull=False),
            ),
            models.CheckConstraint(name="nobody_means_no_adult_either", condition=Q(is_nobody=False) | Q(adults="")),
        ]

    def __str__(self) -> str:
        return f"{self.picture_id} in {self.place_id}"

    def has_its_file(self) -> bool:
        """Whether what was made of it lies on the disk; one that is not made yet misses nothing."""
        return self.derivative is None or self.derivative.file.path.is_file()

    @property
    def is_ready(self) -> bool:
        return self.derivative_id is not None

    @property
    def is_declared(self) -> bool:
        return self.declared_by_id is not None

    def keeps_its_shape(self, post_id: uuid.UUID, person_id: uuid.UUID) -> bool:
        """Whether it came along when another post was copied, by somebody who did not send it themselves.

        They saw what was approved of it, and what was cut off or blurred there is not for them to bring back.
        """
        return self.picture.request_id != post_id and self.picture.uploaded_by_id != person_id

    def has_shape(self, crop: Box, blurs: tuple[Box, ...]) -> bool:
        return self.shape() == Shape(crop, blurs, LONGEST_SIDE)

    def shape(self) -> Shape:
        crop: Box = tuple(self.crop) if self.crop else WHOLE
        return Shape(crop, tuple(tuple(one) for one in self.blurs), LONGEST_SIDE)

    def sha256(self) -> str:
        return self.derivative.sha256() if self.derivative else ""


class PersonInPicture(models.Model):
    """A pupil who can be recognised in a picture as it would be published. Guarded with its version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    placed = models.ForeignKey(PlacedPicture, models.CASCADE, related_name="people")
    pupil = models.ForeignKey("school.Pupil", models.PROTECT, related_name="in_pictures")

    class Meta:
        ordering = ["pupil__person__sort_key"]
        constraints = [models.UniqueConstraint(name="a_pupil_is_named_once_in_a_picture", fields=["placed", "pupil"])]

    def __str__(self) -> str:
        return f"{self.pupil_id} in {self.placed_id}"


class TaskCause(models.TextChoices):
    CONSENT = "consent", "a child in it may not be shown any more"
    LEFT = "left", "a child in it has left the school"


class TaskOutcome(models.TextChoices):
    TAKEN_DOWN = "taken_down", "taken down"
    KEPT = "kept", "kept, as decided"
    MAY_BE_SHOWN = "may_be_shown", "the child may be shown again"


class TakedownTaskQuerySet(models.QuerySet["TakedownTask"]):
    def open(self) -> Self:
        return self.filter(settled_at=None)


class TakedownTask(Sealed):
    """A live post that shows a child who may not be shown any more, or who left: by when somebody acts."""

    SEALED = ("target", "pupil", "cause", "due_at", "opened_at", "settled_at", "settled_by", "outcome")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target = models.ForeignKey(PostTarget, models.PROTECT, related_name="tasks")
    pupil = models.ForeignKey("school.Pupil", models.PROTECT, related_name="+")
    cause = models.CharField(max_length=10, choices=TaskCause)
    due_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=20, choices=TaskOutcome, blank=True)

    objects = TakedownTaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_task_per_post_child_and_cause",
                fields=["target", "pupil", "cause"],
                condition=Q(settled_at=None),
            ),
            models.CheckConstraint(
                name="a_settled_task_says_how",
                condition=Q(settled_at=None, outcome="") | Q(settled_at__isnull=False) & ~Q(outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return f"task of {self.target_id}"

    def settle(self, outcome: str, *, by: Any, now: Any) -> None:
        self.outcome, self.settled_by_id, self.settled_at = outcome, by, now
        self.save()
