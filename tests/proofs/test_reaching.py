"""What each role reaches in the demo school by any way, and what must never be found there (trust A4, A5, A12, A14, A76).

The pages are loaded once, in two schools that differ only in cases hidden from the one who looks, and with a word of its
own in every sensitive field of every row: the tests below ask different things of the same pages.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django_tasks_db.models import DBTaskResult

from audit.models import Entry
from notices import beats
from notices.models import Letter
from notices.sending import send
from school.models import User
from tests.proofs import canaries, two_worlds
from tests.proofs.browsing import Visitor, kept_if, put_back, quiet
from tests.proofs.seeded import NOW, seeded
from tests.proofs.submissions import collect, sensible
from tests.proofs.submissions import send as submit
from tests.proofs.two_worlds import ROLE

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TYPED = "zq%08xzq"
# Every office that reads cases, and of the others one of each sort; tests/drills has everybody.
ROLES = (*ROLE.values(), "slt", "teacher", "sysadmin")


class Looked:
    """The school with its canaries, and what everybody saw of it."""

    def __init__(self, demo: Any) -> None:
        self.demo = demo
        with seeded("canaries"):
            self.canaries = canaries.place(two_worlds.accounts(demo).values())
        self.seen = two_worlds.compare(demo, each=1, words=4, roles=ROLES)


@pytest.fixture(scope="module")
def looked(seeded_demo_world: Any) -> Iterator[Looked]:
    with quiet():
        yield Looked(seeded_demo_world)


def test_cases_hidden_from_somebody_change_no_byte_of_what_they_load(looked: Looked) -> None:
    counts = {role: len(pages) for role, pages in looked.seen.pages.items()}

    assert looked.seen.differences == []
    assert min(counts.values()) > 50, counts


def test_every_model_of_cases_says_whose_words_it_holds() -> None:
    assert canaries.unplaced() == [], "Name its owner in OWNERS, or the foreign key that leads to a case."


def test_the_demo_has_a_row_of_every_model_of_cases(looked: Looked) -> None:
    assert looked.canaries.without_rows == [], (
        "Without a row its words are looked for nowhere: add a story to the demo."
    )


def test_no_word_of_a_case_is_found_by_whoever_may_not_know_of_it(looked: Looked) -> None:
    found: dict[str, list[str]] = {}
    read: set[str] = set()
    for role, pages in looked.seen.pages.items():
        person = two_worlds.accounts(looked.demo)[role]
        for address, page in pages.items():
            words = looked.canaries.forbidden_to(person, page.everything)
            read |= set(canaries.WORD.findall(page.text))
            if words:
                found[f"{role} {address}"] = words

    assert found == {}
    columns = {looked.canaries.where[word] for word in read if word in looked.canaries.where}
    assert len(columns) > 5, f"Hardly any column was read by anybody, so little was proven: {columns}"


class TestNoWordLeavesThePortal:
    """People act on cases full of words; what is sent, logged, queued and kept of it holds none of them."""

    @pytest.fixture
    def acted(self, looked: Looked, caplog: pytest.LogCaptureFixture) -> Iterator[Looked]:
        logging.disable(logging.NOTSET)
        caplog.set_level(logging.DEBUG)
        visitors = {
            role: Visitor.signed_in(two_worlds.accounts(looked.demo)[role])
            for role in ("principal", "designated.teacher", "teacher")
        }
        chance, answers = Random(4), []
        with put_back():
            for number, (role, form) in enumerate(collect(visitors, each=1)):
                with kept_if(answers):
                    sent = sensible(form, chance, TYPED % (0xF0000000 + number))
                    answers.append(submit(visitors[role], form, sent, number))
            assert len([one for one in answers if one.status_code == 302]) > 10
            tomorrow = NOW + timedelta(days=1)
            for _, duty in beats.duties.values():
                duty(tomorrow)
            for letter in Letter.objects.unsent():
                send(letter.pk, tomorrow)
            yield looked

    def test_by_mail_record_queue_log_file_or_session(self, acted: Looked, caplog: pytest.LogCaptureFixture) -> None:
        sent = "\n".join(f"{message.message().as_string()} {message.attachments}" for message in mail.outbox)
        entries = "\n".join(Entry.objects.values_list("body", flat=True))
        queue = "\n".join(map(str, DBTaskResult.objects.values_list("args_kwargs", "traceback")))
        places = {
            "mail": sent,
            "record": entries,
            "queue": queue,
            "log": caplog.text,
            "files": names_and_texts_under(Path(settings.VAR_DIR)),
        }

        assert {place: acted.canaries.in_any(text) for place, text in places.items()} == {place: [] for place in places}
        assert mail.outbox
        assert not [mark for mark in acted.canaries.marks if mark in sent]
        assert sessions_that_hold_what_is_not_theirs(acted.canaries) == []


def sessions_that_hold_what_is_not_theirs(known: canaries.Canaries) -> list[str]:
    """What somebody searches for stands in their own session (docs/decisions/0044), and nothing else may."""
    found = []
    for session in Session.objects.all():
        held = session.get_decoded()
        person = User.objects.get(pk=held["_auth_user_id"]).person
        found += [one for one in known.forbidden_to(person, str(held)) if one in known.where.values()]
    return found


def names_and_texts_under(folder: Path) -> str:
    """Every file's name, and what stands in those that are neither the database nor kept to be served to readers."""
    private = Path(settings.PRIVATE_FILES_ROOT)
    parts = []
    for path in folder.rglob("*"):
        parts.append(str(path))
        if path.is_file() and "sqlite3" not in path.name and private not in path.parents:
            parts.append(path.read_bytes().decode(errors="replace"))
    return "\n".join(parts)
