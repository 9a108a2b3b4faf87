"""Whether a child may be shown: what families answered for each medium and purpose, and which children are never shown.

Answers are only ever added; the last one of a child for a medium and a purpose is the one that stands. Consent is asked
for each medium and can be withdrawn (data protection; the policy itself says nothing of it: docs/reference/gaps.md G23).
"""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from audit.models import Sealed
from school.models.families import Stage


class ConsentMedium(models.Model):
    """Where a child may be seen: a row of the school's form, and the sorts of account that belong to it."""

    code = models.CharField(max_length=30, primary_key=True)
    name = models.CharField(max_length=80)
    # As it ends a sentence: "may be shown on social media".
    place = models.CharField(max_length=80)
    platforms = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")
        verbose_name_plural = "consent media"

    def __str__(self) -> str:
        return self.name


class ConsentPurpose(models.Model):
    """What a child may be seen for."""

    code = models.CharField(max_length=30, primary_key=True)
    name = models.CharField(max_length=80)
    meaning = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name


class Verdict(models.TextChoices):
    """How far a family goes. The name is part of the answer, so that "named, but not shown" cannot be said."""

    NAMED = "named", "Yes, with first name"
    UNNAMED = "unnamed", "Yes, without a name"
    NO = "no", "No"
    WITHDRAWN = "withdrawn", "Withdrawn"


YES = (Verdict.NAMED, Verdict.UNNAMED)


class Evidence(models.TextChoices):
    PAPER = "paper", "Paper form"
    EMAIL = "email", "E-mail"
    LETTER = "letter", "Letter"
    RECORDS = "records", "Form in the school's pupil records"
    SPOKEN = "spoken", "Said in person or on the telephone"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def current(self) -> "ConsentQuerySet":
        """The answer that stands for each child, medium and purpose."""
        later = Consent.objects.filter(
            pupil=OuterRef("pupil"), medium=OuterRef("medium"), purpose=OuterRef("purpose"), n__gt=OuterRef("n")
        )
        return self.filter(~Exists(later))

    def given_before(self, day: date) -> "ConsentQuerySet":
        """Yeses from before a day: what the family is asked again."""
        return self.filter(verdict__in=YES, starts_on__lt=day)


class Consent(Sealed):
    """One answer of a family. A withdrawal is an answer too; nothing is ever changed."""

    SEALED: ClassVar[tuple[str, ...]] = (
        *("pupil", "medium", "purpose", "n", "verdict", "given_by", "evidence", "evidence_note"),
        *("starts_on", "ends_on", "stage", "entered_by", "entered_at"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pupil = models.ForeignKey("school.Pupil", models.PROTECT, related_name="consents")
    medium = models.ForeignKey(ConsentMedium, models.PROTECT, related_name="+")
    purpose = models.ForeignKey(ConsentPurpose, models.PROTECT, related_name="+")
    # The answers of one child for one medium and purpose are counted from 1; the highest stands.
    n = models.PositiveIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    # The parent or carer; empty where the evidence speaks for the whole family.
    given_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    evidence = models.CharField(max_length=10, choices=Evidence.choices)
    evidence_note = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField("dated")
    ends_on = models.DateField("until", null=True)
    # The child's stage when the answer was entered: the school asks again when a child moves on.
    stage = models.CharField(max_length=10, choices=Stage.choices, blank=True)
    once = models.UUIDField(default=uuid.uuid4, editable=False)
    entered_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ("-entered_at", "medium__position", "purpose__position", "-n")
        constraints = [
            models.UniqueConstraint(fields=["pupil", "medium", "purpose", "n"], name="answers_of_a_family_are_counted"),
            models.UniqueConstraint(
                fields=["once", "pupil", "medium", "purpose"], name="a_form_answers_each_question_once"
            ),
            models.CheckConstraint(
                name="a_consent_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="only_a_yes_has_a_last_day", condition=Q(ends_on=None) | Q(verdict__in=["named", "unnamed"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.medium}, {self.purpose}"

    @property
    def is_yes(self) -> bool:
        return self.verdict in YES

    def is_repeated_by(
        self, verdict: str, starts_on: date, ends_on: date | None, given_by_id: uuid.UUID | None
    ) -> bool:
        """Whether an answer says nothing that this one does not say."""
        until = ends_on if verdict in YES else None
        return (self.verdict, self.starts_on, self.ends_on, self.given_by_id) == (
            verdict,
            starts_on,
            until,
            given_by_id,
        )

    def is_newer_than(self, verdict: str, starts_on: date) -> bool:
        """Whether an answer is a yes from before this one: an old form found late must not undo a withdrawal."""
        return verdict in YES and starts_on < self.starts_on


class ProtectionFlagQuerySet(models.QuerySet["ProtectionFlag"]):
    def standing(self) -> "ProtectionFlagQuerySet":
        return self.filter(lifting=None)


class ProtectionFlag(Sealed):
    """This child is not shown anywhere. Everybody sees just that; why is for the safeguarding team alone."""

    SEALED: ClassVar[tuple[str, ...]] = ("pupil", "reason", "set_by", "set_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pupil = models.ForeignKey("school.Pupil", models.PROTECT, related_name="protection_flags")
    reason = models.TextField(max_length=2000)
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    set_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = ProtectionFlagQuerySet.as_manager()

    class Meta:
        ordering = ("-set_at", "id")

    def __str__(self) -> str:
        return f"Do not show {self.pupil.person}"


class FlagLifting(Sealed):
    """The end of a protection flag: a row of its own, since a flag is never changed."""

    SEALED: ClassVar[tuple[str, ...]] = ("flag", "reason", "lifted_by", "lifted_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    flag = models.OneToOneField(ProtectionFlag, models.PROTECT, related_name="lifting")
    reason = models.TextField(max_length=2000)
    lifted_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.flag} lifted"
