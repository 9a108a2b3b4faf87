"""A word of its own in every sensitive field of every row of a case, so that where a word turns up says what leaked.

Fields are found by walking the models: a new text column is sensitive until CODES says that it holds none, and a new
model must lead to a case by its foreign keys, name its owner in OWNERS, or stand in REFERENCE. Whoever may read a word
follows from the row it stands in: readers of the case, and the reporter for what hangs on the report.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from audit.triggers import lifted
from incidents.actions.searching import refresh_search
from incidents.models import Incident, IncidentStep
from incidents.models.records.base import CodesField
from school.models import Person
from school.standing import standing_of
from tests.proofs.paths import path_to_case
from tests.proofs.seeded import NOW

WORD = re.compile(r"zq[0-9a-f]{8}zq")
# Columns that hold no word about anybody, with what they hold.
CODES = {
    "incidents.Report.reference": "looked for as it stands",
    "incidents.Incident.reference": "looked for as it stands",
    "incidents.Incident.lead_office": "the code of an office",
    "incidents.Incident.sent_to": "the code of an office",
    "incidents.Incident.offices_concerned": "codes of offices",
    "incidents.IncidentStep.record": "the code of a sort of record",
    "incidents.IncidentStep.for_office": "the code of an office",
    "incidents.IncidentStep.excused_by_office": "the code of an office",
    "school.Draft.address": "the address of a form",
    "school.Draft.about_kind": "the name of a model",
    "school.Draft.fields": "words by field, which are looked for as the browser sends them",
    "incidents.SearchText.text": "put together from the others, by the portal itself",
}
# Models that speak of no case: what ships with the portal.
REFERENCE = {
    *("incidents.Kind", "incidents.KindClause", "incidents.KindStep", "incidents.KindTelling", "incidents.StepShape"),
    "incidents.Service",  # the school's list, which every member of staff reads
}
# Models that belong to one person and to no case yet, of whatever app: the way to that person.
OWNERS: dict[str, str] = {"school.Draft": "writer"}


def sensitive_fields(model: Any) -> list[Any]:
    """Columns of this model in which somebody's words may stand."""
    return [
        one
        for one in model._meta.concrete_fields
        if isinstance(one, models.CharField | models.TextField | models.JSONField)
        and not isinstance(one, CodesField)
        and not one.choices
        and not one.primary_key
        and f"{model._meta.label}.{one.name}" not in CODES
    ]


def models_of_cases() -> list[Any]:
    every = [
        model for model in apps.get_models() if model._meta.app_label == "incidents" or model._meta.label in OWNERS
    ]
    return [model for model in every if sensitive_fields(model) and model._meta.label not in REFERENCE]


def unplaced() -> list[str]:
    """Models of which nobody has said whose words they hold."""
    return [
        model._meta.label
        for model in models_of_cases()
        if path_to_case(model) is None and model._meta.label not in OWNERS
    ]


@dataclass
class Canaries:
    """Each word, where it stands, and which cases or person it belongs to."""

    where: dict[str, str] = field(default_factory=dict)
    readers: dict[str, set[UUID]] = field(default_factory=dict)
    without_rows: list[str] = field(default_factory=list)

    def forbidden_to(self, person: Person, text: str) -> list[str]:
        """What of this text the person may not know, by the column that it stands in."""
        found = {one for one in WORD.findall(text) if person.pk not in self.readers.get(one, set())}
        found |= {one for one in self.marks if one in text and person.pk not in self.readers[one]}
        return sorted(self.where.get(one, f"unknown {one}") for one in found)

    @property
    def marks(self) -> list[str]:
        """References and ids of cases, which are as telling as a word."""
        return [one for one in self.where if not WORD.fullmatch(one)]

    def in_any(self, text: str) -> list[str]:
        return sorted({self.where.get(one, one) for one in WORD.findall(text)})


