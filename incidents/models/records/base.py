"""What every record of a step has in common. A record is never changed: a correction is a row of its own (decision 14)."""

import uuid
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.timezone import localtime

from audit.models import Sealed
from incidents.models.cases import Incident, IncidentPerson
from incidents.models.parts import IncidentStep
from school.days import LONDON


class RecordQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        """Records that no later one corrects."""
        return self.filter(correction=None)


class Record(Sealed):
    """Something that was done in a case, as one person wrote it down.

    FACTS are the fields that a person fills in, in the order of asking; their verbose names are the questions.
    """

    FACTS: ClassVar[tuple[str, ...]] = ()
    BASE: ClassVar[tuple[str, ...]] = ("incident", "step", "at", "written_by", "written_at", "corrects")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    once = models.UUIDField(unique=True)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    step = models.ForeignKey(IncidentStep, models.PROTECT, related_name="+")
    at = models.DateTimeField("When was it done?")
    written_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="correction")

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("written_at", "id")

    def __str__(self) -> str:
        return self.summary()

    @property
    def subject(self) -> IncidentPerson | None:
        return self.step.subject

    @property
    def settles(self) -> bool:
        """Whether the step is done with this record; a chase, for one, leaves it open."""
        return True

    @property
    def next_due(self) -> date | None:
        """Until when a step that stays open is due anew; none keeps the date it had."""
        return None

    def facts(self) -> list[tuple[str, str]]:
        """Questions and answers, for reading; what was left out is left out."""
        found = []
        for name in self.FACTS:
            field: Any = self._meta.get_field(name)
            if words := self._shown(field):
                found.append((str(field.verbose_name).rstrip("?"), words))
        return found

    def summary(self) -> str:
        """One line for the list of steps and for searching."""
        return f"{_moment(self.at)}. {'. '.join(words.rstrip('.') for _, words in self.facts())}."

    def _shown(self, field: Any) -> str:
        value = getattr(self, field.attname)
        if value in (None, ""):
            return ""
        if isinstance(field, CodesField):
            return field.shown(value)
        if field.choices:
            return str(getattr(self, f"get_{field.name}_display")())
        if isinstance(field, models.BooleanField):
            return "Yes" if value else "No"
        if isinstance(field, models.DateTimeField):
            return _moment(value)
        if isinstance(field, models.DateField):
            return f"{value.day} {value:%B %Y}"
        return str(getattr(self, field.name))


def _moment(value: datetime) -> str:
    when = localtime(value, LONDON)
    return f"{when.day} {when:%B %Y, %H:%M}"


class CodesField(models.CharField):  # type: ignore[type-arg]
    """One or several codes of a list, kept as "one,two"; the empty text is none."""

    def __init__(self, *args: Any, codes: type[models.TextChoices] | None = None, **kwargs: Any) -> None:
        self.codes = codes
        super().__init__(*args, **({"max_length": 300} | kwargs))

    def shown(self, value: str) -> str:
        labels = dict(self.codes.choices) if self.codes else {}
        return ", ".join(str(labels.get(code, code)) for code in value.split(","))


def answered(*fields: str) -> Q:
    """Every one of these texts is there: what the law or fairness wants on record is never left empty."""
    return Q(*(~Q(**{field: ""}) for field in fields))
