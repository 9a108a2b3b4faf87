"""Whether a child may be shown: what holds, who enters it, and what everybody else learns of it."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from school import actions, consent_changes
from school.actions import CannotAnswer
from school.consents import Tone, Use, answers, may_show, medium_of
from school.models import Consent, Pupil, Target
from school.states import WrongState
from tests.factories.school import (
    ALL_QUESTIONS,
    FamilyLinkFactory,
    OfficeHolderFactory,
    PersonFactory,
    PupilFactory,
    SchoolClassFactory,
    StaffFactory,
    answered,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 10)
WEB = {"medium": "website", "purpose": "school_life"}


@pytest.fixture
def principal(school):
    return OfficeHolderFactory("principal")


@pytest.fixture
def pupil(principal):
    return PupilFactory()


def tone(pupil, *, is_named=False, on=TODAY, **use):
    return may_show(pupil.pk, **(WEB | use), is_named=is_named, on=on).tone


# What holds -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "unnamed", "named"),
    [
        (None, Tone.RED, Tone.RED),
        ("named", Tone.GREEN, Tone.GREEN),
        ("unnamed", Tone.GREEN, Tone.RED),
        ("no", Tone.RED, Tone.RED),
        ("withdrawn", Tone.RED, Tone.RED),
    ],
)
def test_a_child_is_shown_as_far_as_the_family_allows(verdict, unnamed, named, pupil, principal, now):
    if verdict:
        answered(pupil, "named", by=principal, now=now - timedelta(days=1))
        answered(pupil, verdict, by=principal, now=now)

    assert (tone(pupil), tone(pupil, is_named=True)) == (unnamed, named)


def test_one_medium_and_purpose_says_nothing_of_another(pupil, principal, now):
    answered(pupil, keys=[("website", "school_life")], by=principal, now=now)

    assert tone(pupil) is Tone.GREEN
    assert {tone(pupil, medium="press"), tone(pupil, purpose="publicity"), tone(pupil, medium="nowhere")} == {Tone.RED}


def test_why_a_child_is_not_shown_can_be_read_from_no_answer(principal, now):
    """Protected, refused, withdrawn, ended and never asked: the very same words."""
    protected, refused, withdrawn, ended, unasked = (
        PupilFactory(person=PersonFactory(given_name="Aoife", family_name="Boyd")) for _ in range(5)
    )
    answered(protected, by=principal, now=now)
    actions.protect(pupil_id=protected.pk, reason="A court order.", once=uuid.uuid4(), by=principal, now=now)
    answered(refused, "no", by=principal, now=now)
    answered(withdrawn, by=principal, now=now)
    actions.withdraw_consents(
        pupil_id=withdrawn.pk, keys=ALL_QUESTIONS, starts_on=TODAY, evidence="email", once=uuid.uuid4(), by=principal, now=now
    )  # fmt: skip
    answered(ended, by=principal, now=now, starts_on=TODAY - timedelta(days=9), ends_on=TODAY - timedelta(days=1))

    said = {may_show(one.pk, **WEB, is_named=True, on=TODAY) for one in (protected, refused, withdrawn, ended, unasked)}

    assert [(one.tone, one.sentence) for one in said] == [(Tone.RED, "Do not show Aoife Boyd on the school website.")]


def test_an_answer_older_than_the_schools_limit_asks_for_a_look(pupil, principal, now):
    answered(pupil, by=principal, now=now, starts_on=date(2025, 11, 10))

    assert tone(pupil) is Tone.GREEN
    assert tone(pupil, on=TODAY + timedelta(days=1)) is Tone.AMBER
    Target.objects.filter(code="consent_months").update(value=24)
    assert tone(pupil, on=TODAY + timedelta(days=1)) is Tone.GREEN


def test_a_child_who_moved_on_or_left_asks_for_a_look(pupil, principal, now):
    answered(pupil, by=principal, now=now)
    Pupil.objects.filter(pk=pupil.pk).update(school_class=SchoolClassFactory(stage="p7"))

    answer = may_show(pupil.pk, **WEB, is_named=False, on=TODAY)
    assert answer.tone is Tone.AMBER
    assert "earlier class" in answer.sentence
    Pupil.objects.filter(pk=pupil.pk).update(school_class=pupil.school_class, left_on=TODAY)
    assert "has left" in may_show(pupil.pk, **WEB, is_named=False, on=TODAY).sentence


def test_one_parents_no_holds_until_that_parent_or_the_family_says_otherwise(pupil, principal, now):
    mother, father = (FamilyLinkFactory(pupil=pupil).adult for _ in range(2))
    moments = iter(now + timedelta(minutes=number) for number in range(9))

    answered(pupil, "no", given_by_id=mother.pk, by=principal, now=next(moments))
    answered(pupil, "named", given_by_id=father.pk, by=principal, now=next(moments))
    assert tone(pupil) is Tone.RED
    answered(pupil, "unnamed", given_by_id=mother.pk, by=principal, now=next(moments))
    assert (tone(pupil), tone(pupil, is_named=True)) == (Tone.GREEN, Tone.RED)
    answered(pupil, "named", by=principal, now=next(moments), evidence="letter")
    assert tone(pupil, is_named=True) is Tone.GREEN


def test_an_adult_who_is_family_no_longer_holds_nothing_back(pupil, principal, now):
    link = FamilyLinkFactory(pupil=pupil)
    father = FamilyLinkFactory(pupil=pupil).adult
    answered(pupil, "no", given_by_id=link.adult_id, by=principal, now=now)
    answered(pupil, "named", given_by_id=father.pk, by=principal, now=now)

    link.ends_on = TODAY - timedelta(days=1)
    link.save()

    assert tone(pupil) is Tone.GREEN


def test_many_children_cost_the_same_few_queries_as_one(principal, now):
    pupils = [PupilFactory() for _ in range(12)]
    for one in pupils:
        answered(one, by=principal, now=now)
    uses = [Use("website", "school_life"), Use("press", "publicity", is_named=True)]

    counts = []
    for asked in (pupils[:1], pupils):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            found = answers([one.pk for one in asked], uses, TODAY)
        assert len(found) == len(asked) * 2
        counts.append(len(seen))

    assert counts == [6, 6]


def test_an_id_of_nobody_is_answered_red(school):
    assert may_show(uuid.uuid4(), **WEB, is_named=False, on=TODAY).tone is Tone.RED


def test_every_sort_of_account_belongs_to_a_medium(school):
    from approvals.models.accounts import Platform

    assert {medium_of(platform) for platform in Platform.values} == {"website", "social_media"}
    assert medium_of("carrier_pigeon") == ""


# Entering -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("office", ["principal", "vice_principal", "designated_teacher", "deputy_designated_teacher"])
def test_those_who_keep_the_consents_enter_answers(office, school, now):
    pupil, keeper = PupilFactory(), OfficeHolderFactory(office)

    rows = answered(pupil, by=keeper, now=now)

    assert {(row.medium_id, row.purpose_id) for row in rows} == set(ALL_QUESTIONS)
    entry = Entry.objects.get()
    assert (entry.name, entry.actor, entry.about_id) == ("consent.recorded", keeper.pk, pupil.pk)


@pytest.mark.parametrize("office", ["slt", "ict_coordinator", "chair", "clerk", "dpo", "administrator", None])
def test_nobody_else_enters_or_withdraws_or_protects(office, pupil, now):
    stranger = OfficeHolderFactory(office) if office else StaffFactory()

    for act in (
        lambda: answered(pupil, by=stranger, now=now),
        lambda: actions.withdraw_consents(
            pupil_id=pupil.pk, keys=ALL_QUESTIONS, starts_on=TODAY, evidence="email", once=uuid.uuid4(), by=stranger, now=now
        ),
        lambda: actions.bring_in_consents(answers={}, once=uuid.uuid4(), by=stranger, now=now),
        lambda: actions.protect(pupil_id=pupil.pk, reason="x", once=uuid.uuid4(), by=stranger, now=now),
        lambda: actions.lift_protection(pupil_id=pupil.pk, reason="x", by=stranger, now=now),
        lambda: actions.read_why(pupil_id=pupil.pk, by=stranger, now=now),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            act()
    assert not Consent.objects.exists()
    assert not Entry.objects.exists()


def test_nobody_answers_for_a_child_of_the_own_family(pupil, principal, now):
    FamilyLinkFactory(pupil=pupil, adult=principal)

    for act in (
        lambda: answered(pupil, by=principal, now=now),
        lambda: actions.protect(pupil_id=pupil.pk, reason="x", once=uuid.uuid4(), by=principal, now=now),
        lambda: actions.read_why(pupil_id=pupil.pk, by=principal, now=now),
    ):
        with pytest.raises(PermissionDenied, match="own family"):
            act()


def test_a_form_sent_twice_makes_its_rows_once(pupil, principal, now):
    once = uuid.uuid4()
    said = actions.Said(dict.fromkeys(ALL_QUESTIONS, "named"), TODAY, "paper")

    first, second = (
        actions.record_consents(pupil_id=pupil.pk, said=said, once=once, by=principal, now=now) for _ in range(2)
    )

    assert {row.pk for row in first} == {row.pk for row in second}
    assert Entry.objects.count() == 1


def test_the_same_answer_again_adds_nothing(pupil, principal, now):
    answered(pupil, by=principal, now=now)

    assert answered(pupil, by=principal, now=now + timedelta(hours=1)) == []
    assert Entry.objects.count() == 1


def test_an_old_form_found_late_undoes_no_withdrawal(pupil, principal, now):
    answered(pupil, by=principal, now=now, starts_on=date(2026, 9, 3))
    actions.withdraw_consents(
        pupil_id=pupil.pk, keys=ALL_QUESTIONS, starts_on=TODAY, evidence="email", once=uuid.uuid4(), by=principal, now=now
    )  # fmt: skip

    with pytest.raises(CannotAnswer, match="10 November 2026 stands already"):
        answered(pupil, by=principal, now=now + timedelta(days=2), starts_on=date(2026, 9, 4))
    assert tone(pupil) is Tone.RED
    answered(pupil, "no", by=principal, now=now + timedelta(days=2), starts_on=date(2026, 9, 4))
    assert tone(pupil) is Tone.RED


def test_answers_come_from_the_family_and_from_no_day_to_come(pupil, principal, now):
    with pytest.raises(CannotAnswer, match="linked to this child"):
        answered(pupil, given_by_id=StaffFactory().pk, by=principal, now=now)
    with pytest.raises(CannotAnswer, match="in the future"):
        answered(pupil, starts_on=TODAY + timedelta(days=1), by=principal, now=now)
    assert not Consent.objects.exists()


def test_a_withdrawal_is_a_new_row_of_what_was_allowed_and_only_of_that(pupil, principal, now):
    answered(pupil, keys=[("website", "school_life")], by=principal, now=now)
    facts = {"pupil_id": pupil.pk, "keys": ALL_QUESTIONS, "starts_on": TODAY, "evidence": "spoken", "by": principal}

    (row,) = actions.withdraw_consents(**facts, once=uuid.uuid4(), now=now)

    assert (row.n, row.verdict, Consent.objects.count()) == (2, "withdrawn", 2)
    with pytest.raises(WrongState, match="Nothing of this is allowed"):
        actions.withdraw_consents(**facts, once=uuid.uuid4(), now=now)


@pytest.mark.parametrize("change", [{"verdict": "named"}, {"starts_on": date(2020, 1, 1)}, None])
def test_the_database_refuses_to_change_or_delete_an_answer(change, pupil, principal, now):
    answered(pupil, "no", by=principal, now=now)

    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.update(**change) if change else Consent.objects.all().delete()
    assert set(Consent.objects.values_list("verdict", flat=True)) == {"no"}


# Protecting -----------------------------------------------------------------------------------------


def test_a_flag_is_set_once_lifted_once_and_each_reading_of_why_is_on_record(pupil, principal, now):
    answered(pupil, by=principal, now=now)
    flag = actions.protect(pupil_id=pupil.pk, reason="A court order.", once=uuid.uuid4(), by=principal, now=now)
    assert tone(pupil) is Tone.RED
    with pytest.raises(WrongState, match="protected already"):
        actions.protect(pupil_id=pupil.pk, reason="x", once=uuid.uuid4(), by=principal, now=now)

    assert actions.read_why(pupil_id=pupil.pk, by=principal, now=now) == [flag]
    actions.lift_protection(pupil_id=pupil.pk, reason="The order ended.", by=principal, now=now)
    assert tone(pupil) is Tone.GREEN
    with pytest.raises(WrongState, match="not protected any longer"):
        actions.lift_protection(pupil_id=pupil.pk, reason="x", by=principal, now=now)

    names = list(Entry.objects.order_by("number").values_list("name", flat=True))
    assert names == ["consent.recorded", "flag.set", "flag.read", "flag.lifted"]
    assert "court" not in "".join(Entry.objects.values_list("body", flat=True))


def test_the_vice_principal_keeps_consents_and_is_not_told_why(pupil, principal, now):
    actions.protect(pupil_id=pupil.pk, reason="A court order.", once=uuid.uuid4(), by=principal, now=now)

    with pytest.raises(PermissionDenied, match="Principal and the Designated Teachers"):
        actions.read_why(pupil_id=pupil.pk, by=OfficeHolderFactory("vice_principal"), now=now)


# Who listens ----------------------------------------------------------------------------------------


@pytest.fixture
def heard(monkeypatch):
    """What a listener of an app above is told; it refuses to go on when told to."""
    told = []
    monkeypatch.setattr(consent_changes, "_listeners", [lambda pupils, now: told.append(pupils)])
    return told


def test_whoever_listens_hears_of_each_change_inside_its_transaction(heard, pupil, principal, now):
    one = {pupil.pk}
    answered(pupil, by=principal, now=now)
    answered(pupil, by=principal, now=now)  # says nothing new
    actions.withdraw_consents(
        pupil_id=pupil.pk, keys=ALL_QUESTIONS, starts_on=TODAY, evidence="email", once=uuid.uuid4(), by=principal, now=now
    )  # fmt: skip
    actions.protect(pupil_id=pupil.pk, reason="x", once=uuid.uuid4(), by=principal, now=now)
    actions.lift_protection(pupil_id=pupil.pk, reason="x", by=principal, now=now)
    actions.link_family(adult=PersonFactory(), pupil=pupil, starts_on=TODAY, by=principal, now=now)
    actions.pupil_left(pupil_id=pupil.pk, left_on=TODAY, by=principal, now=now)

    assert heard == [one] * 6


def test_a_listener_that_fails_takes_the_change_back(monkeypatch, pupil, principal, now):
    def fail(pupils, now):
        assert Consent.objects.filter(pupil__in=pupils).exists()
        raise RuntimeError

    monkeypatch.setattr(consent_changes, "_listeners", [fail])

    with pytest.raises(RuntimeError), transaction.atomic():
        answered(pupil, by=principal, now=now)
    assert not Consent.objects.exists()
    assert not Entry.objects.exists()
