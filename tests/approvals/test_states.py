"""Only the moves in the tables are taken: by the models, and by the database itself."""

from datetime import datetime
from itertools import product

import pytest
from django.db import IntegrityError, connection, models, transaction

from approvals.models import OfficialUser, PostRequest, PostTarget, Suggestion
from approvals.states import (
    OFFICIAL_MOVES,
    OFFICIAL_TERMINAL,
    POST_MOVES,
    SUGGESTION_MOVES,
    TARGET_MOVES,
    TURN,
    WITH_LANE,
    WORKFLOWS,
    OfficialStatus,
    PostStatus,
    SuggestionStatus,
    TargetStatus,
    WrongState,
    status_of_targets,
)
from tests.factories.approvals import Desk, OfficialUserFactory, PostFactory, SuggestionFactory


def by_hand(model: type[models.Model], pk: object, status: str) -> None:
    """What somebody with a database shell would type."""
    key = model._meta.pk.get_db_prep_value(pk, connection)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{model._meta.db_table}" SET status = %s WHERE id = %s', [status, key])


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_state_has_its_moves_and_somebody_whose_turn_it_is(name: str) -> None:
    choices, moves = WORKFLOWS[name]

    assert set(moves) == set(choices.values)
    assert set().union(*moves.values()) <= set(choices.values)
    assert set(TURN[name]) == set(choices.values)
    assert all(TURN[name][state] == "nobody" for state, after in moves.items() if not after)


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "target"), list(product(PostStatus, PostStatus)))
def test_a_post_takes_only_listed_moves(desk: Desk, now: datetime, start: str, target: str) -> None:
    post = PostFactory(desk, status=start)
    assert post.status == start

    if target in POST_MOVES[start]:
        if target not in WITH_LANE - {start} or start in WITH_LANE:
            post.move_to(target, now=now)
            assert PostRequest.objects.get().status == target
        return
    with pytest.raises(WrongState):
        post.move_to(target, now=now)
    if target != start:
        with pytest.raises(IntegrityError):
            by_hand(PostRequest, post.pk, target)
    assert PostRequest.objects.get().status == start


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "target"), list(product(OfficialStatus, OfficialStatus)))
def test_an_official_user_takes_only_listed_moves(school: object, start: str, target: str) -> None:
    entry = OfficialUserFactory(status=start)

    if target in OFFICIAL_MOVES[start]:
        needs_more = target in (OfficialStatus.ENDED,)
        if not needs_more:
            entry.move_to(target)
            assert OfficialUser.objects.get().status == target
        return
    with pytest.raises(WrongState):
        entry.move_to(target)
    if target != start:
        with pytest.raises(IntegrityError):
            by_hand(OfficialUser, entry.pk, target)


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "target"), list(product(SuggestionStatus, SuggestionStatus)))
def test_a_suggestion_takes_only_listed_moves(desk: Desk, now: datetime, start: str, target: str) -> None:
    from approvals import actions

    item = SuggestionFactory()
    if start == SuggestionStatus.DECLINED:
        actions.decline_suggestion(pk=item.pk, reason="Thank you.", by=desk.author.pk, now=now)
    elif start == SuggestionStatus.USED:
        import uuid

        from tests.factories.approvals import words

        actions.use_suggestion(pk=item.pk, once=uuid.uuid4(), words=words(desk.account), by=desk.author.pk, now=now)
    item.refresh_from_db()
    assert item.status == start

    if target in SUGGESTION_MOVES[start]:
        return
    with pytest.raises(WrongState):
        item.move_to(target)
    if target != start:
        with pytest.raises(IntegrityError):
            by_hand(Suggestion, item.pk, target)


OF_TARGETS = {
    TargetStatus.QUEUED: "approved",
    TargetStatus.HELD: "on_hold",
    TargetStatus.PUBLISHING: "publishing",
    TargetStatus.PUBLISHED: "published",
    TargetStatus.TAKEN_DOWN: "taken_down",
}


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "target"), list(product(OF_TARGETS, TargetStatus)))
def test_a_target_takes_only_listed_moves(desk: Desk, now: datetime, start: str, target: str) -> None:
    PostFactory(desk, status=OF_TARGETS[start])
    row = PostTarget.objects.get()
    assert row.status == start

    if target in TARGET_MOVES[start]:
        row.move_to(target, now=now)
        assert PostTarget.objects.get().status == target
        return
    with pytest.raises(WrongState):
        row.move_to(target, now=now)
    if target != start:
        with pytest.raises(IntegrityError):
            by_hand(PostTarget, row.pk, target)
    assert PostTarget.objects.get().status == start


@pytest.mark.parametrize(
    ("targets", "status"),
    [
        (["queued"], "approved"),
        (["queued", "held"], "approved"),
        (["held", "dropped"], "on_hold"),
        (["publishing", "published"], "publishing"),
        (["published", "queued"], "partly_published"),
        (["published", "held"], "partly_published"),
        (["published", "failed"], "partly_published"),
        (["taken_down", "held"], "partly_published"),
        (["published", "taken_down"], "partly_published"),
        (["published", "dropped"], "published"),
        (["taken_down", "taken_down"], "taken_down"),
        (["failed"], "approved"),
    ],
)
def test_a_post_is_what_its_targets_say(targets: list[str], status: str) -> None:
    assert status_of_targets(targets) == status


def test_a_post_of_which_nothing_was_approved_has_no_such_state() -> None:
    with pytest.raises(ValueError, match="approved"):
        status_of_targets(["dropped"])


def test_terminal_states_of_official_users_are_the_ones_that_end() -> None:
    assert {"ended", "declined", "refused"} == OFFICIAL_TERMINAL
