"""The list of services that pupils and families use: the school's own, kept by the Principal (clause register `platform_list`)."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from audit.models import Sealed

MINIMUM_AGE = 13
# A service that is not on the list: the answer of a form, and of the filter of the case list.
ANOTHER_SERVICE = "another"


class ServiceKind(models.TextChoices):
    NETWORK = "network", "Social network"
    MESSAGES = "messages", "Messages and groups"
    VIDEO = "video", "Video and pictures"
    GAME = "game", "Game with chat"
    FORUM = "forum", "Forum, blog or reviews"
    OTHER = "other", "Something else"


class ServiceQuerySet(models.QuerySet["Service"]):
    def live(self) -> Self:
        return self.filter(ended_on=None)

    def by_name(self) -> Self:
        return self.order_by("name_key", "id")


class Service(Sealed):
    """One service. It is ended, never deleted: reports of earlier days go on pointing to it."""

    SEALED: ClassVar[tuple[str, ...]] = ("name", "kind", "minimum_age", "looked_at_on", "ended_on")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    once = models.UUIDField(unique=True, default=uuid.uuid4)
    name = models.CharField(max_length=60)
    name_key = models.CharField(max_length=120, editable=False)  # the name, folded: two spellings are one service
    kind = models.CharField(max_length=10, choices=ServiceKind)
    # The service's own term, in years. It binds the service rather than the child, and changes: so it is the school's to keep.
    minimum_age = models.PositiveSmallIntegerField(default=MINIMUM_AGE)
    looked_at_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_service_stands_once_on_the_list", fields=["name_key"], condition=Q(ended_on=None)
            ),
            models.CheckConstraint(name="a_service_has_a_name", condition=~Q(name_key="")),
        ]

    def __str__(self) -> str:
        return self.name
