"""What a device may be used for in a lesson: asked in four answers, decided by somebody else, over by itself."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from approvals import actions
from approvals.actions import Asked
from approvals.activity_announcing import waiting
from approvals.activity_states import ACTIVITY_MOVES, ActivityStatus
from approvals.models import Activity, ActivityDecision, ActivityVersion
from approvals.states import WrongState, check_move
from audit.models import Entry
from notices.models import Notice
from school.models import Person
from school.standing import standing_of
from tests.factories.approvals import Desk
from tests.factories.policy import PolicyFactory, VersionFactory
from tests.factories.school import OfficeHolderFactory, PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]
DECIDED = {"approved": "approve", "changes_requested": "changes", "refused": "refuse"}


def wanted(today: date, **change: Any) -> Asked:
    end = today + timedelta(days=20)
    return replace(Asked("Video site", "together", end, today, stage="p6", devices="T1\nT2"), **change)


def asked(teacher: Person, now: datetime, **change: Any) -> Activity:
    return actions.ask_for_activity(once=uuid.uuid4(), asked=wanted(now.date(), **change), by=teacher.pk, now=now)


def decided(row: Activity, verdict: str, by: Person, now: datetime, comment: str = "Please say when.") -> Activity:
    row.refresh_from_db()
    assert row.current is not None
    return actions.decide_on_activity(
        pk=row.pk, version_id=row.current.pk, digest=row.current.digest, verdict=verdict, comment=comment, by=by.pk, now=now
    )  # fmt: skip


def in_state(status: str, desk: Desk, now: datetime) -> Activity:
    """An activity that got there as activities do."""
    teacher = StaffFactory()
    row = asked(teacher, now)
    if status in DECIDED:
        decided(row, DECIDED[status], desk.principal, now)
    elif status in ("suspended", "completed"):
        decided(row, "approve", desk.principal, now)
        if status == "suspended":
            actions.suspend_activity(pk=row.pk, reason="The site is down.", by=desk.principal.pk, now=now)
        else:
            actions.complete_activity(pk=row.pk, told="", by=teacher.pk, now=now)
    elif status == "cancelled":
        actions.call_off_activity(pk=row.pk, reason="No time.", by=teacher.pk, now=now)
    row.refresh_from_db()
    assert row.status == status
    return row


def clause(breach: str, number: str) -> None:
    """A policy in force with one clause, which names this breach."""
    one = {"number": number, "breach": breach}
    VersionFactory(policy=PolicyFactory(title="ICT policy"), label="2024", clauses=[one], is_approved=True)


@pytest.mark.parametrize("start", ActivityStatus)
def test_an_activity_takes_only_listed_moves(desk: Desk, now: datetime, start: str) -> None:
    made = in_state(start, desk, now)
    key = Activity._meta.pk.get_db_prep_value(made.pk, connection)

    for target in ActivityStatus:
        row = Activity.objects.get(pk=made.pk)
        if target in ACTIVITY_MOVES[start]:
            check_move("activity", start, target)
            continue
        with pytest.raises(WrongState):
            row.move_to(target, now=now)
        if target != start:
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("UPDATE approvals_activity SET status = %s WHERE id = %s", [target, key])
        assert Activity.objects.get().status == start


def test_four_answers_and_one_press_are_enough(desk: Desk, now: datetime, client_of: ClientOf) -> None:
    teacher = StaffFactory()
    form = {"once": uuid.uuid4(), "site": "Video site", "whom": "p6", "hands": "adult", "ends_on": date.today()}
    client_of(teacher).post(reverse("activities:ask"), form)
    client_of(teacher).post(reverse("activities:ask"), form)
    row = Activity.objects.get()
    assert row.status == ActivityStatus.SUBMITTED
    told = {one.recipient_id for one in Notice.objects.filter(kind="activity.waiting")}
    assert told == {desk.principal.pk, desk.vice_principal.pk}

    page = client_of(desk.vice_principal).get(reverse("activities:activity", args=[row.pk])).content.decode()
    assert "Approve" in page
    assert row.current is not None
    answer = {"version": row.current.pk, "digest": row.current.digest, "verdict": "approve"}
    client_of(desk.vice_principal).post(reverse("activities:decide", args=[row.pk]), answer)

    row.refresh_from_db()
    assert (row.status, row.in_force_id) == (ActivityStatus.APPROVED, row.current_id)
    for reader in (StaffFactory(), OfficeHolderFactory("ict_coordinator")):
        assert "Video site" in client_of(reader).get(reverse("activities:today")).content.decode()
    assert [e.name for e in Entry.objects.of(row)] == ["activity.asked", "activity.decided"]


@pytest.mark.parametrize(
    ("answer", "breach"),
    [({"hands": "pupil_accounts"}, "PUPIL_UNDERAGE_ACCOUNT"), ({"signed_in": "own"}, "EQUIPMENT_PERSONAL_USE")],
)
def test_a_hard_stop_is_refused_with_its_clause_by_form_action_and_database(
    desk: Desk, now: datetime, client_of: ClientOf, answer: dict[str, str], breach: str
) -> None:
    clause(breach, "7.9")
    form = {"once": uuid.uuid4(), "site": "S", "whom": "p6", "hands": "adult", "ends_on": date.today(), **answer}

    page = client_of(StaffFactory()).post(reverse("activities:ask"), form).content.decode()

    assert "Clause 7.9 of the ICT policy (2024)" in page
    with pytest.raises(WrongState, match=r"Clause 7\.9"):
        asked(desk.principal, now, **answer)
    row = asked(StaffFactory(), now)
    made = {**{f.attname: getattr(row.current, f.attname) for f in ActivityVersion._meta.fields}, **answer}
    with pytest.raises(IntegrityError), transaction.atomic():
        ActivityVersion.objects.create(**{**made, "id": uuid.uuid4(), "n": 2})
    assert Activity.objects.count() == 1


def test_pupils_hands_are_the_principals_decision(desk: Desk, now: datetime, client_of: ClientOf) -> None:
    clause("PUPIL_SCHOOL_COMPUTER", "7.2")
    row = asked(StaffFactory(), now, hands="pupils")

    with pytest.raises(PermissionDenied, match="only the Principal decides"):
        decided(row, "approve", desk.vice_principal, now)
    assert not waiting(standing_of(desk.vice_principal.pk, now), now)
    assert [one.recipient_id for one in Notice.objects.filter(kind="activity.waiting")] == [desk.principal.pk]
    page = client_of(desk.principal).get(reverse("activities:activity", args=[row.pk])).content.decode()
    assert "Clause 7.2" in page

    assert decided(row, "approve", desk.principal, now).status == ActivityStatus.APPROVED


def test_nobody_decides_on_their_own_also_by_sql(desk: Desk, now: datetime, client_of: ClientOf) -> None:
    row = asked(desk.principal, now)
    assert row.current is not None

    with pytest.raises(PermissionDenied, match="Vice-Principal decides"):
        decided(row, "approve", desk.principal, now)
    page = client_of(desk.principal).get(reverse("activities:activity", args=[row.pk])).content.decode()
    assert "Nobody approves their own words" in page
    assert 'value="approve"' not in page
    with pytest.raises(IntegrityError), transaction.atomic():
        ActivityDecision.objects.create(
            version=row.current,
            verdict="approve",
            digest=row.current.digest,
            by=desk.principal,
            office="principal",
            at=now,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=row.pk).update(in_force=row.current, status="approved")
    for stranger in (StaffFactory(), OfficeHolderFactory("slt")):
        with pytest.raises(PermissionDenied):
            decided(row, "approve", stranger, now)
        assert client_of(stranger).get(reverse("activities:activity", args=[row.pk])).status_code == 404


def test_an_old_page_decides_nothing(desk: Desk, now: datetime) -> None:
    row = asked(StaffFactory(), now)
    old = row.current
    assert old is not None
    decided(row, "changes", desk.principal, now)
    row.refresh_from_db()
    change = wanted(now.date(), site="Another site")
    actions.change_activity(pk=row.pk, asked=change, row_version=row.row_version, by=row.teacher_id, now=now)

    with pytest.raises(WrongState, match="has changed since"):
        actions.decide_on_activity(
            pk=row.pk, version_id=old.pk, digest=old.digest, verdict="approve", by=desk.principal.pk, now=now
        )
    with pytest.raises(WrongState, match="has changed since"):
        actions.change_activity(pk=row.pk, asked=change, row_version=1, by=row.teacher_id, now=now)
    decided(row, "approve", desk.principal, now)
    with pytest.raises(WrongState):
        decided(row, "refuse", desk.vice_principal, now)


@pytest.mark.parametrize(
    "change",
    [{"ends_on": 5}, {"devices": "T2"}, {"hands": "adult"}, {"devices": " T2\r\n", "hands": "adult", "ends_on": 1}],
)
def test_what_only_narrows_holds_at_once(desk: Desk, now: datetime, change: dict[str, Any]) -> None:
    row = in_state("approved", desk, now)
    if "ends_on" in change:
        change = {**change, "ends_on": now.date() + timedelta(days=change["ends_on"])}

    actions.change_activity(
        pk=row.pk, asked=wanted(now.date(), **change), row_version=row.row_version, by=row.teacher_id, now=now
    )

    row.refresh_from_db()
    assert (row.status, row.in_force_id) == (ActivityStatus.APPROVED, row.current_id)
    assert Entry.objects.of(row).last().name == "activity.narrowed"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "change",
    [
        {"devices": ""},
        {"devices": "T1\nT3"},
        {"site": "Other"},
        {"hands": "pupils"},
        {"hands": "closed"},
        {"stage": "p7"},
        {"ends_on": 30},
    ],
)
def test_what_widens_waits_and_what_was_approved_still_holds(desk: Desk, now: datetime, change: dict[str, Any]) -> None:
    row = in_state("approved", desk, now)
    before = row.in_force_id
    if "ends_on" in change:
        change = {"ends_on": now.date() + timedelta(days=change["ends_on"])}
    actions.change_activity(
        pk=row.pk, asked=wanted(now.date(), **change), row_version=row.row_version, by=row.teacher_id, now=now
    )
    row.refresh_from_db()
    assert (row.status, row.in_force_id) == (ActivityStatus.SUBMITTED, before)
    assert row in Activity.objects.holding(now.date())

    decided(row, "refuse", desk.principal, now)

    row.refresh_from_db()
    assert (row.status, row.in_force_id) == (ActivityStatus.APPROVED, before)


def _of(holds: ActivityVersion, **change: Any) -> ActivityVersion:
    made = {f.attname: getattr(holds, f.attname) for f in ActivityVersion._meta.fields}
    return ActivityVersion(**{**made, "id": uuid.uuid4(), "n": 2, "narrows_id": holds.pk, **change})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ends_on", 1),
        ("site", "Other"),
        ("address", "https://other.example/"),
        ("stage", "p7"),
        ("signed_in", "school"),
        ("subject", "Music"),
        ("aim", "To listen"),
        ("room", "Hall"),
        ("times", "Fridays"),
        ("adults", "Nobody"),
        ("risks", "None"),
        ("parents_told", "No"),
        ("hands", "pupils"),
        ("hands", "closed"),
        ("devices", ""),
        ("devices", "T1\nT3"),
        ("devices", "T1\nT"),
        ("devices", "\n"),
    ],
)
def test_sql_too_refuses_what_widens_under_the_name_of_a_narrowing(
    desk: Desk, now: datetime, field: str, value: Any
) -> None:
    holds = in_state("approved", desk, now).in_force
    assert holds is not None
    if field == "ends_on":
        value = holds.ends_on + timedelta(days=value)

    with pytest.raises(IntegrityError), transaction.atomic():
        _of(holds, **{field: value}).save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        ActivityVersion.objects.filter(pk=holds.pk).update(**{field: value})


def test_sql_too_narrows_only_what_holds_now(desk: Desk, now: datetime) -> None:
    """An older version that was approved once, or a narrowing of it, does not come back."""
    row = in_state("approved", desk, now)
    first = row.in_force
    assert first is not None
    wider = wanted(now.date(), devices="T1")
    actions.change_activity(pk=row.pk, asked=wider, row_version=row.row_version, by=row.teacher_id, now=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        _of(first, n=3).save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=row.pk).update(in_force=first)


def test_it_ends_by_itself_and_begins_on_its_day(desk: Desk, now: datetime) -> None:
    row = asked(StaffFactory(), now, starts_on=now.date() + timedelta(days=2))
    decided(row, "approve", desk.principal, now)

    days = [now.date() + timedelta(days=count) for count in (1, 2, 20, 21)]
    assert [Activity.objects.holding(day).count() for day in days] == [0, 1, 1, 0]


def test_a_suspended_one_holds_for_nobody_until_it_goes_on(desk: Desk, now: datetime, client_of: ClientOf) -> None:
    row = in_state("approved", desk, now)
    teacher, ict, dt = row.teacher, OfficeHolderFactory("ict_coordinator"), OfficeHolderFactory("designated_teacher")
    with pytest.raises(PermissionDenied):
        actions.suspend_activity(pk=row.pk, reason="x", by=ict.pk, now=now)

    client_of(dt).post(reverse("activities:suspend", args=[row.pk]), {"reason": "A worry about the site."})

    assert not Activity.objects.holding(now.date())
    told = {one.recipient_id for one in Notice.objects.filter(kind="activity.suspended")}
    assert told == {teacher.pk, ict.pk}
    with pytest.raises(PermissionDenied):
        actions.resume_activity(pk=row.pk, by=dt.pk, now=now)
    client_of(desk.principal).post(reverse("activities:resume", args=[row.pk]))
    assert Activity.objects.holding(now.date()).get() == row
    with pytest.raises(WrongState):
        actions.resume_activity(pk=row.pk, by=desk.principal.pk, now=now)


def test_a_waiting_widening_can_be_suspended_and_what_was_never_approved_cannot(desk: Desk, now: datetime) -> None:
    row = in_state("submitted", desk, now)

    with pytest.raises(WrongState, match="never approved"):
        actions.suspend_activity(pk=row.pk, reason="x", by=desk.principal.pk, now=now)
    assert Activity.objects.get().status == ActivityStatus.SUBMITTED


def test_the_teacher_says_that_it_is_over_and_what_there_is_to_tell(
    desk: Desk, now: datetime, client_of: ClientOf
) -> None:
    row = in_state("approved", desk, now)
    with pytest.raises(PermissionDenied):
        actions.complete_activity(pk=row.pk, told="", by=desk.principal.pk, now=now)

    client_of(row.teacher).post(reverse("activities:complete", args=[row.pk]), {"told": "An advert came up."})

    page = client_of(desk.principal).get(reverse("activities:activity", args=[row.pk])).content.decode()
    assert "An advert came up." in page
    assert not Activity.objects.holding(now.date())


def test_asking_again_fills_in_all_but_the_days(desk: Desk, now: datetime, client_of: ClientOf) -> None:
    row = in_state("completed", desk, now)
    url = f"{reverse('activities:ask')}?like={row.pk}"

    page = client_of(row.teacher).get(url).content.decode()
    other = client_of(StaffFactory()).get(url).content.decode()

    assert 'value="Video site"' in page
    assert row.current is not None
    assert row.current.ends_on.isoformat() not in page
    assert "Video site" not in other


def test_for_one_class_it_lasts_to_the_end_of_term(desk: Desk, now: datetime, client_of: ClientOf) -> None:
    school_class = PupilFactory().school_class
    form = {"once": uuid.uuid4(), "site": "S", "hands": "adult", "ends_on": date.today() + timedelta(days=330)}
    browser = client_of(StaffFactory())

    page = browser.post(reverse("activities:ask"), {**form, "whom": school_class.pk}).content.decode()
    browser.post(reverse("activities:ask"), {**form, "whom": "p6"})

    assert "it lasts to the end of term" in page
    assert Activity.objects.get().current.whom == "All of P6"  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["activities:today", "activities:list"])
def test_pages_ask_as_much_for_many_as_for_one(desk: Desk, now: datetime, client_of: ClientOf, name: str) -> None:
    from django.test.utils import CaptureQueriesContext

    browser = client_of(desk.principal)
    in_state("approved", desk, datetime.now(tz=now.tzinfo))
    browser.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        browser.get(reverse(name))
    for _ in range(6):
        in_state("approved", desk, datetime.now(tz=now.tzinfo))
    with CaptureQueriesContext(connection) as many:
        browser.get(reverse(name))
    assert len(many) == len(few)


@pytest.mark.parametrize("verdict", ["", "changes"])
def test_a_wider_version_still_waits_after_a_suspension(desk: Desk, now: datetime, verdict: str) -> None:
    row = in_state("approved", desk, now)
    held = row.in_force
    wider = wanted(now.date(), site="Another site")
    actions.change_activity(pk=row.pk, asked=wider, row_version=row.row_version, by=row.teacher_id, now=now)
    row.refresh_from_db()
    assert row.status == "submitted"
    if verdict:
        decided(row, verdict, desk.principal, now)
    before = Activity.objects.get(pk=row.pk)
    actions.suspend_activity(pk=row.pk, reason="The site is down.", by=desk.principal.pk, now=now)

    actions.resume_activity(pk=row.pk, by=desk.principal.pk, now=now)

    row.refresh_from_db()
    assert (row.status, row.current, row.in_force) == (before.status, before.current, held)
