"""The demo's review of this year: staff review and quorate meeting entered by the clerk, signed by the Principal.

The past stands as the document tells it (policy.demo); the Chair's signature is what is waited for.
"""

from datetime import datetime
from typing import Any
from uuid import uuid4

from policy.actions import reviewing, reviewing_board, reviewing_signatures
from policy.models import Policy, Reason, Review
from policy.review_states import Decision
from school.days import local_date
from school.models import Person


def build(world: Any, now: datetime) -> Review | None:
    """The yearly review of the demo's policy; nothing where there is no board to meet."""
    board = [person for person in world.get("governors", []) if isinstance(person, Person)]
    if len(board) < 10:
        return None
    people, policy = world.people, world["policy"]
    review = open_and_review(policy, people["clerk"], world)
    meet(review, board, people, world)
    signed_at = world.at(4, 16)
    reviewing_signatures.sign(
        review_id=review.pk,
        fingerprint=Review.objects.get(pk=review.pk).fingerprint,
        by=people["principal"],
        now=signed_at,
    )
    world["review"] = Review.objects.get(pk=review.pk)
    return world["review"]


def open_and_review(policy: Policy, clerk: Person, world: Any) -> Review:
    review = reviewing.open_review(policy=policy, reason=Reason.YEARLY, once=uuid4(), by=clerk, now=world.at(45, 9))
    at = world.at(30, 15)
    reviewing.record_staff_review(
        review_id=review.pk,
        held_on=local_date(at),
        form="training_day",
        took_part=33,
        comments="Asked whether the rules hold on school trips too. Answer: they do.",
        once=uuid4(),
        by=clerk,
        now=at,
    )
    return review


def meet(review: Review, board: list[Person], people: Any, world: Any) -> None:
    """Nine of ten members and the Principal; one sent apologies."""
    absent = people["governor"]
    present = [person for person in board if person != absent]
    met_on = local_date(world.at(10, 19))
    reviewing_board.record_meeting(
        review_id=review.pk,
        meeting=reviewing_board.Meeting(
            met_on=met_on,
            present=tuple(person.pk for person in present),
            apologies=(absent.pk,),
            principal=people["principal"].pk,
            proposer=people["vice.chair"].pk,
            seconder=people["designated.governor"].pk,
            votes_for=8,
            votes_abstained=1,
            decision=Decision.NO_CHANGE,
        ),
        once=uuid4(),
        by=people["clerk"],
        now=world.at(9, 10),
    )
