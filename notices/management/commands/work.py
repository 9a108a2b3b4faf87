"""The task worker: Django Tasks' own worker, with the periodic duties beside it."""

import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from notices.beats import run_due

EVERY = 20


class Command(BaseCommand):
    help = "Runs tasks and periodic duties until it is told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        beat = threading.Thread(target=self.beat, args=(stop,), daemon=True)
        beat.start()
        try:
            call_command("db_worker", queue_name="*", interval=2, reload=False, verbosity=0)
        finally:
            stop.set()

    def beat(self, stop: threading.Event) -> None:
        while not stop.wait(EVERY):
            close_old_connections()
            try:
                run_due(timezone.now())
            except Exception as problem:
                # The database may be away for a moment; the next round tries again.
                self.stderr.write(f"Periodic duties wait: {problem.__class__.__name__}")
