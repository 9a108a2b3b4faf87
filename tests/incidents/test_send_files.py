"""Pictures and PDFs: to a note of a case one may write into, after the stop, and handed out by the case's own rule."""

import stat
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from audit.models import Entry as AuditEntry
from files.actions import MOST_FILES_A_DAY, FileRefused
from files.models import StoredFile
from files.states import Scan
from incidents import actions
from incidents.models import Evidence, Incident
from incidents.permissions import FILES_TO_A_NOTE
from notices.models import Notice
from tests.factories.evidence import EvidenceFactory, FileFactory, a_png, faults_of_the_seal, upload
from tests.factories.incidents import THEN, IncidentFactory, ReportFactory
from tests.factories.school import PupilFactory, StaffFactory
from tests.files.made import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def case(offices):
    return ReportFactory(concerned=[PupilFactory().person]).incidents.get()


@pytest.fixture
def note(case, offices):
    return EvidenceFactory(case, by=offices["principal"])


def send(note, by, *uploads, now=THEN):
    sent = list(uploads) or [upload()]
    return actions.send_files(pk=note.incident_id, evidence=note.pk, uploads=sent, by=by.pk, now=now)


def post(client, note, *uploads, **data):
    url = reverse("incidents:send_files", args=[note.incident_id, note.pk])
    return client.post(url, {"is_none": "on", "files": list(uploads)} | data, follow=True).content.decode()


def fetch(client, stored):
    return client.get(reverse("files:fetch", args=[stored.pk]))


