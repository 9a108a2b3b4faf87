"""What is typed into a form is still there: after an error, a sign-out, a time-out, a refusal; and nobody else sees it."""

import re
import uuid
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from incidents import actions as handling
from incidents.models import Incident, Report
from incidents.models.records import ParentContact
from school import drafts
from school.models import Draft, Person
from school.sessions import MARK
from tests.access.engine import bytes_of_unknown_address, every_route
from tests.factories.approvals import ActivityFactory, DeskFactory, PostFactory, SuggestionFactory
from tests.factories.evidence import EvidenceFactory
from tests.factories.incidents import IncidentFactory, Offices, PolicyFactory, ReportFactory, do, look
from tests.factories.pictures import PicturePostFactory, placed_of
from tests.factories.policy import ClauseVersionFactory
from tests.factories.school import PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db
WORDS = "Two pupils showed me what was written last night & I kept “it”."
RECORD = "/incidents/record/pupil/"


class Browser:
    """One window of one person, with tokens as a real one has them."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.client = Client(enforce_csrf_checks=True)
        self.sign_in()

    def sign_in(self, person: Person | None = None) -> None:
        self.client.force_login((person or self.person).user)
        self.client.cookies.pop("csrf", None)

    def open(self, address: str) -> str:
        """The page; its hidden fields are what the next `send` carries."""
        answer = self.client.get(address, follow=True)
        self.html = answer.content.decode()
        self.address = address.split("?")[0]
        form = next((one for one in forms_of(self.html) if 'data-draft=""' in one), "")
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
        self.fields = {name: unescape(value) for name, value in hidden}
        return unescape(self.html)

    def send(self, *, by_script: bool = False, **typed: Any) -> Any:
        headers = {drafts.BY_SCRIPT: "1"} if by_script else {}
        return self.client.post(self.address, self.fields | typed, headers=headers)

    def save(self, **typed: Any) -> Any:
        return self.send(by_script=True, draft_keep="yes", **typed)


def forms_of(html: str) -> list[str]:
    return re.findall(r"<form\b.*?</form>", html, re.DOTALL)


@pytest.fixture
def teacher(school) -> Person:
    return StaffFactory()


@pytest.fixture
def window(teacher) -> Browser:
    found = Browser(teacher)
    found.open(RECORD)
    return found


def offered(window: Browser, address: str = RECORD) -> bool:
    page = window.open(address)
    return WORDS in page and "You began this on" in page


# Keeping and offering -----------------------------------------------------------------------------


def test_what_the_script_saves_is_filled_in_when_the_form_is_opened_again(window):
    pupil = PupilFactory().person
    answer = window.save(words=WORDS, concerned_people=[str(pupil.pk)], child_at_risk="on", happened_at_time="9:4x")

    assert re.fullmatch(r"\d\d:\d\d", answer.json()["saved"])
    page = window.open(RECORD)
    assert WORDS in page
    assert re.search(rf'name="concerned_people"[^>]*value="{pupil.pk}" checked', page)
    assert re.search(r'name="child_at_risk"[^>]*checked', page)
    assert "9:4x" in page
    assert "There is a problem" not in page
    assert re.search(r"You began this on \d+ \w+ at \d\d:\d\d\. It is filled in below\.", page)


def test_the_button_does_the_same_without_script(window):
    answer = window.send(draft_keep="yes", words=WORDS)

    assert answer.status_code == 302
    assert "Saved as a draft at" in window.open(answer.headers["Location"])
    assert offered(window)


def test_a_search_step_without_script_keeps_what_was_typed_too(window):
    window.send(words=WORDS, concerned_search="mc", search="concerned")

    assert offered(window)


def test_an_error_keeps_what_was_typed_also_for_later(window):
    assert WORDS in unescape(window.send(words=WORDS).content.decode())
    assert offered(window)


def test_an_empty_form_that_is_sent_leaves_no_draft(window):
    window.send(happened_on=timezone.localdate().isoformat(), words="", concerned_search="")

    assert not Draft.objects.exists()


def test_starting_afresh_empties_the_form(window):
    window.save(words=WORDS)
    window.open(RECORD)
    window.save(words=f"{WORDS} And more.")
    window.send(draft_drop="yes")
    window.save(words="A save that was still on its way.")

    page = window.open(RECORD)
    assert WORDS not in page
    assert "You began this on" not in page
    assert not Draft.objects.exclude(fields={}).exists()


def test_sending_makes_one_record_and_leaves_no_draft(window):
    window.save(words=WORDS)
    window.open(RECORD)
    whole = {"words": WORDS, "concerned_words": "not known", "happened_on": timezone.localdate().isoformat()}
    first, second = window.send(**whole), window.send(**whole)
    late = window.save(words=WORDS)

    assert Report.objects.count() == 1
    assert first.headers["Location"] == second.headers["Location"]
    assert late.status_code == 409
    assert not offered(window)
    assert not Draft.objects.exclude(fields={}).exists()


def test_zero_bytes_files_and_passwords_are_not_kept(window):
    window.save(words="Two\x00 pupils", password="Lantern-river")

    assert Draft.objects.get().fields["words"] == ["Two pupils"]
    assert "password" not in Draft.objects.get().fields


@pytest.mark.parametrize("size", [{"words": "x" * 200_000}, {f"f{n}": "x" for n in range(500)}])
def test_what_is_too_long_for_a_draft_is_said_and_shown(window, size):
    answer = window.send(draft_keep="yes", **size)

    assert "very long" in answer.content.decode()
    assert window.save(**size).status_code == 409
    assert not Draft.objects.exists()


# Its writer alone ---------------------------------------------------------------------------------


@pytest.mark.parametrize("office", ["principal", "administrator", "designated_teacher", "chair"])
def test_nobody_else_sees_a_draft_on_any_page(window, office):
    window.save(words=WORDS)
    other = Browser(Offices()[office])

    for address in ("/", RECORD, f"{RECORD}?draft={Draft.objects.get().page}", "/incidents/", "/people/me/"):
        page = other.open(address)
        assert WORDS not in page
        assert "You began this" not in page
        assert "Not sent yet" not in page


def test_no_site_for_administrators_shows_drafts():
    from policy.admin import site

    models = [one.model for one in site.get_urls() if hasattr(one, "model")]
    assert Draft not in [*site._registry, *models]


def test_a_page_number_of_somebody_else_keeps_nothing(window):
    thief = Browser(StaffFactory())
    thief.open(RECORD)
    thief.fields["draft_page"] = window.fields["draft_page"]
    thief.save(words=WORDS)

    assert not Draft.objects.exists()


@pytest.mark.parametrize("forged", ["", "x", "W10:1abc:xyz", "0a615c9f-5f04-4b39-862a-fb8e25e599f9"])
def test_a_forged_page_number_keeps_nothing(window, forged):
    window.fields["draft_page"] = forged
    window.save(words=WORDS)

    assert not Draft.objects.exists()


def test_a_page_number_holds_for_its_own_form_only(window):
    window.address = "/incidents/record/parent/"
    window.save(words=WORDS)

    assert not Draft.objects.exists()


def test_home_names_ones_own_drafts_without_their_words(window):
    window.save(words=WORDS)

    page = window.open("/")
    assert re.search(r"Not sent yet: a report about a pupil \(begun \d+ \w+, \d\d:\d\d\)", page)
    assert "Two pupils" not in page
    assert offered(window, re.search(r'href="([^"]*\?draft=[^"]*)"', page)[1])


def test_of_two_drafts_home_leads_to_each(window):
    second = Browser(window.person)
    second.open(RECORD)
    window.save(words=WORDS)
    second.save(words="Another thing entirely")

    addresses = re.findall(r'href="([^"]*\?draft=[^"]*)"', window.open("/"))
    pages = [window.open(address) for address in addresses]
    assert sorted("Another thing entirely" in page for page in pages) == [False, True]


# The session has ended ----------------------------------------------------------------------------


def time_out() -> None:
    Session.objects.all().delete()


def test_a_form_sent_after_the_session_ended_waits_behind_the_sign_in(window):
    time_out()
    answer = window.send(words=WORDS)

    assert answer.headers["Location"] == f"/accounts/login/?next={RECORD}"
    assert Report.objects.count() == 0
    window.sign_in()
    assert offered(window)


def test_the_script_goes_on_saving_after_the_session_ended_and_says_where_to_sign_in(window):
    time_out()
    answer = window.save(words=WORDS)

    assert answer.status_code == 200
    assert answer.json()["sign_in"] == f"/accounts/login/?next={RECORD}"
    window.sign_in()
    assert offered(window)


def test_whoever_else_signs_in_at_that_computer_sees_nothing_of_it(window):
    time_out()
    window.send(words=WORDS)
    window.sign_in(StaffFactory())

    assert not offered(window)
    assert "Not sent yet" not in window.open("/")


def test_a_form_from_before_the_last_sign_in_is_kept_and_shown_again(window):
    window.client.logout()
    other = Client(enforce_csrf_checks=True)
    other.force_login(window.person.user)
    window.client.cookies = other.cookies
    window.client.cookies["csrf"] = "r" * 32
    answer = window.send(words=WORDS)

    assert answer.headers["Location"] == RECORD
    assert Report.objects.count() == 0
    page = window.open(RECORD)
    assert "it was not sent. Look it over" in page
    assert WORDS in page


def test_the_script_saves_with_a_token_from_before_the_last_sign_in(window):
    window.client.cookies["csrf"] = "r" * 32

    assert "saved" in window.save(words=WORDS).json()
    assert offered(window)


def test_a_foreign_form_without_a_page_number_is_refused_as_before(window):
    window.client.cookies["csrf"] = "r" * 32
    del window.fields["draft_page"]

    assert window.send(words=WORDS).status_code == 403
    assert not Draft.objects.exists()


def test_another_persons_window_is_told_nothing_of_what_was_kept(window):
    """One computer, two people: the first left the form open, the second is signed in when it is sent."""
    window.sign_in(StaffFactory())
    window.client.cookies["csrf"] = "r" * 32
    answer = window.send(words=WORDS)

    assert answer.status_code == 403
    assert WORDS not in unescape(answer.content.decode())
    assert list(Draft.objects.values_list("writer", flat=True)) == [window.person.pk]


def test_nothing_is_kept_for_an_account_that_was_ended(window):
    window.person.user.is_active = False
    window.person.user.save()
    window.send(words=WORDS)

    assert not Draft.objects.exists()


def test_saving_a_draft_and_pressing_the_button_keep_somebody_signed_in(window):
    def ends() -> str:
        return window.client.session[MARK]

    for act in (
        lambda: window.save(words=WORDS),
        lambda: window.client.post(
            reverse("school:stay_signed_in"), {"csrfmiddlewaretoken": window.fields["csrfmiddlewaretoken"]}
        ),
    ):
        session = window.client.session
        session[MARK] = (timezone.now() + timedelta(minutes=3)).isoformat()
        session.save()
        before = ends()
        act()
        assert ends() > before


def test_every_page_says_until_when_and_takes_nobody_elsewhere(window):
    assert re.search(r"You are signed in until <span data-session-end>\d\d:\d\d</span>", window.open("/"))
    token = {"csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', window.html)[1]}
    for back, leads in ((RECORD, RECORD), ("https://elsewhere.example/", "/"), ("//elsewhere.example/", "/")):
        answer = window.client.post(reverse("school:stay_signed_in"), token | {"back": back})
        assert answer.headers["Location"] == leads


# A case that its writer may not see any more ------------------------------------------------------


@pytest.fixture
def led(school) -> SimpleNamespace:
    """A helper who writes into a case, with a draft of an entry, and the Principal who leads it."""
    principal = Offices()["principal"]
    incident = IncidentFactory(lead=principal, concerned=[PupilFactory().person])
    who = {"pk": incident.pk, "by": principal.pk, "now": timezone.now()}
    window = Browser(StaffFactory())
    access = handling.name_assignee(**who, person=window.person.pk)
    address = reverse("incidents:add_entry", args=[incident.pk])
    window.open(address)
    window.save(text=WORDS)
    assert offered(window, address)
    return SimpleNamespace(
        window=window,
        address=address,
        lose=lambda: handling.end_access(**who, access=access.pk),
        end=lambda: (look(incident), handling.record_in_error(**who, reason="Told twice.")),
    )


def test_a_draft_goes_with_the_case(led):
    assert "Not sent yet: an entry in case" in led.window.open("/")
    led.window.open(led.address)
    led.lose()

    for answer in (
        led.window.client.get(led.address),
        led.window.save(text="More"),
        led.window.send(draft_keep="yes", text="More"),
        led.window.send(text="More"),
    ):
        assert answer.status_code == 404
        assert answer.content == bytes_of_unknown_address()
    assert "Not sent yet" not in led.window.open("/")
    assert Draft.objects.get().fields["text"] == [WORDS]


def test_the_case_page_leads_to_the_entry_that_was_begun(led):
    page = led.window.open(reverse("incidents:case", args=[Incident.objects.get().pk]))

    assert WORDS not in page
    assert offered(led.window, re.search(rf'href="({led.address}\?draft=[^"]*)"', page)[1])


def test_a_form_of_a_lost_case_that_comes_without_a_session_keeps_nothing_and_tells_nothing(led):
    led.window.open(led.address)
    led.lose()
    time_out()

    assert led.window.send(text="After").headers["Location"] == f"/accounts/login/?next={led.address}"
    assert Draft.objects.get().fields["text"] == [WORDS]


def test_a_case_that_has_ended_meanwhile_gives_the_words_back(led):
    led.end()
    page = unescape(led.window.send(text=WORDS).content.decode())

    assert WORDS in page
    assert "What you had typed" in page
    assert WORDS in led.window.open(led.address)
    hidden = dict(re.findall(r'name="(draft_page|draft_from|csrfmiddlewaretoken)" value="([^"]*)"', led.window.html))
    led.window.client.post(led.address, hidden | {"draft_drop": "yes"})
    assert not Draft.objects.unsent().exists()


# Every long form ----------------------------------------------------------------------------------


def long_forms() -> dict[str, tuple[Person, str, str]]:
    """One address of each drafted form: (who, address, the field that takes words)."""
    desk = DeskFactory()
    principal = desk.principal
    rule = PolicyFactory({"7.0a": ("pupil", ["INFORM_PARENTS"])}).clause_versions.get()
    incident = IncidentFactory("being_handled", lead=principal, clauses=[rule], concerned=[PupilFactory().person])
    step, parents = (incident.steps.get(step=code) for code in ("DT_TRIAGE", "INFORM_PARENTS"))
    for row in (step, parents):
        do(incident, row, by=principal)
    kept = ParentContact.objects.get(step=parents)
    report = ReportFactory(by=StaffFactory(), concerned=[PupilFactory().person], clauses=[rule.pk])
    received = report.incidents.get()
    note = EvidenceFactory(incident, by=principal)
    entry = handling.add_entry(pk=incident.pk, text="First.", once=uuid.uuid4(), by=principal.pk, now=timezone.now())
    at_work = IncidentFactory(lead=principal, concerns="staff", concerned=[StaffFactory()])
    claim = handling.claim_disclosure(
        pk=at_work.pk, subject=at_work.concerned[0].pk, claimed_on=timezone.now().date(), how="writing",
        words="The doors were locked.", once=uuid.uuid4(), by=principal.pk, now=timezone.now(),
    )  # fmt: skip
    draft = PostFactory(desk)
    waiting, live = PostFactory(desk, status="submitted"), PostFactory(desk, status="published")
    pictured = PicturePostFactory(desk)
    case = {"pk": incident.pk}
    found: dict[str, tuple[Person, str, dict[str, Any]]] = {
        "incidents:file": (report.reporter, "words", {"concerns": "staff"}),
        "incidents:own": (report.reporter, "text", {"pk": report.pk}),
        "incidents:add_entry": (principal, "text", case),
        "incidents:correct_entry": (principal, "text", {**case, "entry": entry.pk}),
        "incidents:close": (principal, "outcome", case),
        "incidents:record_in_error": (principal, "reason", case),
        "incidents:reopen": (principal, "reason", case),
        "incidents:do_step": (principal, "how", {**case, "step": step.pk}),
        "incidents:keep_record": (principal, "said", {**case, "step": parents.pk}),
        "incidents:correct_record": (principal, "said", {**case, "step": parents.pk, "record": kept.pk}),
        "incidents:excuse_step": (principal, "reason", {**case, "step": step.pk}),
        "incidents:deal_with": (principal, "outcome", {"pk": received.pk}),
        "incidents:pass_on_word": (principal, "note", {"pk": received.pk, "step": received.steps.get().pk}),
        "incidents:note_evidence": (principal, "description", case),
        "incidents:correct_evidence": (principal, "description", {**case, "evidence": note.pk}),
        "incidents:split": (principal, "second_words", case),
        "incidents:settle_finding": (principal, "reason", {**case, "allegation": incident.allegations.get().pk}),
        "incidents:set_severity": (principal, "reason", case),
        "incidents:claim_disclosure": (principal, "words", {"pk": at_work.pk}),
        "incidents:answer_claim": (principal, "reason", {"pk": at_work.pk, "claim": claim.pk}),
        "policy:confirm_clause": (principal, "restatement", {"pk": ClauseVersionFactory().pk}),
        "approvals:ask": (desk.author, "text", {}),
        "approvals:edit": (desk.author, "text", {"pk": draft.pk}),
        "approvals:write_template": (desk.author, "text", {}),
        "activities:ask": (desk.author, "aim", {}),
        "activities:change": (desk.author, "aim", {"pk": ActivityFactory(desk.author, now=timezone.now()).pk}),
        "approvals:pass_on": (report.reporter, "text", {}),
        "approvals:more_pictures": (report.reporter, "shows", {"pk": SuggestionFactory(report.reporter).pk}),
        "approvals:picture": (desk.author, "alt", {"pk": pictured.pk, "placed": placed_of(pictured)[0].pk}),
        "approvals:use": (desk.author, "text", {"pk": SuggestionFactory(report.reporter).pk}),
        "approvals:decide": (desk.principal, "comment", {"pk": waiting.pk}),
        "approvals:comment": (desk.principal, "text", {"pk": waiting.pk}),
        "approvals:take_down": (desk.principal, "evidence", {"pk": live.pk, "account": desk.account.pk}),
    }
    return {name: (who, reverse(name, kwargs=kwargs), field) for name, (who, field, kwargs) in found.items()}


def test_every_drafted_form_stands_in_the_list(school):
    drafted = {name for name in every_route() if hasattr(view_of(name), "drafted")}

    assert drafted == long_forms().keys()


def view_of(name: str) -> Any:
    found: Any = get_resolver()
    *spaces, last = name.split(":")
    for space in spaces:
        found = found.namespace_dict[space][1]
    return next((one.callback for one in found.url_patterns if getattr(one, "name", "") == last), None)


def test_every_long_form_shows_again_what_was_typed(school):
    lost = []
    for name, (who, address, field) in long_forms().items():
        window = Browser(who)
        window.open(address)
        saved = window.save(**{field: WORDS})
        if saved.status_code != 200 or not offered(window, address):
            lost.append(name)

    assert lost == []


@pytest.mark.parametrize(
    "back", ["x", "//elsewhere.example/", "incidents:case", "/\x00", "https://elsewhere.example/", ""]
)
def test_staying_signed_in_leads_only_to_an_address_of_the_portal(teacher, back):
    client = Client()
    client.force_login(teacher.user)

    answer = client.post(reverse("school:stay_signed_in"), {"back": back})

    assert answer.status_code == 302
    assert answer.url == "/" or back.startswith("/\x00")
