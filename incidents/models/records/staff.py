"""A matter about staff, fairly: told in writing, heard, looked into, and only then decided (register entries on staff conduct)."""

from typing import ClassVar

from django.db import models

from incidents.models.records.base import Record, answered


class Hearing(Record):
    """The person concerned was told what is said, had time, could be accompanied, and answered."""

    FACTS: ClassVar[tuple[str, ...]] = ("told_on", "told_how", "answer", "companion")
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    told_on = models.DateField("When was the person told in writing what is said?")
    told_how = models.CharField(
        "What did the writing say?",
        max_length=400,
        blank=True,
        help_text="A short description; not the reporter’s name.",
    )
    answer = models.TextField("What did the person say?", max_length=8000)
    companion = models.CharField("Who came with them, if anybody?", max_length=200, blank=True)

    class Meta(Record.Meta):
        constraints = [models.CheckConstraint(name="a_hearing_keeps_the_answer", condition=answered("answer"))]


class Investigation(Record):
    """What was looked at and what it showed. Evidence never comes from opening a pupil's page (gap G10)."""

    FACTS: ClassVar[tuple[str, ...]] = ("looked_at", "shows")
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    looked_at = models.TextField(
        "What did you look at, and whom did you hear?", max_length=8000,
        help_text="From the reporter, a parent or the Designated Teacher. Nobody opens a pupil’s page for this.",
    )  # fmt: skip
    shows = models.TextField("What does it show?", max_length=8000)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="an_investigation_says_what_was_looked_at", condition=answered("looked_at", "shows")
            )
        ]


class Procedure(models.TextChoices):
    NONE = "none", "No formal procedure"
    TEACHER = "teacher", "The teachers’ disciplinary procedure"
    SUPPORT_STAFF = "support_staff", "The employer’s procedure for support staff"
    SUPPLY = "supply", "With the agency or the substitute register"
    STUDENT = "student", "With the university or college"
    VOLUNTEER = "volunteer", "Ending or changing a volunteer’s arrangement"
    GOVERNOR = "governor", "With the Chair, under the Scheme of Management"


class ProcedureDecision(Record):
    """Which procedure of the employer follows, if any. It is carried out elsewhere."""

    FACTS: ClassVar[tuple[str, ...]] = ("procedure", "reasons")
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    procedure = models.CharField("Which procedure follows?", max_length=20, choices=Procedure, default=Procedure.NONE)
    reasons = models.TextField("For what reasons?", max_length=4000)

    class Meta(Record.Meta):
        constraints = [models.CheckConstraint(name="a_procedure_is_chosen_with_reasons", condition=answered("reasons"))]


class HomeOrganisation(Record):
    """The agency, university or college that sent the person was told."""

    FACTS: ClassVar[tuple[str, ...]] = ("organisation", "told", "said")
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    organisation = models.CharField("Which organisation?", max_length=200)
    told = models.CharField("Who was told there, and how?", max_length=200)
    said = models.TextField("What was agreed?", blank=True, max_length=4000)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(name="a_home_organisation_has_a_name", condition=answered("organisation", "told"))
        ]


class ActionTaken(Record):
    """What was done to protect people and the school's good name, and that the person concerned knows the outcome."""

    FACTS: ClassVar[tuple[str, ...]] = ("action", "is_told_outcome")
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    action = models.TextField(
        "What was done?", max_length=4000, help_text="“None, and why” is an answer: proportion counts."
    )
    is_told_outcome = models.BooleanField("The person concerned knows the outcome", default=True)

    class Meta(Record.Meta):
        constraints = [models.CheckConstraint(name="an_action_is_written_down", condition=answered("action"))]


class OtherPolicy(Record):
    """Which other code or policy of the school is said to be broken."""

    FACTS: ClassVar[tuple[str, ...]] = ("name", "part")
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    name = models.CharField("Which policy or code?", max_length=200)
    part = models.CharField("Which part of it?", max_length=200, blank=True)

    class Meta(Record.Meta):
        constraints = [models.CheckConstraint(name="another_policy_is_named", condition=answered("name"))]


class AllegationOutcome(Record):
    """What the procedure for an allegation against an adult came to: before anything is called malicious (finding 5)."""

    class Outcome(models.TextChoices):
        NO_HARM = "no_harm", "No child was harmed or at risk"
        PASSED_ON = "passed_on", "Passed on to the agencies; they decide"
        UNDER_WAY = "under_way", "Still being looked into by them"

    FACTS: ClassVar[tuple[str, ...]] = ("chair_told", "advice", "outcome", "agreed")
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    chair_told = models.CharField("When and how was the Chair or the Vice-Chair told?", max_length=200)
    advice = models.CharField("Whose advice was taken?", max_length=200)
    outcome = models.CharField("Where does it stand?", max_length=20, choices=Outcome)
    agreed = models.TextField("What was agreed?", max_length=4000)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="an_allegation_is_told_to_the_chair_and_advised_on",
                condition=answered("chair_told", "advice", "agreed"),
            )
        ]

    @property
    def settles(self) -> bool:
        return self.outcome != self.Outcome.UNDER_WAY
