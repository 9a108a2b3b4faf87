"""Holding the record against the rows it speaks of, and saying so on the command line."""

import json
import time
import uuid
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from audit import canonical, verify
from audit.actions import agree_disposal, digest_of, record
from audit.models import Disposal, Entry
from audit.triggers import RefuseChanges, lifted
from files.models import StoredFile
from tests.audit.conftest import NOW
from tests.audit.test_triggers import run

BY = uuid.UUID(int=7)


@pytest.fixture
def stored(db):
    """A sealed row that may be changed and deleted, with its entry."""
    row = make_file()
    record("test.done", row, by=BY, now=NOW)
    return row


def make_file():
    return StoredFile.objects.create(
        owner_kind="test.Owner", owner_id=uuid.uuid4(), original_name="a.pdf", content_type="application/pdf", size=3,
        sha256="0" * 64, stored_name=uuid.uuid4().hex, kept_by=BY, kept_at=NOW,
    )  # fmt: skip


def sentences():
    return [finding.sentence for finding in verify.verify_records()]


def test_rows_that_agree_raise_no_alarm(stored):
    assert sentences() == []


@pytest.mark.parametrize(
    "change",
    [{"original_name": "b.pdf"}, {"size": 4}, {"kept_at": NOW - timedelta(seconds=1)}, {"audit_key": b"x" * 32}],
)
def test_an_altered_row_is_found(stored, change):
    StoredFile.objects.filter(pk=stored.pk).update(**change)

    assert sentences() == [f"files.StoredFile {stored.pk} was altered after entry 1."]


def test_a_change_that_was_recorded_is_in_order(stored):
    StoredFile.objects.filter(pk=stored.pk).update(original_name="b.pdf")
    record("test.done", stored, by=BY, now=NOW)

    assert sentences() == []


def test_a_deleted_row_is_found(stored):
    stored_id = stored.pk
    stored.delete()

    assert sentences() == [f"files.StoredFile {stored_id} of entry 1 is gone without an agreed disposal."]


def test_a_row_disposed_of_by_agreement_is_in_order(stored):
    agree_disposal(stored, by=BY, now=NOW, retention_class="case.closed")
    stored.delete()

    assert sentences() == []
    assert verify.verify() == []


def test_a_forged_agreement_is_found(stored):
    forged = Disposal.objects.create(
        table="files_storedfile", record_id=stored.pk, agreed_by=BY, agreed_at=NOW, retention_class="none"
    )
    stored.delete()

    assert sentences() == [f"audit.Disposal {forged.pk} has no entry: it was not made through the portal."]


def test_a_row_without_an_entry_is_found(stored):
    smuggled = make_file()

    assert sentences() == [f"files.StoredFile {smuggled.pk} has no entry: it was not made through the portal."]


def test_a_kind_that_the_portal_no_longer_knows_is_said(stored, monkeypatch):
    monkeypatch.setattr(verify, "sealed_models", lambda: [Disposal])

    assert sentences() == ["The record speaks of files.StoredFile, which this portal does not know."]


def test_a_sealed_field_that_cannot_be_read_counts_as_altered(stored, monkeypatch):
    monkeypatch.setattr(StoredFile, "SEALED", ("gone", *StoredFile.SEALED))
    monkeypatch.setattr(StoredFile._base_manager, "only", lambda *names: StoredFile.objects.all(), raising=False)

    assert verify._seal(stored, 3) == ""


def forge(body):
    """One entry whose text is what is given, properly hashed."""
    with lifted(connection, Entry._meta.db_table), transaction.atomic():
        Entry.objects.all().delete()
        Entry.objects.create(
            number=1,
            at=NOW,
            name="test.done",
            actor=None,
            body=body,
            previous="0" * 64,
            digest=digest_of("0" * 64, body),
        )


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["", "not json", "[]", "{}", "null", '{"records": [1], "number": 1}'])
def test_a_text_that_is_no_entry_is_said_not_raised(body):
    forge(body)

    assert [finding.sentence for finding in verify.verify()] == ["Entry 1 cannot be read: its text is not an entry."]
    assert sentences() == []


