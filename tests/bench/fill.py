"""Many cases beside those of the demo school, copied row by row inside PostgreSQL.

Each copy is one report of the demo with everything that hangs on it: people, shut-outs, allegations, steps with their
records, entries, readings, searchable words, notices, and its lines in the record. What differs from copy to copy:

- routes as SHARES has them, so that a part of the cases is hidden from every office;
- filed on any day of the last twelve years; whatever is older than LIVE_DAYS has ended, with every step settled;
- the pupils, parents and whoever else has no sign-in: out of PUPILS made for this, so that nobody has more than a few dozen;
- named access goes to people who have no sign-in; those of the demo are named in one copy of NAMED_ONE_IN, as helper or
  as leader, so that a teacher reads a few cases;
- fifteen words out of 2,048 in the searchable text, COMMON in 30 % of the cases, RARE in 0.02 %.

What is not real: seals and digests of copied rows and lines are copies too, so the record of a filled database does not
verify. No page and no action that is measured reads them.
"""

import random
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import BigAutoField, DateField, DateTimeField, Field, Model, UUIDField

from audit.models import Entry as AuditEntry
from incidents.models import (
    Access,
    Allegation,
    Incident,
    IncidentPerson,
    IncidentStep,
    Report,
    ReportPerson,
    SearchText,
    ShutOut,
)
from incidents.routes import Route
from notices.models import Notice
from school.models import Person, Pupil
from school.names import search_key, sort_key

COMMON, RARE = "lunchtime", "zeppelin"
DAYS, LIVE_DAYS = 12 * 365, 120
PUPILS = 4000
NAMED_ONE_IN = 500
# Of a hundred cases. What is left is shared by the routes of those who lead and govern.
SHARES: dict[str, int] = {Route.ORDINARY: 82, Route.STAFF: 8, Route.CHILD_PROTECTION: 4}
GIVEN = ("Aoife", "Ben", "Cara", "Daniel", "Erin", "Finn", "Grace", "Hugh", "Isla", "Jack", "Kate", "Liam", "Maeve")
FAMILY = ("Adair", "Boyle", "Carson", "Devlin", "Ewart", "Fraser", "Gibson", "Hanna", "Irvine", "Kane", "Lavery")

