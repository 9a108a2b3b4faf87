"""The ordinary case on one page: one button confirms, keeps every record, finds and closes; all of it or nothing."""

import re
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from incidents import actions
from incidents.actions.dealing import Word
from incidents.models import IncidentStep, Reading
from incidents.models.records import FurtherAction, ParentContact, SafeguardingLook
from incidents.states import WrongState
from notices.models import Notice
from school.models import Appointment
from tests.factories.incidents import THEN, PolicyFactory, ReportFactory, clause
from tests.factories.school import ParentFactory, PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher():
    return StaffFactory()


@pytest.fixture
def pupil():
    pupil = PupilFactory()
    ParentFactory(pupil)
    return pupil


@pytest.fixture
def case(offices, rules, pupil, teacher):
    return ReportFactory(by=teacher, concerned=[pupil.person], clauses=[clause(rules, "7.0a").pk]).incidents.get()


def facts(case, offices, rules, **changed):
    person = case.people.get()
    return {
        "clauses": [clause(rules, "7.0a").pk],
        "records": {
            ("INFORM_PARENTS", person.pk): {"told": "Mother", "means": "telephone", "said": "She will close it."},
            ("DECIDE_FURTHER_ACTION", None): {"decided": "none", "why": ""},
        },
        "finding": "found",
        "reason": "He said so.",
        "outcome": "The account is closed.",
        "calls_for_review": False,
        "at": THEN,
        "once": uuid.uuid4(),
        "word": Word(offices["designated_teacher"].pk, THEN),
    } | changed


def deal(case, by, given):
    return actions.deal_with(pk=case.pk, by=by.pk, now=THEN, **given)


def test_one_press_confirms_keeps_finds_and_closes(case, offices, rules, teacher):
    closed = deal(case, offices["principal"], facts(case, offices, rules))

    assert closed.status == "closed"
    assert [row.finding for row in case.allegations.all()] == ["found"]
    assert not case.steps.open().obligatory().exists()
    assert ParentContact.objects.get().written_by == offices["principal"]
    assert FurtherAction.objects.get().decided == "none"
    assert SafeguardingLook.objects.get().said_by == offices["designated_teacher"]
    assert Notice.objects.filter(kind="report.closed", recipient_id=teacher.pk).count() == 1


def test_a_second_press_changes_nothing(case, offices, rules):
    given = facts(case, offices, rules)
    deal(case, offices["principal"], given)
    notices = Notice.objects.count()

    assert deal(case, offices["principal"], given).status == "closed"
    assert Notice.objects.count() == notices
    assert ParentContact.objects.count() == 1


def test_another_form_after_the_case_was_closed_is_no_second_press(case, offices, rules):
    deal(case, offices["principal"], facts(case, offices, rules))

    with pytest.raises(WrongState, match="has ended"):
        deal(case, offices["principal"], facts(case, offices, rules, outcome="Something else."))


@pytest.mark.parametrize("left_out", ["INFORM_PARENTS", "DECIDE_FURTHER_ACTION"])
def test_what_was_not_given_leaves_everything_as_it_was(left_out, case, offices, rules):
    given = facts(case, offices, rules)
    given["records"] = {key: one for key, one in given["records"].items() if key[0] != left_out}

    with pytest.raises(WrongState, match="Before this case can close"):
        deal(case, offices["principal"], given)

    case.refresh_from_db()
    assert case.status == "received"
    assert case.steps.count() == 1
    assert not ParentContact.objects.exists()
    assert not Notice.objects.filter(kind__in=["report.closed", "case.word_passed_on"]).exists()


def test_without_the_designated_teachers_word_nothing_is_done(case, offices, rules):
    with pytest.raises(PermissionDenied, match="Only the Designated Teacher"):
        deal(case, offices["principal"], facts(case, offices, rules, word=None))

    assert case.steps.get().is_open


@pytest.mark.parametrize("office", ["vice_principal", "designated_teacher"])
def test_only_the_leader_deals_with_it(office, case, offices, rules):
    with pytest.raises(PermissionDenied):
        deal(case, offices[office], facts(case, offices, rules))
    case.refresh_from_db()
    assert case.status == "received"


def test_a_case_that_is_being_handled_goes_step_by_step(case, offices, rules):
    actions.confirm(pk=case.pk, clauses=[clause(rules, "7.0a").pk], by=offices["principal"].pk, now=THEN)

    with pytest.raises(WrongState, match="step by step"):
        deal(case, offices["principal"], facts(case, offices, rules))


# The pages ---------------------------------------------------------------------------------------------------------


def url(name, case):
    return reverse(f"incidents:{name}", args=[case.pk])


def test_the_leader_is_led_to_it_and_the_clause_is_ticked_already(case, offices, client_of):
    client = client_of(offices["principal"])

    assert "This looks like an ordinary case." in client.get(url("case", case)).content.decode()
    page = client.get(url("deal_with", case)).content.decode()
    assert "Rule 7.0a in plain words." in page
    assert "Who said that there is nothing for child protection?" in page
    assert "Let the parents of the pupil know" in page
    assert "Anything further?" in page
    assert "What did you find?" not in page, "nobody’s fault is in question"