def place(people: Iterable[Person]) -> Canaries:
    """Write a word into every sensitive field of every row, and the searchable words anew."""
    found, everybody = Canaries(), list(people)
    visible = {
        person.pk: set(Incident.objects.visible_to(standing_of(person.pk, NOW)).values_list("pk", flat=True))
        for person in everybody
    }
    number = 0
    with lifted(connection):
        for model in models_of_cases():
            rows = list(model._base_manager.order_by("pk")) or an_example(model)
            if not rows:
                found.without_rows.append(model._meta.label)
            for row in rows:
                may_read = _readers(model, row, visible)
                for one in sensitive_fields(model):
                    number += 1
                    word = f"zq{number:08x}zq"
                    value: Any = [word] if isinstance(one, models.JSONField) else word
                    if _planted(row, one, value):
                        found.where[word], found.readers[word] = f"{model._meta.label}.{one.name}", may_read
        for incident in Incident.objects.all():
            refresh_search(incident)
    for incident in Incident.objects.select_related("report"):
        may_read = {person for person, cases in visible.items() if incident.pk in cases}
        found.where |= {
            incident.reference: f"reference {incident.reference}",
            str(incident.pk): f"id of {incident.reference}",
        }
        found.readers |= {incident.reference: may_read | {incident.report.reporter_id}, str(incident.pk): may_read}
    return found


def _planted(row: Any, field: Any, value: Any) -> bool:
    """Put the word there, unless the database wants this column empty in such a row."""
    try:
        with transaction.atomic():
            return bool(type(row)._base_manager.filter(pk=row.pk).update(**{field.name: value}))
    except IntegrityError:
        assert not getattr(row, field.attname)
        return False


def an_example(model: Any) -> list[Any]:
    """A row of a model that the demo has none of, of the first case that has a step; nothing where none can be made."""
    nullable = [one.name for one in model._meta.concrete_fields if one.null]
    for filled in ([], *([name] for name in nullable), nullable):  # one of several may be asked for
        try:
            with transaction.atomic():
                return [model._base_manager.create(**_example_facts(model, filled))]
        except IntegrityError:
            continue
    return []


def _example_facts(model: Any, filled: list[str]) -> dict[str, Any]:
    step = IncidentStep.objects.select_related("incident").order_by("pk").first()
    about_case = {"incident": step.incident, "step": step} if step else {}
    given = {}
    for one in model._meta.concrete_fields:
        if one.name in about_case:
            given[one.name] = about_case[one.name]
        elif one.related_model is not model and (
            one.name in filled or not (one.has_default() or one.primary_key or one.null)
        ):
            given[one.name] = _example_of(one)
    return given


def _example_of(one: Any) -> Any:
    if one.is_relation:
        return one.related_model._base_manager.order_by("pk").first()
    if one.choices:
        return one.choices[0][0]
    kinds = {
        models.UUIDField: uuid4(),
        models.DateTimeField: NOW,
        models.DateField: NOW.date(),
        models.TimeField: NOW.time(),
        models.BooleanField: False,
        models.IntegerField: 1,
    }
    return next((value for kind, value in kinds.items() if isinstance(one, kind)), "x")


def _readers(model: Any, row: Any, visible: dict[UUID, set[UUID]]) -> set[UUID]:
    """Who may read what stands in this row."""
    path = path_to_case(model)
    if path is None:
        return set(model._base_manager.filter(pk=row.pk).values_list(OWNERS[model._meta.label], flat=True))
    cases = set(model._base_manager.filter(pk=row.pk).values_list(path, flat=True))
    may_read = {person for person, known in visible.items() if known & cases}
    if path.endswith("incidents"):
        way = path.removesuffix("incidents") + "reporter"
        may_read |= set(model._base_manager.filter(pk=row.pk).values_list(way, flat=True))
    if getattr(row, "from_reporter", False):  # what a reporter sent is listed on their own page
        may_read.add(row.author_id)
    return may_read
