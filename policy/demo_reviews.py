"""The demo's review of this year: staff review and quorate meeting entered by the clerk, signed by the Principal.

The past stands as the document tells it (policy.demo); the Chair's signature is what is waited for.
"""

from datetime import datetime
from typing import Any
from uuid import uuid4

from policy.actions import reviewing, reviewing_board, reviewing_signatures, versions
from policy.models import Policy, Reason, Review, Version
from policy.review_states import Decision
from school.days import local_date
from school.models import Person


def build(world: Any, now: datetime) -> Review | None:
    """The yearly review of the demo's policy; nothing where there is no board to meet."""
    board = [person for person in world.get("governors", []) if isinstance(person, Person)]
    if len(board) < 10:
        return None
    people, policy = world.people, world["policy"]
    clerk = people["clerk"]
    set_aside(policy, clerk, world)
    review = reviewing.open_review(policy=policy, reason=Reason.YEARLY, once=uuid4(), by=clerk, now=world.at(45, 9))
    try_another_wording(review, world["version"], people["principal"], world)
    review_with_staff(review, clerk, world)
    meet(review, board, people, world)
    reviewing_board.record_minute(
        review_id=review.pk, reference="Board minutes, item 6", once=uuid4(), by=clerk, now=world.at(8, 10)
    )
    signed_at = world.at(4, 16)
    reviewing_signatures.sign(
        review_id=review.pk,
        fingerprint=Review.objects.get(pk=review.pk).fingerprint,
        by=people["principal"],
        now=signed_at,
    )
    world["review"] = Review.objects.get(pk=review.pk)
    return world["review"]


def set_aside(policy: Policy, clerk: Person, world: Any) -> None:
    """In September a review was opened too early, and its reason for ending is kept."""
    review = reviewing.open_review(
        policy=policy, reason=Reason.NEW_TECHNOLOGY, once=uuid4(), by=clerk, now=world.at(66, 9)
    )
    reason = "The circular is still a draft. The board looks at it together with the yearly review."
    reviewing_board.send_back(review_id=review.pk, reason=reason, by=clerk, now=world.at(64, 9))


def try_another_wording(review: Review, version: Version, principal: Person, world: Any) -> None:
    """The Principal put a new wording before the board, and took it back before anybody met."""
    started, ended = world.at(43, 15), world.at(36, 9)
    draft = versions.draft_from(version_id=version.pk, label="new wording", once=uuid4(), by=principal, now=started)
    reviewing.choose_text(review_id=review.pk, proposed=draft, by=principal, now=started)
    reviewing.choose_text(review_id=review.pk, proposed=None, by=principal, now=ended)
    versions.drop_draft(version_id=draft.pk, by=principal, now=ended)


def review_with_staff(review: Review, clerk: Person, world: Any) -> None:
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
