"""What the database itself refuses about decisions, past every page, form and action."""

from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from approvals.models import Decision, PostRequest, VersionEditor
from approvals.states import Verdict
from approvals.wording import current
from school.models import Appointment, Person
from tests.factories.approvals import Desk, PostFactory, decide_on
from tests.factories.school import StaffFactory

pytestmark = pytest.mark.django_db


def by_sql(post: PostRequest, actor: Person, **change: Any) -> None:
    """A decision typed into the database, past every form and action."""
    version = current(post)
    appointment = Appointment.objects.filter(person=actor).first()
    row = Decision(
        version=version,
        digest=version.digest,
        actor=actor,
        office=appointment.office if appointment else "principal",
        appointment=appointment or Appointment.objects.first(),
        verdict="approve",
        at=version.requested_at,
        requested_by_id=version.requested_by_id,
        created_by_id=version.created_by_id,
    )
    for name, value in change.items():
        setattr(row, name, value)
    fields = list(Decision._meta.concrete_fields)
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO approvals_decision ({columns}) VALUES ({marks})", values)


def test_sql_itself_takes_a_fair_decision(desk: Desk, post: PostRequest) -> None:
    by_sql(post, desk.vice_principal)

    assert Decision.objects.count() == 1


def test_the_database_refuses_the_requester_the_editor_and_the_author(
    desk: Desk, own_post: PostRequest, now: datetime
) -> None:
    with pytest.raises(IntegrityError):
        by_sql(own_post, desk.principal)
    with pytest.raises(IntegrityError):
        by_sql(own_post, desk.principal, requested_by=desk.vice_principal, created_by=desk.vice_principal)

    VersionEditor.objects.create(version=current(own_post), person=desk.vice_principal, at=now)
    with pytest.raises(IntegrityError):
        by_sql(own_post, desk.vice_principal)

    assert not Decision.objects.exists()


def test_the_database_refuses_another_digest_an_unasked_version_and_an_office_not_held(
    desk: Desk, post: PostRequest
) -> None:
    draft = PostFactory(desk)

    for refused in (
        lambda: by_sql(post, desk.principal, digest="0" * 64),
        lambda: by_sql(draft, desk.principal, requested_by=desk.author, at=current(post).requested_at),
        lambda: by_sql(post, desk.principal, office="vice_principal"),
        lambda: by_sql(post, StaffFactory()),
    ):
        with pytest.raises(IntegrityError):
            refused()

    assert not Decision.objects.exists()


def test_a_decision_is_never_changed_or_deleted(desk: Desk, post: PostRequest, now: datetime) -> None:
    decide_on(post, Verdict.REJECT, desk.principal, now)

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(verdict="approve")
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.all()._raw_delete("default")
