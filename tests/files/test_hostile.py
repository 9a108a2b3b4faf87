"""Every hostile file is refused, or comes back as a clean picture or a PDF that does nothing: always as an attachment."""

import io
import os
import re
import shutil
import subprocess
import sys
import time
import unicodedata
import uuid

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.http import content_disposition_header
from PIL import Image
from pypdf import PdfReader

from files.accepting import KEPT, PDF, accepted
from files.actions import FileRefused, keep, keeping
from files.cleaning.papers import _parts, _refuse_active
from files.models import StoredFile
from files.states import Scan
from files.types import clean_name
from tests.factories.evidence import EvidenceFactory
from tests.factories.incidents import THEN, ReportFactory
from tests.factories.school import OfficeHolderFactory, PupilFactory
from tests.files import hostile
from tests.files.made import CANARY, notes_in, png_that_claims

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MOST_SECONDS = 10
ACTING = {name for name, _ in hostile.acting_papers()}


@pytest.fixture(scope="module")
def note(django_db_setup, django_db_blocker):
    """One case with one note of evidence; each file is sent to it and taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        principal = OfficeHolderFactory("principal")
        case = ReportFactory(concerned=[PupilFactory().person]).incidents.get()
        made = EvidenceFactory(case, by=principal)
        made.client = Client(raise_request_exception=False)
        made.client.force_login(principal.user)
        yield made
        transaction.set_rollback(True)


def send(note, name, content):
    """As a browser sends it, but with the very name: Django's own client would tidy it."""
    boundary = "edge-of-a-part"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="is_none"\r\n\r\non\r\n'.encode(),
        f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'.encode(),
        b"Content-Type: image/jpeg\r\n\r\n" + content + f"\r\n--{boundary}--\r\n".encode(),
    ]
    url = reverse("incidents:send_files", args=[note.incident_id, note.pk])
    return note.client.post(url, b"".join(parts), content_type=f"multipart/form-data; boundary={boundary}")


def handed_out(note, stored):
    """What a reader would be given once the scanner has passed it."""
    StoredFile.objects.filter(pk=stored.pk).update(scan=Scan.SCANNED, scanned_at=THEN)
    answer = note.client.get(reverse("files:fetch", args=[stored.pk]))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Type"] in KEPT
    return answer.headers["Content-Type"], b"".join(answer.streaming_content)


def what_comes_of(note, name, content):
    """Nothing when it is well; otherwise what is wrong with how this file was dealt with."""
    began = time.monotonic()
    answer = send(note, name, content)
    if answer.status_code not in (200, 302):
        return f"answered {answer.status_code}"
    if (took := time.monotonic() - began) > MOST_SECONDS:
        return f"took {took:.0f} s"
    kept = StoredFile.objects.owned_by(note).first()
    if kept is None:
        left = [path for path in settings.PRIVATE_FILES_ROOT.rglob("*") if path.is_file()]
        is_said = "There is a problem" in answer.content.decode()
        return f"left {left} behind" if left else "" if is_said else "refused without a word"
    if name in ACTING:
        return "a PDF that acts was kept"
    kind, given = handed_out(note, kept)
    return what_is_left_in(kind, given)


def what_is_left_in(kind, given):
    if CANARY.encode() in given:
        return "what must not be kept is still in it"
    if kind != PDF:
        Image.open(io.BytesIO(given)).load()
        return ", ".join(notes_in(given))
    reader = PdfReader(io.BytesIO(given))
    for part in _parts(reader.trailer):
        _refuse_active(part)
    return "it tells who made it" if reader.metadata else ""


def test_no_hostile_file_is_handed_on(note, private_folder):
    everything = hostile.everything()
    assert len({name for name, _ in everything}) == len(everything) > 150
    wrong = []

    for name, content in everything:
        mark = transaction.savepoint()
        if found := what_comes_of(note, name, content):
            wrong.append(f"{name!r}: {found}")
        transaction.savepoint_rollback(mark)
        shutil.rmtree(private_folder, ignore_errors=True)

    assert not wrong, "\n".join(wrong)


def test_most_of_the_sound_ones_do_come_through(note, settings, tmp_path):
    """A door that lets nothing in would pass every test above."""
    settings.PRIVATE_FILES_ROOT = tmp_path
    sound = [*hostile.lying_names(), ("clean.pdf", hostile.pdf())]

    for name, content in sound:
        assert send(note, name, content).status_code == 302, name


