"""What the task worker does. Arguments are ids only; every task may run twice without harm."""

import logging

from django.utils import timezone
from django_tasks import task

from notices.models import MailState, Notice
from notices.sending import send

logger = logging.getLogger(__name__)
AT_A_TIME = 200


@task()
def send_owed() -> int:
    """Send what is owed, at most AT_A_TIME; one that fails stays owed and does not stop the rest."""
    sent = 0
    for notice_id in list(Notice.objects.unsent().values_list("pk", flat=True)[:AT_A_TIME]):
        try:
            sent += send(notice_id, timezone.now()) == MailState.SENT
        except Exception:
            # Whatever the mail server answers, the row stays owed and the next round tries again.
            logger.warning("A notice could not be sent and stays owed: %s", notice_id, exc_info=True)
    return sent
