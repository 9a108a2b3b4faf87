"""One list of events; each reads as a sentence; nothing else can be recorded."""

import uuid

import pytest

from audit import register
from audit.actions import record
from audit.register import DuplicateEvent, UnknownEvent, add_events, ids_in, sentence
from tests.audit.conftest import NOW

PERSON, RECORD = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.fixture(autouse=True)
def _own_register(monkeypatch):
    monkeypatch.setattr(register, "_sentences", dict(register._sentences))


def test_a_name_is_registered_once():
    add_events({"post.sent": "{actor} sent {about}."})

    with pytest.raises(DuplicateEvent):
        add_events({"post.sent": "{actor} sent {about} again."})


@pytest.mark.parametrize("name", ["sent", "Post.sent", "post.sent!", "post.", "a." + "b" * 60])
def test_a_name_is_a_noun_and_a_verb(name):
    with pytest.raises(ValueError, match="not an event name"):
        add_events({name: "{actor} did."})


@pytest.mark.parametrize("text", ["{actor} did", "{actor.password} did.", "{about!r} did.", "{n:>9} did.", "{} did."])
def test_a_sentence_holds_plain_names_and_ends(text):
    with pytest.raises(ValueError, match="The sentence of"):
        add_events({"post.sent": text})


def test_one_bad_sentence_adds_nothing():
    with pytest.raises(ValueError, match="The sentence of"):
        add_events({"post.sent": "{actor} sent {about}.", "post.lost": "no stop"})

    assert "post.sent" not in register.events()


@pytest.mark.django_db
def test_an_entry_reads_as_a_sentence_with_the_names_given(make_row):
    row = make_row()
    entry = record("test.done", row, by=PERSON, now=NOW, verdict="asked_for_changes")

    assert ids_in([entry]) == {PERSON, row.pk}
    assert sentence(entry, {}) == "Someone did a record as asked for changes."
    assert sentence(entry, {PERSON: "Ms Hart", row.pk: "K7M-4QXH", "asked_for_changes": "to be changed"}) == (
        "Ms Hart did K7M-4QXH as to be changed."
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "(not stated)"), (True, "yes"), (False, "no"), (7, "7"), ([], "none"), (["a_b", PERSON], "a b, Ms Hart")],
)
def test_facts_read_as_words(value, words):
    entry = record("test.done", by=None, now=NOW, verdict=value)

    assert sentence(entry, {PERSON: "Ms Hart"}) == f"The portal did a record as {words}."


@pytest.mark.django_db
def test_a_fact_that_an_old_entry_lacks_is_not_stated():
    assert sentence(record("test.done", by=None, now=NOW), {}).endswith("as (not stated).")


@pytest.mark.django_db
def test_sentences_ask_the_database_nothing(django_assert_num_queries):
    entry = record("test.done", by=PERSON, now=NOW)

    with django_assert_num_queries(0):
        sentence(entry, {})


@pytest.mark.django_db
def test_an_event_no_longer_registered_is_named_not_guessed():
    entry = record("test.done", by=None, now=NOW)
    del register._sentences["test.done"]

    with pytest.raises(UnknownEvent):
        sentence(entry, {})
