"""The owner of a file says who reads it; for everyone else there is no such address."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse

from files import register
from files.actions import keep, keeping
from files.models import StoredFile
from files.register import Owner, add_owner
from files.states import Scan
from files.views import fetch
from tests.files.conftest import OWNER, READER, noted


@pytest.fixture
def stored(db, owner, upload, now):
    with keeping():
        return keep(
            upload("Seán's letter.pdf"),
            owner=owner,
            by=uuid.uuid4(),
            now=now,
            limit_bytes=100,
            allowed={"application/pdf"},
            scan=Scan.SCANNED,
        )


def ask(pk, standing=READER, method="GET"):
    request = RequestFactory().generic(method, reverse("files:fetch", args=[pk]))
    request.standing = standing
    return fetch(request, pk)


def test_a_reader_gets_a_download_that_no_browser_opens_or_keeps(stored):
    response = ask(stored.pk)

    assert b"".join(response.streaming_content) == b"%PDF-1.7 words"
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Content-Length"] == "14"
    assert [(one.pk, by) for one, by, _ in noted] == [(stored.pk, READER.person_id)]


@pytest.mark.parametrize(("scan", "sentence"), [(Scan.HELD, "is held until"), (Scan.HARMFUL, "something harmful")])
def test_a_reader_is_told_why_a_file_is_not_handed_out(stored, scan, sentence):
    StoredFile.objects.filter(pk=stored.pk).update(
        scan=scan, scanned_at=None if scan == Scan.HELD else stored.scanned_at
    )

    with pytest.raises(PermissionDenied, match=sentence):
        ask(stored.pk)
    with pytest.raises(Http404):
        ask(stored.pk, object())
    assert noted == []


@pytest.mark.parametrize("standing", [None, object()])
def test_for_others_there_is_no_such_address(stored, standing):
    with pytest.raises(Http404):
        ask(stored.pk, standing)


def test_an_owner_without_a_rule_lets_nobody_read(stored, monkeypatch):
    monkeypatch.delitem(register._owners, "audit.Disposal")

    with pytest.raises(Http404):
        ask(stored.pk)


@pytest.mark.django_db
def test_an_unknown_file_is_an_unknown_address():
    with pytest.raises(Http404):
        ask(uuid.uuid4())


def test_lost_content_is_reported_in_the_log(stored, caplog):
    stored.path.unlink()

    with pytest.raises(Http404):
        ask(stored.pk)

    assert f"The content of file {stored.pk} is missing" in caplog.text


def test_nothing_can_be_posted_there(stored):
    assert ask(stored.pk, method="POST").status_code == 405


def test_an_owner_gives_one_rule(monkeypatch):
    monkeypatch.setattr(register, "_owners", {})

    add_owner("test.Owner", OWNER)
    add_owner("test.Owner", OWNER)

    with pytest.raises(ValueError, match="already registered"):
        add_owner("test.Owner", Owner(lambda *_: True, OWNER.note_reading, OWNER.settled))
    assert register.may_read(READER, "test.Owner", uuid.uuid4())
    assert not register.may_read(None, "test.Owner", uuid.uuid4())
