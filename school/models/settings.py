"""The school's own settings: its name, its board, its telephone numbers and its targets."""

import uuid
from datetime import time
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from audit.models import Sealed
from audit.prepared import Prepared
from school.models.offices import Office


class BoardKind(models.TextChoices):
    GRANT_MAINTAINED = "grant_maintained", "Grant-maintained integrated"
    CONTROLLED = "controlled", "Controlled integrated"


class School(Sealed):
    """One row: this installation is one school."""

    SEALED: ClassVar[tuple[str, ...]] = (
        "name",
        "board_kind",
        "voting_members",
        "quorum",
        "second_signatory",
        "dt_phone",
        "ddt_phone",
        "gateway_phone",
        "police_phone",
        "complaints_url",
        "complaints_contact",
        "short_name",
        "mail_from",
        "mail_until",
        "digest_at",
        "self_authorised_lane",
    )
    THE_ONE = uuid.UUID("5c400100-0000-4000-8000-000000000001")

    id = models.UUIDField(primary_key=True, default=THE_ONE, editable=False)
    name = models.CharField("school's name", max_length=160, default="Our school")
    short_name = models.CharField("short name", max_length=60, blank=True)
    board_kind = models.CharField(
        "kind of board", max_length=20, choices=BoardKind.choices, default=BoardKind.GRANT_MAINTAINED
    )
    voting_members = models.PositiveSmallIntegerField("voting members in post", default=16)
    quorum = models.PositiveSmallIntegerField("quorum in your Scheme of Management", null=True, blank=True)
    second_signatory = models.CharField(
        "who signs the policy beside the Chair", max_length=40, choices=Office.choices, default=Office.PRINCIPAL
    )
    dt_phone = models.CharField("Designated Teacher's telephone", max_length=40, blank=True)
    ddt_phone = models.CharField("Deputy Designated Teacher's telephone", max_length=40, blank=True)
    gateway_phone = models.CharField("Gateway Service's telephone", max_length=40, blank=True)
    police_phone = models.CharField("police telephone", max_length=40, default="999")
    complaints_url = models.URLField("complaints page", blank=True)
    complaints_contact = models.CharField("complaints contact", max_length=160, blank=True)
    # Calm e-mail keeps to these hours of a school day; what comes in after them counts from the next school day.
    mail_from = models.TimeField("e-mail goes out from", default=time(8))
    mail_until = models.TimeField("e-mail goes out until", default=time(18))
    digest_at = models.TimeField("time of the daily e-mail", default=time(8))
    self_authorised_lane = models.BooleanField(
        "an approver may let out a text of their own, which the other reviews afterwards", default=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="there_is_one_school", condition=Q(id=uuid.UUID("5c400100-0000-4000-8000-000000000001"))
            ),
            models.CheckConstraint(
                name="quorum_fits_the_board",
                condition=Q(quorum=None) | Q(quorum__gte=1, quorum__lte=F("voting_members")),
                violation_error_message="The quorum is at least 1 and at most the number of voting members.",
            ),
            models.CheckConstraint(
                name="the_daily_email_keeps_the_hours",
                condition=Q(mail_from__lte=F("digest_at"), digest_at__lt=F("mail_until")),
                violation_error_message="Choose a time for the daily e-mail between the two hours of e-mail.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def get(cls) -> "School":
        """The settings row; an unsaved one with the defaults before set-up."""
        return next(iter(_the_school()), None) or cls()

    @property
    def phones(self) -> list[tuple[str, str]]:
        """Telephone numbers in the order in which they are tried when a child may be at risk."""
        numbers = [
            ("Designated Teacher", self.dt_phone),
            ("Deputy Designated Teacher", self.ddt_phone),
            ("Gateway Service", self.gateway_phone),
            ("Police", self.police_phone),
        ]
        return [(label, number) for label, number in numbers if number]


_the_school = Prepared(lambda _: School.objects.all()[:1])


class Target(models.Model):
    """A time limit that is the school's own choice; the policy itself states almost none."""

    code = models.CharField(max_length=60, primary_key=True)
    text = models.CharField(max_length=160)
    unit = models.CharField(max_length=20)
    value = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=20, default="school")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.text

    @classmethod
    def value_of(cls, code: str) -> int:
        """The target's number, in its own unit; raises Target.DoesNotExist for an unknown code."""
        found: list[tuple[int]] = _value(code)
        if not found:
            raise cls.DoesNotExist(code)
        return found[0][0]


_value = Prepared(lambda code: Target.objects.filter(code=code).order_by().values_list("value"))


class Closure(models.Model):
    """Days on which the school is closed, from the Northern Ireland calendar or the school's own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    ends_term = models.BooleanField("a term ends with it", default=False)

    class Meta:
        ordering = ("starts_on",)
        constraints = [
            models.CheckConstraint(name="a_closure_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on")))
        ]

    def __str__(self) -> str:
        return self.name
