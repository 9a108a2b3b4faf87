"""The pages of consents: a teacher reads yes or no and cannot tell why, those who keep them read and enter everything."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Entry
from school import actions
from school.models import ClassTeacher, Consent, ProtectionFlag
from tests.factories.school import (
    ALL_QUESTIONS,
    FamilyLinkFactory,
    OfficeHolderFactory,
    PersonFactory,
    PupilFactory,
    StaffFactory,
    answered,
)

pytestmark = pytest.mark.django_db
REASON = "Wintergreen court order"


@pytest.fixture
def principal(school):
    return OfficeHolderFactory("principal")


@pytest.fixture
def pupil(principal):
    return PupilFactory()


def page(client, url, **data):
    answer = client.post(url, data, follow=True) if data else client.get(url)
    return answer.content.decode()


def of(pupil, *rest):
    return "/".join(["/consents/pupils", str(pupil.pk), *rest, ""])


def teacher_of(school_class, ends_on=None):
    person = StaffFactory()
    ClassTeacher.objects.create(person=person, school_class=school_class, starts_on=date(2020, 9, 1), ends_on=ends_on)
    return person


def test_a_teacher_cannot_tell_a_protected_child_from_one_whose_family_said_no(pupil, principal, client_of):
    now = timezone.now()
    others = [PupilFactory(school_class=pupil.school_class) for _ in range(2)]
    answered(pupil, by=principal, now=now)
    actions.protect(pupil_id=pupil.pk, reason=REASON, once=uuid.uuid4(), by=principal, now=now)
    answered(others[0], "no", by=principal, now=now)

    shown = page(client_of(teacher_of(pupil.school_class)), f"/consents/classes/{pupil.school_class_id}/")

    lines = shown.split("<tr>")[2:]
    without_names = {line.split("</th>", 1)[1].split("</tr>")[0] for line in lines}
    assert (len(lines), len(without_names)) == (3, 1)
    assert "Do not show" in lines[0]
    assert [word for word in (REASON, "Not asked", "Withdrawn", "/consents/pupils/") if word in shown] == []


def test_a_teacher_reads_the_own_class_while_teaching_it_and_no_other(pupil, principal, client_of):
    answered(pupil, "unnamed", by=principal, now=timezone.now())
    url = f"/consents/classes/{pupil.school_class_id}/"

    assert "Without a name" in page(client_of(teacher_of(pupil.school_class)), url)
    for stranger in (teacher_of(PupilFactory().school_class), teacher_of(pupil.school_class, date(2021, 6, 30))):
        assert client_of(stranger).get(url).status_code == 404
    assert client_of(StaffFactory()).get("/consents/").status_code == 404


def test_a_class_says_what_is_missing(pupil, principal, client_of):
    answered(pupil, keys=ALL_QUESTIONS[:3], by=principal, now=timezone.now())
    client = client_of(principal)

    assert "Missing" in page(client, "/consents/")
    assert "Publicity: not asked" in page(client, f"/consents/classes/{pupil.school_class_id}/")
    answered(pupil, "no", keys=ALL_QUESTIONS[3:], by=principal, now=timezone.now())
    assert "Complete" in page(client, "/consents/")


def test_a_full_class_costs_the_same_queries_as_one_child(pupil, principal, client_of):
    client, url, counts = client_of(principal), f"/consents/classes/{pupil.school_class_id}/", []
    client.get(url)
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        counts.append(len(seen))
        for _ in range(8):
            answered(PupilFactory(school_class=pupil.school_class), by=principal, now=timezone.now())

    assert counts[0] == counts[1]


def test_one_form_serves_a_whole_child_and_keeps_what_was_typed(pupil, principal, client_of):
    adult = FamilyLinkFactory(pupil=pupil).adult
    client, today = client_of(principal), timezone.localdate().isoformat()
    data = {"everything": "named", "press-publicity": "no", "given_by": adult.pk, "starts_on": today, "evidence_note": "Folder P6"}  # fmt: skip

    wrong = page(client, of(pupil, "record"), **data, once=uuid.uuid4(), evidence="")
    assert "There is a problem" in wrong
    assert 'value="Folder P6"' in wrong
    assert "Choose an answer" in page(client, of(pupil, "record"), once=uuid.uuid4(), evidence="paper", starts_on=today)
    future = page(
        client, of(pupil, "record"), **data | {"starts_on": "2098-01-01"}, once=uuid.uuid4(), evidence="paper"
    )
    assert "still to come" in future
    done = page(client, of(pupil, "record"), **data, once=uuid.uuid4(), evidence="paper")

    assert "The answers are entered" in done
    assert {row.verdict for row in Consent.objects.exclude(medium="press")} == {"named"}
    assert Consent.objects.get(medium="press", purpose="publicity").verdict == "no"
    assert str(adult) in done


def test_a_yes_that_is_too_old_is_told_on_the_form(pupil, principal, client_of):
    answered(pupil, "no", by=principal, now=timezone.now())

    data = {"everything": "named", "starts_on": "2020-01-01", "evidence": "paper", "once": uuid.uuid4()}
    assert "stands already, and this yes is older" in page(client_of(principal), of(pupil, "record"), **data)


def test_a_withdrawal_has_everything_ticked_and_stays_in_the_history(pupil, principal, client_of):
    client, today = client_of(principal), timezone.localdate().isoformat()
    assert "nothing to withdraw" in client.get(of(pupil, "withdraw"), follow=True).content.decode()
    answered(pupil, by=principal, now=timezone.now())
    assert page(client, of(pupil, "withdraw")).count("checked") == 8

    data = {"what": ["website-school_life"], "starts_on": today, "evidence": "email", "once": uuid.uuid4()}
    done = page(client, of(pupil, "withdraw"), **data)

    assert "holds at once" in done
    assert Consent.objects.filter(verdict="withdrawn").count() == 1
    assert "Yes, with first name" in done
    assert "Tick what the family withdraws" in page(client, of(pupil, "withdraw"), **data | {"what": []})


def test_why_is_shown_by_a_press_alone_and_on_no_other_page(pupil, principal, client_of):
    client = client_of(principal)
    assert "shown nowhere" in page(client, of(pupil, "protect"), reason=REASON, once=uuid.uuid4())
    flag = ProtectionFlag.objects.get()
    pages = [of(pupil), of(pupil, "protect", "lift"), of(pupil, "protect", "why"), "/consents/", f"/consents/classes/{pupil.school_class_id}/"]  # fmt: skip
    for office in ("principal", "vice_principal"):
        reader = client if office == "principal" else client_of(OfficeHolderFactory(office))
        assert not [url for url in pages if REASON in page(reader, url)]
        assert "Do not show this child" in page(reader, of(pupil))
    assert not Entry.objects.filter(name="flag.read").exists()

    assert REASON in page(client, of(pupil, "protect", "why"), press="1")

    assert Entry.objects.get(name="flag.read").about_id == flag.pk
    assert "counts again" in page(client, of(pupil, "protect", "lift"), reason="It is over.")
    assert "It is over." in page(client, of(pupil, "protect", "why"), press="1")


def test_those_of_the_own_family_read_and_enter_nothing(pupil, principal, client_of):
    FamilyLinkFactory(pupil=pupil, adult=principal)
    client = client_of(principal)

    shown = page(client, of(pupil))
    assert "child of your own family" in shown
    assert of(pupil, "record") not in shown
    for act in ("record", "withdraw", "protect"):
        assert client.get(of(pupil, act)).status_code == 403


def test_a_childs_page_leads_to_its_consents_and_ones_own_to_the_declarations(pupil, principal, client_of):
    client = client_of(principal)

    assert of(pupil) in page(client, f"/people/{pupil.person_id}/")
    assert "/declarations/" in page(client, "/people/me/")
    assert "/declarations/" not in page(client_of(OfficeHolderFactory("dpo", person=None)), "/people/me/")


def test_a_child_who_left_is_on_no_list_and_still_has_a_page(pupil, principal, client_of):
    other = PupilFactory(school_class=pupil.school_class, person=PersonFactory(family_name="Gone"))
    actions.pupil_left(pupil_id=other.pk, left_on=timezone.localdate(), by=principal, now=timezone.now())
    client = client_of(principal)

    assert "Gone" not in page(client, f"/consents/classes/{pupil.school_class_id}/")
    assert "left the school on" in page(client, of(other))
