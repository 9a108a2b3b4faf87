"""The list of cases: filters, pages, search, what is put on record, and what nobody may learn from it."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry as AuditEntry
from audit.register import facts_of
from incidents import actions
from incidents.actions import Intake, SplitOff
from incidents.models import Incident
from school.standing import standing_of
from tests.factories.incidents import THEN, IncidentFactory, ReportFactory, clause
from tests.factories.school import ParentFactory, PersonFactory, PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db
CASES = "/incidents/"


def references(answer):
    return [case.reference for case, _ in answer.context["rows"]]


def search(client, words):
    return client.post(reverse("incidents:search"), {"words": words}, follow=True)


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def many(count, **facts):
    person = StaffFactory()
    return [
        ReportFactory(by=person, now=THEN - timedelta(minutes=number), **facts).incidents.get()
        for number in range(count)
    ]


def test_the_same_number_of_queries_for_one_case_and_for_many(client_of, offices, rules):
    client = client_of(offices["principal"])
    pupils = [PupilFactory().person for _ in range(3)]
    many(1, concerned=pupils)
    few = queries(client, CASES)

    many(24, concerned=pupils)

    assert len(client.get(CASES).context["rows"]) == 25
    assert queries(client, CASES) == few


def test_the_same_number_of_queries_for_a_short_case_and_a_long_one(client_of, offices, rules):
    client = client_of(offices["principal"])
    pupil = PupilFactory().person
    rule = clause(rules, "7.0a")
    short = IncidentFactory("being_handled", lead=offices["principal"], concerned=[pupil], clauses=[rule])
    pupils = [PupilFactory().person for _ in range(6)]
    long = IncidentFactory(
        "being_handled",
        lead=offices["principal"],
        concerned=pupils,
        clauses=[clause(rules, code) for code in ("7.0a", "7.3", "unknown")],
    )
    for case, count in ((short, 1), (long, 12)):
        for number in range(count):
            facts = {"text": f"Entry {number}.", "once": uuid.uuid4(), "by": offices["principal"].pk, "now": THEN}
            actions.add_entry(pk=case.pk, **facts)

    assert queries(client, reverse("incidents:case", args=[long.pk])) == queries(
        client, reverse("incidents:case", args=[short.pk])
    )


def test_home_asks_as_much_with_one_thing_waiting_as_with_twenty(client_of, offices):
    client = client_of(offices["principal"])
    many(1)
    few = queries(client, "/")

    many(20)

    assert queries(client, "/") == few


def test_pages_follow_each_other_without_gap_or_repeat(client_of, offices):
    made = {case.reference for case in many(60)}
    client, url, seen = client_of(offices["principal"]), CASES, []
    while url:
        answer = client.get(url)
        seen += references(answer)
        more = answer.context["more"]
        url = f"{CASES}?after={more}" if more else ""

    assert len(seen) == 60
    assert set(seen) == made


@pytest.mark.parametrize("after", ["x", "_", "2026_zz", "99999999T000000.0_00", "\x00"])
def test_an_unreadable_page_is_the_first(after, client_of, offices):
    many(1)

    assert len(references(client_of(offices["principal"]).get(CASES, {"after": after}))) == 1


def test_filters_narrow_and_nonsense_does_nothing(client_of, offices, rules):
    pupil = IncidentFactory(
        "being_handled", lead=offices["principal"], concerned=[PupilFactory().person], clauses=[clause(rules, "7.0a")]
    )
    parent = ReportFactory(concerns="parent").incidents.get()
    led = ReportFactory(concerns="staff").incidents.get()
    actions.name_assignee(
        pk=led.pk, person=offices["vice_principal"].pk, role="lead", by=offices["principal"].pk, now=THEN
    )
    principal, vice = client_of(offices["principal"]), client_of(offices["vice_principal"])

    def shown(client, **filters):
        return set(references(client.get(CASES, filters)))

    assert shown(principal, status="being_handled") == {pupil.reference}
    assert shown(principal, concerns="parent") == {parent.reference}
    assert shown(principal, kind="pupil_account") == {pupil.reference}
    assert shown(vice, mine="on") == {led.reference}
    assert shown(principal, status="nonsense", kind="' OR 1=1") == {one.reference for one in (pupil, parent, led)}


def test_a_rule_and_days_narrow_the_list_and_each_filter_is_a_chip_that_can_be_taken_away(client_of, offices, rules):
    client, rule = client_of(offices["principal"]), clause(rules, "7.0a")
    case = IncidentFactory(
        "being_handled", lead=offices["principal"], concerned=[PupilFactory().person], clauses=[rule]
    )
    later = ReportFactory(concerns="parent", now=THEN + timedelta(days=2)).incidents.get()

    def shown(**filters):
        return set(references(client.get(CASES, filters)))

    assert shown(kind=f"rule-{rule.clause_id}") == {case.reference}
    assert shown(kind=f"rule-{uuid.uuid4()}") == {case.reference, later.reference}, "nonsense does nothing"
    assert shown(since="2026-11-10") == {later.reference}
    assert shown(until="10/11/2026") == {case.reference}
    assert shown(since="2026-11-11", until="2026-11-11") == {later.reference}
    answer = client.get(CASES, {"status": "received", "since": "2026-11-11", "mine": "on"})
    assert references(answer) == [later.reference]
    chips = dict(answer.context["chips"])
    assert list(chips) == ["State: Received", "Recorded from 11 November 2026", "Only cases I lead"]
    assert "status" not in chips["State: Received"]
    assert "since=2026-11-11" in chips["State: Received"]
    search(client, "chipword")
    assert "Take away: " in client.get(CASES).content.decode()
    for day in ("soon", "9999-12-31", "0001-01-01"):
        assert "Write the day like" in client.get(CASES, {"until": day}).content.decode()


def test_a_service_narrows_the_list_and_a_case_that_was_split_off_keeps_silent_on_it(client_of, offices):
    client, who = client_of(offices["principal"]), {"by": offices["principal"].pk, "now": THEN}
    chatter = actions.add_service(name="Chatter", kind="messages", minimum_age=13, once=uuid.uuid4(), **who)
    on_it = ReportFactory(concerns="parent", intake=Intake(service_id=chatter.pk)).incidents.get()
    in_words = ReportFactory(concerns="parent", intake=Intake(service_words="A new app")).incidents.get()
    silent = ReportFactory(concerns="parent").incidents.get()
    split = SplitOff(concerns="staff", words="Another matter.", described="A helper")
    actions.split(pk=on_it.pk, into=[split], once=uuid.uuid4(), **who)

    def shown(**filters):
        return set(references(client.get(CASES, filters)))

    assert shown(service=str(chatter.pk)) == {on_it.reference}
    assert shown(service="another") == {in_words.reference}
    everything = {case.reference for case in Incident.objects.all()}
    assert shown(service=str(uuid.uuid4())) == everything >= {silent.reference}, "nonsense does nothing"
    assert len(everything) == 4
    actions.end_service(pk=chatter.pk, **who)
    assert shown(service=str(chatter.pk)) == {on_it.reference}, "a service taken off the list is still found"


def test_words_are_found_by_their_beginning_without_accents_and_capitals(client_of, offices):
    pupil = PupilFactory(person=PersonFactory(given_name="Oisín", family_name="Ó Dálaigh"))
    case = ReportFactory(concerned=[pupil.person], words="Hurtful NICKNAMES in a chat.").incidents.get()
    ReportFactory(words="Another matter.")
    client = client_of(offices["principal"])

    for words in ("oisin", "dalai", "nickname", "Hurtful chat", case.reference.lower(), "  OISÍN   nick "):
        assert references(search(client, words)) == [case.reference], words
    for words in ("hurtful matter", "zzz", "ickname"):
        assert references(search(client, words)) == [], words


def test_what_is_written_later_is_found_too(client_of, offices):
    case = ReportFactory(concerns="parent").incidents.get()
    actions.add_entry(pk=case.pk, text="A marzipan cake.", once=uuid.uuid4(), by=offices["principal"].pk, now=THEN)

    assert references(search(client_of(offices["principal"]), "marzipan")) == [case.reference]


@pytest.mark.parametrize(
    "words", ['"', "'", "*", "a AND", "NEAR(", "-", "a:*", "\x00", "%", "a & | !", "😀", "x" * 5000]
)
def test_no_search_breaks_the_page(words, client_of, offices):
    many(1)

    assert search(client_of(offices["principal"]), words).status_code == 200


def test_what_is_searched_for_stands_in_no_address(client_of, offices):
    client = client_of(offices["principal"])
    answer = search(client, "secretword")

    assert all("secretword" not in url for url, _ in answer.redirect_chain)
    assert "secretword" in answer.content.decode()
    client.post(reverse("incidents:search"), {"words": "secretword", "clear": "yes"})
    assert "secretword" not in client.get(CASES).content.decode()


def test_each_page_of_cases_is_one_entry_and_an_empty_one_is_none(client_of, offices):
    client = client_of(offices["principal"])
    client.get(CASES)
    assert not AuditEntry.objects.exists()
    many(3, words="Findable.")
    before = AuditEntry.objects.count()

    client.get(CASES)
    search(client, "findable")
    search(client, "nothinglikeit")

    entries = list(AuditEntry.objects.filter(number__gt=before).order_by("number"))
    assert [(one.name, one.actor, facts_of(one)) for one in entries] == [
        ("incidents.listed", offices["principal"].pk, {"shown": 3}),
        ("incidents.searched", offices["principal"].pk, {"shown": 3}),
    ]


def test_each_opening_of_a_case_is_an_entry(client_of, offices):
    case = ReportFactory().incidents.get()
    for name in ("case", "history"):
        client_of(offices["vice_principal"]).get(reverse(f"incidents:{name}", args=[case.pk]))

    readings = AuditEntry.objects.of(case).named("incident.read")
    assert [one.actor for one in readings] == [offices["vice_principal"].pk] * 2
    text = client_of(offices["principal"]).get(reverse("incidents:history", args=[case.pk])).content.decode()
    assert f"{offices['vice_principal'].display_name} read this case." in text


def hidden_case(number, offices):
    """Cases of which the Principal, the Vice-Principal and the senior team may not learn."""
    pupil = PupilFactory()
    facts = [
        {"concerns": "staff", "about": ["principal"]},
        {"concerns": "staff", "concerned": [offices["principal"], offices["vice_principal"]]},
        {"concerns": "staff", "about": ["principal", "chair"], "affected": [pupil.person]},
        {"concerns": "parent", "concerned": [offices["principal"]]},
    ][number % 4]
    return ReportFactory(words=f"Hiddenword number {number}.", now=THEN + timedelta(minutes=number), **facts)


@pytest.mark.parametrize("office", ["principal", "vice_principal", "slt", "governor", "clerk", "administrator"])
def test_two_schools_that_differ_only_in_hidden_cases_look_the_same(office, client_of, offices, rules):
    """Non-interference (trust A5): the same bytes with and without them, on every page and for every search."""
    pupil = PupilFactory(person=PersonFactory(family_name="Seen"))
    seen = IncidentFactory(lead=offices["principal"], concerned=[pupil.person], words="Openword.")
    many(27, concerns="parent")
    client = client_of(offices[office])
    asked = ["/", CASES, f"{CASES}?status=received", f"{CASES}?mine=on", f"{CASES}?concerns=staff", "/incidents/mine/"]
    asked += [reverse("incidents:case", args=[seen.pk]), "/inbox/"]
    searches = ["hiddenword", "openword", "number 1", offices["principal"].family_name, "another"]

    def pages():
        found = [client.get(url).content for url in asked]
        for words in searches:
            found.append(search(client, words).content)
        client.post(reverse("incidents:search"), {"clear": "yes"})
        return [_masked(page) for page in found]

    with time_machine.travel(timezone.now(), tick=False):  # pages say until when one is signed in, and who opened when
        pages()
        before = pages()
        for number in range(8):
            hidden_case(number, offices)

        assert pages() == before


def _masked(page):
    """Without the tokens that differ on every page, and the history's own readings."""
    import re

    text = page.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
    text = re.sub(r'name="(once|draft_page)" value="[^"]+"', "", text)
    text = re.sub(r"\d\d:\d\d\.</p>", "", text)  # the minute at which it is printed
    return re.sub(r'nonce="[^"]+"', "", text)


def test_every_case_on_the_list_can_be_opened_and_no_other(client_of, offices):
    for number in range(4):
        hidden_case(number, offices)
    for concerns in ("pupil", "parent", "staff", "outsider"):
        ReportFactory(concerns=concerns, concerned=[ParentFactory(PupilFactory())])

    for person in offices.values():
        client = client_of(person)
        listed = set(references(client.get(CASES)))
        opened = {
            case.reference
            for case in Incident.objects.all()
            if client.get(reverse("incidents:case", args=[case.pk])).status_code == 200
        }
        visible = Incident.objects.visible_to(standing_of(person.pk, THEN)).values_list("reference", flat=True)
        assert listed == opened == set(visible)
