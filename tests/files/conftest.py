"""A folder of its own for every test, and files of each kind."""

import io
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Disposal
from files import register

READER = object()


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path, monkeypatch):
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"
    monkeypatch.setitem(register._owners, "audit.Disposal", lambda standing, owner_id: standing is READER)
    return tmp_path / "files"


@pytest.fixture
def owner():
    return Disposal(pk=uuid.uuid4())


def archive(*names, **contents):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name in names:
            made.writestr(name, contents.get(name, "x"))
    return held.getvalue()


@pytest.fixture
def upload():
    def make(name="letter.pdf", content=b"%PDF-1.7 words"):
        return SimpleUploadedFile(name, content)

    return make
