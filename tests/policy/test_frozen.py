"""An approved version refuses change in the database itself, on both kinds of database."""

import hashlib

import pytest
from django.db import DatabaseError, connection, transaction

from policy.models import ClauseRegister, ClauseStep, ClauseVersion, Section, TellRule, Version
from tests.factories.policy import ClauseVersionFactory, VersionFactory

pytestmark = pytest.mark.django_db
DUTIES = {"steps": ["INVESTIGATE"], "tell": [("parents", "unstated")], "registers": ["investigation"]}
TABLES = [Version, Section, ClauseVersion, TellRule, ClauseStep, ClauseRegister]


@pytest.fixture
def approved():
    return VersionFactory(clauses=[DUTIES], is_approved=True)


def run(statement, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


def refused(statement, *params):
    with pytest.raises(DatabaseError, match="never changes"):
        run(statement, *params)


@pytest.mark.parametrize("model", TABLES)
def test_rows_of_an_approved_version_refuse_deletion(approved, model):
    refused(f"DELETE FROM {model._meta.db_table}")


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("policy_version", "label", "other"),
        ("policy_version", "effective_from", "2019-01-01"),
        ("policy_version", "fingerprint", "0" * 64),
        ("policy_version", "status", "draft"),
        ("policy_version", "canonical_text", "other"),
        ("policy_section", "title", "other"),
        ("policy_clauseversion", "wording", "other"),
        ("policy_clauseversion", "breach", "OTHER"),
        ("policy_clauseversion", "force", "may"),
        ("policy_tellrule", "whom", "chair"),
        ("policy_clausestep", "step_id", "DT_TRIAGE"),
        ("policy_clausestep", "force", "recommended"),
        ("policy_clauseregister", "register_id", "photo_consent"),
    ],
)
def test_rows_of_an_approved_version_refuse_change(approved, table, column, value):
    refused(f"UPDATE {table} SET {column} = %s", value)


def test_nothing_is_added_to_an_approved_version(approved):
    clause = approved.clause_versions.get()

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        ClauseVersionFactory(version=approved, number="9.9")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        ClauseStep.objects.create(clause_version=clause, step_id="DT_TRIAGE", force="obligatory", position=9)


def test_a_clause_of_a_draft_is_not_moved_into_an_approved_version(approved):
    clause = ClauseVersionFactory()

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        ClauseVersion.objects.filter(pk=clause.pk).update(version=approved)


def test_sign_off_is_completed_once_and_not_taken_back(approved):
    Version.objects.filter(pk=approved.pk).update(sign_off="complete")

    refused("UPDATE policy_version SET sign_off = 'incomplete'")


def test_a_draft_is_changed_and_deleted_freely():
    draft = VersionFactory(clauses=[DUTIES])

    draft.clause_versions.update(wording="other")
    draft.delete()

    assert not Version.objects.exists()


@pytest.mark.parametrize("model", TABLES)
def test_the_back_doors_of_each_database_are_shut_too(approved, model):
    """SQLite's REPLACE asks no delete trigger, PostgreSQL's TRUNCATE no row trigger."""
    table = model._meta.db_table

    if connection.vendor == "sqlite":
        refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    else:
        run("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="never changed"):
            run(f"TRUNCATE {table} CASCADE")


def test_the_fingerprint_is_the_digest_of_the_words_and_duties(approved):
    assert approved.fingerprint == hashlib.sha256(approved.canonical_text.encode()).hexdigest()
    assert approved.fingerprint == approved.fingerprint_now()
    assert "steps: INVESTIGATE/obligatory" in approved.canonical_text
