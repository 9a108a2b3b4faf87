"""The demo's official voice: every state, something for both who decide, nothing from the future."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Count

from approvals.activity_states import ActivityStatus
from approvals.announcing import waiting
from approvals.calendar import lines
from approvals.figures import figures_of, term_of
from approvals.lane_announcing import waiting as lanes_waiting
from approvals.leaving import leavers, left_behind
from approvals.models import (
    Activity,
    Decision,
    OfficialUser,
    PostRequest,
    PostVersion,
    Publication,
    Screenshot,
    Suggestion,
    TakedownTask,
)
from approvals.states import OfficialStatus, PostStatus, SuggestionStatus
from school.standing import standing_of

pytestmark = pytest.mark.django_db


STOPPED = (PostStatus.ON_HOLD, PostStatus.PARTLY_PUBLISHED, PostStatus.TAKEN_DOWN)


def test_every_state_has_its_posts(demo: Any) -> None:
    found = dict(PostRequest.objects.values_list("status").annotate(Count("pk")))
    wanted = set(PostStatus.values) - {PostStatus.PUBLISHING}  # nothing is published but by hand

    assert [status for status in wanted if found.get(status, 0) < (4 if status in STOPPED else 10)] == []
    assert PostVersion.objects.values("text").distinct().count() > 80


def test_official_users_and_what_was_passed_on_are_in_every_state_that_is_offered(demo: Any) -> None:
    not_offered = {OfficialStatus.ACKNOWLEDGED, OfficialStatus.REFUSED}

    assert set(OfficialUser.objects.values_list("status", flat=True)) == set(OfficialStatus.values) - not_offered
    assert set(Suggestion.objects.values_list("status", flat=True)) == set(SuggestionStatus.values)


@pytest.mark.parametrize("role", ["principal", "vice.principal"])
def test_whoever_decides_has_posts_waiting(demo: Any, role: str) -> None:
    lines = waiting(standing_of(demo.people[role].pk, demo.now), demo.now)

    assert any(line.sentence.startswith("Decide on the post") for line in lines)


def test_activities_are_in_every_state_and_some_hold_today(demo: Any) -> None:
    assert set(Activity.objects.values_list("status", flat=True)) == set(ActivityStatus.values)
    assert Activity.objects.holding(demo.now.date()).count() >= 4


def test_the_principals_own_posts_were_decided_by_the_vice_principal(demo: Any) -> None:
    own = Decision.objects.filter(version__request__author=demo.people["principal"])

    assert own.exists()
    assert {decision.actor for decision in own} == {demo.people["vice.principal"]}


def test_nothing_lies_in_the_future(demo: Any) -> None:
    assert not PostRequest.objects.filter(changed_at__gt=demo.now).exists()
    assert not Publication.objects.filter(published_at__gt=demo.now).exists()
    assert not Suggestion.objects.filter(settled_at__gt=demo.now).exists()


def test_the_vice_principal_has_a_post_to_review_that_the_principal_authorised_alone(demo: Any) -> None:
    lines = lanes_waiting(standing_of(demo.people["vice.principal"].pk, demo.now), demo.now)

    assert any("review" in line.sentence.lower() for line in lines), [line.sentence for line in lines]
    found = figures_of(term_of(demo.now.date()))
    assert dict(found.lanes)["authorised by its own author"] == found.unreviewed == 1


@pytest.mark.parametrize("role", ["principal", "vice.principal", "official.user"])
def test_a_live_post_with_a_child_who_may_not_be_shown_any_more_stands_on_home(demo: Any, role: str) -> None:
    lines = waiting(standing_of(demo.people[role].pk, demo.now), demo.now)

    assert any("may not be shown" in line.sentence for line in lines)
    assert TakedownTask.objects.open().count() == 1


def test_no_page_is_empty_for_whoever_it_is_made_for(demo: Any) -> None:
    today = demo.now.date()
    ahead = lines(standing_of(demo.people["principal"].pk, demo.now), today, today + timedelta(days=14))
    counted = dict(figures_of(term_of(today)).refusals)
    left = {part.code for person in leavers(today) for part in left_behind(person, today) if not part.is_done}

    assert any(line.until for line in ahead)
    assert counted["who is in a picture"] >= 1
    assert Screenshot.objects.exists()
    assert {"entries", "accounts", "posts"} <= left
