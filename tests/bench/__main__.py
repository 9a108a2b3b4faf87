"""`make bench`: a throw-away PostgreSQL, the demo school, 1,000 and then 100,000 cases, and what the pages take.

BENCH_CASES and BENCH_ROUNDS make it smaller. Prints the table of docs/reference/performance.md; whoever runs it on a quiet
machine puts it there. Exits with 1 when a statement of a measured page reads a large table from end to end.
"""

import os
import sys

import django
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import override_settings

import tests.environment  # noqa: F401 - own folders, before Django reads its settings

CASES = int(os.environ.get("BENCH_CASES", "100000"))
SMALL = min(1000, CASES // 2)
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "60"))


def main() -> int:
    django.setup()
    from tests.bench import fill, measuring, walks
    from tests.demo_school import build_world

    say("Making the demo school ...")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    from files.actions import keeping

    with keeping(), transaction.atomic():
        build_world()
    with override_settings(ROOT_URLCONF="tests.bench.urls", ALLOWED_HOSTS=["testserver"]):
        say(f"Filling in {SMALL:,} cases ...")
        fill.fill(SMALL)
        small = {who: measuring.in_turn(walks.pages(who), rounds=ROUNDS) for who in walks.READERS}
        say(f"Filling in {CASES - SMALL:,} more ...")
        fill.fill(CASES - SMALL, first=SMALL + 1)
        vacuum()
        found, sql = {}, []
        for who in walks.READERS:
            requests = walks.pages(who) | walks.searches(who)
            found[who] = measuring.in_turn(requests, rounds=ROUNDS)
            sql += [one for name, send in requests.items() if name != "bare" for one in measuring.statements(send)]
        writing = walks.Writing(2 * ROUNDS)
        written = measuring.in_turn(writing.requests(), rounds=ROUNDS)
        for name, send in writing.requests().items():
            sql += measuring.statements(send) if name != "bare" else []
        print_table(small, found, written)
        scanned = measuring.scans(sql, walks.LARGE)
    for one in scanned:
        print("Read from end to end:", one[:600], "\n")
    print(
        "No measured statement reads a large table from end to end."
        if not scanned
        else f"{len(scanned)} such statements."
    )
    return 1 if scanned else 0


def vacuum() -> None:
    """As autovacuum leaves a database that was not filled in one go."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def print_table(small: dict, found: dict, written: dict) -> None:
    rows = []
    for who, figures in found.items():
        bare, framed = figures["bare"], figures["framed"]
        for name, one in figures.items():
            target = {"list": 2.5, "case": 2.5, "search, common": 3, "search, rare": 3}.get(name)
            rows.append((f"{name}: {who}", one, bare, one.p50 / bare.p50, one.own / framed.own, target))
        few = small[who]
        growth = (figures["list"].p50 / bare.p50) / (few["list"].p50 / few["bare"].p50)
        rows.append((f"list against itself at {SMALL:,}: {who}", None, None, growth, None, 1.2))
    for name, one in written.items():
        bare, target = written["bare"], None if name == "bare" else 3.5
        rows.append((f"{name}: Principal", one, bare, one.p50 / bare.p50, None, target))
    print(
        "| request | p50 ms | p95 ms | own computing ms | queries | times bare | target "
        "| times bare, own computing | times framed, own computing (additional) |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for row in rows:
        print(line(*row))


def line(name: str, one: object, bare: object, times: float, framed: float | None, target: float | None) -> str:
    figures = f"{one.p50:.1f} | {one.p95:.1f} | {one.own:.1f} | {one.queries}" if one else " | | | "
    holds = "" if target is None else f"{target}{'' if times <= target else ' (missed)'}"
    own = f"{one.own / bare.own:.2f}" if one else ""
    return f"| {name} | {figures} | {times:.2f} | {holds} | {own} | {'' if framed is None else f'{framed:.2f}'} |"


if __name__ == "__main__":
    sys.exit(main())
