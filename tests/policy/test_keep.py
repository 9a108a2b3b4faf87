"""Keeping the policy by its actions: who, in which state, twice, and what the record says of it."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Entry
from policy.actions.confirming import Confirmed, accept_clauses, add_step, confirm_clause, join_clause
from policy.actions.importing import enter_history, import_document
from policy.actions.versions import bring_into_force, draft_from, drop_draft
from policy.models import Clause, Step, Version
from policy.reading.assemble import read
from policy.states import WrongState
from tests.factories.policy import ClauseVersionFactory, VersionFactory, approve
from tests.factories.school import OfficeHolderFactory, StaffFactory

TEXT = b"# Gate Policy\n\n## Staff\n\n- Staff must close the gate.\n\nApproved by Governors in November 2020\n"


@pytest.fixture
def principal(school):
    return OfficeHolderFactory("principal")


@pytest.fixture
def draft(principal):
    return VersionFactory(clauses=[{"steps": ["INVESTIGATE"]}, {"is_unsure": True}])


def imported(by, now, **changes):
    given = {
        "document": read(TEXT),
        "content": TEXT,
        "source_name": "gate.md",
        "title": "Gate Policy",
        "once": uuid.uuid4(),
    }
    return import_document(**(given | changes), by=by, now=now)


def acts(draft, by, now):
    """Every action on a draft, as somebody might try it."""
    clause = draft.clause_versions.first()
    confirmed = Confirmed(wording=clause.wording, audience="staff", force="must")
    return [
        lambda: confirm_clause(clause_version_id=clause.pk, confirmed=confirmed, by=by, now=now),
        lambda: join_clause(clause_version_id=clause.pk, register_code="9.10", by=by, now=now),
        lambda: accept_clauses(version_id=draft.pk, ids=[clause.pk], by=by, now=now),
        lambda: enter_history(version_id=draft.pk, effective_from=date(2020, 1, 1), by=by, now=now),
        lambda: bring_into_force(version_id=draft.pk, effective_from=date(2026, 11, 10), by=by, now=now),
        lambda: drop_draft(version_id=draft.pk, by=by, now=now),
    ]


def test_a_teacher_can_do_nothing_and_nothing_is_changed(draft, now):
    teacher = StaffFactory()
    before = Version.objects.values().get(), Entry.objects.count()

    for act in [*acts(draft, teacher, now), lambda: imported(teacher, now)]:
        with pytest.raises(PermissionDenied):
            act()

    assert (Version.objects.values().get(), Entry.objects.count()) == before
    assert not Clause.objects.exclude(register_code="").exists()


def test_an_approved_version_takes_no_act_and_says_so(draft, principal, now):
    approve(draft)

    for act in acts(draft, principal, now):
        with pytest.raises(WrongState, match="approved and stays as it is"):
            act()


def test_every_act_leaves_one_entry_in_the_record(principal, now):
    first = imported(principal, now)
    clause = first.clause_versions.first()
    confirmed = Confirmed(wording=clause.wording, audience="staff", force="must")
    confirm_clause(clause_version_id=clause.pk, confirmed=confirmed, by=principal, now=now)
    bring_into_force(version_id=first.pk, effective_from=date(2026, 11, 10), by=principal, now=now)
    second = draft_from(version_id=first.pk, label="2", once=uuid.uuid4(), by=principal, now=now)
    drop_draft(version_id=second.pk, by=principal, now=now)

    assert list(Entry.objects.order_by("number").values_list("name", flat=True)) == [
        "policy.imported",
        "policy.clause_confirmed",
        "policy.came_into_force",
        "policy.drafted",
        "policy.draft_dropped",
        "disposal.agreed",
    ]


def test_history_counts_from_the_last_day_its_own_date_allows(principal, now):
    version = enter_history(version_id=imported(principal, now).pk, by=principal, now=now)

    assert version.effective_from == date(2020, 11, 30)
    assert version.history.approved == "2020-11"
    assert version.sign_off == "incomplete"


def test_the_next_version_of_a_policy_the_board_approved_waits_for_its_signatures(principal, now):
    version = enter_history(version_id=imported(principal, now).pk, by=principal, now=now)
    following = draft_from(version_id=version.pk, label="2", once=uuid.uuid4(), by=principal, now=now)

    with pytest.raises(PermissionDenied, match="two signatures"):
        bring_into_force(version_id=following.pk, effective_from=date(2026, 11, 10), by=principal, now=now)


def test_a_version_holds_from_its_day_and_no_earlier(principal, now):
    first = VersionFactory(clauses=[{}], effective_from=date(2020, 9, 1), is_approved=True)
    second = VersionFactory(policy=first.policy, clauses=[{}])
    approve(second, date(2026, 11, 20))

    found = {
        day: Version.objects.in_force(day).first()
        for day in (date(2020, 8, 31), date(2026, 11, 19), date(2026, 11, 20))
    }

    assert list(found.values()) == [None, first, second]


def test_two_policies_hold_side_by_side(principal):
    one = VersionFactory(clauses=[{}], is_approved=True)
    other = VersionFactory(clauses=[{}], is_approved=True)

    assert set(Version.objects.in_force(date(2026, 1, 1))) == {one, other}


def test_an_import_of_a_policy_that_is_known_keeps_the_clauses_identities(principal, now):
    first = imported(principal, now)
    accept_clauses(version_id=first.pk, ids=[c.pk for c in first.clause_versions.all()], by=principal, now=now)
    bring_into_force(version_id=first.pk, effective_from=date(2026, 11, 10), by=principal, now=now)

    second = imported(principal, now + timedelta(days=1))

    assert second.label != first.label
    assert {c.clause_id for c in second.clause_versions.all()} == {c.clause_id for c in first.clause_versions.all()}


def test_joining_in_a_draft_leaves_an_earlier_version_as_it_was(principal, now):
    first = VersionFactory(clauses=[{"number": "1.1"}], is_approved=True)
    following = draft_from(version_id=first.pk, label="2", once=uuid.uuid4(), by=principal, now=now)
    clause = following.clause_versions.get()

    join_clause(clause_version_id=clause.pk, register_code="9.10", by=principal, now=now)

    clause.refresh_from_db()
    assert clause.clause.register_code == "9.10"
    assert first.clause_versions.get().clause.register_code == ""


def test_an_entry_is_joined_to_one_clause_of_a_draft(draft, principal, now):
    one, other = draft.clause_versions.all()
    join_clause(clause_version_id=one.pk, register_code="9.10", by=principal, now=now)

    with pytest.raises(WrongState, match="joined to that entry already"):
        join_clause(clause_version_id=other.pk, register_code="9.10", by=principal, now=now)


def test_a_join_is_undone_and_takes_its_duties_along(draft, principal, now):
    clause = draft.clause_versions.first()
    join_clause(clause_version_id=clause.pk, register_code="9.10", by=principal, now=now)

    join_clause(clause_version_id=clause.pk, register_code="", by=principal, now=now)

    clause.refresh_from_db()
    assert (clause.clause.register_code, clause.breach, clause.steps.count()) == ("", "", 0)


def test_the_same_words_are_one_step_of_the_school(principal, now):
    first = add_step(text="Check the  hinges", force="obligatory", by=principal, now=now)
    again = add_step(text="check the hinges", force="recommended", by=principal, now=now)

    assert first == again
    assert Step.objects.filter(source="school").count() == 1


def test_a_draft_begun_twice_is_one_draft(principal, now):
    first = VersionFactory(clauses=[{}], is_approved=True)
    once = uuid.uuid4()

    one = draft_from(version_id=first.pk, label="2", once=once, by=principal, now=now)
    again = draft_from(version_id=first.pk, label="2", once=once, by=principal, now=now)

    assert one == again
    with pytest.raises(WrongState):
        draft_from(version_id=first.pk, label="3", once=uuid.uuid4(), by=principal, now=now)


def test_a_name_that_is_taken_is_refused(principal, now):
    first = VersionFactory(label="2020", clauses=[{}], is_approved=True)

    with pytest.raises(WrongState, match="exists already"):
        draft_from(version_id=first.pk, label="2020", once=uuid.uuid4(), by=principal, now=now)


def test_a_draft_holds_all_the_duties_of_the_version_it_comes_from(principal, now):
    first = VersionFactory(
        clauses=[{"steps": ["INVESTIGATE"], "tell": [("parents", "unstated")], "registers": ["investigation"]}],
        is_approved=True,
    )
    following = draft_from(version_id=first.pk, label="2", once=uuid.uuid4(), by=principal, now=now)

    codes = [version.clause_versions.with_duties().get().duties_in_codes() for version in (first, following)]

    assert codes[0] == codes[1]


def test_clauses_offered_to_a_reporter_are_those_that_bind_and_can_be_broken(principal):
    version = VersionFactory()
    for audience, breach in (("pupil", "A"), ("all", "B"), ("staff", "C"), ("pupil", "")):
        ClauseVersionFactory(version=version, audience=audience, breach=breach)
    approve(version)

    offered = version.clause_versions.model.objects.in_force(date(2026, 1, 1)).breachable().for_audience("pupil")

    assert {clause.breach for clause in offered} == {"A", "B"}