@pytest.mark.django_db
@pytest.mark.parametrize("clock", ["back", "forward"])
def test_a_clock_note_that_is_not_true_is_said(clock):
    record("test.done", by=None, now=NOW)
    said = json.loads(Entry.objects.get().body)
    forge(canonical.dump(said | {"clock": clock}))

    assert bool(verify.verify()) == (clock == "back")


@pytest.mark.django_db
def test_only_part_of_the_record_can_be_read_from_its_beginning():
    for _ in range(5):
        record("test.done", by=None, now=NOW)

    assert verify.verify(Entry.objects.filter(number__lte=3)) == []
    assert verify.verify(Entry.objects.filter(number__gte=3))[0].number == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "line", ["x", "a b c", "0123456789abcdef 0 " + "0" * 64, "0123456789abcdef 1 abcd", "short 1 " + "0" * 64]
)
def test_a_line_that_is_no_checkpoint_is_refused(line):
    with pytest.raises(verify.BadCheckpoint, match="whole line"):
        verify.verify(checkpoint=line)
    with pytest.raises(CommandError, match="whole line"):
        call_command("audit", "verify", "--checkpoint", line)


@pytest.mark.django_db
def test_there_is_no_checkpoint_of_nothing():
    with pytest.raises(CommandError, match="Nothing is recorded yet"):
        call_command("audit", "checkpoint")


def test_the_line_that_is_printed_is_the_line_that_is_checked(stored, capsys):
    call_command("audit", "checkpoint")
    line = capsys.readouterr().out.strip()

    call_command("audit", "verify", "--records", "--checkpoint", line)

    said = capsys.readouterr().out
    assert said == "The record holds against the checkpoint: 1 entries. Every sealed row agrees with it.\n"


def test_whoever_checks_without_a_line_is_told_what_cannot_show(stored, capsys):
    call_command("audit", "verify")

    assert "Without --checkpoint" in capsys.readouterr().out


def test_the_command_fails_and_says_what_does_not_hold(stored, capsys):
    for _ in range(30):
        make_file()

    with pytest.raises(CommandError, match="does not hold: 30 findings") as failed:
        call_command("audit", "verify", "--records")

    assert failed.value.returncode == 1
    shown = capsys.readouterr().err
    assert shown.count("has no entry") == 20
    assert "... and 10 more." in shown


def test_the_command_fails_when_a_trigger_does_not_stand(stored, capsys):
    run(RefuseChanges("audit_entry").lifting(connection.vendor)[0])

    with pytest.raises(CommandError):
        call_command("audit", "verify")

    assert "The trigger audit_entry_no_update does not stand" in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_the_check_sees_one_moment_and_lets_others_write(now):
    with transaction.atomic():
        record("test.done", by=None, now=now)

    with verify.snapshot():
        before = verify.take_checkpoint()
        write_elsewhere(now)
        assert verify.take_checkpoint() == before

    assert Entry.objects.count() == 2


def write_elsewhere(now):
    from threading import Thread

    def write():
        with transaction.atomic():
            record("test.done", by=None, now=now)
        connection.close()

    writer = Thread(target=write)
    writer.start()
    writer.join()


@pytest.mark.drill
@pytest.mark.django_db
def test_a_hundred_thousand_entries_are_checked_in_two_seconds():
    entries, previous = [], "0" * 64
    for number in range(1, 100_001):
        at, actor, about = NOW + timedelta(seconds=number), uuid.uuid4(), uuid.uuid4()
        body = canonical.dump({
            "number": number, "at": canonical.moment(at), "name": "test.done", "actor": str(actor),
            "records": [{"kind": "a.B", "id": str(about), "seal": "0" * 64, "sealed": 5}], "facts": {"verdict": "x"},
        })  # fmt: skip
        digest = digest_of(previous, body)
        entries.append(Entry(
            number=number, at=at, name="test.done", actor=actor, about_kind="a.B", about_id=about, body=body,
            previous=previous, digest=digest,
        ))  # fmt: skip
        previous = digest
    Entry.objects.bulk_create(entries, batch_size=2000)
    started = time.process_time()

    assert verify.verify() == []

    assert time.process_time() - started < 2
