"""The bullying record of the Addressing Bullying in Schools Act (Northern Ireland) 2016, s.3, and the aids around it.

Alleged incidents are recorded too; between pupils only; one act may be enough (s.1, "includes, but is not limited to").
"""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from incidents.models.intake import Place
from incidents.models.records.base import CodesField, Record, answered


class Motivation(models.TextChoices):
    """What the motivation appears to be: the list of s.3(3), and two honest answers beside it."""

    RELIGION = "religion", "Religious belief"
    POLITICS = "politics", "Political opinion"
    RACE = "race", "Racial group"
    AGE = "age", "Age"
    SEX = "sex", "Sex"
    ORIENTATION = "orientation", "Sexual orientation"
    MARITAL_STATUS = "marital_status", "Marital status"
    DISABILITY = "disability", "Disability"
    DEPENDANTS = "dependants", "Having or not having dependants"
    GENDER = "gender", "Gender reassignment"
    PREGNANCY = "pregnancy", "Pregnancy"
    OTHER = "other", "Something else"
    NOT_KNOWN = "not_known", "Not known"


class Method(models.TextChoices):
    """s.1(1): by any verbal, written or electronic communication, any other act, or any combination; and omission."""

    VERBAL = "verbal", "Verbal"
    WRITTEN = "written", "Written"
    ELECTRONIC = "electronic", "Electronic"
    OTHER_ACT = "other_act", "Any other act"
    OMISSION = "omission", "Leaving out"


class Seen(models.TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    UNCLEAR = "unclear", "Not clear"


class BullyingAssessment(Record):
    """An aid to judgement: targeted, repeated, intended, harmful. Repetition decides nothing by itself."""

    class Conclusion(models.TextChoices):
        MEETS = "meets", "It meets the legal meaning"
        DOES_NOT = "does_not", "It does not meet it"
        ALLEGED = "alleged", "Alleged; not settled yet"

    FACTS: ClassVar[tuple[str, ...]] = (
        "targeted", "repeated", "intended", "harmful", "power", "conclusion", "reasons",
    )  # fmt: skip
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    targeted = models.CharField("Was it aimed at somebody?", max_length=10, choices=Seen)
    repeated = models.CharField(
        "Has it happened more than once?", max_length=10, choices=Seen, help_text="A single act may be enough."
    )
    intended = models.CharField("Was it meant to hurt?", max_length=10, choices=Seen)
    harmful = models.CharField("Did it hurt, in body or mind?", max_length=10, choices=Seen)
    power = models.CharField(
        "Is one side stronger than the other?", max_length=10, choices=Seen, blank=True,
        help_text="Worth noting; the law does not ask for it.",
    )  # fmt: skip
    conclusion = models.CharField("What do you conclude?", max_length=10, choices=Conclusion)
    reasons = models.TextField("On what grounds?", max_length=4000)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="an_assessment_answers_each_question",
                condition=answered("targeted", "repeated", "intended", "harmful", "conclusion", "reasons"),
            )
        ]


class BullyingRecord(Record):
    """What the Board has to keep: motivation, methods, place, how it was addressed, and the outcome."""

    FACTS: ClassVar[tuple[str, ...]] = (
        "motivation", "methods", "place", "addressed", "outcome", "sims_reference",
    )  # fmt: skip
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    motivation = CodesField(
        "What does the motivation appear to be?", codes=Motivation, help_text="What it appears to be, not what it is."
    )
    methods = CodesField("By which methods?", codes=Method)
    place = models.CharField("Where?", max_length=20, choices=Place)
    addressed = models.TextField("How was it addressed?", max_length=8000)
    outcome = models.TextField(
        "With what outcome, for those experiencing and those displaying it?", blank=True, max_length=8000
    )
    sims_reference = models.CharField("Reference in SIMS, if it is kept there too", max_length=40, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="a_bullying_record_has_the_four_fields_of_the_law",
                condition=answered("motivation", "methods", "place", "addressed"),
            )
        ]


class InterventionReview(Record):
    """Whether what was done has helped, asked of those experiencing it first."""

    class Helped(models.TextChoices):
        YES = "yes", "It has stopped"
        PARTLY = "partly", "It is better"
        NO = "no", "It goes on"

    FACTS: ClassVar[tuple[str, ...]] = ("helped", "heard", "again_on")
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    helped = models.CharField("Has it helped?", max_length=10, choices=Helped)
    heard = models.TextField("What do the pupils say, and what follows?", max_length=4000)
    again_on = models.DateField("Look again on (keeps this step open)", null=True, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(name="a_review_hears_the_pupils", condition=answered("heard")),
            models.CheckConstraint(
                name="what_goes_on_is_looked_at_again", condition=~Q(helped="no") | Q(again_on__isnull=False)
            ),
        ]

    @property
    def settles(self) -> bool:
        return self.again_on is None

    @property
    def next_due(self) -> date | None:
        return self.again_on
