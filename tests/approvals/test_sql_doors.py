"""SQL through the portal's own database role: whatever it changes of an approved post, something else never goes out."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.utils import DatabaseError

from approvals import actions
from approvals.models import (
    Decision,
    Derivative,
    PlacedPicture,
    PostRequest,
    PostTarget,
    PostVersion,
    VersionAccount,
    VersionPicture,
)
from approvals.states import WrongState
from approvals.wording import current
from files.models import StoredFile
from tests.factories.approvals import THEN, Desk
from tests.factories.pictures import PicturePostFactory, decide_seen
from tests.proofs.posts_promises import all_that_goes_out

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
ROLE = "portal_app_of_tests"
# Every table that the digest is made of, or that says that it was approved.
COVERED = (PostVersion, VersionAccount, VersionPicture, PlacedPicture, Derivative, StoredFile, Decision, PostTarget)
OTHER = {
    "uuid": "gen_random_uuid()",
    "text": "'Other words.'",
    "character varying": "left(md5({column}::text), 20)",
    "smallint": "{column} + 1",
    "integer": "{column} + 1",
    "bigint": "{column} + 1",
    "boolean": "NOT {column}",
    "timestamp with time zone": "COALESCE({column}, now()) + interval '1 day'",
    "jsonb": "'[[0, 0, 1, 1]]'::jsonb",
    "bytea": "'\\x00'::bytea",
}


@pytest.fixture
def post(desk: Desk, settings: Any, tmp_path: Any) -> PostRequest:
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"
    made = PicturePostFactory(desk)
    actions.submit_post(pk=made.pk, by=desk.author.pk, now=THEN)
    decide_seen(made, desk.principal.pk)
    return made


@pytest.fixture
def as_app(post: PostRequest) -> Iterator[None]:
    run(f"CREATE ROLE {ROLE} NOLOGIN")
    call_command("grant_app_role", ROLE, verbosity=0)
    run(f"SET ROLE {ROLE}")
    yield
    run("RESET ROLE")


def run(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)


def columns(model: type[models.Model]) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns "
            "WHERE table_name = %s AND table_schema = current_schema()",
            [model._meta.db_table],
        )
        return {name: OTHER[kind].format(column=f'"{name}"') for name, kind in cursor.fetchall()}


def statements(model: type[models.Model]) -> Iterator[str]:
    """Another value in each column, a second row that differs in each, and no row."""
    table, key = model._meta.db_table, model._meta.pk.column  # type: ignore[union-attr]
    known = columns(model)
    names = ", ".join(f'"{name}"' for name in known)
    for name, other in known.items():
        yield f'UPDATE "{table}" SET "{name}" = {other}'
        values = ", ".join(value if one in (key, name) else f'"{one}"' for one, value in known.items())
        yield f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}"'
    yield f'DELETE FROM "{table}"'


def what_went_out(post: PostRequest, desk: Desk) -> Any:
    """All that the publication is of; None when it is refused."""
    row = PostRequest.objects.select_related("current_version").get(pk=post.pk)
    with transaction.atomic():
        actions.record_publication(
            pk=post.pk, digest=current(row).digest, permalink="https://www.facebook.com/loughview/posts/1",
            by=desk.author.pk, now=THEN + timedelta(minutes=5),
        )  # fmt: skip
    return all_that_goes_out(current(row))


@pytest.mark.parametrize("model", COVERED, ids=lambda one: one.__name__)
@pytest.mark.usefixtures("as_app")
def test_nothing_but_what_was_approved_goes_out_whatever_sql_was_sent(
    model: type[models.Model], post: PostRequest, desk: Desk
) -> None:
    approved = all_that_goes_out(current(post))
    tried = refused = 0
    for statement in statements(model):
        mark = transaction.savepoint()
        try:
            with transaction.atomic():
                tried += 1
                run(statement)
                run("SET CONSTRAINTS ALL IMMEDIATE")
            assert what_went_out(post, desk) == approved, statement
        except (DatabaseError, WrongState, LookupError, FileNotFoundError):
            refused += 1
        finally:
            transaction.savepoint_rollback(mark)
            run("SET CONSTRAINTS ALL DEFERRED")
    assert refused > 0
    assert tried > 2 * len(model._meta.concrete_fields)


@pytest.mark.usefixtures("as_app")
def test_untouched_it_goes_out(post: PostRequest, desk: Desk, now: datetime) -> None:
    assert what_went_out(post, desk) == all_that_goes_out(current(post))
