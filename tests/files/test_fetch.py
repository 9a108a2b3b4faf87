"""The owner of a file says who reads it; for everyone else there is no such address."""

import uuid

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse

from files import register
from files.actions import keep, keeping
from files.register import add_owner
from files.views import fetch
from tests.files.conftest import READER


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
    assert response.headers["Content-Length"] == "14"


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

    def rule(standing, owner_id):
        return True

    add_owner("test.Owner", may_read=rule)
    add_owner("test.Owner", may_read=rule)

    with pytest.raises(ValueError, match="already registered"):
        add_owner("test.Owner", may_read=lambda standing, owner_id: True)
    assert register.may_read(READER, "test.Owner", uuid.uuid4())
    assert not register.may_read(None, "test.Owner", uuid.uuid4())
