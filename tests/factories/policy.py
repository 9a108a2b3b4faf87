"""Policies as the tests need them: a version in any state, with clauses that ask for something."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from policy.actions.duties import replace_duties
from policy.actions.versions import seal
from policy.models import Clause, ClauseVersion, Policy, Register, Section, Step, Version
from tests.factories.school import PersonFactory

MADE_AT = datetime(2020, 11, 10, 9, tzinfo=UTC)


class PolicyFactory(DjangoModelFactory):
    class Meta:
        model = Policy

    slug = factory.Sequence(lambda n: f"policy-{n}")
    title = factory.Sequence(lambda n: f"Policy {n}")


class VersionFactory(DjangoModelFactory):
    """A draft; `is_approved=True` brings it into force from `effective_from` (1 September 2020)."""

    class Meta:
        model = Version

    policy = factory.SubFactory(PolicyFactory)
    label = factory.Sequence(lambda n: f"v{n}")
    created_at = MADE_AT
    created_by = factory.SubFactory(PersonFactory)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        is_approved = kwargs.pop("is_approved", False)
        clauses = kwargs.pop("clauses", None)
        version = super()._create(model_class, *args, **kwargs)
        for fields in clauses or []:
            ClauseVersionFactory(version=version, **fields)
        if is_approved:
            approve(version)
        return version


def approve(version: Version, effective_from: date | None = None) -> Version:
    """Bring a version into force as the actions do, without asking who may."""
    starts = effective_from or version.effective_from or date(2020, 9, 1)
    seal(version, effective_from=starts, by=version.created_by, now=MADE_AT)
    return version


class SectionFactory(DjangoModelFactory):
    class Meta:
        model = Section
        django_get_or_create = ("version", "number")

    version = factory.SubFactory(VersionFactory)
    number = "1"
    title = "Rules"
    position = 1


class ClauseFactory(DjangoModelFactory):
    class Meta:
        model = Clause

    policy = factory.SubFactory(PolicyFactory)


class ClauseVersionFactory(DjangoModelFactory):
    """A clause of a draft. `steps` are codes, `tell` pairs of codes, `registers` codes."""

    class Meta:
        model = ClauseVersion

    version = factory.SubFactory(VersionFactory)
    section = factory.LazyAttribute(lambda row: SectionFactory(version=row.version))
    clause = factory.LazyAttribute(lambda row: ClauseFactory(policy=row.version.policy))
    number = factory.Sequence(lambda n: f"1.{n}")
    position = factory.Sequence(lambda n: n)
    wording = "Nobody leaves the gate open."
    restatement = "The gate is kept shut."
    audience = "all"
    force = "must"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        steps, tell = kwargs.pop("steps", []), kwargs.pop("tell", [])
        registers = kwargs.pop("registers", [])
        row = super()._create(model_class, *args, **kwargs)
        if steps or tell or registers:
            chosen = [Step.objects.get(code=code) for code in steps]
            replace_duties(
                row,
                tell=tell,
                steps=[(step, step.force) for step in chosen],
                registers=Register.objects.filter(code__in=registers),
            )
        return row
