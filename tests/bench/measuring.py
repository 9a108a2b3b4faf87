"""Times of requests that take turns, and what the database does for one of them."""

import gc
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

Request = Callable[[], Any]


@dataclass(frozen=True)
class Figures:
    """Of one sort of request: milliseconds by the clock, those of our own computing, and how many queries it makes."""

    p50: float
    p95: float
    own: float
    queries: int


def in_turn(
    requests: dict[str, Request], *, rounds: int, warm: int = 8, counted: dict[str, Request] | None = None
) -> dict[str, Figures]:
    """Send each request once, then each again: what slows the machine for a moment slows all of them alike.

    `counted`: the same requests within this process, whose queries are counted, where `requests` go by HTTP.
    """
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in requests}
    for number in range(warm + rounds):
        for name, send in requests.items():
            gc.collect(0)
            start, computed = time.perf_counter(), time.thread_time()
            response = send()
            took = time.perf_counter() - start, time.thread_time() - computed
            if hasattr(response, "own"):
                took = took[0], response.own / 1000
            assert response.status_code in (200, 302), f"{name} answered {response.status_code}"
            if number >= warm:
                times[name].append(took)
    return {name: _figures(times[name], len(statements((counted or requests)[name]))) for name in requests}


def _figures(times: list[tuple[float, float]], queries: int) -> Figures:
    by_clock = sorted(took * 1000 for took, _ in times)
    own = sorted(computed * 1000 for _, computed in times)
    middle = len(times) // 2
    return Figures(by_clock[middle], by_clock[int(len(times) * 0.95)], own[middle], queries)


def statements(send: Request) -> list[str]:
    """The SQL of one request, as it was sent."""
    with CaptureQueriesContext(connection) as found:
        send()
    return [one["sql"] for one in found.captured_queries]


def scans(sql: list[str], tables: set[str]) -> list[str]:
    """Statements that read one of these tables from end to end, in PostgreSQL's own words, with the table's name."""
    return [
        f"{node['Relation Name']}: {statement}"
        for statement in sql
        if statement.startswith(("SELECT", "UPDATE", "DELETE"))
        for node in nodes(plan(statement))
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in tables
    ]


def plan(statement: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + statement.replace("%", "%%"), [])
        found = cursor.fetchone()[0]
    return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for one in node.get("Plans", []):
        yield from nodes(one)
