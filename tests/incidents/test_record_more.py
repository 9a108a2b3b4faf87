"""The record form beside its three answers, as people without JavaScript send it: what it asks, keeps and refuses."""

import re
import uuid
from datetime import time

import pytest
from django.http import QueryDict
from django.urls import reverse

from incidents import actions
from incidents.forms.recording import RecordForm
from incidents.models import Circumstances, Report, ReportSpeaker
from incidents.register import askings
from tests.factories.incidents import THEN, PolicyFactory, clause
from tests.factories.school import PersonFactory, PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(client_of, offices):
    client = client_of(StaffFactory())

    def sent(concerns="pupil", query="", **facts):
        url = reverse("incidents:file", args=[concerns]) + query
        given = {"once": str(uuid.uuid4()), "words": "He has an account.", "happened_on": "2026-11-09"}
        return client.post(url, given | {"concerned_words": "A pupil of P6"} | facts, follow=True)

    sent.get = lambda concerns="pupil", query="": client.get(
        reverse("incidents:file", args=[concerns]) + query
    ).content.decode()
    return sent


def errors(response) -> list[str]:
    return re.findall(r'<li><a href="#id_(\w+)">', response.content.decode())


@pytest.fixture
def service(offices):
    return actions.add_service(
        name="Chatter", kind="messages", minimum_age=13, once=uuid.uuid4(), by=offices["principal"].pk, now=THEN
    )


def test_everything_that_is_typed_is_saved(send, service):
    girl = PupilFactory(person=PersonFactory(given_name="Aoife", family_name="Foxglove"))
    send(
        learned="later", learned_on="2026-11-10", learned_at="08:05", place="in_charge",
        used=["on_school_equipment", "on_school_network"], service=str(service.pk), address="@someone", images="no",
        told_1_whom="principal", told_1_how="in_person", told_1_on="2026-11-10", told_1_at="08:10",
        told_2_whom="parents", told_2_how="telephone", told_2_on="2026-11-10", told_2_at="",
        affected=str(girl.person_id), affected_role="spoken_of",
        spoke_for="pupil", spoke=str(girl.person_id), said="He wrote about me.", spoke_how="note",
    )  # fmt: skip

    report = Report.objects.get()
    kept = report.circumstances
    assert (kept.learned_on.day, kept.learned_at, kept.place) == (10, time(8, 5), "in_charge")
    assert (kept.on_school_equipment, kept.on_school_network, kept.on_own_device) == (True, True, False)
    assert (kept.service, kept.address, kept.images) == (service, "@someone", "no")
    assert [(one.whom, one.told_at) for one in report.tellings.order_by("whom")] == [
        ("parents", None),
        ("principal", time(8, 10)),
    ]
    assert report.people.get(part="affected").role == "spoken_of"
    assert (report.speaker.person_id, report.speaker.words, report.speaker.how) == (
        girl.person_id,
        "He wrote about me.",
        "note",
    )


