"""The first journey through the pages, as people without JavaScript take it: from the record form to the closed case."""

import re
import uuid

import pytest
from django.urls import reverse

from incidents.models import Incident, Report
from tests.factories.incidents import IncidentFactory, ReportFactory, clause
from tests.factories.school import ParentFactory, PersonFactory, PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher():
    return StaffFactory()


@pytest.fixture
def pupil():
    return PupilFactory(person=PersonFactory(given_name="Oisín", family_name="Ó Dálaigh"))


def form(**facts):
    return {"once": str(uuid.uuid4()), "words": "He has an account.", "happened_on": "2026-11-09"} | facts


def page(client, name, *args, **data):
    url = reverse(f"incidents:{name}", args=args)
    return client.post(url, data, follow=True) if data else client.get(url)


def test_from_the_record_form_to_the_closed_case(client_of, teacher, pupil, offices, rules):
    reporter, principal, designated = (
        client_of(person) for person in (teacher, offices["principal"], offices["designated_teacher"])
    )

    found = page(reporter, "file", "pupil", **form(concerned_search="dalaigh", search="concerned_search"))
    assert f'value="{pupil.person_id}"' in found.content.decode()
    saved = page(
        reporter, "file", "pupil", **form(concerned=str(pupil.person_id), clauses=[str(clause(rules, "7.0a").pk)])
    )
    case = Incident.objects.get()
    assert case.reference in saved.content.decode()
    assert "It went to" in saved.content.decode()

    start = principal.get("/").content.decode()
    assert f"Case {case.reference}: confirm" in start
    asked = page(principal, "confirm", case.pk)
    ticked = re.search(r'<input[^>]*value="{}"[^>]*>'.format(clause(rules, "7.0a").pk), asked.content.decode())
    assert "checked" in ticked[0], "what the reporter suggested is ticked already"
    page(principal, "confirm", case.pk, clauses=[str(clause(rules, "7.0a").pk)])

    look = case.steps.get(step="DT_TRIAGE")
    assert "The step is ticked." in page(designated, "do_step", case.pk, look.pk, how="By phone.").content.decode()
    for code, facts in [
        ("INFORM_PARENTS", {"told": "His mother", "means": "telephone", "said": "She had not known."}),
        ("DECIDE_FURTHER_ACTION", {"decided": "none"}),
    ]:
        step = case.steps.get(step=code)
        kept = {"once": str(uuid.uuid4()), "at": "2026-11-09T09:00"} | facts
        assert "It is on record." in page(principal, "keep_record", case.pk, step.pk, **kept).content.decode()
    allegation = case.allegations.get()
    assert "Settle the finding" in page(principal, "case", case.pk).content.decode()
    page(principal, "settle_finding", case.pk, allegation.pk, finding="found", reason="He said so.")
    assert "Close the case." in page(principal, "case", case.pk).content.decode()
    page(principal, "close", case.pk, outcome="His parents closed it.", calls_for_review="no")

    case.refresh_from_db()
    assert case.status == "closed"
    own = page(reporter, "own", case.report_id).content.decode()
    assert "Closed" in own
    assert "His parents closed it." not in own


def test_the_first_question_has_four_doors_and_direct_links(client_of, teacher):
    client = client_of(teacher)

    text = page(client, "record").content.decode()
    for concerns in ("pupil", "parent", "staff", "outsider"):
        assert reverse("incidents:file", args=[concerns]) in text
        assert page(client, "file", concerns).status_code == 200
    answer = client.get("/incidents/record/?about=outside")
    assert answer.url == "/incidents/record/outsider/"
    assert client.get("/incidents/record/teachers/").status_code == 404


def test_telephone_numbers_stand_before_the_words(client_of, teacher, school):
    text = page(client_of(teacher), "file", "pupil").content.decode()

    assert text.index(school.dt_phone) < text.index("What happened?")


def test_a_search_step_keeps_what_was_typed_and_complains_of_nothing(client_of, teacher, pupil):
    text = page(
        client_of(teacher), "file", "pupil", words="Half a sen", happened_on="2026-11-01", concerned_search="ois",
        search="concerned_search",
    ).content.decode()  # fmt: skip

    assert "Half a sen" in text
    assert "There is a problem" not in text
    assert "Oisín Ó Dálaigh" in text


