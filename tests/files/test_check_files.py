"""Rows without content, content without rows, and altered content are found."""

import os
import uuid

import pytest
from django.core.management import CommandError, call_command

from files.actions import keep, keeping


@pytest.fixture
def stored(db, owner, upload, now):
    with keeping():
        return keep(upload(), owner=owner, by=uuid.uuid4(), now=now, limit_bytes=100, allowed={"application/pdf"})


def leave_behind(folder, *, days):
    path = folder / "ab" / "abandoned"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    then = path.stat().st_mtime - days * 86_400
    os.utime(path, (then, then))
    return path


def test_files_in_order_raise_no_alarm(stored, private_folder, capsys):
    leave_behind(private_folder, days=0)

    call_command("check_files")

    assert "unaltered" in capsys.readouterr().out


def test_a_missing_file_is_found(stored, capsys):
    stored.path.unlink()

    with pytest.raises(CommandError, match="1 do not fit"):
        call_command("check_files")
    assert f"File {stored.pk} is missing" in capsys.readouterr().err


def test_an_altered_file_is_found(stored, capsys):
    stored.path.write_bytes(b"%PDF-1.7 Words")

    with pytest.raises(CommandError):
        call_command("check_files")
    assert f"File {stored.pk} was altered" in capsys.readouterr().err


def test_what_a_killed_process_left_is_found_and_swept(stored, private_folder, capsys):
    left = leave_behind(private_folder, days=2)
    with pytest.raises(CommandError):
        call_command("check_files")
    assert f"{left} belongs to no record." in capsys.readouterr().err

    call_command("check_files", "--sweep")

    assert not left.exists()
    assert stored.path.exists()