def test_a_telling_counts_only_when_it_is_said_how(send):
    send(told_1_whom="principal", told_1_how="", told_1_on="2026-11-10", told_1_at="08:10")

    assert not Report.objects.get().tellings.exists()
    assert not Circumstances.objects.exists()


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({"told_1_whom": "other", "told_1_how": "note", "told_1_on": "2026-11-10"}, "told_1_name"),
        ({"told_1_whom": "principal", "told_1_how": "note", "told_1_on": ""}, "told_1_on"),
        ({"told_1_whom": "principal", "told_1_how": "note", "told_1_on": "2026-11-08"}, "told_1_on"),
        ({"told_1_whom": "principal", "told_1_how": "note", "told_1_on": "2999-01-01"}, "told_1_on"),
        (
            {"told_1_whom": "principal", "told_1_how": "note", "told_1_on": "2026-11-10", "told_1_at": "late"},
            "told_1_at",
        ),
        ({"told_1_whom": "", "told_1_how": "note", "told_1_on": "2026-11-10"}, "told_1_whom"),
        ({"learned": "later", "learned_on": "2026-11-01"}, "learned_on"),
        ({"happened_at_time": "noon"}, "happened_at_time"),
        ({"service": "another"}, "service_words"),
        ({"service": str(uuid.uuid4())}, "service"),
        ({"spoke_for": "parent"}, "said"),
        ({"said": "It was him."}, "spoke_for"),
        ({"address": "x" * 501}, "address"),
        ({"place": "the moon"}, "place"),
        ({"concerned_words": ""}, "concerned_search"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_everything_typed_is_kept(send, facts, wrong):
    page = send(**{"address": "@kept", "said": "", "words": "Kept words."} | facts)

    assert errors(page) == [wrong]
    assert not Report.objects.exists()
    shown = page.content.decode()
    assert "Kept words." in shown
    assert re.search(r'<details class="fold fold-asks" open>', shown) or wrong == "concerned_search"


def test_one_more_row_is_asked_for_without_script_and_nothing_is_said_to_be_missing(send):
    page = send(more="told", words="", told_1_whom="class_teacher", told_1_how="in_person").content.decode()

    assert 'name="told_2_whom"' in page
    assert 'name="told_3_whom"' not in page
    assert "There is a problem" not in page
    assert re.search(r'value="class_teacher" selected', page)
    assert not Report.objects.exists()


def test_there_is_an_end_to_the_rows(send):
    rows = {f"told_{row}_whom": "principal" for row in range(1, 40)}
    page = send(more="told", **rows).content.decode()

    assert 'name="told_6_whom"' in page
    assert 'name="told_7_whom"' not in page
    assert 'value="told"' not in page


def test_a_role_stays_with_the_person_while_others_are_looked_for(send):
    girl, boy = PupilFactory().person, PupilFactory().person
    step = send(more="affected", affected=str(girl.pk), affected_role="contacted").content.decode()
    assert f'name="role_{girl.pk}"' in step

    send(
        affected_people=[str(girl.pk)],
        **{f"role_{girl.pk}": "contacted"},
        affected=str(boy.pk),
        affected_role="witness",
    )

    assert dict(Report.objects.get().people.filter(part="affected").values_list("person", "role")) == {
        girl.pk: "contacted",
        boy.pk: "witness",
    }


def test_nobody_known_is_an_answer_of_its_own(send):
    send(concerned_words="", concerned_unknown="on")

    assert [str(one) for one in Report.objects.get().people.all()] == ["Not known"]


def test_who_is_described_is_not_also_unknown(send):
    send(concerned_unknown="on")

    assert [str(one) for one in Report.objects.get().people.all()] == ["A pupil of P6"]


def test_not_known_in_words_is_the_same_answer(send):
    send(concerned_words="not known")

    assert [str(one) for one in Report.objects.get().people.all()] == ["Not known"]


def test_whoever_told_is_looked_for_like_anybody_else(send, client_of):
    girl = PupilFactory(person=PersonFactory(given_name="Aoife", family_name="Foxglove"))
    address = reverse("incidents:people", args=["staff", "spoke"])
    found = client_of(StaffFactory()).post(address, {"spoke_search": "foxgl"}).content.decode()
    assert str(girl.person_id) in found

    step = send("staff", search="spoke_search", spoke_search="foxgl", spoke_for="pupil").content.decode()
    assert f'name="spoke" value="{girl.person_id}"' in step
    assert "There is a problem" not in step


def test_the_last_one_picked_is_who_told(send):
    girl, boy = PupilFactory().person, PupilFactory().person
    send(spoke_for="pupil", said="He did.", spoke_people=[str(girl.pk)], spoke=str(boy.pk))

    assert ReportSpeaker.objects.get().person == boy


@pytest.mark.parametrize(("clock", "wrong"), [("08:59", set()), ("09:00", set()), ("09:05", {"happened_at_time"})])
def test_a_time_that_is_still_to_come_is_refused(db, clock, wrong):
    """THEN is nine o'clock at the school."""
    data = QueryDict(mutable=True)
    data.update({"once": str(uuid.uuid4()), "words": "Seen.", "concerned_unknown": "on", "happened_at_time": clock})
    data["happened_on"] = THEN.date().isoformat()
    form = RecordForm(data, concerns="pupil", now=THEN, offered=[], services=[], asks={})

    assert set(form.errors) == wrong


def test_me_is_an_answer_to_who(send):
    send("staff", concerned_words="", about="me")

    report = Report.objects.get()
    assert [one.person_id for one in report.people.all()] == [report.reporter_id]
    assert report.circumstances.is_about_reporter


def test_a_speaker_whom_nobody_knows_is_kept_as_not_known(send):
    send(spoke_for="outsider", said="Look at this page.")

    assert str(ReportSpeaker.objects.get()) == "Not known"


def test_a_past_pupil_is_given_by_initials_and_year(send, rules):
    PolicyFactory({"9.1": ("staff", [])}, slug="staff")
    page = send("staff", past_initials="", past_left="2024")
    assert errors(page) == ["past_initials"]

    send("staff", past_initials="J. M.", past_left="2024")

    kept = Circumstances.objects.get()
    assert (kept.past_pupil_initials, kept.past_pupil_left) == ("J. M.", 2024)


# What a clause or a link asks for -----------------------------------------------------------------


def asks(page: str, pk) -> set[str]:
    box = re.search(rf'<input[^>]*value="{pk}"[^>]*>', page)[0]
    found = re.search(r'data-asks="([^"]*)"', box)
    return set(found[1].split()) if found else set()


def test_a_clause_asks_for_what_its_kind_needs(send):
    version = PolicyFactory({"7.3": ("pupil", []), "7.4a": ("pupil", [])})
    page = send.get()

    assert asks(page, clause(version, "7.3").pk) == {"place", "equipment"}
    assert "equipment" not in asks(page, clause(version, "7.4a").pk)


def test_a_clause_of_a_second_policy_asks_by_its_own_rows(send):
    """Whom it wants told, and the list it keeps: no code of the shipped register is needed."""
    phones = PolicyFactory({"Phones": ("pupil", [])}, slug="phones", tell=["principal"], registers=["platform_list"])
    toys = PolicyFactory({"Toys": ("pupil", [])}, slug="toys", tell=["parents"])
    page = send.get()

    assert asks(page, clause(phones, "Phones").pk) == {"times", "service"}
    assert asks(page, clause(toys, "Toys").pk) == set()


def test_the_link_of_a_kind_ticks_its_rule_and_opens_what_it_asks(send):
    version = PolicyFactory({"7.1a": ("pupil", []), "7.3": ("pupil", [])})
    page = send.get(query="?kind=pupil_contacts_staff")

    box = re.search(rf'<input[^>]*value="{clause(version, "7.1a").pk}"[^>]*>', page)[0]
    assert "checked" in box
    assert 'class="ask ask-times is-asked"' in page
    assert 'class="ask ask-place"' in page


@pytest.mark.parametrize("comes_by", ["the address", "the form itself"])
def test_a_kind_without_a_rule_is_suggested_to_whoever_leads(send, offices, client_of, comes_by):
    page = send.get(query="?kind=improper_contact")
    assert 'name="began_as" value="improper_contact"' in page
    by_address = comes_by == "the address"
    send(query="?kind=improper_contact" if by_address else "", began_as="" if by_address else "improper_contact")
    case, leader = Report.objects.get().incidents.get(), client_of(offices["principal"])

    assert "Contact with a pupil by an adult" in leader.get(reverse("incidents:case", args=[case.pk])).content.decode()
    confirm = leader.get(reverse("incidents:confirm", args=[case.pk])).content.decode()
    assert re.search(r'value="improper_contact"[^>]*checked', confirm)
    assert not case.kinds.exists(), "a suggestion binds nobody"


def test_a_kind_whose_rule_is_ticked_is_not_suggested_beside_it(send):
    PolicyFactory({"7.0a": ("pupil", [])})
    send(query="?kind=pupil_account")

    assert not Circumstances.objects.exists()


@pytest.mark.parametrize("query", ["?kind=nonsense", "?kind=parent_pictures", "?kind=%00"])
def test_a_kind_of_somebody_else_is_left_alone(send, query):
    assert "is-asked" not in send.get("pupil", query)


def test_every_short_way_in_leads_to_a_form(send, client_of):
    record = client_of(StaffFactory()).get(reverse("incidents:record")).content.decode()
    links = re.findall(r'href="([^"]*\?kind=[^"]*)"', record)

    assert len(links) == len([one for one in askings().values() if one.shortcut]) >= 4
    for link in links:
        assert "is-asked" in client_of(StaffFactory()).get(link).content.decode(), link


def test_every_block_that_is_asked_for_stands_on_the_form_and_in_the_style_sheet(send, settings):
    PolicyFactory({"9.1": ("staff", [])})
    page = send.get("staff")
    styles = (settings.BASE_DIR / "static/styles/forms.css").read_text()

    for block in frozenset().union(*(one.asks for one in askings().values())):
        assert f"ask-{block}" in page
        assert f'[data-asks~="{block}"]:checked) > .ask-{block}' in styles


def test_the_stop_before_anything_indecent_is_on_the_form_with_whom_to_ring(send, school):
    page = send.get()

    assert "Never look at it, copy it, print it, send it on or upload it" in page
    assert "999" in page