def on_disk(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_picture_is_kept_sealed_and_on_record(note, case, offices):
    (kept,) = send(note, offices["vice_principal"])

    assert StoredFile.objects.owned_by(note).get() == kept
    assert (kept.content_type, kept.scan) == ("image/png", Scan.NOT_SCANNED)
    entry = AuditEntry.objects.of(case).newest_first().first()
    assert (entry.name, entry.actor) == ("incident.file_kept", offices["vice_principal"].pk)
    assert "screen" not in entry.body
    assert faults_of_the_seal() == []
    StoredFile.objects.filter(pk=kept.pk).update(original_name="other.png")
    assert len(faults_of_the_seal()) == 1


def test_several_are_kept_together_or_not_at_all(note, offices, private_folder):
    with pytest.raises(FileRefused, match=r"^program\.png: This kind of file is not known"):
        send(note, offices["principal"], upload(a_png(1)), upload(b"MZ\x90\0", "program.png"))
    assert not StoredFile.objects.exists()
    assert on_disk(private_folder) == []

    assert len(send(note, offices["principal"], upload(a_png(1)), upload(a_png(2)))) == 2


def test_the_same_file_sent_again_is_kept_once(note, offices, private_folder):
    first = send(note, offices["principal"])

    assert send(note, offices["principal"]) == first
    assert len(on_disk(private_folder)) == 1


def test_to_strangers_neither_the_note_nor_the_case_exists(note, offices, private_folder):
    for stranger in (StaffFactory(), offices["chair"], note.incident.report.reporter):
        with pytest.raises(Incident.DoesNotExist):
            send(note, stranger)
    assert on_disk(private_folder) == []


def test_a_note_of_another_case_takes_no_file_through_this_one(note, offices):
    other = ReportFactory(concerned=[PupilFactory().person]).incidents.get()

    with pytest.raises(Evidence.DoesNotExist):
        actions.send_files(pk=other.pk, evidence=note.pk, uploads=[upload()], by=offices["principal"].pk, now=THEN)


def test_nothing_is_sent_to_an_ended_case(offices):
    case = IncidentFactory("being_handled", lead=offices["principal"], concerns="parent")
    note = EvidenceFactory(case, by=offices["principal"])
    actions.close(pk=case.pk, outcome="Done.", calls_for_review=False, by=offices["principal"].pk, now=THEN)

    with pytest.raises(PermissionDenied, match="Reopen it first"):
        send(note, offices["principal"])


def test_a_file_goes_to_the_newest_words_of_a_note_and_stays_shown_with_them(note, case, offices, client_of):
    FileFactory(note, by=offices["principal"])
    facts = {"noted": actions.Noted("Better words.", "Her mother"), "once": uuid.uuid4()}
    actions.correct_evidence(pk=case.pk, evidence=note.pk, **facts, by=offices["principal"].pk, now=THEN)

    with pytest.raises(PermissionDenied, match="Send the file to the newer one"):
        send(note, offices["principal"], upload(a_png(1)))
    text = client_of(offices["principal"]).get(reverse("incidents:evidence", args=[case.pk])).content.decode()
    assert text.index("Better words.") < text.index("screen.png")


def test_a_note_and_a_persons_day_take_only_so_many(note, case, offices, monkeypatch, client_of):
    sent = [upload(a_png(shade)) for shade in range(1, FILES_TO_A_NOTE + 1)]
    send(note, offices["principal"], *sent[:-1])
    with pytest.raises(PermissionDenied, match="has 10 files already"):
        send(note, offices["principal"], sent[-1], upload(a_png(99)))
    assert StoredFile.objects.count() == FILES_TO_A_NOTE - 1, "all that were sent together, or none"

    assert MOST_FILES_A_DAY >= 2 * FILES_TO_A_NOTE
    monkeypatch.setattr("files.actions.MOST_FILES_A_DAY", FILES_TO_A_NOTE - 1)
    second = EvidenceFactory(case, by=offices["principal"])
    with pytest.raises(PermissionDenied, match="very many files today"):
        send(second, offices["principal"])
    send(second, offices["vice_principal"])
    send(second, offices["principal"], upload(a_png(98)), now=THEN.replace(day=THEN.day + 1))


def test_bytes_of_a_day_are_counted_too(note, offices, monkeypatch):
    monkeypatch.setattr("files.actions.MOST_BYTES_A_DAY", 100)
    send(note, offices["principal"], upload(a_png(1)))
    send(note, offices["principal"], upload(a_png(2)))

    with pytest.raises(PermissionDenied, match="very many files today"):
        send(note, offices["principal"], upload(a_png(3)))


class TestThePage:
    def test_the_stop_and_the_telephone_stand_before_the_form(self, note, offices, client_of, school):
        url = reverse("incidents:send_files", args=[note.incident_id, note.pk])
        text = client_of(offices["principal"]).get(url).content.decode()

        stop, number = text.index("never view it, copy it, print it or send it"), text.index(school.dt_phone)
        assert stop < number < text.index('name="is_none"') < text.index('name="files"')
        assert "Police" in text

    def test_without_the_tick_nothing_is_kept(self, note, offices, client_of, private_folder):
        text = post(client_of(offices["principal"]), note, upload(), is_none="")

        assert "Tick this only if you are sure" in text
        assert on_disk(private_folder) == []

    def test_without_a_file_it_says_so(self, note, offices, client_of):
        assert "Choose a picture or a PDF." in post(client_of(offices["principal"]), note)

    def test_a_refusal_stands_beside_the_field(self, note, offices, client_of, private_folder):
        text = post(client_of(offices["principal"]), note, upload(b"GIF89a", "moving.gif"))

        assert "There is a problem" in text
        assert "This is a GIF picture, and it cannot be kept. Choose a JPEG picture, a PNG picture" in text
        assert on_disk(private_folder) == []

    def test_too_many_at_a_time_are_refused(self, note, offices, client_of):
        uploads = [upload(a_png(shade)) for shade in range(11)]

        assert "at most 10 files at a time" in post(client_of(offices["principal"]), note, *uploads)

    def test_a_file_above_the_limit_is_refused_before_it_is_read(self, note, offices, client_of, monkeypatch):
        monkeypatch.setattr("incidents.actions.keeping.MOST_BYTES", 50)

        assert "too large" in post(client_of(offices["principal"]), note, upload())

    def test_a_full_disk_is_told_and_the_note_is_still_there(self, note, offices, client_of, settings, tmp_path):
        """The upload is too large to be held in memory, and the folder for it is gone."""
        settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "gone"

        text = post(client_of(offices["principal"]), note, upload(b"x" * 3_000_000, "large.png"))

        assert "has no room for files at the moment" in text
        assert Evidence.objects.get() == note

    def test_a_sent_picture_is_shown_with_its_state(self, note, offices, client_of):
        text = post(client_of(offices["principal"]), note, upload())

        assert "Kept. It is shown with the note." in text
        assert "screen.png" in text
        assert "Not scanned" in text

    def test_a_pdf_is_held_while_there_is_no_scanner(self, note, offices, client_of):
        client = client_of(offices["vice_principal"])
        text = post(client, note, upload(pdf(), "letter.pdf"))

        stored = StoredFile.objects.get()
        assert "Kept, and held" in text
        assert stored.scan == Scan.HELD
        assert reverse("files:fetch", args=[stored.pk]) not in text
        answer = fetch(client, stored)
        assert answer.status_code == 403
        assert "held until the virus scanner has seen it" in answer.content.decode()
        assert Notice.objects.get(kind="case.file_held").recipient_id == offices["principal"].pk


class TestHandingOut:
    def test_a_reader_gets_an_attachment_and_the_reading_is_on_record(self, note, case, offices, client_of):
        stored = FileFactory(note, by=offices["principal"])

        answer = fetch(client_of(offices["designated_teacher"]), stored)

        assert b"".join(answer.streaming_content) == stored.path.read_bytes()
        assert answer.headers["Content-Disposition"] == 'attachment; filename="screen.png"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        entry = AuditEntry.objects.of(case).newest_first().first()
        assert (entry.name, entry.actor) == ("incident.file_read", offices["designated_teacher"].pk)
        history = client_of(offices["principal"]).get(reverse("incidents:history", args=[case.pk])).content.decode()
        assert f"{offices['designated_teacher'].display_name} opened a file of this case." in history

    def test_a_file_of_a_hidden_case_answers_like_an_unknown_address(self, note, case, offices, client_of):
        stored = FileFactory(note, by=offices["principal"])
        before = AuditEntry.objects.count()

        for stranger in (StaffFactory(), offices["chair"], offices["slt"], case.report.reporter):
            client = client_of(stranger)
            hidden = fetch(client, stored)
            unknown = client.get(reverse("files:fetch", args=[uuid.uuid4()]))
            assert hidden.status_code == 404
            assert (hidden.content, dict(hidden.headers)) == (unknown.content, dict(unknown.headers))
        assert AuditEntry.objects.count() == before

    def test_access_ends_with_the_case(self, note, case, offices, client_of):
        helper = StaffFactory()
        access = actions.name_assignee(pk=case.pk, person=helper.pk, by=offices["principal"].pk, now=THEN)
        stored, client = FileFactory(note, by=helper), client_of(helper)
        assert fetch(client, stored).status_code == 200

        actions.end_access(pk=case.pk, access=access.pk, by=offices["principal"].pk, now=THEN)

        assert fetch(client, stored).status_code == 404

    def test_nobody_reads_a_file_without_an_account(self, note, offices, client):
        stored = FileFactory(note, by=offices["principal"])

        assert "/accounts/login/" in fetch(client, stored).headers["Location"]


@pytest.mark.once
def test_more_than_a_form_can_hold_is_answered_unread(note, offices, client_of):
    """A length of a gigabyte is refused before a byte of it is asked for."""

    class Unread:
        def read(self, *_):
            raise AssertionError("The content was read.")

        readline = read

    url = reverse("incidents:send_files", args=[note.incident_id, note.pk])
    answer = client_of(offices["principal"]).post(url, CONTENT_LENGTH=str(2**30), **{"wsgi.input": Unread()})

    assert answer.status_code == 413
    assert "may have 25 MB" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_are_each_kept_whole_and_private(private_folder, school):
    from tests.factories.incidents import Offices

    offices = Offices()
    case = ReportFactory(concerned=[PupilFactory().person]).incidents.get()
    note = EvidenceFactory(case, by=offices["principal"])

    def one(shade):
        try:
            return FileFactory(note, by=offices["principal"], content=a_png(shade)).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(one, range(8)))) == 8
    assert {stat.S_IMODE(path.stat().st_mode) for path in on_disk(private_folder)} == {0o640}
    assert faults_of_the_seal() == []
