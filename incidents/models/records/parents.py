"""What is asked of a parent or carer, and what the school does when it stays (register entries on removal and redress)."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from incidents.models.records.base import CodesField, Record, answered
from incidents.models.records.families import Means


class RemovalRequest(Record):
    """Somebody was asked, courteously, to take something down; or it was decided, with reasons, not to ask."""

    FACTS: ClassVar[tuple[str, ...]] = ("is_asked", "whom", "means", "what", "answer")
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    is_asked = models.BooleanField(
        "Were they asked to take it down?", default=True,
        help_text="Not asking is a decision too: praise, or sharing the school’s own post, needs none.",
    )  # fmt: skip
    whom = models.CharField("Who was asked?", max_length=200, blank=True)
    means = models.CharField("How?", max_length=20, choices=Means, blank=True)
    what = models.TextField(
        "What exactly were they asked to do; or why were they not asked?", max_length=4000,
        help_text="State the school’s own rule. Do not say that the law was broken, and never who reported it.",
    )  # fmt: skip
    answer = models.TextField("Their answer, if there was one", blank=True, max_length=4000)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="a_removal_request_says_who_was_asked_how",
                condition=Q(is_asked=False) | answered("whom", "means"),
            ),
            models.CheckConstraint(name="a_removal_request_says_what_or_why", condition=answered("what")),
        ]


class RemovalResult(Record):
    """What became of the request. A chase leaves the step open until a new day."""

    class State(models.TextChoices):
        REMOVED = "removed", "It is gone"
        PARTLY = "partly", "Some of it is gone"
        REFUSED = "refused", "They will not take it down"
        CHASED = "chased", "No answer yet: I asked again"
        NOT_ASKED = "not_asked", "They were not asked"

    FACTS: ClassVar[tuple[str, ...]] = ("state", "seen", "chase_on")
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    state = models.CharField("What became of it?", max_length=20, choices=State)
    seen = models.TextField(
        "How do you know?", blank=True, max_length=4000,
        help_text="From the parent, or from what anybody can see. Nobody enters a private or a pupil’s page.",
    )  # fmt: skip
    chase_on = models.DateField("When will you look again?", null=True, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="a_chase_says_when_to_look_again",
                condition=~Q(state="chased") | Q(chase_on__isnull=False),
            )
        ]

    @property
    def settles(self) -> bool:
        return self.state != self.State.CHASED

    @property
    def next_due(self) -> date | None:
        return self.chase_on


class Redress(models.TextChoices):
    NONE = "none", "Nothing further"
    MEETING = "meeting", "A meeting"
    CHAIRS_LETTER = "chairs_letter", "A letter from the Chair"
    PLATFORM = "platform", "A report to the service"
    LEGAL_ADVICE = "legal_advice", "Legal advice through the employing authority"
    POLICE = "police", "The police, for threats"


class RedressDecision(Record):
    """Whether the school takes it further: a reserved right, so a decision with reasons."""

    FACTS: ClassVar[tuple[str, ...]] = ("ways", "reasons")
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    ways = CodesField("What will the school do?", codes=Redress)
    reasons = models.TextField("For what reasons?", max_length=4000)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(name="a_redress_decision_gives_its_reasons", condition=answered("ways", "reasons"))
        ]


class ComplaintLink(Record):
    """A complaint is handled elsewhere: the case keeps a link, never its content."""

    FACTS: ClassVar[tuple[str, ...]] = ("explained_to", "spoken_for", "reference")
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    explained_to = models.CharField("To whom was the complaints procedure explained?", max_length=200)
    spoken_for = models.CharField("Whom can they speak to?", max_length=200)
    reference = models.CharField("Reference of the complaint, if they made one", max_length=80, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="a_complaint_link_says_who_speaks_to_whom", condition=answered("explained_to", "spoken_for")
            )
        ]
