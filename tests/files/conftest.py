"""A folder of its own for every test, and files of each kind."""

import io
import uuid
import zipfile
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Disposal
from files import register

READER = SimpleNamespace(person_id=uuid.UUID(int=9))
noted: list[tuple[object, ...]] = []
OWNER = register.Owner(
    may_read=lambda standing, owner_id: standing is READER,
    note_reading=lambda *facts: noted.append(facts),
    settled=lambda *facts: noted.append(facts),
)


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path, monkeypatch):
    noted.clear()
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"
    monkeypatch.setitem(register._owners, "audit.Disposal", OWNER)
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
