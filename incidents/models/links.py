"""Cases that belong together: one report split by subject, or two matters that the leader of both joins."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from audit.models import Sealed
from incidents.models.cases import Incident
from school.standing import Standing


class LinkQuerySet(models.QuerySet["Link"]):
    def of(self, incident: Incident) -> Self:
        return self.filter(Q(first=incident) | Q(second=incident))


class Link(Sealed):
    """Two cases that belong together. Only who may see both ends learns of it (decision 3)."""

    SEALED: ClassVar[tuple[str, ...]] = ("first", "second", "made_at", "made_by")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The form that made it, when a report was split: sent twice, it splits once.
    once = models.UUIDField(null=True, db_index=True)
    first = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    second = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="two_cases_are_linked_once", fields=["first", "second"]),
            models.CheckConstraint(name="a_case_is_not_linked_with_itself", condition=~Q(first=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first} and {self.second}"


def linked_with(incident: Incident, standing: Standing) -> list[Incident]:
    """The other ends that this reader of `incident` may see, oldest first."""
    ends = Link.objects.of(incident).values_list("first", "second")
    others = {end for pair in ends for end in pair} - {incident.pk}
    if not others:
        return []
    return list(Incident.objects.visible_to(standing).filter(pk__in=others).order_by("opened_at", "id"))