ENDS = "c.ended AND t.status NOT IN ('closed', 'recorded_in_error')"
EARLIER = "c.days * interval '1 day'"
LEADER = "(SELECT person_id FROM school_appointment WHERE office IN (t.lead_office, 'principal') LIMIT 1)"
PUPIL = (
    "COALESCE((SELECT p.person_id FROM bench_demo_pupil d JOIN bench_pupil p ON p.place = (d.place + c.n) "
    f"% {PUPILS} WHERE d.person_id = t.person_id), t.person_id)"
)
WORDS = (
    "t.text || (SELECT string_agg(' word' || (hashint4(c.n * 20 + g) & 2047), '') FROM generate_series(1, 15) g)"
    f" || CASE WHEN c.n % 10 < 3 THEN ' {COMMON}' ELSE '' END || CASE WHEN c.n % 5000 = 1 THEN ' {RARE}' ELSE '' END"
)
SOMEBODY = f"(SELECT person_id FROM bench_pupil WHERE place = c.n % {PUPILS})"
CHANGED: dict[type[Model], dict[str, str]] = {
    Access: {"person_id": f"CASE WHEN c.n % {NAMED_ONE_IN} = 0 THEN t.person_id ELSE {SOMEBODY} END"},
    Incident: {
        "status": f"CASE WHEN {ENDS} THEN 'closed' ELSE t.status END",
        "confirmed_at": f"CASE WHEN {ENDS} THEN COALESCE(t.confirmed_at, t.opened_at) ELSE t.confirmed_at END - {EARLIER}",
        "confirmed_by_id": f"CASE WHEN {ENDS} THEN COALESCE(t.confirmed_by_id, {LEADER}) ELSE t.confirmed_by_id END",
        "closed_at": f"CASE WHEN {ENDS} THEN t.opened_at + interval '3 days' ELSE t.closed_at END - {EARLIER}",
        "closed_by_id": f"CASE WHEN {ENDS} THEN {LEADER} ELSE t.closed_by_id END",
        "outcome": f"CASE WHEN {ENDS} THEN 'A talk was enough.' ELSE t.outcome END",
        "calls_for_review": f"CASE WHEN {ENDS} THEN false ELSE t.calls_for_review END",
        "is_paused": "t.is_paused AND NOT c.ended",
        "lead_id": f"CASE WHEN c.n % {NAMED_ONE_IN} = 0 THEN t.lead_id END",
    },
    IncidentStep: {
        "status": "CASE WHEN c.ended AND t.status = 'open' THEN 'done' ELSE t.status END",
        "settled_at": f"CASE WHEN c.ended AND t.status = 'open' THEN t.asked_at ELSE t.settled_at END - {EARLIER}",
        "settled_by_id": "CASE WHEN c.ended AND t.status = 'open' THEN r.reporter_id ELSE t.settled_by_id END",
        "how": "CASE WHEN c.ended AND t.status = 'open' THEN 'By telephone.' ELSE t.how END",
    },
    Allegation: {
        "finding": "CASE WHEN c.ended AND t.finding = 'alleged' THEN 'as_written_no_fault' ELSE t.finding END",
        "is_paused": "t.is_paused AND NOT c.ended",
    },
    IncidentPerson: {"person_id": PUPIL},
    ReportPerson: {"person_id": PUPIL},
    ShutOut: {"person_id": PUPIL},
    SearchText: {"text": WORDS},
    Notice: {
        "about_id": "md5(t.about_id::text || '/' || c.n)::uuid",
        "read_at": f"CASE WHEN c.ended THEN COALESCE(t.read_at, t.created_at) ELSE t.read_at END - {EARLIER}",
        "mail_state": "'sent'",
        "mailed_at": f"t.created_at - {EARLIER}",
        "letter_id": "NULL",
    },
    AuditEntry: {
        "number": f"(SELECT max(number) FROM audit_entry) + row_number() OVER (ORDER BY t.at - {EARLIER}, t.number, c.n)",
        "about_id": "md5(t.about_id::text || '/' || c.n)::uuid",
        "digest": "md5(t.digest || c.n) || md5(c.n || t.digest)",
    },
}


@transaction.atomic
def fill(count: int, *, first: int = 1) -> None:
    """Add `count` cases to the demo school; `first` numbers the first of them, so that more can be added later."""
    with connection.cursor() as cursor:
        if first == 1:
            _note_the_demo(cursor)
        _plan(cursor, count, first)
        hanging = [model for model in _models() if _way_to_report(model)]
        for model in hanging:
            cursor.execute(_copy(model, _way_to_report(model), hanging))
        for model in (Notice, AuditEntry):
            cursor.execute(_copy(model, "JOIN bench_about r USING (about_id)", hanging))
        cursor.execute("ANALYZE")


def _note_the_demo(cursor: Any) -> None:
    """Which reports are copied, what notices and lines are about, and the pupils who stand for those of the demo."""
    cursor.execute(
        "CREATE TABLE bench_demo AS SELECT report_id, min(route) AS route, bool_or(status = 'received') AS is_new "
        "FROM incidents_incident GROUP BY report_id HAVING count(*) = 1"
    )
    cursor.execute(
        "CREATE TABLE bench_about AS SELECT id AS about_id, report_id, report_id AS id FROM incidents_incident "
        "UNION SELECT id, id, id FROM incidents_report"
    )
    demo = list(Pupil.objects.values_list("person_id", flat=True))
    others = Person.objects.filter(incidents_in__isnull=False, pupil=None, user=None).distinct()
    demo += others.values_list("pk", flat=True)
    for table, ids in (("bench_demo_pupil", demo), ("bench_pupil", _pupils())):
        cursor.execute(
            f"CREATE TABLE {table} AS SELECT * FROM unnest(%s::uuid[]) WITH ORDINALITY AS one (person_id, place)", [ids]
        )
        cursor.execute(f"UPDATE {table} SET place = place - 1")
        cursor.execute(f"CREATE INDEX ON {table} (place)")