def test_another_person_is_added_without_script(client_of, teacher, pupil):
    other = PupilFactory()
    facts = form(concerned_people=[str(pupil.person_id)], concerned=str(other.person_id))

    text = page(client_of(teacher), "file", "pupil", **facts, more="concerned").content.decode()
    assert text.count("checked") == 2
    assert not Report.objects.exists()

    page(client_of(teacher), "file", "pupil", **facts)
    assert Incident.objects.get().people.count() == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"words": ""}, "even if only a sentence"),
        ({"happened_on": ""}, "Give the day."),
        ({"happened_on": "2999-01-01"}, "still to come"),
        ({"happened_on": "soon"}, "Write the day like"),
        ({}, "Say who it is about"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(wrong, sentence, client_of, teacher, pupil):
    facts = form(words="Kept words.") | wrong
    if wrong:
        facts["concerned"] = str(pupil.person_id)

    text = page(client_of(teacher), "file", "pupil", **facts).content.decode()

    assert "There is a problem" in text
    assert sentence in text
    assert "words" in wrong or "Kept words." in text
    assert not Report.objects.exists()


def test_somebody_not_known_needs_no_pick(client_of, teacher, offices):
    page(client_of(teacher), "file", "outsider", **form(concerned_words="an account called Owl"))

    assert str(Incident.objects.get().people.get()) == "an account called Owl"


def test_a_made_up_person_is_not_taken(client_of, teacher, offices):
    """Ids come only from the lists that were offered (trust A9)."""
    parent = ParentFactory(PupilFactory())

    for made_up in (str(uuid.uuid4()), str(parent.pk), "nonsense"):
        text = page(client_of(teacher), "file", "pupil", **form(concerned=made_up)).content.decode()
        assert "Say who it is about" in text
    assert not Report.objects.exists()


def test_a_double_click_makes_one_report(client_of, teacher, pupil, offices):
    client, facts = client_of(teacher), form(concerned=str(pupil.person_id))

    first = page(client, "file", "pupil", **facts)
    again = page(client, "file", "pupil", **facts)

    assert first.redirect_chain == again.redirect_chain
    assert Report.objects.count() == 1


def test_the_list_of_names_asks_for_two_letters_and_gives_ten(client_of, teacher, pupil):
    for _ in range(12):
        PupilFactory(person=PersonFactory(family_name="Ósomething"))
    client = client_of(teacher)
    url = reverse("incidents:people", args=["pupil", "concerned"])

    assert "Nobody of that name" in client.post(url, {"concerned_search": "o"}).content.decode()
    assert client.post(url, {"concerned_search": "osome"}).content.decode().count('type="radio"') == 10


def test_a_name_that_is_looked_for_never_stands_in_an_address(client_of, teacher, pupil):
    client, url = client_of(teacher), reverse("incidents:people", args=["pupil", "concerned"])

    assert client.get(url, {"concerned_search": "dalaigh"}).status_code == 405
    form = client.get(reverse("incidents:file", args=["pupil"])).content.decode()
    assert f'data-picker-url="{url}"' in form
    assert '<form class="form" method="post">' in form, "without a script the search is a step of the form"


def test_the_sort_of_people_follows_the_question(client_of, teacher, pupil):
    parent = ParentFactory(pupil, person=PersonFactory(given_name="Maeve", family_name="Ó Dálaigh"))
    client = client_of(teacher)

    def found(concerns, part):
        url = reverse("incidents:people", args=[concerns, part])
        return client.post(url, {f"{part}_search": "dalaigh"}).content.decode()

    assert str(parent.pk) not in found("pupil", "concerned")
    assert str(parent.pk) in found("parent", "concerned")
    assert str(pupil.person_id) not in found("parent", "concerned")
    assert str(parent.pk) in found("pupil", "affected")
    assert "radio" not in found("outsider", "concerned")


@pytest.mark.parametrize("office", ["clerk", "dpo", "administrator"])
def test_those_who_record_nothing_are_told_where_to_go(office, client_of, offices):
    for name, args in [("record", []), ("file", ["pupil"]), ("people", ["pupil", "concerned"])]:
        answer = page(client_of(offices[office]), name, *args)
        assert answer.status_code == 403
        assert "school office" in answer.content.decode()


def test_a_hidden_case_answers_as_an_unknown_one(client_of, offices):
    hidden = ReportFactory(concerns="staff", about=["principal"]).incidents.get()
    client = client_of(offices["principal"])
    unknown = uuid.uuid4()

    for name in ("case", "history", "confirm", "close", "reopen", "record_in_error", "name_assignee", "add_entry"):
        theirs = client.get(reverse(f"incidents:{name}", args=[hidden.pk]))
        nobodys = client.get(reverse(f"incidents:{name}", args=[unknown]))
        assert theirs.status_code == nobodys.status_code == 404
        assert theirs.content == nobodys.content
        assert dict(theirs.headers) == dict(nobodys.headers)


def test_parts_of_another_case_are_unknown_in_this_one(client_of, offices, rules, pupil):
    facts = {"lead": offices["principal"], "concerned": [pupil.person], "clauses": [clause(rules, "7.0a")]}
    one, other = IncidentFactory("being_handled", **facts), IncidentFactory("being_handled", **facts)
    client = client_of(offices["principal"])

    for name, part in [
        ("do_step", other.steps.first()), ("excuse_step", other.steps.first()), ("reopen_step", other.steps.first()),
        ("settle_finding", other.allegations.get()),
    ]:  # fmt: skip
        assert client.post(reverse(f"incidents:{name}", args=[one.pk, part.pk]), {"how": "x"}).status_code == 404


def test_a_reader_who_may_not_act_is_told_who_may(client_of, offices):
    case = ReportFactory(concerns="parent").incidents.get()

    answer = page(client_of(offices["vice_principal"]), "confirm", case.pk)

    assert answer.status_code == 403
    assert "Only the leader of this case" in answer.content.decode()


def test_a_late_press_is_a_kind_message(client_of, offices, rules, pupil):
    case = IncidentFactory(
        "being_handled", lead=offices["principal"], concerned=[pupil.person], clauses=[clause(rules, "7.0a")]
    )

    text = page(
        client_of(offices["principal"]), "close", case.pk, outcome="Over.", calls_for_review="no"
    ).content.decode()

    assert "Before this case can close" in text


def test_the_menu_shows_cases_only_to_those_who_may(client_of, offices, teacher):
    cases = f'href="{reverse("incidents:cases")}"'

    assert cases in client_of(offices["principal"]).get("/").content.decode()
    for person in (teacher, offices["clerk"], offices["administrator"], offices["governor"], offices["slt"]):
        assert cases not in client_of(person).get("/").content.decode()
