"""The first people of an empty installation, the settings, the targets and the calendar."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from audit.models import Entry
from audit.verify import verify
from notices.models import Notice
from school import actions
from school.actions.setting_up import CannotStart
from school.context import school as context
from school.models import Appointment, Closure, Person, School, Target, User
from school.standing import standing_of
from school.states import WrongState
from tests.factories.school import OfficeHolderFactory, StaffFactory

pytestmark = pytest.mark.django_db
FIRST = [
    actions.Founder("Bronagh", "Devlin", "principal@school.example", "principal"),
    actions.Founder("Bronagh", "Devlin", "Principal@school.example", "clerk"),
    actions.Founder("Maeve", "Loughran", "chair@school.example", "chair"),
]


def test_the_first_people_hold_their_offices_from_the_first_day_and_choose_their_passwords(now):
    principal, chair = actions.start_school(name="Lough View", founders=FIRST, now=now)

    assert standing_of(principal.pk, now).offices == {"principal", "clerk"}
    assert standing_of(chair.pk, now).offices == {"chair"}
    assert not any(person.user.has_usable_password() for person in (principal, chair))
    assert set(Notice.objects.values_list("recipient_id", "kind")) == {
        (person.pk, "account.opened") for person in (principal, chair)
    }
    assert School.get().name == "Lough View"
    assert Entry.objects.get().actor is None
    assert verify() == []


def test_it_happens_once(now):
    actions.start_school(name="Lough View", founders=FIRST, now=now)

    with pytest.raises(actions.AlreadyStarted):
        actions.start_school(name="Lough View", founders=FIRST, now=now)
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    "founders",
    [
        FIRST[:2],
        FIRST[2:],
        [*FIRST[:2], actions.Founder("Bronagh", "Devlin", "principal@school.example", "chair")],
        [*FIRST, actions.Founder("Maeve", "Loughran", "chair@school.example", "administrator")],
    ],
)
def test_principal_and_chair_must_be_two_people(founders, now):
    with pytest.raises(CannotStart):
        actions.start_school(name="Lough View", founders=founders, now=now)

    assert not Person.objects.exists()
    assert not Appointment.objects.exists()


def test_there_is_no_quorum_until_the_school_says_one():
    assert School.get().quorum is None


@pytest.mark.parametrize("office", ["principal", "clerk"])
def test_the_principal_and_the_clerk_change_settings(office, now):
    by = OfficeHolderFactory(office)

    actions.change_settings(by=by, now=now, quorum=8, voting_members=16, dt_phone="028 9649 6101")

    assert School.get().quorum == 8
    assert School.get().phones == [("Designated Teacher", "028 9649 6101"), ("Police", "999")]
    assert str(School.get()) == "Our school"
    assert verify() == []


@pytest.mark.parametrize("quorum", [0, 17])
def test_a_quorum_fits_the_board(quorum, now):
    with pytest.raises(ValidationError, match="voting members"):
        actions.change_settings(by=OfficeHolderFactory("clerk"), now=now, quorum=quorum)


def test_what_is_no_setting_is_not_set(now):
    with pytest.raises(TypeError):
        actions.change_settings(by=OfficeHolderFactory("clerk"), now=now, id="x")


def test_the_schools_own_targets_change_and_the_laws_do_not(now):
    clerk = OfficeHolderFactory("clerk")

    actions.change_target(code="investigation_school_days", value=15, by=clerk, now=now)

    assert Target.value_of("investigation_school_days") == 15
    assert json.loads(Entry.objects.get().body)["facts"]["after"] == 15
    for code in ("breach_hours", "review_months", "minimum_age_years"):
        with pytest.raises(WrongState):
            actions.change_target(code=code, value=1, by=clerk, now=now)
    with pytest.raises(Target.DoesNotExist):
        Target.value_of("nonsense")


def test_every_shipped_target_has_words_a_unit_and_a_source():
    for target in Target.objects.all():
        assert str(target) == target.text != ""
        assert target.unit in ("school days", "days", "minutes", "hours", "months", "years", "cases")
        assert target.basis in ("school", "law", "policy")


def test_days_are_entered_once_and_taken_off_once(now):
    clerk = OfficeHolderFactory("clerk")
    days = {"name": "Storm", "starts_on": date(2026, 12, 7), "ends_on": date(2026, 12, 8)}

    row, again = (actions.add_closure(**days, by=clerk, now=now) for _ in range(2))
    assert row == again
    assert str(row) == "Storm"
    actions.remove_closure(closure_id=row.pk, by=clerk, now=now)
    with pytest.raises(WrongState):
        actions.remove_closure(closure_id=row.pk, by=clerk, now=now)

    assert not Closure.objects.filter(name="Storm").exists()
    assert Entry.objects.count() == 2


def test_nobody_else_changes_settings(now):
    by, row = StaffFactory(), Closure.objects.first()
    acts = [
        lambda: actions.change_settings(by=by, now=now, quorum=8),
        lambda: actions.change_target(code="draft_days", value=1, by=by, now=now),
        lambda: actions.add_closure(name="x", starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 1), by=by, now=now),
        lambda: actions.remove_closure(closure_id=row.pk, by=by, now=now),
    ]

    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert not Entry.objects.exists()


def test_a_stranger_reads_the_schools_name_and_nothing_else(rf, school):
    class Nobody:
        is_authenticated = False

    request = rf.get("/")
    assert context(request) == {"school_name": school.name}
    request.user = Nobody()
    assert context(request) == {"school_name": school.name}
    school.delete()
    assert context(request) == {"school_name": "School portal"}


# The command --------------------------------------------------------------------------------------

PRINCIPAL = ("--principal", "Bronagh", "Devlin", "principal@school.example")
CHAIR = ("--chair", "Maeve", "Loughran", "chair@school.example")
ADMINISTRATOR = ("--administrator", "Darius", "Petraitis", "admin@school.example")


def test_the_command_asks_for_what_it_is_not_given(monkeypatch, capsys):
    answers = iter(["Lough View", "Maeve", "Loughran", "chair@school.example"])
    monkeypatch.setattr("builtins.input", lambda question: next(answers))

    call_command("start_school", *PRINCIPAL, *ADMINISTRATOR)

    assert "3 people" in capsys.readouterr().out
    assert {user.email for user in User.objects.all()} == {
        f"{who}@school.example" for who in ("principal", "chair", "admin")
    }
    with pytest.raises(CommandError, match="already has people"):
        call_command("start_school")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((*PRINCIPAL[:3], "no-address"), "no e-mail address"),
        ((*PRINCIPAL, "--chair", "Bronagh", "Devlin", "principal@school.example", *ADMINISTRATOR), "cannot be"),
        (("--name", "x" * 500, *PRINCIPAL, *CHAIR, *ADMINISTRATOR), "at most 160"),
        (PRINCIPAL, "Without an answer"),
    ],
)
def test_the_command_says_what_is_wrong_and_enters_nothing(arguments, sentence, monkeypatch):
    def no_answer(question):
        raise EOFError

    monkeypatch.setattr("builtins.input", no_answer)
    name = () if "--name" in arguments else ("--name", "Lough View")

    with pytest.raises(CommandError, match=sentence):
        call_command("start_school", *name, *arguments)

    assert not Person.objects.exists()