def _pupils() -> list[Any]:
    names = [(GIVEN[n % len(GIVEN)], f"{FAMILY[n // 13 % 11]}-{FAMILY[n // 143 % 11]}") for n in range(PUPILS)]
    people = Person.objects.bulk_create(
        Person(given_name=a, family_name=b, search_key=search_key(a, b), sort_key=sort_key(b, a)) for a, b in names
    )
    Pupil.objects.bulk_create(
        Pupil(person=one, born_on=date(2012, 3, 14), joined_on=date(2016, 9, 1), left_on=date(2023, 6, 30))
        for one in people
    )
    return [one.pk for one in people]


def _plan(cursor: Any, count: int, first: int) -> None:
    """bench_copy: which report is copied as number n, how many days earlier, and whether it has ended by now."""
    dice = random.Random(first)
    cursor.execute("SELECT route, is_new, report_id FROM bench_demo ORDER BY report_id")
    reports: dict[str, list[tuple[bool, Any]]] = {}
    for route, is_new, report in cursor.fetchall():
        reports.setdefault(route, []).append((is_new, report))
    rest = (100 - sum(SHARES.values())) / max(1, len(reports.keys() - SHARES.keys()))
    weights = [SHARES.get(route, rest) for route in reports]
    days = [dice.randrange(1, DAYS) for _ in range(count)]
    chosen = []
    for day in days:
        of_route = reports[dice.choices(list(reports), weights)[0]]
        handled = [report for is_new, report in of_route if not is_new]
        chosen.append(dice.choice(handled if handled and day > LIVE_DAYS else [report for _, report in of_route]))
    cursor.execute("DROP TABLE IF EXISTS bench_copy")
    cursor.execute(
        "CREATE TABLE bench_copy AS SELECT report_id, days, n + %s AS n, days > %s AS ended "
        "FROM unnest(%s::uuid[], %s::int[]) WITH ORDINALITY AS one (report_id, days, place), "
        "LATERAL (SELECT (place - 1)::int AS n) AS numbered",
        [first, LIVE_DAYS, chosen, days],
    )
    cursor.execute("ANALYZE bench_copy, bench_demo_pupil, bench_pupil")


def _models() -> list[type[Model]]:
    return list(apps.get_app_config("incidents").get_models(include_auto_created=True))


def _way_to_report(model: type[Model]) -> str:
    """How a row of this table is joined with its report, as r; nothing for what hangs on no report."""
    columns = {field.attname for field in model._meta.concrete_fields}
    if model is Report:
        return "JOIN incidents_report r ON r.id = t.id"
    if "report_id" in columns:
        return "JOIN incidents_report r ON r.id = t.report_id"
    if "incident_id" in columns:
        return "JOIN incidents_incident i ON i.id = t.incident_id JOIN incidents_report r ON r.id = i.report_id"
    return ""


def _copy(model: type[Model], way: str, hanging: list[type[Model]]) -> str:
    """The statement that copies every planned row of one table."""
    made = {
        field.column: CHANGED.get(model, {}).get(field.column) or _made(field, hanging)
        for field in model._meta.concrete_fields
        if not isinstance(field, BigAutoField)
    }
    names = ", ".join(f'"{name}"' for name in made)
    return (
        f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {", ".join(made.values())} '
        f'FROM "{model._meta.db_table}" t {way} JOIN bench_copy c ON c.report_id = r.id'
    )


def _made(field: "Field[Any, Any]", hanging: list[type[Model]]) -> str:
    """One column of a copy."""
    own = f't."{field.column}"'
    is_id = isinstance(field, UUIDField) and (field.primary_key or field.unique)
    if is_id or field.related_model in hanging:
        return f"md5({own}::text || '/' || c.n)::uuid"
    if field.name == "reference":
        return "'B' || left(md5(t.id::text || '/' || c.n), 11)"
    if isinstance(field, DateTimeField):
        return f"{own} - {EARLIER}"
    return f"{own} - c.days" if isinstance(field, DateField) else own
