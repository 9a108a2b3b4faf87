"""`manage.py grant_app_role ROLE`: give the portal's own database role what it needs, and no more.

Run as the owner of the tables after each migration. The role may not change or
empty the record, nor alter any table or trigger (ASVS 16.4.2).
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from audit.triggers import Guard, guards

READ_ONLY = {"django_migrations"}


class Command(BaseCommand):
    help = "Grant the portal's PostgreSQL role its rights (owner's connection)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", help="the role that DATABASE_URL signs in as")

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        connection = connections[DEFAULT_DB_ALIAS]
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles: on SQLite the triggers alone protect the record.")
        with transaction.atomic(), connection.cursor() as cursor:
            demand_humble(cursor, role)
            for statement in grants(connection, cursor, role):
                cursor.execute(statement)
        self.stdout.write(f"The role {role} may use the portal's tables and may not change its record.")


def demand_humble(cursor: Any, role: str) -> None:
    """A role that owns tables, or could become their owner, would make every refusal below empty."""
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
    found = cursor.fetchone()
    if found is None:
        raise CommandError(f"There is no role {role}. Make it first: CREATE ROLE {role} LOGIN PASSWORD '...'")
    cursor.execute(
        "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = current_schema() AND c.relkind = 'r' AND pg_has_role(%s, c.relowner, 'MEMBER')",
        [role],
    )
    if found[0] or cursor.fetchone()[0]:
        raise CommandError(
            f"{role} is a superuser, or owns the tables, or may act as their owner. Choose a role of its own: "
            "MIGRATE_DATABASE_URL signs in as the owner, DATABASE_URL as this role."
        )


def grants(connection: Any, cursor: Any, role: str) -> list[str]:
    """The statements, in order; safe to repeat.

    PostgreSQL lets nobody lock a row (SELECT ... FOR UPDATE) who may update no column of it. So the
    key of a row that is written once is granted, and the trigger refuses to change it all the same.
    """
    quote = connection.ops.quote_name
    cursor.execute("SELECT current_schema()")
    schema, to = quote(cursor.fetchone()[0]), quote(role)
    promised = guards(connection)
    refused = refusals(promised)
    statements = [
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {to}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {to}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC, {to}",
        f"GRANT USAGE ON SCHEMA {schema} TO {to}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {to}",
    ]
    for table in sorted(connection.introspection.table_names(cursor)):
        rights = "SELECT" if table in READ_ONLY else allowed(table, refused)
        statements.append(f"GRANT {rights} ON {schema}.{quote(table)} TO {to}")
    return statements + [
        f"GRANT UPDATE ({quote(guard.key)}) ON {schema}.{quote(guard.table)} TO {to}"
        for guard in promised
        if guard.may_dispose and (guard.table, "UPDATE") in refused
    ]


def refusals(promised: list[Guard]) -> set[tuple[str, str]]:
    """What the guards refuse outright, whatever the row holds, is not granted in the first place."""
    found = set()
    for guard in promised:
        standing = guard.triggers("postgresql")
        for right in ("UPDATE",) if guard.may_dispose else ("UPDATE", "DELETE"):
            if f"{guard.table}_no_{right.lower()}" in standing:
                found.add((guard.table, right))
    return found


def allowed(table: str, refused: set[tuple[str, str]]) -> str:
    rights = ("SELECT", "INSERT", "UPDATE", "DELETE")
    return ", ".join(right for right in rights if (table, right) not in refused)
