"""Cases that belong together: one report split by subject, or two matters that the leader of both joins."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from audit.models import Sealed
from incidents.models.cases import Incident
from school.standing import Standing


class LinkQuerySet(models.QuerySet["Link"]):
    def live(self) -> Self:
        """Not undone."""
        return self.filter(undone=None)

    def of(self, incident: Incident) -> Self:
        return self.filter(Q(first=incident) | Q(second=incident))


class Link(Sealed):
    """Two cases that belong together. Only who may see both ends learns of it (decision 3)."""

    SEALED: ClassVar[tuple[str, ...]] = ("first", "second", "made_at", "made_by", "again")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The form that made it, when a report was split: sent twice, it splits once.
    once = models.UUIDField(null=True, db_index=True)
    first = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    second = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    # Two cases that were linked, parted and belong together after all: the parting that this link comes after.
    again = models.OneToOneField("incidents.Unlinking", models.PROTECT, null=True, related_name="+")

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="two_cases_are_linked_once", fields=["first", "second"], condition=Q(again=None)
            ),
            models.CheckConstraint(name="a_case_is_not_linked_with_itself", condition=~Q(first=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first} and {self.second}"


class Unlinking(Sealed):
    """A link that was made by mistake. The link stays on record; this says that it holds no longer."""

    SEALED: ClassVar[tuple[str, ...]] = ("link", "by", "at", "reason")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    link = models.OneToOneField(Link, models.PROTECT, related_name="undone")
    by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(name="an_unlinking_says_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.link}, parted"


def linked_with(incident: Incident, standing: Standing) -> list[Incident]:
    """The other ends that this reader of `incident` may see, oldest first; each with whether the link was made by hand.

    By the links, never by all the cases there are: they are few, and cases are many.
    """
    ends = Link.objects.of(incident).live()
    others = {end for pair in ends.values_list("first", "second") for end in pair} - {incident.pk}
    if not others:
        return []
    by_hand = ends.filter(Q(first=OuterRef("pk")) | Q(second=OuterRef("pk")), once=None)
    rows = Incident.objects.visible_to(standing).filter(pk__in=others)
    return list(rows.annotate(may_be_parted=Exists(by_hand)).order_by("opened_at", "id"))


def shown_link(incident: Incident, other: uuid.UUID, standing: Standing) -> tuple[Incident | None, Link | None]:
    """The other end and the link to it, as this reader of `incident` sees them; nothing for what they may not know."""
    end = Incident.objects.visible_to(standing).filter(pk=other).exclude(pk=incident.pk).first()
    return end, Link.objects.live().of(incident).of(end).first() if end else None
