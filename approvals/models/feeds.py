"""The secret address under which a person's own calendar program reads the calendar of posts."""

import uuid
from typing import Self

from django.core.signing import Signer
from django.db import models
from django.db.models import Q

from audit.models import Sealed

SALT = "approvals.calendar"


class CalendarAddressQuerySet(models.QuerySet["CalendarAddress"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)


class CalendarAddress(Sealed):
    """One address of one person. A new one ends the one before; an ended one answers nobody.

    The secret is not kept: it is a signature of the row's id, so that who reads the database cannot
    write the address.
    """

    SEALED = ("person", "ended_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = CalendarAddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_calendar_address_per_person", fields=["person"], condition=Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def secret(self) -> str:
        return secret_of(self.pk)


def secret_of(pk: uuid.UUID) -> str:
    """What stands in the address beside the id; 256 bits, which only this installation can make."""
    return Signer(salt=SALT).signature(str(pk))
