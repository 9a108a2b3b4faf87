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

django.setup()

from files.actions import keeping  # noqa: E402
from tests.bench import fill, measuring, walks  # noqa: E402
from tests.bench.measuring import Figures  # noqa: E402
from tests.bench.wire import Wire, served  # noqa: E402
from tests.demo_school import build_world  # noqa: E402

CASES = int(os.environ.get("BENCH_CASES", "100000"))
SMALL = min(1000, CASES // 2)
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "60"))


def main() -> int:
    say("Making the demo school ...")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    with keeping(), transaction.atomic():
        build_world()
    with override_settings(ROOT_URLCONF="tests.bench.urls", ALLOWED_HOSTS=["testserver"]):
        say(f"Filling in {SMALL:,} cases ...")
        fill.fill(SMALL)
        vacuum()
        small = measure_pages()
        say(f"Filling in {CASES - SMALL:,} more ...")
        fill.fill(CASES - SMALL, first=SMALL + 1)
        vacuum()
        found, written = measure_pages(), measure_writing()
        print_table(small, found, written)
        scanned = measuring.scans(statements_of_everything(), walks.LARGE)
    for one in scanned:
        print("Read from end to end:", one[:600], "\n")
    print(
        "No measured statement reads a large table from end to end."
        if not scanned
        else f"{len(scanned)} such statements."
    )
    return 1 if scanned else 0


def measure_pages() -> dict[str, dict[str, Figures]]:
    """By HTTP, from the web server as it runs in production, each reader's pages and searches in turn."""
    found = {}
    with served() as port:
        for who in walks.READERS:
            sent, counted = (walks.pages(who, way) | walks.searches(who, way) for way in (over(port), walks.inside))
            found[who] = measuring.in_turn(sent, rounds=ROUNDS, counted=counted)
    return found


def measure_writing() -> dict[str, Figures]:
    with served() as port:
        sent, counted = walks.Writing(ROUNDS + 20, over(port)), walks.Writing(5)
        return measuring.in_turn(sent.requests(), rounds=ROUNDS, counted=counted.requests())


def over(port: int) -> walks.Way:
    return lambda client: Wire(port, client)


def statements_of_everything() -> list[str]:
    requests = [walks.pages(who) | walks.searches(who) for who in walks.READERS] + [walks.Writing(5).requests()]
    sends = [send for some in requests for name, send in some.items() if name != "bare"]
    return [one for send in sends for one in measuring.statements(send)]


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
