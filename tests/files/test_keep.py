"""A file is kept whole with its row, or not at all."""

import hashlib
import os
import resource
import stat
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from audit.actions import agree_disposal, record
from audit.verify import verify_records
from files import actions
from files.actions import FileRefused, keep, keeping, open_file
from files.models import StoredFile

BY = uuid.UUID(int=7)
PDF = frozenset({"application/pdf"})


def contents(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def kept(owner, now):
    def keep_one(upload, limit_bytes=1000, allowed=PDF):
        with keeping():
            return keep(upload, owner=owner, by=BY, now=now, limit_bytes=limit_bytes, allowed=allowed)

    return keep_one


@pytest.mark.django_db
def test_a_file_is_kept_as_it_came(kept, upload, owner, now):
    stored = kept(upload("Seán's letter.pdf"))

    assert open_file(stored).read() == b"%PDF-1.7 words"
    assert StoredFile.objects.owned_by(owner).get() == stored
    assert str(stored) == "Seán's letter.pdf"
    assert (stored.original_name, stored.content_type) == ("Seán's letter.pdf", "application/pdf")
    assert (stored.size, stored.sha256) == (14, hashlib.sha256(b"%PDF-1.7 words").hexdigest())
    assert (stored.kept_by, stored.kept_at) == (BY, now)


@pytest.mark.django_db
def test_its_name_on_disk_tells_nothing_and_others_cannot_read_it(kept, upload, private_folder):
    before = os.umask(0)
    try:
        stored = kept(upload())
    finally:
        os.umask(before)

    assert stored.path.parent.parent == private_folder
    assert len(stored.stored_name) == 32
    assert "letter" not in str(stored.path)
    assert stat.S_IMODE(stored.path.stat().st_mode) == 0o640
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (private_folder, stored.path.parent)} == {0o750}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"", "This file is empty."),
        ("a.pdf", b"%PDF-" + b"x" * 1000, "too large: the most is 1000"),
        ("a.pdf", b"MZ\x90\x00\x03", "This kind of file is not known here, and it cannot be kept. Choose a PDF."),
        ("a.pdf", b"\x89PNG\r\n\x1a\n", "This is a PNG picture, and it cannot be kept. Choose a PDF."),
        ("a.pdf", b"<script>", "This is a text file"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(kept, upload, private_folder, name, content, sentence):
    with pytest.raises(FileRefused, match=sentence):
        kept(upload(name, content))

    assert not StoredFile.objects.exists()
    assert contents(private_folder) == []


@pytest.mark.django_db
def test_an_upload_that_lies_about_its_size_is_stopped_on_the_way(kept, upload, private_folder):
    lying = upload(content=b"%PDF-" + b"x" * 5000)
    lying.size = 10

    with pytest.raises(FileRefused, match="too large"):
        kept(lying)

    assert contents(private_folder) == []


@pytest.mark.django_db
def test_nothing_is_kept_outside_keeping(owner, upload, now):
    with pytest.raises(RuntimeError, match="keeping"), transaction.atomic():
        keep(upload(), owner=owner, by=BY, now=now, limit_bytes=100, allowed=PDF)


class Stop(Exception):
    """What goes wrong after the file was written."""


def stop():
    raise Stop


@pytest.fixture
def keep_then_stop(owner, upload, now, private_folder):
    def keep_one():
        keep(upload(), owner=owner, by=BY, now=now, limit_bytes=100, allowed=PDF)
        assert contents(private_folder)
        stop()

    return keep_one


@pytest.mark.django_db(transaction=True)
def test_a_file_whose_transaction_is_rolled_back_is_deleted(keep_then_stop, private_folder):
    with pytest.raises(Stop), keeping():
        keep_then_stop()

    assert not StoredFile.objects.exists()
    assert contents(private_folder) == []


@pytest.mark.django_db(transaction=True)
def test_a_part_that_is_rolled_back_takes_only_its_own_files(keep_then_stop, owner, upload, now, private_folder):
    with keeping():
        first = keep(upload(), owner=owner, by=BY, now=now, limit_bytes=100, allowed=PDF)
        with pytest.raises(Stop), transaction.atomic():
            keep_then_stop()

    assert contents(private_folder) == [first.path]


@pytest.mark.django_db(transaction=True)
def test_a_failure_at_the_commit_itself_leaves_nothing(kept, upload, private_folder, monkeypatch):
    def fail():
        raise IntegrityError("at the very end")

    monkeypatch.setattr(connection, "commit", fail)
    with pytest.raises(IntegrityError):
        kept(upload())
    monkeypatch.undo()

    assert not StoredFile.objects.exists()
    assert contents(private_folder) == []


@pytest.mark.django_db(transaction=True)
def test_a_failure_after_the_commit_takes_no_file_away(owner, upload, now):
    def keep_and_fail_later():
        with keeping():
            keep(upload(), owner=owner, by=BY, now=now, limit_bytes=100, allowed=PDF)
            transaction.on_commit(stop)

    with pytest.raises(Stop):
        keep_and_fail_later()

    assert StoredFile.objects.get().path.is_file()


@pytest.mark.django_db
def test_when_nobody_can_say_whether_it_was_committed_the_file_stays(kept, upload, private_folder, monkeypatch):
    class Unreachable:
        def filter(self, **_):
            raise DatabaseError("gone")

    monkeypatch.setattr(StoredFile, "objects", Unreachable())
    kept(upload())

    assert len(contents(private_folder)) == 1


@pytest.mark.django_db
def test_a_full_disk_leaves_no_half_file(kept, upload, private_folder, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(actions.os, "fsync", full)
    with pytest.raises(FileRefused, match="no room"):
        kept(upload())

    assert contents(private_folder) == []


@pytest.mark.django_db
def test_a_disk_that_refuses_more_leaves_no_half_file(kept, upload, private_folder):
    """The operating system's own refusal, in the middle of a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        with pytest.raises(FileRefused, match="no room"):
            kept(upload(content=b"%PDF-" + b"x" * 900_000), limit_bytes=1_000_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert contents(private_folder) == []
    assert not StoredFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_each_get_their_own(kept, upload, private_folder):
    def keep_one(number):
        try:
            return kept(upload(content=b"%PDF-" + bytes([65 + number]))).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(keep_one, range(8)))

    assert len(keys) == 8
    assert {stat.S_IMODE(path.stat().st_mode) for path in contents(private_folder)} == {0o640}
    assert {open_file(stored).read() for stored in StoredFile.objects.all()} == {
        b"%PDF-" + bytes([65 + number]) for number in range(8)
    }


@pytest.mark.django_db
def test_the_owners_own_entry_seals_the_file(owner, upload, now, monkeypatch):
    agreed = agree_disposal(owner, by=BY, now=now, retention_class="draft")
    with keeping():
        stored = keep(upload(), owner=owner, by=BY, now=now, limit_bytes=100, allowed=PDF)
        record("disposal.agreed", agreed, stored, by=BY, now=now)

    assert verify_records() == []
    StoredFile.objects.filter(pk=stored.pk).update(sha256="0" * 64)
    assert [finding.sentence for finding in verify_records()] == [
        f"files.StoredFile {stored.pk} was altered after entry 2."
    ]