MARKS = (
    "\x00",
    "\r\nX-Evil: 1",
    "\n",
    '"',
    "\\",
    "/",
    "..",
    "\u202e",
    "\u200b",
    ";",
    "%0d%0a",
    "\x7f",
    "'",
    "é",
    "漢",
    "\ud83d",
)
SHAPES = (
    "{}.jpg", "a{}b.jpg", "../../{}.png", "/etc/{}", "C:\\{}.exe", "{}" * 60, "x.pdf{}", ".{}", "{}.", "{}.jpg.html",
    "{}\t.svg", " {} ", "con{}.jpg",
)  # fmt: skip


def test_two_hundred_hostile_names_leave_the_folder_and_the_headers_alone(note, private_folder):
    names = [
        shape.format(*[mark] * 60) if shape == "{}" * 60 else shape.format(mark) for shape in SHAPES for mark in MARKS
    ]
    assert len(set(names)) >= 200

    with keeping():
        for name in names:
            file = SimpleUploadedFile("x", b"%PDF-1.7 words")
            file._name = name
            facts = {"owner": note, "by": uuid.uuid4(), "now": THEN, "limit_bytes": 100, "allowed": {PDF}}
            stored = keep(file, **facts, scan=Scan.NOT_SCANNED)
            assert private_folder in stored.path.resolve().parents
            assert re.fullmatch(r"[0-9a-f]{32}", stored.path.name)
            assert_harmless(stored.original_name)


def assert_harmless(name):
    assert name.lower().endswith(".pdf")
    assert len(name) <= 150
    assert not set(name) & set("/\\\r\n\0")
    assert not any(unicodedata.category(sign).startswith("C") for sign in name)
    header = content_disposition_header(True, name)
    assert header.startswith("attachment; filename")
    assert header.isprintable()
    header.encode("latin-1")


@pytest.mark.parametrize("name", ["a\x00b.png", "a\r\nb.png", "../../../a.png", 'a"b.png', "a\\b.png", "\u202egnp.exe"])
def test_a_hostile_name_comes_through_the_page_harmless(note, settings, tmp_path, name):
    settings.PRIVATE_FILES_ROOT = tmp_path

    answer = send(note, name.replace('"', "%22"), png_that_claims(8, 8))

    assert answer.status_code in (200, 302)
    for stored in StoredFile.objects.owned_by(note):
        assert clean_name(stored.original_name, "image/png") == stored.original_name
        fetched = note.client.get(reverse("files:fetch", args=[stored.pk]))
        assert "\n" not in fetched.headers["Content-Disposition"]


def test_a_bomb_is_refused_at_once_and_costs_little_memory(tmp_path):
    """Trust A62: at most two seconds and 100 MB. The decoder's own process is measured."""
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(png_that_claims(13_000, 13_000))
    small = tmp_path / "small.png"
    small.write_bytes(png_that_claims(8, 8))
    peaks = {}
    for path in (small, bomb):
        measure = "import resource,runpy,sys; sys.argv=['x','image/png']\n"
        measure += "try: runpy.run_module('files.cleaning', run_name='__main__')\n"
        measure += "except SystemExit as end: code = end.code\n"
        measure += "sys.stderr.write(f' {code} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}')"
        began = time.monotonic()
        with path.open("rb") as content:
            done = subprocess.run(
                [sys.executable, "-c", measure], stdin=content, capture_output=True, check=True, cwd=os.getcwd()
            )
        assert time.monotonic() - began < 4
        *_, code, peak = done.stderr.decode().split()
        peaks[path.name] = (code, int(peak))

    assert peaks["small.png"][0] == "0"
    assert peaks["bomb.png"][0] == "3"
    assert peaks["bomb.png"][1] - peaks["small.png"][1] < 100_000


def test_the_decoder_is_told_no_secret(monkeypatch):
    """What it would have if a file took it over: no key, and no address of a database."""
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    tell = "import os, sys; sys.stderr.write(' '.join(sorted(os.environ))); sys.exit(7)"
    told = []
    run = subprocess.run

    def run_something_else(command, **facts):
        told.append(run([command[0], "-c", tell], **facts).stderr.decode())
        return subprocess.CompletedProcess(command, 7)

    monkeypatch.setattr("files.accepting.subprocess.run", run_something_else)
    with pytest.raises(FileRefused), accepted(SimpleUploadedFile("x", png_that_claims(8, 8)), limit_bytes=10_000):
        pass

    assert set(told[0].split()) <= {"PATH", "LANG", "LC_CTYPE"}
