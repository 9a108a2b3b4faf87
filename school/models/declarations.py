"""What staff say of themselves: a friendship outside school, a mobile number shared, a look at one's own settings.

Nobody has to declare, and a missing declaration is never a fault. Rows are only ever added: a declaration is renewed by
a new one, ended by a row, and noted by a row; its time is the server's.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from audit.models import Sealed


class DeclarationKind(models.Model):
    """What can be declared, who may read it, and whether somebody notes that they know. The code is the register's."""

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=80)
    statement = models.CharField(max_length=300)
    hint = models.CharField(max_length=400, blank=True)
    # The questions beside the statement; an empty one is not asked.
    asks_whom = models.CharField(max_length=120, blank=True)
    asks_reason = models.CharField(max_length=120, blank=True)
    # Codes of offices.
    read_by = models.JSONField(default=list)
    counted_by = models.JSONField(default=list)
    noted_by = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    def standing(self) -> "DeclarationQuerySet":
        """Neither ended nor taken over by its renewal."""
        return self.filter(ending=None, renewal=None)

    def unnoted(self) -> "DeclarationQuerySet":
        """Standing, and nobody who ought to know has noted it; a renewal is noted anew."""
        return self.standing().filter(note=None).exclude(kind__noted_by=[])


class Declaration(Sealed):
    """A member of staff says so, at the server's time; never dated back."""

    SEALED: ClassVar[tuple[str, ...]] = (
        "kind",
        "person",
        "whom",
        "reason",
        "declared_at",
        "renews",
        "first_declared_at",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.ForeignKey(DeclarationKind, models.PROTECT, related_name="+")
    person = models.ForeignKey("school.Person", models.PROTECT, related_name="declarations")
    # Initials only: the other person never asked to stand in this list.
    whom = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    declared_at = models.DateTimeField()
    # Renewed year by year, it still counts from the first time.
    first_declared_at = models.DateTimeField()
    renews = models.OneToOneField("self", models.PROTECT, null=True, related_name="renewal")
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        ordering = ("-declared_at", "id")
        indexes = [models.Index(fields=["person", "kind"], name="school_declared_by")]
        constraints = [
            models.CheckConstraint(
                name="a_declaration_counts_from_its_first_time",
                condition=Q(renews=None, first_declared_at=F("declared_at"))
                | Q(renews__isnull=False, first_declared_at__lte=F("declared_at")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.person})"


class DeclarationEnd(Sealed):
    """It is no longer so; said by the person alone."""

    SEALED: ClassVar[tuple[str, ...]] = ("declaration", "ended_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    declaration = models.OneToOneField(Declaration, models.PROTECT, related_name="ending")
    ended_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.declaration} ended"


class DeclarationNote(Sealed):
    """Somebody who ought to know notes that they do: knowledge, not approval."""

    SEALED: ClassVar[tuple[str, ...]] = ("declaration", "noted_by", "noted_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    declaration = models.OneToOneField(Declaration, models.PROTECT, related_name="note")
    noted_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.declaration} noted"