def answers(page, **given):
    """What a browser would send: the fields as filled in, with these answers."""
    filled = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    filled |= dict(re.findall(r'name="([^"]+)" value="([^"]*)"[^>]*checked', page))
    filled |= dict.fromkeys(re.findall(r'name="((?:[\w-]+-)?(?:at|said_at))"', page), "2026-11-09T09:00")
    return filled | given


def test_home_leads_straight_to_it_unless_a_child_may_be_at_risk(offices, rules, pupil, client_of):
    rule, client = clause(rules, "7.0a").pk, client_of(offices["principal"])
    calm, urgent, other = (
        ReportFactory(concerned=[pupil.person], clauses=[one], child_at_risk=risk).incidents.get()
        for one, risk in ((rule, False), (rule, True), (clause(rules, "7.3").pk, False))
    )
    home = client.get("/").content.decode()

    assert f'href="{url("deal_with", calm)}"' in home
    for case in (urgent, other):
        assert f'href="{url("deal_with", case)}"' not in home
        assert f'href="{url("case", case)}"' in home
        assert "Confirm what kind of case this is." in client.get(url("case", case)).content.decode()


def test_it_shows_the_whole_report_and_its_reading_is_on_record(case, offices, teacher, client_of):
    actions.add_to_report(pk=case.report.pk, text="She told me more.", once=uuid.uuid4(), by=teacher.pk, now=THEN)
    page = client_of(offices["principal"]).get(url("deal_with", case)).content.decode()

    for words in (case.report.words, "She told me more.", "Happened", str(case.people.get())):
        assert words in page
    assert Reading.objects.get().person == offices["principal"]


def test_another_rule_can_be_chosen_than_the_reporter_thought_of(case, offices, client_of):
    page = client_of(offices["principal"]).get(url("deal_with", case), {"clause": ""}).content.decode()

    assert "Which rule is it about?" in page
    assert "Keep all of it" not in page


def test_long_texts_that_may_be_left_empty_are_folded_away_until_they_hold_something(case, offices, client_of):
    client = client_of(offices["principal"])
    page = client.get(url("deal_with", case)).content.decode()
    said = f"INFORM_PARENTS-{case.people.get().pk}-said"
    folds = re.findall(r'<details class="fold"( open)?>(.*?)</details>', page, re.DOTALL)

    assert [bool(is_open) for is_open, inside in folds if said in inside] == [False]
    again = client.post(url("deal_with", case), answers(page, **{said: "Kept words."})).content.decode()
    folds = re.findall(r'<details class="fold"( open)?>(.*?)</details>', again, re.DOTALL)
    assert [bool(is_open) for is_open, inside in folds if said in inside] == [True]


def test_the_page_closes_the_case_in_one_post(case, offices, pupil, client_of):
    client = client_of(offices["principal"])
    page = client.get(url("deal_with", case)).content.decode()
    person = case.people.get()
    mother = pupil.family_links.get().adult.display_name
    given = answers(page, **{
        "said_by": str(offices["designated_teacher"].pk), f"INFORM_PARENTS-{person.pk}-told": mother,
    })  # fmt: skip

    answer = client.post(url("deal_with", case), given, follow=True)

    assert "Done, and closed." in answer.content.decode()
    case.refresh_from_db()
    assert case.status == "closed"
    assert ParentContact.objects.get().told == mother


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(case, offices, client_of):
    client = client_of(offices["principal"])
    page = client.get(url("deal_with", case)).content.decode()
    person = case.people.get()

    again = client.post(
        url("deal_with", case), answers(page, **{f"INFORM_PARENTS-{person.pk}-said": "Kept words."})
    ).content.decode()

    assert "There is a problem" in again
    assert "Speak with the Designated Teacher first" in again
    assert "Say who was told" in again
    assert "Kept words." in again
    case.refresh_from_db()
    assert case.status == "received"


def test_a_rule_is_chosen_first_when_the_reporter_thought_of_none(offices, rules, pupil, client_of):
    case = ReportFactory(concerned=[pupil.person]).incidents.get()
    client = client_of(offices["principal"])

    assert "Deal with it on one page" in client.get(url("case", case)).content.decode()
    page = client.get(url("deal_with", case)).content.decode()
    assert "Which rule is it about?" in page
    assert "Rule 7.3" not in page, "a restriction is no ordinary case"
    chosen = client.get(url("deal_with", case), {"clause": str(clause(rules, "7.0a").pk)}).content.decode()
    assert "Keep all of it and close the case" in chosen


def test_a_case_that_asks_for_more_is_not_offered_the_page(offices, rules, pupil, client_of):
    case = ReportFactory(concerned=[pupil.person], clauses=[clause(rules, "7.3").pk]).incidents.get()
    client = client_of(offices["principal"])

    assert "Confirm what kind of case this is." in client.get(url("case", case)).content.decode()
    assert "Which rule is it about?" in client.get(url("deal_with", case)).content.decode()


