"""A term in numbers, for three people, without a name."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals import actions
from approvals.figures import GATES, Term, _school_days, figures_of, term_of
from approvals.gates import judge, snapshot_of
from approvals.models import Decision, GateRefusal, PostRequest, PostVersion
from approvals.refusing import EXACT_WORDS
from approvals.states import WrongState
from approvals.wording import current
from audit.models import Entry
from school.models import Closure, Person, School, Target
from tests.factories.approvals import Desk, PostFactory
from tests.factories.school import OfficeHolderFactory

pytestmark = pytest.mark.django_db
TERM = Term(date(2026, 9, 1), date(2026, 12, 22))


def test_posts_are_counted_by_lane_and_decisions_by_verdict(desk: Desk) -> None:
    for status in ("approved", "published", "rejected", "submitted"):
        PostFactory(desk, status=status)

    found = figures_of(TERM)

    assert dict(found.lanes)["approved"] == 2
    assert dict(found.verdicts) == {"Approve": 2, "Ask for changes": 0, "Reject": 1}
    spans = [d.at - d.version.requested_at for d in Decision.objects.select_related("version")]  # type: ignore[operator]
    assert found.hours_to_decide == round(sorted(spans)[1].total_seconds() / 3600, 1)
    assert PostVersion.objects.exists()
    before = Term(date(2020, 1, 1), date(2020, 2, 1))
    assert sum(count for _, count in figures_of(before).lanes) == 0
    assert figures_of(before).hours_to_decide is None


def test_school_days_leave_out_weekends_and_closures() -> None:
    Closure.objects.create(name="Training", starts_on=date(2026, 11, 9), ends_on=date(2026, 11, 9))

    assert _school_days([(date(2026, 11, 6), date(2026, 11, 6))]) == 0
    assert _school_days([(date(2026, 11, 6), date(2026, 11, 10))]) == 1
    assert _school_days([]) is None


def test_a_take_down_counts_from_when_the_post_came_out(desk: Desk) -> None:
    post = PostFactory(desk, status="published")
    out = post.targets.get().publication.published_at
    later = out + timedelta(hours=5)
    target = post.targets.get()
    actions.take_down(pk=target.pk, reason="error", evidence="Gone.", by=desk.principal.pk, now=later)

    found = figures_of(TERM)

    assert (found.takedowns, found.hours_to_take_down) == (1, 5.0)


def test_a_freeze_is_a_change_of_the_registers(desk: Desk) -> None:
    actions.freeze(reason="A sad day.", by=desk.principal.pk, now=datetime(2026, 11, 3, 9, tzinfo=UTC))

    assert dict(figures_of(TERM).register)["freezes of publishing"] == 1


def test_a_term_lies_between_the_holidays_that_end_one() -> None:
    Closure.objects.create(name="Christmas", starts_on=date(2040, 12, 22), ends_on=date(2041, 1, 3), ends_term=True)

    assert term_of(date(2040, 11, 10)) == Term(date(2040, 7, 1), date(2040, 12, 21))
    assert term_of(date(2041, 2, 1)) == Term(date(2041, 1, 4), date(2041, 6, 30))
    assert term_of(date(2040, 12, 25)).last == date(2041, 1, 3)


def test_three_people_read_them_without_a_name_and_with_the_same_queries(
    desk: Desk, client_of: Callable[[Person], Client]
) -> None:
    PostFactory(desk, status="published")
    url = reverse("approvals:figures") + "?on=2026-11-03"
    readers = [client_of(one) for one in (desk.principal, desk.vice_principal, OfficeHolderFactory("chair"))]
    for reader in readers:
        page = reader.get(url).content.decode()
        assert "From asking to deciding" in page
        assert str(desk.author) not in page
    assert client_of(desk.author).get(url).status_code == 404
    with CaptureQueriesContext(connection) as few:
        readers[2].get(url)
    for _ in range(5):
        PostFactory(desk, status="published")
    with CaptureQueriesContext(connection) as many:
        readers[2].get(url)
    assert len(many) == len(few)


def refused(post: PostRequest, by: Person, now: datetime) -> None:
    with pytest.raises(WrongState, match="switched off"):
        actions.submit_post(pk=post.pk, by=by.pk, now=now)


def test_a_post_counts_in_the_term_that_let_it_out_whatever_came_later(desk: Desk) -> None:
    post = PostFactory(desk, status="published")
    later = datetime(2027, 2, 3, 9, tzinfo=UTC)
    actions.take_down(pk=post.targets.get().pk, reason="error", evidence="Gone.", by=desk.principal.pk, now=later)

    assert dict(figures_of(TERM).lanes)["approved"] == 1
    assert dict(figures_of(Term(date(2027, 1, 4), date(2027, 6, 30))).lanes)["approved"] == 0


@pytest.mark.django_db(transaction=True)
def test_what_a_gate_refused_is_counted_although_the_act_was_rolled_back(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk)
    actions.set_account_enabled(pk=desk.account.pk, is_enabled=False, by=desk.principal.pk, now=now)
    entries = Entry.objects.count()
    refused(post, desk.author, now)
    refused(post, desk.author, now)

    assert figures_of(TERM).refusals == [("account switched off", 2)]
    assert Entry.objects.count() == entries
    post.refresh_from_db()
    assert post.status == "draft"
    row = GateRefusal.objects.first()
    assert row is not None
    assert {field.name for field in row._meta.concrete_fields} == {"id", "gate", "stage", "at"}
    with pytest.raises(IntegrityError), transaction.atomic():
        GateRefusal.objects.update(gate="no_freeze")


def test_every_gate_has_a_name_among_the_figures(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk)
    found = judge(snapshot_of(current(post), stage="submit", now=now))

    assert {one.code for one in found} | {EXACT_WORDS} == GATES.keys()


def test_to_whoever_reads_no_posts_few_refusals_about_families_and_none_look_alike(school: School) -> None:
    few = Target.value_of("few_cases")
    at = datetime(2026, 11, 3, 9, tzinfo=UTC)
    none = figures_of(TERM, knows_posts=False).refusals
    for gate, count in (("consents", few - 1), ("face_and_name", few)):
        GateRefusal.objects.bulk_create(GateRefusal(gate=gate, stage="submit", at=at) for _ in range(count))

    told = dict(figures_of(TERM, knows_posts=False).refusals)
    assert told["consent of families"] == dict(none)["consent of families"] == f"fewer than {few}"
    assert told["a name beside a face"] == few
    assert dict(figures_of(TERM).refusals)["consent of families"] == few - 1


def test_the_figures_come_as_a_file(desk: Desk, client_of: Callable[[Person], Client]) -> None:
    PostFactory(desk, status="published")

    answer = client_of(desk.principal).get(reverse("approvals:figures") + "?on=2026-11-03&as=csv")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    assert ["Posts let out", "approved", "1"] in rows
    assert {len(row) for row in rows} == {3}
    assert str(desk.author) not in answer.content.decode()
