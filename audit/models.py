"""The record of what happened, which nobody can change unseen, and the seal it keeps of every row.

Nothing here points at other tables: an entry must outlive what it speaks of.
"""

from __future__ import annotations

import hmac
import secrets
import uuid
from typing import Any, ClassVar

from django.core import checks
from django.db import models

from audit import canonical


def new_key() -> bytes:
    """A record's own key: destroyed with the record, so that its old seals tell nothing more."""
    return secrets.token_bytes(32)


class Sealed(models.Model):
    """A row whose contents the record vouches for.

    SEALED only ever grows at its end: an entry says how many of the names it
    covered, so seals made before a field existed still hold.
    """

    SEALED: ClassVar[tuple[str, ...]] = ()

    audit_key = models.BinaryField(max_length=32, default=new_key, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def audit_kind(cls) -> str:
        """What this kind of record is called in the record: "app.Model"."""
        return cls._meta.concrete_model._meta.label  # type: ignore[union-attr]

    def seal(self, *, first: int | None = None) -> str:
        """A keyed digest of the sealed fields as the database holds them."""
        values = {}
        for name in self.SEALED[:first]:
            field: Any = self._meta.get_field(name)
            values[name] = canonical.as_stored(field, getattr(self, field.attname))
        text = canonical.dump({"kind": self.audit_kind(), "id": str(self.pk), "fields": values})
        return hmac.new(bytes(self.audit_key), text.encode(), "sha256").hexdigest()

    @classmethod
    def check(cls, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *cls._check_sealed()]

    @classmethod
    def _check_sealed(cls) -> list[checks.CheckMessage]:
        fields = {field.name: field for field in cls._meta.concrete_fields}
        found: list[checks.CheckMessage] = []
        if not cls.SEALED:
            found.append(checks.Error("SEALED names no field.", obj=cls, id="audit.E001"))
        for name in cls.SEALED:
            if name not in fields or name == "audit_key":
                found.append(
                    checks.Error(
                        f"SEALED names {name!r}, which is not a stored field.",
                        obj=cls,
                        id="audit.E002",
                    )
                )
        if not isinstance(cls._meta.pk, models.UUIDField):
            found.append(checks.Error("A sealed record needs a UUID key.", obj=cls, id="audit.E003"))
        return found


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, kind: str, record_id: uuid.UUID) -> EntryQuerySet:
        """The history of one record, oldest first."""
        return self.filter(about_kind=kind, about_id=record_id).order_by("number")

    def of(self, record: Sealed) -> EntryQuerySet:
        """The history of this very record, oldest first."""
        return self.about(record.audit_kind(), record.pk)

    def named(self, *names: str) -> EntryQuerySet:
        return self.filter(name__in=names)

    def before(self, number: int) -> EntryQuerySet:
        """The next page of a list that runs newest first."""
        return self.filter(number__lt=number)

    def newest_first(self) -> EntryQuerySet:
        return self.order_by("-number")


class Entry(models.Model):
    """One thing that happened. The body is the very text that was hashed.

    The other columns repeat what the body says, for searching; `audit verify`
    holds them against it.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    name = models.CharField(max_length=60)
    actor = models.UUIDField(null=True)
    about_kind = models.CharField(max_length=80, blank=True)
    about_id = models.UUIDField(null=True)
    body = models.TextField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["about_kind", "about_id", "number"], name="entry_about"),
            models.Index(fields=["actor", "number"], name="entry_actor"),
            models.Index(fields=["name", "number"], name="entry_name"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Disposal(Sealed):
    """An agreement that one record may be destroyed. Without it the database refuses to delete.

    Insert-only and sealed, so a forged agreement is found as a row without an entry.
    UK GDPR article 5(1)(e): kept no longer than necessary, and shown to have been so.
    """

    SEALED = ("table", "record_id", "agreed_by", "agreed_at", "retention_class")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    table = models.CharField(max_length=63)
    record_id = models.UUIDField()
    agreed_by = models.UUIDField()
    agreed_at = models.DateTimeField()
    retention_class = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "record_id"], name="a_record_is_disposed_of_once")]

    def __str__(self) -> str:
        return f"{self.table} {self.record_id}"
