"""What is said about a post beside the decision: comments in thread, and what the gates found."""

import uuid

from django.db import models
from django.db.models import Q

from approvals.models.posts import PostRequest
from approvals.models.versions import PostVersion
from audit.models import Sealed


class Comment(Sealed):
    """A remark on a version or on a passage of it, or an answer to another one. Never changed."""

    SEALED = ("version", "answers", "passage", "text", "by", "at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(PostRequest, models.PROTECT, related_name="comments")
    version = models.ForeignKey(PostVersion, models.PROTECT, related_name="comments")
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="answered_by")
    passage = models.CharField(max_length=300, blank=True)
    text = models.TextField(max_length=2000)
    by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="a_comment_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"comment on {self.version_id}"


class PictureComment(Sealed):
    """That a comment is about a picture, and about which spot of it. It stays with the picture from version to version."""

    SEALED = ("comment", "picture", "spot")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    comment = models.OneToOneField(Comment, models.PROTECT, related_name="about_picture")
    picture = models.ForeignKey("Picture", models.PROTECT, related_name="comments")
    spot = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["comment__at"]

    def __str__(self) -> str:
        return f"{self.comment_id} about {self.picture_id}"


class Stage(models.TextChoices):
    SUBMIT = "submit", "when it was sent for approval"
    APPROVE = "approve", "when it was approved"
    RELEASE = "release", "when it was let go on"
    PUBLISH = "publish", "when it was published"


class GateRun(models.Model):
    """What every gate said of a version at one moment, each with the clause it rests on. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(PostVersion, models.PROTECT, related_name="gate_runs")
    account = models.ForeignKey("Account", models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage)
    # A list of {"code", "level", "sentence", "clause"}; the clause by its number and version as they were.
    results = models.JSONField()
    by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"gates of {self.version_id}, {self.stage}"
