"""Kinds of case and what each adds to the policy's own steps: data, shipped in incidents/register/kinds.yaml."""

import uuid

from django.db import models

from incidents.models.reports import Concerns


class Asked(models.TextChoices):
    """When a step is asked for (decision 7)."""

    ALLEGED = "alleged", "When the leader confirms the kind"
    FOUND = "found", "Only when a clause is found broken"


class Each(models.TextChoices):
    """A step that has to be done for each of several people."""

    CASE = "case", "Once for the case"
    PUPIL = "pupil", "For each pupil concerned"
    SUBJECT = "subject", "For each person concerned"


class Kind(models.Model):
    """A kind of case, such as an underage account or a firewall attempt."""

    code = models.CharField(max_length=60, primary_key=True)
    name = models.CharField(max_length=120)
    audience = models.CharField(max_length=10, choices=Concerns)
    # The kind that a clause without a register entry falls into: one for each audience.
    is_general = models.BooleanField(default=False)
    # May be chosen although no clause was broken, such as a pupil's own report of contact by an adult.
    is_offered = models.BooleanField(default=False)
    # The ordinary case of this kind is dealt with on one page, from the first press to closing.
    is_ordinary = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position", "code")
        constraints = [
            models.UniqueConstraint(
                name="one_general_kind_for_an_audience", fields=["audience"], condition=models.Q(is_general=True)
            )
        ]

    def __str__(self) -> str:
        return self.name


class KindClause(models.Model):
    """A clause of the shipped register that belongs to a kind: broken by it, or speaking beside it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.ForeignKey(Kind, models.CASCADE, related_name="clauses")
    register_code = models.CharField(max_length=80)
    # Not the clause broken, but one whose steps follow with it, such as the duty to tell parents.
    is_companion = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(name="a_kind_names_a_clause_once", fields=["kind", "register_code"])]

    def __str__(self) -> str:
        return self.register_code


class KindTelling(models.Model):
    """A clause whose way of telling follows with a kind, though neither the clause nor its steps do.

    Such as the duty of staff to tell of a pupil's attempt to reach them: it binds the employee who tells, and
    says how fast the pupil's case travels.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.ForeignKey(Kind, models.CASCADE, related_name="tellings")
    register_code = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_kind_is_told_by_a_clause_once", fields=["kind", "register_code"])
        ]

    def __str__(self) -> str:
        return self.register_code


class KindStep(models.Model):
    """A step that a kind asks for beside those of its clauses, with where that comes from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.ForeignKey(Kind, models.CASCADE, related_name="steps")
    step = models.ForeignKey("policy.Step", models.PROTECT, related_name="+")
    asked = models.CharField(max_length=10, choices=Asked, default=Asked.ALLEGED)
    force = models.CharField(max_length=12)
    condition = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(name="a_kind_asks_for_a_step_once", fields=["kind", "step"])]

    def __str__(self) -> str:
        return str(self.step)


class StepShape(models.Model):
    """How a step is worked, whatever asks for it: by whom, for each of whom, after what, by when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    step = models.OneToOneField("policy.Step", models.CASCADE, related_name="shape")
    done_by = models.CharField(max_length=40, blank=True)
    each = models.CharField(max_length=10, choices=Each, default=Each.CASE)
    after = models.ForeignKey("policy.Step", models.PROTECT, null=True, related_name="+")
    target = models.CharField(max_length=60, blank=True)
    # What has to be on record when it is done: a code of incidents.models.records.RECORDS, or "" for a sentence.
    record = models.CharField(max_length=40, blank=True)
    # Asked for once this one is done, such as looking whether a post has gone.
    then = models.ForeignKey("policy.Step", models.PROTECT, null=True, related_name="+")
    # No clause is found broken while this one is open: the person is heard, the harm is looked into.
    before_finding = models.BooleanField(default=False)
    # Another target where a child may be at risk; "" = the same.
    target_at_risk = models.CharField(max_length=60, blank=True)
    # Child protection: whoever has to do it is told at once, at any hour.
    is_urgent = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.step)
