"""What was said to families, and what was done for the people affected."""

from typing import ClassVar

from django.db import models

from incidents.models.records.base import Record, answered


class Means(models.TextChoices):
    TELEPHONE = "telephone", "By telephone"
    IN_PERSON = "in_person", "In person"
    LETTER = "letter", "By letter"
    EMAIL = "email", "By e-mail"
    APP = "app", "By the school’s own message service"


class ParentContact(Record):
    """A parent or carer was told of their own child's part, and of nobody else's (domain 2.1, 3.3)."""

    FACTS: ClassVar[tuple[str, ...]] = ("told", "means", "said")
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    told = models.CharField(
        "Who was told?", max_length=200, help_text="The parent or carer you spoke with. Only their own child’s part."
    )
    means = models.CharField("How?", max_length=20, choices=Means, default=Means.TELEPHONE)
    said = models.TextField("What was said, and what did they say?", blank=True, max_length=4000)

    class Meta(Record.Meta):
        constraints = [models.CheckConstraint(name="a_parent_contact_names_who_was_told", condition=answered("told"))]


class Further(models.TextChoices):
    NONE = "none", "None"
    TALK = "talk", "A talk with the pupil"
    MATERIAL = "material", "Online-safety material or a lesson"
    MEETING = "meeting", "A meeting with the family"
    OTHER = "other", "Something else"


class FurtherAction(Record):
    """Whether anything further is needed. "None" is a full answer (gap G16)."""

    FACTS: ClassVar[tuple[str, ...]] = ("decided", "why")
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    decided = models.CharField("Anything further?", max_length=20, choices=Further, default=Further.NONE)
    why = models.TextField("Why, or what exactly?", blank=True, max_length=4000)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="something_else_says_what", condition=~models.Q(decided=Further.OTHER) | answered("why")
            )
        ]


class Support(Record):
    """What was offered to somebody affected, or to the pupil who spoke up."""

    FACTS: ClassVar[tuple[str, ...]] = ("who", "offered", "by_whom")
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    who = models.CharField("Who was offered support?", max_length=200)
    offered = models.TextField("What was offered, and what did they want?", max_length=4000)
    by_whom = models.CharField("Who looks after it?", max_length=200, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(name="support_says_what_was_offered", condition=answered("who", "offered"))
        ]


class SafeguardingLook(Record):
    """The Designated Teacher's look: her own, or her word as the leader heard it, told to her and hers to take back."""

    class Answer(models.TextChoices):
        NOTHING = "nothing", "Nothing for child protection"
        ADVICE = "advice", "Nothing for child protection, with advice for the leader"

    FACTS: ClassVar[tuple[str, ...]] = ("answer", "said_by", "note")
    SEALED: ClassVar[tuple[str, ...]] = (*Record.BASE, *FACTS)

    answer = models.CharField("What did she say?", max_length=20, choices=Answer, default=Answer.NOTHING)
    # Whose word it is, when somebody else wrote it down; none: the Designated Teacher or the Deputy wrote it herself.
    said_by = models.ForeignKey(
        "school.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Her word"
    )
    note = models.TextField("Anything to add?", blank=True, max_length=4000)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="a_word_is_written_down_by_somebody_else", condition=~models.Q(said_by=models.F("written_by"))
            )
        ]
