"""E-mail says that, never what; nothing owed is lost, and a repeat is recognised as one."""

import smtplib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from notices import beats, register
from notices.actions import tell
from notices.models import MailState, Notice
from notices.sending import give_back, send
from notices.tasks import send_owed
from school.models import Person, User
from tests.factories.school import PersonFactory, UserFactory


@pytest.fixture
def owed(stage, person, now):
    with transaction.atomic():
        tell("test.kind", [person], about=stage.about, now=now)
    return Notice.objects.get()


@pytest.fixture
def broken_mail(monkeypatch):
    """The mail server refuses; returns the messages it was offered."""
    offered = []

    def refuse(self, messages):
        offered.extend(messages)
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    return offered


def test_what_is_owed_is_sent_once(owed, now):
    assert send(owed.pk, now) == MailState.SENT
    assert send(owed.pk, now) == MailState.SENDING

    (message,) = mail.outbox
    owed.refresh_from_db()
    assert message.to == ["somebody@school.example"]
    assert (owed.mail_state, owed.mailed_at, owed.tries) == ("sent", now, 1)


def test_recipients_are_worked_out_again_at_the_moment_of_sending(owed, stage, person, now):
    stage.hidden.add((person, stage.about.pk))

    assert send(owed.pk, now) == MailState.NOT_DUE
    assert mail.outbox == []


@pytest.mark.parametrize("change", [{"is_active": False}, None])
def test_nobody_without_an_open_account_gets_mail(change, owed, person, now):
    if change:
        User.objects.filter(person_id=person).update(**change)
    else:
        User.objects.all().delete()

    assert send(owed.pk, now) == MailState.NOT_DUE


def test_a_new_address_counts_at_once(owed, person, now):
    User.objects.filter(person_id=person).update(email="other@school.example")

    send(owed.pk, now)

    assert mail.outbox[0].to == ["other@school.example"]


def test_a_failing_mail_server_leaves_it_owed_and_the_repeat_is_the_same_message(owed, broken_mail, monkeypatch, now):
    send_owed.call()
    send_owed.call()
    owed.refresh_from_db()
    assert (owed.mail_state, owed.claimed_at, owed.tries) == ("owed", None, 2)

    monkeypatch.undo()
    send(owed.pk, now)

    headers = {message.extra_headers["Message-ID"] for message in [*broken_mail, *mail.outbox]}
    assert headers == {f"<{owed.pk}@portal>"}
    assert len(mail.outbox) == 1


def test_one_that_fails_does_not_stop_the_rest_nor_go_first_for_ever(stage, now, monkeypatch):
    bad, good = UserFactory(email="bad@school.example"), UserFactory(email="good@school.example")
    with transaction.atomic():
        tell("test.kind", [bad.person_id], about=stage.about, now=now)
        tell("test.kind", [good.person_id], about=stage.about, now=now + timedelta(seconds=1))
    honest = EmailBackend.send_messages

    def refuse_some(self, messages):
        if messages[0].to == ["bad@school.example"]:
            raise smtplib.SMTPRecipientsRefused({})
        return honest(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse_some)
    assert send_owed.call() == 1

    with transaction.atomic():
        tell("test.urgent", [good.person_id], about=stage.about, now=now + timedelta(seconds=2))
    assert Notice.objects.unsent().first().recipient_id == good.person_id


def test_urgent_mail_says_so(stage, person, now):
    with transaction.atomic():
        tell("test.urgent", [person], about=stage.about, now=now)
    send(Notice.objects.get().pk, now)

    assert mail.outbox[0].extra_headers["Importance"] == "high"


def test_a_worker_killed_between_claim_and_sending_gives_its_row_back(owed, now):
    Notice.objects.update(mail_state=MailState.SENDING, claimed_at=now)

    assert give_back(now) == 0
    beats.send_what_is_owed(now + timedelta(minutes=11))
    owed.refresh_from_db()
    assert owed.mail_state == "owed"

    send_owed.call()
    owed.refresh_from_db()
    assert owed.mail_state == "sent"


def test_a_late_finish_of_a_worker_thought_dead_does_not_undo_the_repeat(owed, monkeypatch, now):
    """The row was given back and sent again while the first sender was still waiting for its server."""
    honest = EmailBackend.send_messages

    def slow(self, messages):
        monkeypatch.setattr(EmailBackend, "send_messages", honest)
        Notice.objects.update(mail_state=MailState.OWED, claimed_at=None)
        send(owed.pk, now + timedelta(minutes=1))
        return honest(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", slow)
    send(owed.pk, now)

    owed.refresh_from_db()
    assert (owed.mail_state, owed.mailed_at) == ("sent", now + timedelta(minutes=1))
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1


def test_make_run_writes_mail_into_a_folder(owed, settings, tmp_path, now):
    from config import settings as ours

    assert ours.EMAIL_BACKEND.endswith("filebased.EmailBackend")
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = ours.EMAIL_BACKEND, str(tmp_path)

    send(owed.pk, now)

    (file,) = Path(tmp_path).iterdir()
    assert "Something needs you." in file.read_text()


# Content-free -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_registered_sentence_has_room_for_a_name():
    for kind in register.kinds.values():
        assert "{" not in kind.sentence
        assert "%" not in kind.sentence
        assert "\n" not in kind.sentence
        assert kind.sentence.endswith(".")
        assert len(kind.sentence) <= 200


@pytest.mark.django_db
def test_mail_holds_no_name_no_words_and_no_reference(now, settings):
    """Over every kind and every sort of record; the address it goes to is the one thing that is the reader's own."""
    names = [("Wintergreen", "Larkspurious"), ("Ó Quietude", "Meadowsweet"), ("Łoosestrife", "McTeasel")]
    people = [PersonFactory(given_name=given, family_name=family) for given, family in names]
    user = UserFactory(person=people[0], email="reader@school.example")
    words = {part for one in Person.objects.all() for part in (one.given_name, one.family_name)}

    for label in register.subjects:
        for kind in register.kinds:
            Notice.objects.create(
                recipient_id=user.person_id,
                kind=kind,
                about_kind=label,
                about_id=people[1].pk,
                key="K7M-4QXH",
                created_at=now,
            )
    from notices.sending import message_for

    for notice in Notice.objects.all():
        message = message_for(notice, user.email).message()
        text = "\n".join(f"{key}: {value}" for key, value in message.items()) + message.get_payload()
        assert not [word for word in words if word in text]
        assert str(people[1].pk) not in text
        assert str(user.person_id) not in text
        assert "K7M-4QXH" not in text
        assert set(message) <= {
            *("Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Date"),
            *("Message-ID", "Auto-Submitted", "Importance"),
        }
        lines = [line for line in message.get_payload().splitlines() if line]
        assert lines == [
            register.kinds[notice.kind].sentence, f"Sign in to see it: {settings.SITE_URL}/inbox/"
        ]  # fmt: skip
