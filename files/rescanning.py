"""What waits for the scanner is shown to it again, by the task worker, as soon as there is one."""

from __future__ import annotations

import datetime as dt
import logging

from files import scanning
from files.actions import open_file, settle_scan
from files.models import StoredFile

AT_A_TIME = 50

logger = logging.getLogger(__name__)


def scan_what_waits(now: dt.datetime) -> None:
    """Held and unscanned files, the oldest first; ends at the first one that the scanner gives no answer for."""
    if not scanning.is_set_up():
        return
    for stored in StoredFile.objects.waiting()[:AT_A_TIME]:
        try:
            with open_file(stored) as content:
                verdict = scanning.scan(content)
        except FileNotFoundError:
            logger.error("The content of file %s is missing: restore it from the last backup.", stored.pk)
        except scanning.ScannerDown as down:
            logger.warning("Files stay held: %s", down)
            return
        else:
            settle_scan(pk=stored.pk, verdict=verdict, now=now)
