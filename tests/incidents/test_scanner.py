"""A real clamd sees every file before anybody does; while it is away files are held, and told, and released later.

It knows one signature, written here: the harmless test file of the antivirus industry (EICAR).
"""

import hashlib
import subprocess
import tempfile
import time
import zlib
from pathlib import Path

import pytest
from django.urls import reverse

from files.models import StoredFile
from files.rescanning import scan_what_waits
from files.states import Scan
from incidents.models import Evidence
from notices.beats import duties
from notices.models import Notice
from tests.factories.evidence import EvidenceFactory, a_png, faults_of_the_seal, upload
from tests.factories.incidents import ReportFactory
from tests.factories.school import PupilFactory
from tests.files.made import pdf, stream
from tests.tools.run_tests import clamd

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.clamd]

CLAMD = clamd()
# In two parts, so that no scanner takes this file for the thing itself.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
HARMFUL_PDF = pdf(more=(stream(zlib.compress(EICAR), "/Filter /FlateDecode"),), page="/Thumb 4 0 R")
SETTINGS = """
DatabaseDirectory {folder}/signatures
LocalSocket {folder}/socket
Foreground yes
StreamMaxLength 25M
SelfCheck 0
"""


class Scanner:
    """A clamd of our own, with our own signature, on a socket that nobody else knows."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.socket = folder, folder / "socket"
        (folder / "signatures").mkdir()
        signature = f"{hashlib.md5(EICAR).hexdigest()}:{len(EICAR)}:Test-File\n"
        (folder / "signatures" / "own.hdb").write_text(signature)
        (folder / "clamd.conf").write_text(SETTINGS.format(folder=folder))
        self.start()

    def start(self) -> None:
        command = [CLAMD, f"--config-file={self.folder / 'clamd.conf'}"]
        with (self.folder / "log").open("w") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        deadline = time.monotonic() + 30
        while not self.socket.exists():
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < deadline, "clamd did not open its socket"
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


@pytest.fixture(scope="module")
def scanner():
    if CLAMD is None:
        pytest.skip("needs clamd: on Debian, apt-get install clamav-daemon")
    with tempfile.TemporaryDirectory(prefix="clamd-") as folder:  # a socket's path must be short
        started = Scanner(Path(folder))
        yield started
        started.stop()


@pytest.fixture(autouse=True)
def scanned(settings, tmp_path, scanner):
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"
    settings.CLAMD = str(scanner.socket)


@pytest.fixture
def away(settings):
    """The scanner's socket is gone until `back` is called."""
    socket = settings.CLAMD
    settings.CLAMD = f"{socket}-gone"

    def back():
        settings.CLAMD = socket

    return back


@pytest.fixture
def note(offices):
    case = ReportFactory(concerned=[PupilFactory().person]).incidents.get()
    return EvidenceFactory(case, by=offices["vice_principal"])


@pytest.fixture
def client(offices, client_of):
    return client_of(offices["vice_principal"])


def post(client, note, content, name):
    url = reverse("incidents:send_files", args=[note.incident_id, note.pk])
    answer = client.post(url, {"is_none": "on", "files": [upload(content, name)]}, follow=True)
    return answer.content.decode()


def fetch(client, stored):
    return client.get(reverse("files:fetch", args=[stored.pk])).status_code


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient_id", flat=True))


def test_what_the_scanner_finds_clean_is_marked_and_handed_out(note, client):
    for content, name in ((a_png(), "screen.png"), (pdf(), "letter.pdf")):
        assert "Kept. It is shown with the note." in post(client, note, content, name)

    assert set(StoredFile.objects.values_list("scan", flat=True)) == {Scan.SCANNED}
    assert [fetch(client, stored) for stored in StoredFile.objects.all()] == [200, 200]
    assert faults_of_the_seal() == []


@pytest.mark.parametrize(("content", "name"), [(HARMFUL_PDF, "letter.pdf"), (HARMFUL_PDF, "photo.jpg")])
def test_a_pdf_with_the_test_virus_inside_is_refused(note, client, content, name):
    text = post(client, note, content, name)

    assert "The virus scanner found something harmful in this file" in text
    assert not StoredFile.objects.exists()


def test_a_hundred_of_them_are_refused_a_hundred_times(settings):
    from files.scanning import scan

    for number in range(100):
        holding = pdf(more=(stream(zlib.compress(EICAR, number % 10), "/Filter /FlateDecode"),), pages=1 + number % 7)
        with tempfile.TemporaryFile() as content:
            content.write(holding)
            content.seek(0)
            assert scan(content) == Scan.HARMFUL


def test_while_the_scanner_is_away_files_are_held_and_the_lead_is_told(note, client, offices, away):
    assert "Kept, and held" in post(client, note, a_png(), "screen.png")

    stored = StoredFile.objects.get()
    assert stored.scan == Scan.HELD
    assert fetch(client, stored) == 403
    assert told("case.file_held") == {offices["principal"].pk}
    assert Evidence.objects.get() == note
    assert faults_of_the_seal() == []


def test_the_task_worker_releases_what_was_held_once_the_scanner_is_back(note, client, offices, away, now):
    post(client, note, a_png(), "screen.png")
    stored = StoredFile.objects.get()
    duty = duties["files.scan"][1]

    duty(now)
    stored.refresh_from_db()
    assert stored.scan == Scan.HELD, "still away, still held"
    away()
    duty(now)
    duty(now)

    stored.refresh_from_db()
    assert (stored.scan, stored.scanned_at) == (Scan.SCANNED, now)
    assert fetch(client, stored) == 200
    assert told("case.file_released") == {offices["principal"].pk}
    assert faults_of_the_seal() == []


def test_what_turns_out_harmful_stays_closed_for_good(note, client, offices, away, now):
    post(client, note, HARMFUL_PDF, "letter.pdf")
    away()

    scan_what_waits(now)

    stored = StoredFile.objects.get()
    assert stored.scan == Scan.HARMFUL
    assert fetch(client, stored) == 403
    assert told("case.file_harmful") == {offices["principal"].pk}
    assert faults_of_the_seal() == []


def test_pictures_from_before_there_was_a_scanner_are_seen_later_and_nobody_is_told(note, client, settings, now):
    socket, settings.CLAMD = settings.CLAMD, None
    post(client, note, a_png(), "screen.png")
    scan_what_waits(now)
    assert StoredFile.objects.get().scan == Scan.NOT_SCANNED
    settings.CLAMD = socket

    scan_what_waits(now)

    assert StoredFile.objects.get().scan == Scan.SCANNED
    assert told("case.file_released") == set()


def test_lost_content_keeps_no_other_file_waiting(note, client, away, now, caplog):
    post(client, note, a_png(1), "first.png")
    post(client, note, a_png(2), "second.png")
    lost, other = StoredFile.objects.waiting()
    lost.path.unlink()
    away()

    scan_what_waits(now)

    assert {one.pk: one.scan for one in StoredFile.objects.all()} == {lost.pk: Scan.HELD, other.pk: Scan.SCANNED}
    assert f"The content of file {lost.pk} is missing" in caplog.text
