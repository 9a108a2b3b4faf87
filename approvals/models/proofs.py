"""What a post looked like where it stood: a screenshot kept beside the address of the post."""

import uuid

from django.db import models

from approvals.models.decisions import Publication
from audit.models import Sealed
from files.models import StoredFile


class Screenshot(Sealed):
    """A picture of the live post, made anew from what was sent. Never changed."""

    SEALED = ("publication", "file", "by", "at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="screenshots")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"screenshot of {self.publication_id}"
