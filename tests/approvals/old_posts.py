"""Posts as they were when a version had one account, taken through the migrations: run as a program of its own.

`python -m tests.approvals.old_posts` needs an empty database in DATABASE_URL and prints what became of them as JSON.
"""

import json
import os
import sys
import uuid
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

WHEN = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
BEFORE = [("approvals", "0002_guards")]


def tell() -> dict[str, Any]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    executor.migrate([node for node in executor.loader.graph.leaf_nodes() if node[0] != "approvals"] + BEFORE)
    make(executor.loader.project_state(BEFORE).apps)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

    from approvals.models import PostRequest, PostVersion, Publication
    from audit.triggers import standing

    return {
        "missing": standing(connection),
        "digests": [one.digest == one.true_digest() for one in PostVersion.objects.all()],
        "posts": sorted(
            [post.status, post.lane, *post.targets.values_list("status", flat=True)]
            for post in PostRequest.objects.all()
        ),
        "published": [one.target is not None for one in Publication.objects.all()],
    }


def make(apps: Any) -> None:
    from approvals.models.canonical import form_1

    def get(name: str, app: str = "approvals") -> Any:
        return apps.get_model(app, name)

    person = get("Person", "school").objects.create(
        given_name="Ann", family_name="Old", sort_key="old ann", search_key=" ann old"
    )
    other = get("Person", "school").objects.create(
        given_name="Bea", family_name="Old", sort_key="old bea", search_key=" bea old"
    )
    office = get("Appointment", "school").objects.create(
        person=other, office="principal", starts_on=WHEN.date(), confirmed_at=WHEN
    )
    account = get("Account").objects.create(
        platform="facebook", handle="Old", url="https://www.facebook.com/old", holder=person, second_holder=other,
        recovery_contact="office", added_by=person, added_at=WHEN,
    )  # fmt: skip
    for status in ("draft", "submitted", "approved", "published", "withdrawn"):
        post = get("PostRequest").objects.create(author=person, status=status, created_at=WHEN, changed_at=WHEN)
        canonical = form_1(text=status, link="", account_id=str(account.pk), not_before=None, not_after=None)
        asked = {} if status == "draft" else {"requested_at": WHEN, "requested_by": person}
        version = get("PostVersion").objects.create(
            request=post, n=1, account=account, text=status, canonical=canonical,
            digest=sha256(canonical.encode()).hexdigest(), created_at=WHEN, created_by=person, **asked,
        )  # fmt: skip
        get("PostRequest").objects.filter(pk=post.pk).update(current_version=version)
        if status in ("approved", "published"):
            get("Decision").objects.create(
                version=version, digest=version.digest, actor=other, office="principal", appointment=office,
                verdict="approve", at=WHEN, requested_by=person, created_by=person,
            )  # fmt: skip
        if status == "published":
            get("Publication").objects.create(
                id=uuid.uuid4(), version=version, account=account, digest=version.digest,
                permalink="https://www.facebook.com/old/posts/1", published_by=person, published_at=WHEN,
            )  # fmt: skip


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    sys.stdout.write(json.dumps(tell()))
