"""A database of its own for races over HTTP: people with open sessions, and posts that wait.

Run as a program, so that the test's own database connection has no part in it:
`python -m tests.approvals.arena prepare 1000` and `... count`, each printing JSON.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.browser.portal import Databases, collect_static, environment

CSRF = "r" * 32


class Arena:
    """What tests.browser.portal.serving needs to serve a copy: a folder and a prepared database."""

    def __init__(self, folder: Path, rounds: int) -> None:
        self.folder = folder
        self.databases = Databases(folder)
        self.name = f"arena_{os.getpid()}"
        collect_static(folder)
        env = environment(folder, self.databases.migrated(self.name))
        self.ready: dict[str, Any] = ask("prepare", str(rounds), env=env)

    def close(self) -> None:
        self.databases.drop(self.name)


def ask(*arguments: str, env: dict[str, str]) -> Any:
    root = Path(__file__).resolve().parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-m", "tests.approvals.arena", *arguments], cwd=root, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def session_of(user: Any) -> str:
    """An open session, as signing in leaves it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def prepare(rounds: int) -> dict[str, Any]:
    from django.db import connection, transaction
    from django.utils import timezone

    from approvals.wording import current
    from school.days import local_date
    from tests.factories.approvals import DeskFactory, many_submitted

    now = timezone.now()
    with transaction.atomic():
        desk = DeskFactory()
        entry = desk.author.official_uses.get()
        entry.starts_on = entry.ends_on = local_date(now)
        entry.save()
        posts = many_submitted(desk, rounds, now)
        people = {"principal": desk.principal, "vice_principal": desk.vice_principal, "author": desk.author}
        sessions = {name: session_of(person.user) for name, person in people.items()}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return {
        "sessions": sessions,
        "names": {name: str(person) for name, person in people.items()},
        "account": str(desk.account.pk),
        "posts": [
            {"id": str(post.pk), "version": str(current(post).pk), "digest": current(post).digest} for post in posts
        ],
    }


def count() -> dict[str, Any]:
    """What the race left behind, post by post."""
    from approvals.models import Decision, Hold, PostRequest, PostTarget, Publication, Takedown
    from approvals.states import VERDICT_LEADS_TO
    from audit.models import Entry

    statuses = {str(pk): status for pk, status in PostRequest.objects.values_list("pk", "status")}
    decisions: dict[str, list[str]] = {}
    for post, verdict in Decision.objects.values_list("version__request_id", "verdict"):
        decisions.setdefault(str(post), []).append(VERDICT_LEADS_TO[verdict])
    entries: dict[str, int] = {}
    stops = {
        "targets": {str(pk): status for pk, status in PostTarget.objects.values_list("request_id", "status")},
        "holds": [str(pk) for pk in Hold.objects.open().values_list("request_id", flat=True)],
        "publications": [str(pk) for pk in Publication.objects.values_list("target__request_id", flat=True)],
        "takedowns": [str(pk) for pk in Takedown.objects.values_list("target__request_id", flat=True)],
    }
    for post in Entry.objects.named("post.decided").values_list("about_id", flat=True):
        entries[str(post)] = entries.get(str(post), 0) + 1
    counts = {verb: Entry.objects.named(f"post.{verb}").count() for verb in ("drafted", "submitted")}
    return {"statuses": statuses, "decisions": decisions, "entries": entries, **stops, **counts}


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    answer = prepare(int(sys.argv[2])) if sys.argv[1] == "prepare" else count()
    sys.stdout.write(json.dumps(answer))
