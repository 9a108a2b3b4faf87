"""E-mail says that, never what; nothing owed is lost, and a repeat is recognised as one."""

import smtplib
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction

from notices import beats, register
from notices.actions import tell
from notices.gathering import gather
from notices.models import Letter, Notice
from notices.sending import give_back, message_for, send
from notices.states import MailState, Pace
from notices.tasks import send_owed
from school.models import Person, User
from tests.factories.school import PersonFactory, UserFactory
from tests.mailing import posted


def told(kind, person, about, now):
    with transaction.atomic():
        tell(kind, [person], about=about, now=now)


@pytest.fixture
def owed(stage, person, now):
    """A letter that is made and not yet sent."""
    told("test.kind", person, stage.about, now)
    gather(now)
    return Letter.objects.get()


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
    notice = Notice.objects.get()
    assert message.to == ["somebody@school.example"]
    assert (owed.state, owed.sent_at, owed.tries) == ("sent", now, 1)
    assert (notice.mail_state, notice.mailed_at, notice.letter) == ("sent", now, owed)


def test_recipients_are_worked_out_again_at_the_moment_of_sending(owed, stage, person, now):
    stage.hidden.add((person, stage.about.pk))

    assert send(owed.pk, now) == MailState.NOT_DUE
    assert mail.outbox == []
    assert Notice.objects.get().mail_state == "not_due"


def test_what_is_over_is_left_out_and_the_rest_goes(stage, person, now):
    other = UserFactory().person_id
    for one in (person, other):
        told("test.still", one, stage.about, now)
    told("test.daily", other, stage.about, now)
    stage.over.add(stage.about.pk)

    (message,) = posted(now + timedelta(days=1))

    assert (message.to, message.subject) == ([User.objects.get(person_id=other).email], "Something can wait.")
    states = Notice.objects.values_list("kind", "mail_state").order_by("kind")
    assert list(states) == [("test.daily", "sent"), ("test.still", "not_due"), ("test.still", "not_due")]


@pytest.mark.parametrize(("kind", "mails"), [("test.daily", 0), ("test.urgent", 1)])
def test_what_was_read_in_the_inbox_is_not_mailed_unless_it_is_urgent(kind, mails, stage, person, now):
    told(kind, person, stage.about, now)
    Notice.objects.update(read_at=now)

    assert len(posted(now + timedelta(days=1))) == mails


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
    posted(now)
    posted(now)
    owed.refresh_from_db()
    assert (owed.state, owed.claimed_at, owed.tries) == ("owed", None, 2)

    monkeypatch.undo()
    send(owed.pk, now)

    headers = {message.extra_headers["Message-ID"] for message in [*broken_mail, *mail.outbox]}
    assert headers == {f"<{owed.pk}@portal>"}
    assert len(mail.outbox) == 1


def test_one_that_fails_does_not_stop_the_rest_nor_go_first_for_ever(stage, now, monkeypatch):
    bad, good = UserFactory(email="bad@school.example"), UserFactory(email="good@school.example")
    told("test.kind", bad.person_id, stage.about, now)
    told("test.kind", good.person_id, stage.about, now + timedelta(seconds=1))
    honest = EmailBackend.send_messages

    def refuse_some(self, messages):
        if messages[0].to == ["bad@school.example"]:
            raise smtplib.SMTPRecipientsRefused({})
        return honest(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse_some)
    assert len(posted(now)) == 1

    told("test.urgent", good.person_id, stage.about, now + timedelta(seconds=2))
    gather(now)
    assert Letter.objects.unsent().first().recipient_id == good.person_id


def test_urgent_mail_says_so(stage, person, now):
    told("test.urgent", person, stage.about, now)

    assert posted(now)[0].extra_headers["Importance"] == "high"


def test_a_worker_killed_between_claim_and_sending_gives_its_letter_back(owed, now):
    Letter.objects.update(state=MailState.SENDING, claimed_at=now)

    assert give_back(now) == 0
    beats.send_what_is_owed(now + timedelta(minutes=11))
    owed.refresh_from_db()
    assert owed.state == "owed"

    with time_machine.travel(now + timedelta(minutes=11), tick=False):
        assert send_owed.call() == 1


def test_a_late_finish_of_a_worker_thought_dead_does_not_undo_the_repeat(owed, monkeypatch, now):
    """The letter was given back and sent again while the first sender was still waiting for its server."""
    honest = EmailBackend.send_messages

    def slow(self, messages):
        monkeypatch.setattr(EmailBackend, "send_messages", honest)
        Letter.objects.update(state=MailState.OWED, claimed_at=None)
        send(owed.pk, now + timedelta(minutes=1))
        return honest(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", slow)
    send(owed.pk, now)

    owed.refresh_from_db()
    assert (owed.state, owed.sent_at) == ("sent", now + timedelta(minutes=1))
    assert Notice.objects.get().mailed_at == now + timedelta(minutes=1)
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1


def test_the_database_itself_refuses_a_sent_letter_without_a_time(owed):
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.update(state=MailState.SENT)


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
        many = kind.words(2)
        assert "2" in many
        assert "{" not in many
        assert many.endswith((".", ")"))


@pytest.mark.django_db
def test_mail_holds_no_name_no_words_and_no_reference(now, settings):
    """Over every kind and every sort of record; the address it goes to is the one thing that is the reader's own."""
    names = [("Wintergreen", "Larkspurious"), ("Ó Quietude", "Meadowsweet"), ("Łoosestrife", "McTeasel")]
    people = [PersonFactory(given_name=given, family_name=family) for given, family in names]
    user = UserFactory(person=people[0], email="reader@school.example")
    words = {part for one in Person.objects.all() for part in (one.given_name, one.family_name)}

    for number, label in enumerate(register.subjects):
        for kind in register.kinds:
            letter = Letter.objects.create(recipient_id=user.person_id, pace=Pace.AT_ONCE, created_at=now)
            rows = [
                Notice(kind=kind, recipient_id=user.person_id, about_kind=label, about_id=about, key="K7M-4QXH")
                for about in (people[1].pk, people[2].pk)[: 1 + number % 2]
            ]
            message = message_for(letter, rows, user.email).message()
            text = "\n".join(f"{key}: {value}" for key, value in message.items()) + message.get_payload()
            assert not [word for word in words if word in text]
            assert not [one.pk for one in people if str(one.pk) in text]
            assert "K7M-4QXH" not in text
            assert set(message) <= {
                *("Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Date"),
                *("Message-ID", "Auto-Submitted", "Importance"),
            }
            lines = [line for line in message.get_payload().splitlines() if line]
            assert lines == [
                register.kinds[kind].words(len(rows)), f"Sign in to see it: {settings.SITE_URL}/inbox/"
            ]  # fmt: skip
