"""Many large pictures: each in a request of its own, and what was sent before is kept whatever becomes of the next."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from files.middleware import MOST_BYTES
from tests.factories.approvals import PostFactory
from tests.factories.pictures import picture_desk, placed_of
from tests.files.made import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"


def test_pictures_sent_one_by_one_stand_in_their_order_and_a_refused_one_costs_none(desk, client_of):
    post = PostFactory(picture_desk(desk))
    browser, url = client_of(desk.author), reverse("approvals:pictures", args=[post.pk])
    assert "data-each" in browser.get(url).content.decode()

    for n, content in enumerate([jpeg(), b"no picture", jpeg()]):
        form = {"once": uuid.uuid4(), "files": SimpleUploadedFile(f"{n}.jpg", content)}
        assert browser.post(url, form).status_code == (200 if n == 1 else 302)
    too_much = browser.post(url, CONTENT_LENGTH=str(MOST_BYTES + 1))

    assert too_much.status_code == 413
    assert "what arrived before is kept" in too_much.content.decode()
    assert [row.picture.name for row in placed_of(post)] == ["0.jpg", "2.jpg"]
    page = browser.get(url).content.decode()
    assert "0 of 2 ready" in page
    assert "Look again" in page