def test_a_designated_teacher_who_leads_is_not_asked_for_her_own_word(offices, rules, pupil, client_of):
    Appointment.objects.filter(office="designated_teacher").update(person=offices["principal"])
    case = ReportFactory(concerned=[pupil.person], clauses=[clause(rules, "7.0a").pk]).incidents.get()

    page = client_of(offices["principal"]).get(url("deal_with", case)).content.decode()

    assert "Who said that" not in page
    deal(case, offices["principal"], facts(case, offices, rules, word=None))
    assert case.steps.get(step="DT_TRIAGE").how == "Nothing for child protection."


# A minor matter about staff ----------------------------------------------------------------------------------------


@pytest.fixture
def staff_case(offices, teacher):
    rules = PolicyFactory(
        {
            "9.15": ("staff", ["INVESTIGATE"]),
            "9.17a": ("staff", ["INVESTIGATE"]),
            "9.17b": ("staff", ["RECORD_ACTION"]),
        },
        slug="conduct",
    )
    return ReportFactory(
        concerns="staff", by=teacher, concerned=[StaffFactory()], clauses=[clause(rules, "9.15").pk]
    ).incidents.get()


def staff_answers(page, person, finding):
    return answers(page, **{
        "finding": finding,
        f"INVESTIGATE-{person.pk}-looked_at": "The profile as the reporter printed it.",
        f"INVESTIGATE-{person.pk}-shows": "The school is named.",
        f"HEAR_SUBJECT-{person.pk}-told_on": "2026-11-06",
        f"HEAR_SUBJECT-{person.pk}-answer": "She had not known and removed it.",
    })  # fmt: skip


def test_a_minor_staff_matter_is_investigated_on_one_page(staff_case, offices, client_of):
    client, person = client_of(offices["principal"]), staff_case.people.get()
    page = client.get(url("deal_with", staff_case)).content.decode()
    assert "What did you find?" in page
    given = staff_answers(page, person, "found") | {
        f"EMPLOYER_PROCEDURE-{person.pk}-procedure": "none",
        f"EMPLOYER_PROCEDURE-{person.pk}-reasons": "Put right at once.",
        "RECORD_ACTION--action": "Spoken with.",
        "RECORD_ACTION--is_told_outcome": "on",
    }

    client.post(url("deal_with", staff_case), given)

    staff_case.refresh_from_db()
    assert staff_case.status == "closed"
    done = set(staff_case.steps.filter(status="done").values_list("step_id", flat=True))
    assert done == {"INVESTIGATE", "HEAR_SUBJECT", "EMPLOYER_PROCEDURE", "RECORD_ACTION"}


def test_what_follows_only_from_a_found_clause_is_not_asked_for_otherwise(staff_case, offices, client_of):
    client, person = client_of(offices["principal"]), staff_case.people.get()
    page = client.get(url("deal_with", staff_case)).content.decode()

    client.post(url("deal_with", staff_case), staff_answers(page, person, "as_written_no_fault"))

    staff_case.refresh_from_db()
    assert staff_case.status == "closed"
    assert not IncidentStep.objects.filter(step__in=["EMPLOYER_PROCEDURE", "RECORD_ACTION"]).exists()


def test_nobody_is_found_at_fault_unheard(staff_case, offices):
    actions.confirm(
        pk=staff_case.pk, clauses=[one.clause_version_id for one in staff_case.report.clauses.all()],
        by=offices["principal"].pk, now=THEN,
    )  # fmt: skip
    row = staff_case.allegations.get()
    who = {"pk": staff_case.pk, "allegation": row.pk, "by": offices["principal"].pk, "now": THEN}

    with pytest.raises(WrongState, match="Tell the person concerned what is said"):
        actions.settle_finding(**who, finding="found", reason="Plain to see.")
    assert actions.settle_finding(**who, finding="not_found", reason="It was somebody else.").finding == "not_found"


def test_the_form_pressed_twice_says_twice_that_it_is_done(case, offices, pupil, client_of):
    client = client_of(offices["principal"])
    page = client.get(url("deal_with", case)).content.decode()
    sent = answers(page, said_by=str(offices["designated_teacher"].pk))
    sent[f"INFORM_PARENTS-{case.people.get().pk}-told"] = pupil.family_links.get().adult.display_name

    for _ in range(2):
        text = client.post(url("deal_with", case), sent, follow=True).content.decode()
        assert "Done, and closed." in text
    assert ParentContact.objects.count() == 1


def test_the_form_sent_when_the_case_was_taken_up_meanwhile_says_so(case, offices, rules, client_of):
    client = client_of(offices["principal"])
    page = client.get(url("deal_with", case)).content.decode()
    actions.confirm(pk=case.pk, clauses=[clause(rules, "7.0a").pk], by=offices["principal"].pk, now=THEN)

    text = client.post(url("deal_with", case), answers(page), follow=True).content.decode()

    assert "This case is being handled already." in text
    assert "asks for more than one page" not in text
