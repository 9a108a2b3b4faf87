"""Steps and registers as data: shipped in policy/register/*.yaml, added to by the school."""

from typing import Self

from django.db import models


class StepSource(models.TextChoices):
    POLICY = "policy", "The policy"
    LAW = "law", "Law or guidance"
    SCHOOL = "school", "The school"


class StepForce(models.TextChoices):
    OBLIGATORY = "obligatory", "Has to be done"
    RECOMMENDED = "recommended", "Recommended"


class StepMoment(models.TextChoices):
    ALLEGED = "alleged", "When the leader confirms the clause"
    FOUND = "found", "Only when the clause is found broken"


class StepQuerySet(models.QuerySet["Step"]):
    def chosen_by_hand(self) -> Self:
        """What a person may put under a clause; the rest follows from the facts of a report by itself."""
        return self.filter(at_once__in={"", "leader"})


class Step(models.Model):
    """One thing to be done about an incident, known by its code; no code stands in Python."""

    code = models.CharField(max_length=60, primary_key=True)
    text = models.CharField(max_length=300, unique=True)
    source = models.CharField(max_length=10, choices=StepSource, default=StepSource.SCHOOL)
    force = models.CharField(max_length=12, choices=StepForce, default=StepForce.OBLIGATORY)
    # Decision 7. at_once: "" = waits for the leader; otherwise the condition under which the
    # step is asked for the moment a report is saved ("pupil" = a pupil is concerned or affected).
    at_once = models.CharField(max_length=40, blank=True)
    moment = models.CharField(max_length=10, choices=StepMoment, default=StepMoment.ALLEGED)
    order = models.PositiveSmallIntegerField(default=500)
    # The office that may excuse it; "" = whoever leads the case.
    excused_by = models.CharField(max_length=40, blank=True)
    # Asked for only when the facts of the report say so ("equipment", "pictures", ...); "" = always.
    kind_condition = models.CharField(max_length=40, blank=True)
    # "Nothing further" is a proper outcome of this step.
    is_outcome_optional = models.BooleanField(default=False)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.text


class Register(models.Model):
    """A list that the school keeps because a clause implies it, such as its official users."""

    code = models.CharField(max_length=60, primary_key=True)
    text = models.CharField(max_length=200)

    class Meta:
        ordering = ["text"]

    def __str__(self) -> str:
        return self.text
