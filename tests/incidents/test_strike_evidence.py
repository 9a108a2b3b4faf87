"""A note in the wrong place is struck with a reason: it stays on record, and its words and files are for few."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.utils import DatabaseError
from django.urls import reverse

from audit.models import Entry as AuditEntry
from incidents import actions
from incidents.actions import Noted
from incidents.models import Evidence, Incident, Strike
from incidents.states import WrongState
from school.standing import standing_of
from tests.factories.evidence import EvidenceFactory, FileFactory, KeptFactory, faults_of_the_seal
from tests.factories.incidents import THEN, IncidentFactory, ReportFactory
from tests.factories.school import PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db
P, VP, DT = "principal", "vice_principal", "designated_teacher"


@pytest.fixture
def case(offices):
    return ReportFactory(concerned=[PupilFactory().person]).incidents.get()


@pytest.fixture
def note(case, offices):
    """By the Vice-Principal, in a case that the Principal leads."""
    return EvidenceFactory(case, by=offices[VP], description="Marzipan in the chat.")


def strike(note, by, reason="It is of another child."):
    return actions.strike_evidence(pk=note.incident_id, evidence=note.pk, reason=reason, by=by.pk, now=THEN)


def page(client, note):
    return client.get(reverse("incidents:evidence", args=[note.incident_id])).content.decode()


@pytest.mark.parametrize("office", [P, VP])
def test_whoever_noted_it_or_leads_strikes_it_and_it_stays(office, note, offices):
    [row] = strike(note, offices[office])

    assert (row.evidence, row.by, row.reason) == (note, offices[office], "It is of another child.")
    assert Evidence.objects.get(pk=note.pk).description == "Marzipan in the chat."
    entry = AuditEntry.objects.of(note.incident).newest_first().first()
    assert (entry.name, entry.actor) == ("incident.evidence_struck", offices[office].pk)
    assert "another child" not in entry.body
    assert faults_of_the_seal() == []


def test_the_others_keep_their_numbers(note, case, offices, client_of):
    """What is called Note 2 on paper is Note 2 after Note 1 was struck, although that now stands below it."""
    EvidenceFactory(case, by=offices[VP], now=THEN + timedelta(minutes=1), description="Nougat in the chat.")
    strike(note, offices[P])

    text = page(client_of(offices[P]), note)

    assert text.index("Note 2</h2>") < text.index("Nougat in the chat.") < text.index("Note 1</h2>")


def test_nobody_else_strikes_it(note, offices):
    with pytest.raises(PermissionDenied, match="Only whoever noted this, or the leader"):
        strike(note, offices[DT])
    for stranger in (StaffFactory(), note.incident.report.reporter):
        with pytest.raises(Incident.DoesNotExist):
            strike(note, stranger)
    assert not Strike.objects.exists()


def test_it_is_struck_once_with_a_reason_and_not_through_another_case(note, offices):
    other = EvidenceFactory(ReportFactory().incidents.get(), by=offices[P])
    with pytest.raises(Evidence.DoesNotExist):
        actions.strike_evidence(pk=note.incident_id, evidence=other.pk, reason="No.", by=offices[P].pk, now=THEN)
    with pytest.raises(WrongState, match="Say why"):
        strike(note, offices[P], reason="  ")
    strike(note, offices[P])
    with pytest.raises(WrongState, match="struck already"):
        strike(note, offices[P])
    assert Strike.objects.count() == 1


def test_nothing_is_struck_in_an_ended_case(offices):
    case = ReportFactory(concerns="parent").incidents.get()
    note = EvidenceFactory(case, by=offices[P])
    actions.record_in_error(pk=case.pk, reason="Twice.", by=offices[P].pk, now=THEN)

    with pytest.raises(PermissionDenied, match="Reopen it first"):
        strike(note, offices[P])


def test_what_it_corrects_is_struck_with_it(note, offices):
    noted = Noted("Nougat in the chat.", "His mother")
    facts = {"pk": note.incident_id, "evidence": note.pk, "noted": noted, "once": "a" * 32}
    newer = actions.correct_evidence(**facts, by=offices[VP].pk, now=THEN)

    with pytest.raises(WrongState, match="Strike the newer one"):
        strike(note, offices[P])
    strike(newer, offices[P])

    assert {row.evidence for row in Strike.objects.all()} == {note, newer}


def test_the_database_changes_no_strike(note, offices):
    [row] = strike(note, offices[P])

    for change in (lambda: Strike.objects.update(reason="Other."), row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_struck_note_is_neither_corrected_nor_sent_a_file(note, offices, client_of):
    strike(note, offices[P])

    with pytest.raises(PermissionDenied, match="was struck"):
        FileFactory(note, by=offices[VP])
    facts = {"pk": note.incident_id, "evidence": note.pk, "noted": Noted("Other.", "Nobody"), "once": "b" * 32}
    with pytest.raises(PermissionDenied, match="was struck"):
        actions.correct_evidence(**facts, by=offices[VP].pk, now=THEN)
    for name in ("send_files", "correct_evidence"):
        address = reverse(f"incidents:{name}", args=[note.incident_id, note.pk])
        assert client_of(offices[VP]).get(address).status_code == 403


def test_its_words_are_for_whoever_noted_it_and_whoever_leads(note, offices, client_of):
    strike(note, offices[P])

    for office, reads in ((P, True), (VP, True), (DT, False)):
        shown = page(client_of(offices[office]), note)
        assert ("Marzipan" in shown) is reads
        assert "It is of another child." in shown
        assert "Marzipan" not in client_of(offices[office]).get(f"/incidents/{note.incident_id}/").content.decode()
    visible = Incident.objects.visible_to(standing_of(offices[P].pk, THEN))
    assert not visible.matching("marzipan").exists()


def test_its_files_are_handed_to_whoever_leads_alone(note, offices, client_of):
    address = reverse("files:fetch", args=[KeptFactory(note).pk])
    assert client_of(offices[DT]).get(address).status_code == 200

    strike(note, offices[P])

    assert client_of(offices[P]).get(address).status_code == 200
    for office in (VP, DT):
        assert client_of(offices[office]).get(address).status_code == 404
    assert address in page(client_of(offices[P]), note)
    assert address not in page(client_of(offices[VP]), note)


def test_the_page_strikes_it_and_asks_for_a_reason(note, offices, client_of):
    client, address = client_of(offices[P]), reverse("incidents:strike_evidence", args=[note.incident_id, note.pk])
    assert address in page(client, note)

    assert "Write a sentence" in client.post(address, {"reason": ""}).content.decode()
    done = client.post(address, {"reason": "Wrong case."}, follow=True).content.decode()

    assert "The note stays on record" in done
    assert address not in page(client, note)


def test_an_ended_case_is_the_same_to_read(offices, client_of):
    case = IncidentFactory("closed", lead=offices[P], concerns="parent")
    assert client_of(offices[P]).get(reverse("incidents:evidence", args=[case.pk])).status_code == 200
