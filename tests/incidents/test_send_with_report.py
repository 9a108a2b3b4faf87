"""Whoever reported something sends pictures or PDFs with it; it is evidence for whoever leads, and they see no more of it."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from audit.models import Entry as AuditEntry
from files.actions import FileRefused
from files.models import StoredFile
from incidents import actions
from incidents.actions import Noted
from incidents.models import Evidence, Report
from notices.models import Notice
from tests.factories.evidence import a_png, faults_of_the_seal, upload
from tests.factories.incidents import THEN, ReportFactory, look
from tests.factories.school import PupilFactory, StaffFactory
from tests.files.made import pdf

pytestmark = pytest.mark.django_db
NOTED = Noted("A message that calls her names.", "Her mother, on her phone")


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"


@pytest.fixture
def reporter():
    return StaffFactory()


@pytest.fixture
def report(offices, reporter):
    return ReportFactory(by=reporter, concerned=[PupilFactory().person])


def send(report, by, *uploads, once=None):
    sent = list(uploads) or [upload()]
    facts = {"noted": NOTED, "uploads": sent, "once": once or uuid4()}
    return actions.send_with_report(pk=report.pk, **facts, by=by.pk, now=THEN)


def address(report, name="send_with_report"):
    return reverse(f"incidents:{name}", args=[report.pk])


def form(*uploads, **data):
    words = {"is_none": "on", "description": "A message.", "holder": "I do", "once": str(uuid4())}
    return words | {"files": list(uploads) or [upload()]} | data


def test_it_becomes_evidence_of_the_case_told_to_whoever_leads(report, reporter, offices):
    (kept,) = send(report, reporter)

    case = report.incidents.get()
    note = case.evidence.get()
    assert (note.author, note.from_reporter, note.description) == (reporter, True, NOTED.description)
    assert StoredFile.objects.owned_by(note).get() == kept
    told = Notice.objects.filter(kind="case.added", about_id=case.pk).values_list("recipient_id", flat=True)
    assert list(told) == [offices["principal"].pk]
    names = AuditEntry.objects.of(case).newest_first().values_list("name", flat=True)[:2]
    assert list(names) == ["incident.file_kept", "incident.evidence_sent"]
    assert faults_of_the_seal() == []


def test_only_the_reporter_sends_with_a_report_and_only_while_it_is_open(report, reporter, offices):
    for other in (StaffFactory(), offices["principal"]):
        with pytest.raises(Report.DoesNotExist):
            send(report, other)
    look(report.incidents.get())
    actions.record_in_error(pk=report.incidents.get().pk, reason="Twice.", by=offices["principal"].pk, now=THEN)
    with pytest.raises(PermissionDenied, match="closed"):
        send(report, reporter)
    assert not Evidence.objects.exists()


def test_a_form_sent_twice_is_kept_once_and_a_used_one_makes_no_other(report, reporter):
    once = uuid4()
    other = ReportFactory(by=reporter)

    assert send(report, reporter, once=once) == send(report, reporter, once=once)
    with pytest.raises(PermissionDenied, match="sent before"):
        send(other, reporter, once=once)
    assert (Evidence.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_all_are_kept_or_none_and_one_sent_twice_is_kept_once(report, reporter):
    with pytest.raises(FileRefused, match=r"^program\.png: This kind of file"):
        send(report, reporter, upload(a_png(1)), upload(b"MZ\x90\0", "program.png"))
    assert not Evidence.objects.exists()
    assert not StoredFile.objects.exists()

    send(report, reporter, upload(a_png(1)), upload(a_png(1)), upload(a_png(2)))

    assert StoredFile.objects.count() == 2


def test_the_days_limit_holds_for_reporters_too(report, reporter, monkeypatch):
    monkeypatch.setattr("files.actions.MOST_FILES_A_DAY", 1)
    send(report, reporter)

    with pytest.raises(PermissionDenied, match="very many files today"):
        send(report, reporter, upload(a_png(3)))
    assert Evidence.objects.count() == 1


def test_the_page_sends_it_after_the_stop_and_the_tick(report, reporter, client_of):
    client = client_of(reporter)
    assert address(report) in client.get(address(report, "own")).content.decode()
    assert address(report) in client.get(address(report, "receipt")).content.decode()
    page = client.get(address(report)).content.decode()
    assert (
        page.index("Stop. Does it show a child undressed") < page.index('name="is_none"') < page.index('name="files"')
    )

    refused = client.post(address(report), form(is_none="")).content.decode()
    assert "Tick this only if you are sure" in refused
    assert "A message." in refused, "what was typed is still there"
    assert not Evidence.objects.exists()

    done = client.post(address(report), form(upload(name="chat.png")), follow=True).content.decode()
    assert "Whoever leads the case has it as evidence from you." in done
    assert "chat.png" in done


def test_a_refusal_and_what_is_held_are_said(report, reporter, client_of):
    client = client_of(reporter)

    refused = client.post(address(report), form(upload(b"MZ\x90\0", "a.png"))).content.decode()
    assert "This kind of file is not known" in refused
    held = client.post(address(report), form(upload(pdf(), "a.pdf")), follow=True).content.decode()
    assert "Sent, and held" in held


def test_they_see_what_they_sent_and_nothing_else_and_open_none_of_it(report, reporter, offices, client_of):
    (kept,) = send(report, reporter, upload(name="mine.png"))
    case, leader = report.incidents.get(), offices["principal"]
    theirs = Noted("Marzipan.", "Nobody")
    other = actions.note_evidence(pk=case.pk, noted=theirs, once=uuid4(), by=leader.pk, now=THEN)
    actions.send_files(pk=case.pk, evidence=other.pk, uploads=[upload(name="theirs.png")], by=leader.pk, now=THEN)
    client = client_of(reporter)

    before = client.get(address(report, "own")).content.decode()
    assert "mine.png" in before
    assert "Marzipan" not in before
    assert "theirs.png" not in before
    fetch = reverse("files:fetch", args=[kept.pk])
    assert fetch not in before
    assert client.get(fetch).status_code == 404

    actions.strike_evidence(
        pk=case.pk, evidence=case.evidence.get(from_reporter=True).pk, reason="Hers.", by=leader.pk, now=THEN
    )
    after = client.get(address(report, "own")).content.decode()
    assert after.count("mine.png") == before.count("mine.png"), "nothing on their page moves because of the case"
    assert "Hers." not in after


def test_whoever_leads_reads_it_with_where_it_came_from(report, reporter, offices, client_of):
    (kept,) = send(report, reporter)
    case, client = report.incidents.get(), client_of(offices["principal"])

    page = client.get(reverse("incidents:evidence", args=[case.pk])).content.decode()

    assert "Sent by the reporter" in page
    assert "Sent by the reporter" in client.get(reverse("incidents:case", args=[case.pk])).content.decode()
    assert client.get(reverse("files:fetch", args=[kept.pk])).status_code == 200


def test_it_goes_to_the_case_that_holds_the_report_and_to_no_part_of_it(offices, reporter, client_of):
    pupil, teacher = PupilFactory().person, StaffFactory()
    report = ReportFactory(by=reporter, concerns="staff", concerned=[teacher, pupil])
    case = report.incidents.get()
    moved = [case.people.get(person=pupil).pk]
    part = actions.SplitOff(concerns="pupil", words="Hers.", moved=moved)
    [new] = actions.split(pk=case.pk, once=uuid4(), into=[part], by=offices["principal"].pk, now=THEN)

    send(report, reporter)

    assert (case.evidence.count(), new.evidence.count()) == (1, 0)


def test_a_member_of_staff_who_reports_themselves_sends_and_reads_nothing(offices, client_of):
    me = StaffFactory()
    report = ReportFactory(by=me, concerns="staff", concerned=[me])

    (kept,) = send(report, me)

    assert client_of(me).get(reverse("files:fetch", args=[kept.pk])).status_code == 404
    assert client_of(me).get(address(report, "own")).status_code == 200
