"""The mail server dies at random, over a real connection: nothing is lost, and what comes twice is known as the same."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.db import transaction

from notices.actions import tell
from notices.models import Letter
from notices.states import MailState
from tests.factories.school import SchoolClassFactory
from tests.mailing import posted
from tests.tools.smtp_server import DIES_AFTER, DIES_BEFORE, LIVES, mail_server

pytestmark = pytest.mark.django_db
MANY = 100


def test_nothing_is_lost_and_only_what_was_taken_without_a_word_comes_twice(stage, person, now, settings):
    chance, fates = Random(43), []

    def fate():
        fates.append(chance.choices([LIVES, DIES_BEFORE, DIES_AFTER], [0.69, 0.30, 0.01])[0])
        return fates[-1]

    with transaction.atomic():
        for _ in range(MANY):
            tell("test.urgent", [person], about=SchoolClassFactory(), now=now)

    with mail_server(fate) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_TIMEOUT = 10
        rounds = 0
        while rounds == 0 or Letter.objects.unsent().exists():
            posted(now + rounds * timedelta(minutes=1))
            rounds += 1
            assert rounds < 50

    taken = Counter(message["Message-ID"] for message in server.taken)
    assert set(taken) == {letter.message_id for letter in Letter.objects.filter(state=MailState.SENT)}
    assert len(taken) == MANY
    assert sum(taken.values()) - MANY == fates.count(DIES_AFTER)
    assert fates.count(DIES_BEFORE) > 10
