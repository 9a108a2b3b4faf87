"""What the gates say: as each platform counts, in time, on open accounts, by an official user in force."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from approvals import actions
from approvals.gates import GATES, Snapshot, judge, snapshot_of
from approvals.gates.counting import LIMITS, graphemes, on_mastodon, too_long, weighed_by_x
from approvals.gates.results import Level
from approvals.gates.snapshot import Placed
from approvals.models import GateRun, Platform, PostRequest, PostVersion
from approvals.states import WrongState
from approvals.wording import current
from audit.triggers import lifted
from tests.factories.approvals import (
    AccountFactory,
    Desk,
    OfficialUserFactory,
    PostFactory,
    another_account,
    words,
)

NOW = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)
FAMILY = "👨‍👩‍👧‍👦"
ADDRESS = "https://www.school.example/" + "a" * 200


def seen(stage: str = "submit", platform: str = "facebook", text: str = "Sports day.", **change: Any) -> Snapshot:
    placed = Placed(uuid.UUID(int=1), "Lough View", platform, text)
    names = {name: change.pop(name) for name in ("is_enabled", "is_frozen", "is_in_scope") if name in change}
    return Snapshot(stage=stage, now=NOW, placed=(replace(placed, **names),), **change)


def level_of(snapshot: Snapshot, code: str) -> str:
    found = {result.code: result for result in (gate(snapshot) for gate in GATES)}
    return found[code].level


def test_every_platform_has_its_limits() -> None:
    assert set(LIMITS) == set(Platform.values)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 280, 280),
        ("ó" * 10, 10),
        ("o\u0301" * 10, 10),
        ("日" * 140, 280),
        (FAMILY, 2),
        ("🇮🇪", 2),
        (f"See {ADDRESS}", 27),
        (f"{ADDRESS} {ADDRESS}", 47),
    ],
)
def test_x_weighs_letters_emoji_and_addresses(text: str, count: int) -> None:
    assert weighed_by_x(text) == count


def test_bluesky_counts_what_a_reader_sees_and_bytes() -> None:
    assert graphemes(FAMILY * 3) == 3
    assert too_long("bluesky", FAMILY * 120) == []
    assert [limit.unit for _, limit in too_long("bluesky", FAMILY * 121)] == ["bytes"]
    assert too_long("bluesky", "a" * 300) == []
    assert [found for found, _ in too_long("bluesky", "a" * 301)] == [301]


def test_mastodon_counts_an_address_as_23() -> None:
    assert on_mastodon(f"See {ADDRESS}") == 27
    assert too_long("mastodon", "a" * 500) == []
    assert too_long("mastodon", "a" * 501)


@pytest.mark.parametrize(
    ("platform", "fits", "over"),
    [
        ("x", "a" * 280, "a" * 281),
        ("instagram", "#a " * 30, "#a " * 31),
        ("instagram", "a" * 2200, "a" * 2201),
        ("youtube", "é" * 2500, "é" * 2501),
    ],
)
def test_what_a_platform_does_not_take_is_red(platform: str, fits: str, over: str) -> None:
    assert level_of(seen(platform=platform, text=fits), "fits_the_platform") == Level.GREEN
    assert level_of(seen(platform=platform, text=over), "fits_the_platform") == Level.RED


@pytest.mark.parametrize(
    ("stage", "minutes", "level"),
    [
        ("submit", 29, Level.RED),
        ("submit", 30, Level.GREEN),
        ("submit", -1, Level.RED),
        ("approve", 5, Level.GREEN),
        ("approve", 0, Level.RED),
        ("publish", 5, Level.RED),
        ("publish", 0, Level.GREEN),
    ],
)
def test_a_time_is_asked_for_half_an_hour_ahead_and_never_past(stage: str, minutes: int, level: str) -> None:
    assert level_of(seen(stage, opens=NOW + timedelta(minutes=minutes)), "schedule") == level


@pytest.mark.parametrize(
    ("change", "code", "level"),
    [
        ({"text": "  "}, "text_given", Level.RED),
        ({"opens": NOW + timedelta(hours=2), "closes": NOW + timedelta(hours=1)}, "window", Level.RED),
        ({"closes": NOW}, "window", Level.RED),
        ({"is_enabled": False}, "account_open", Level.RED),
        ({"is_frozen": True}, "no_freeze", Level.AMBER),
        ({"is_frozen": True, "stage": "publish"}, "no_freeze", Level.RED),
        ({"has_official_author": False}, "official_user", Level.RED),
        ({"is_in_scope": False}, "official_user", Level.RED),
        ({"other_policy": "Anti-bullying"}, "other_policy", Level.AMBER),
    ],
)
def test_each_gate_closes(change: dict[str, Any], code: str, level: str) -> None:
    assert level_of(seen(), code) == Level.GREEN
    assert level_of(seen(**change), code) == level


@pytest.mark.django_db
def test_the_clause_beside_a_gate_comes_from_the_rows(desk: Desk, post: PostRequest, now: datetime) -> None:
    from policy.models import Clause, ClauseRegister, ClauseVersion, Register, Section, Version

    version = Version.objects.get()
    with lifted(connection):
        section = Section.objects.create(version=version, number="6", title="Official use", position=1)
        clause = ClauseVersion.objects.create(
            version=version,
            section=section,
            clause=Clause.objects.create(policy=version.policy),
            number="6.9",
            position=1,
            wording="Only official users post.",
            restatement="Only official users post.",
            audience="staff",
            force="must",
        )
        register, _ = Register.objects.get_or_create(code="official_user", defaults={"text": "Official users"})
        ClauseRegister.objects.create(clause_version=clause, register=register)

    results = {one.code: one for one in judge(snapshot_of(current(post), stage="approve", now=now))}

    assert results["official_user"].clause == "Clause 6.9 of the Social media policy (2020)"
    assert results["fits_the_platform"].clause == ""


@pytest.mark.django_db
def test_asking_approving_and_publishing_each_keep_what_the_gates_said(desk: Desk) -> None:
    PostFactory(desk, "published")

    assert list(GateRun.objects.order_by("pk").values_list("stage", flat=True).distinct()) != []
    assert set(GateRun.objects.values_list("stage", flat=True)) == {"submit", "approve", "publish"}
    with pytest.raises(IntegrityError), transaction.atomic():
        GateRun.objects.update(results=[])
    with pytest.raises(IntegrityError), transaction.atomic():
        GateRun.objects.all()._raw_delete("default")


@pytest.mark.django_db
def test_a_red_gate_refuses_the_asking_and_nothing_changes(desk: Desk, now: datetime) -> None:
    x = AccountFactory(platform="x", url="https://x.com/loughview")
    author = OfficialUserFactory(x).person
    post = actions.draft_post(once=uuid.uuid4(), words=words(x, "a" * 281), by=author.pk, now=now)

    with pytest.raises(WrongState, match="takes 280 characters as X counts them, and this has 281"):
        actions.submit_post(pk=post.pk, by=author.pk, now=now)

    assert PostRequest.objects.get().status == "draft"
    assert not GateRun.objects.exists()


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_accounts(desk: Desk, now: datetime) -> None:
    def queries(*others: Any) -> int:
        post = actions.draft_post(
            once=uuid.uuid4(), words=words(desk.account, "Sports day.", *others), by=desk.author.pk, now=now
        )
        version = PostVersion.objects.get(request=post)
        with CaptureQueriesContext(connection) as captured:
            judge(snapshot_of(version, stage="approve", now=now))
        return len(captured)

    assert queries() == queries(another_account(desk), another_account(desk))
