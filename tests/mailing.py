"""The post of a moment: what the worker sends when the clock says so."""

from datetime import datetime

import time_machine
from django.core import mail
from django.core.mail import EmailMessage

from notices.tasks import send_owed


def posted(moment: datetime) -> list[EmailMessage]:
    """Everything that goes out at `moment` and was not sent before; at most what one round of the task takes."""
    before = len(mail.outbox)
    with time_machine.travel(moment, tick=False):
        send_owed.call()
    return list(mail.outbox[before:])


def subjects(moment: datetime) -> list[str]:
    return sorted(message.subject for message in posted(moment))
