"""The demo's door: only an empty database, one password that is kept, and never a weak one."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from config.management.commands import demo
from school.models import Person
from tests.factories.school import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)


@pytest.fixture
def _an_empty_world(monkeypatch):
    """The demo without its school, which other tests look at."""
    monkeypatch.setattr(demo, "build", lambda world: iter([]))


def test_a_database_with_people_is_refused():
    PersonFactory()

    with pytest.raises(CommandError, match="holds people already"):
        call_command("demo")

    assert Person.objects.count() == 1
    assert not demo.password_file().exists()


def test_a_second_start_leaves_everything_as_it_is():
    PersonFactory()
    out = StringIO()

    call_command("demo", if_empty=True, stdout=out)

    assert Person.objects.count() == 1
    assert out.getvalue() == ""


def test_a_policy_that_comes_too_late_is_said_to_be_left_out(tmp_path):
    PersonFactory()
    (tmp_path / "policy.txt").write_text("1. A section")
    err = StringIO()

    call_command("demo", if_empty=True, policy=tmp_path / "policy.txt", stderr=err)

    assert "is not loaded" in err.getvalue()


def test_a_missing_policy_is_named():
    with pytest.raises(CommandError, match=r"There is no file nowhere\.txt"):
        call_command("demo", "--policy", "nowhere.txt")


@pytest.mark.parametrize("weak", ["short", "password1234"])
def test_a_weak_password_is_refused_with_its_reason(monkeypatch, weak):
    monkeypatch.setenv("DEMO_PASSWORD", weak)

    with pytest.raises(CommandError, match=r"DEMO_PASSWORD cannot be used\. This password"):
        call_command("demo")

    assert not Person.objects.exists()


@pytest.mark.usefixtures("_an_empty_world")
def test_a_password_is_drawn_once_and_kept_for_the_owner_alone():
    call_command("demo", if_empty=True)
    first = demo.password_file().read_text()
    call_command("demo", if_empty=True)

    assert demo.password_file().read_text() == first
    assert len(first) >= 12
    assert demo.password_file().stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("_an_empty_world")
def test_a_chosen_password_takes_the_place_of_a_drawn_one(monkeypatch):
    call_command("demo", if_empty=True)
    monkeypatch.setenv("DEMO_PASSWORD", "Lantern-river-granite-47")

    call_command("demo", if_empty=True)

    assert demo.password_file().read_text() == "Lantern-river-granite-47"
