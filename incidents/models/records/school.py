"""What the school does beyond people: restrictions on its ICT, reports to services, data breaches, pictures, referrals."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from incidents.models.records.base import Record, answered


class IctRestriction(Record):
    """Supervised use, not exclusion: curriculum access and any assistive technology stay (domain P4, gap G17)."""

    FACTS: ClassVar[tuple[str, ...]] = (
        "starts_on",
        "supervision",
        "supervised_by",
        "adjustment",
        "review_on",
        "ends_on",
    )
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    starts_on = models.DateField("From when?")
    supervision = models.TextField(
        "What does close supervision mean here?",
        max_length=2000,
        help_text="Whoever supervises reads this and what the pupil needs, and nothing else of the case: not what happened.",
    )
    supervised_by = models.CharField("Who supervises?", max_length=200)
    adjustment = models.TextField("Anything this pupil needs all the same?", blank=True, max_length=2000)
    review_on = models.DateField("When is it looked at again?", help_text="Before it ends.")
    ends_on = models.DateField(
        "When does it end, at the latest?", null=True, help_text="Never later than the end of term."
    )

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="a_restriction_says_what_and_who", condition=answered("supervision", "supervised_by")
            ),
            models.CheckConstraint(
                name="a_restriction_is_reviewed_after_it_starts", condition=Q(review_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="a_restriction_is_reviewed_before_it_ends",
                condition=Q(ends_on=None) | Q(review_on__lte=F("ends_on")),
            ),
        ]


class RestrictionReview(Record):
    """The restriction ends, or goes on until a fresh day with a reason."""

    FACTS: ClassVar[tuple[str, ...]] = ("ends_on", "goes_on_until", "reason")
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    ends_on = models.DateField("It ends on", null=True, blank=True)
    goes_on_until = models.DateField("Or: it goes on, and is looked at again on", null=True, blank=True)
    reason = models.TextField("Why?", max_length=2000)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="a_restriction_ends_or_goes_on",
                condition=Q(ends_on__isnull=False, goes_on_until=None) | Q(ends_on=None, goes_on_until__isnull=False),
            ),
            models.CheckConstraint(name="a_restriction_review_gives_its_reason", condition=answered("reason")),
        ]

    @property
    def settles(self) -> bool:
        return self.ends_on is not None

    @property
    def next_due(self) -> date | None:
        return self.goes_on_until


class PlatformReport(Record):
    """A report to the service it appeared on, with its reference."""

    FACTS: ClassVar[tuple[str, ...]] = ("service", "reference", "result")
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    service = models.CharField("To which service?", max_length=120)
    reference = models.CharField(
        "Its reference", max_length=120, help_text="If the service gives none, write the day and the name you used."
    )
    result = models.TextField("What came of it, as far as you know?", blank=True, max_length=2000)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(name="a_platform_report_has_a_reference", condition=answered("service", "reference"))
        ]


class BreachAssessment(Record):
    """A personal data breach: every one is logged; the regulator within 72 hours of awareness where people are at risk.

    UK GDPR articles 33 and 34.
    """

    class Risk(models.TextChoices):
        UNLIKELY = "unlikely", "A risk to people is unlikely"
        LIKELY = "likely", "A risk to people is likely: the regulator is told"
        HIGH = "high", "A high risk: the regulator and the people are told"

    FACTS: ClassVar[tuple[str, ...]] = (
        "aware_at", "data", "people_count", "contained", "risk", "reasons", "regulator_told_at", "people_told",
    )  # fmt: skip
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    aware_at = models.DateTimeField("When did the school become aware?", help_text="The 72 hours run from here.")
    data = models.TextField("Which data, and how did it happen?", max_length=4000)
    people_count = models.PositiveIntegerField("How many people, about?")
    contained = models.TextField("What was done to contain it?", max_length=4000)
    risk = models.CharField("What does it mean for them?", max_length=10, choices=Risk)
    reasons = models.TextField("For what reasons?", max_length=4000)
    regulator_told_at = models.DateTimeField("When was the regulator told?", null=True, blank=True)
    people_told = models.CharField("When and how were the people told?", max_length=400, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="a_risk_is_told_to_the_regulator",
                condition=Q(risk="unlikely") | Q(regulator_told_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_high_risk_is_told_to_the_people", condition=~Q(risk="high") | answered("people_told")
            ),
            models.CheckConstraint(
                name="a_breach_says_what_and_why", condition=answered("data", "contained", "reasons")
            ),
        ]


class ConsentCheck(Record):
    """Whether every child shown may be shown: yes or no, never which child or why."""

    class Answer(models.TextChoices):
        ALL = "all", "Every child shown may be shown"
        NOT_ALL = "not_all", "Not every child: the picture has to go"
        NOT_CLEAR = "not_clear", "It is not clear who is shown"

    FACTS: ClassVar[tuple[str, ...]] = ("answer", "note")
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    answer = models.CharField("What do the consents say?", max_length=20, choices=Answer)
    note = models.TextField(
        "Anything to add?", blank=True, max_length=2000, help_text="Never which child is protected, or why."
    )


class ReferralDecision(Record):
    """The Designated Teacher's decision. The detail lives in the school's child-protection record; here is a pointer."""

    class Decision(models.TextChoices):
        GATEWAY = "gateway", "Referred to Gateway"
        POLICE = "police", "Referred to the police"
        BOTH = "both", "Referred to Gateway and the police"
        ADVICE = "advice", "Advice taken; kept under watch in school"
        NONE = "none", "No referral"

    FACTS: ClassVar[tuple[str, ...]] = ("decision", "tells_parents", "pointer")
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    decision = models.CharField("What was decided?", max_length=10, choices=Decision)
    tells_parents = models.CharField("Who tells the parents, and when?", max_length=200)
    pointer = models.CharField("Where is the child-protection record kept?", max_length=120)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="a_referral_decision_points_to_its_record", condition=answered("tells_parents", "pointer")
            )
        ]
