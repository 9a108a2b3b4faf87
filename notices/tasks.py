"""What the task worker does. Arguments are ids only; every task may run twice without harm."""

import logging

from django.utils import timezone
from django_tasks import task

from notices.gathering import gather
from notices.models import Letter
from notices.sending import send
from notices.states import MailState

logger = logging.getLogger(__name__)
AT_A_TIME = 200


@task()
def send_owed() -> int:
    """Gather what is due and send what is owed, at most AT_A_TIME; one that fails does not stop the rest."""
    gather(timezone.now())
    sent = 0
    for letter_id in list(Letter.objects.unsent().values_list("pk", flat=True)[:AT_A_TIME]):
        try:
            sent += send(letter_id, timezone.now()) == MailState.SENT
        except Exception:
            # Whatever the mail server answers, the letter stays owed and the next round tries again.
            logger.warning("An e-mail could not be sent and stays owed: %s", letter_id, exc_info=True)
    return sent
