"""What the stages of `make test` begin with, made once: a database with every table, and the demo school for the browser.

run_tests.py names the folder in PREPARED and has it filled, once for SQLite and once for PostgreSQL. A test that somebody
runs by itself finds no such folder, and what it needs is made for it alone.
"""

import os
import sys
from pathlib import Path

PREPARED = "PREPARED"
MIGRATED, DEMO = "prepared_migrated", "prepared_demo"


def place_of(*, is_postgres: bool) -> Path | None:
    """The folder of this sort of database; None outside `make test`."""
    named = os.environ.get(PREPARED)
    return Path(named) / ("postgresql" if is_postgres else "sqlite") if named else None


def found(what: str, *, is_postgres: bool) -> Path | None:
    """The folder that belongs to `what` (MIGRATED or DEMO), once it is finished."""
    place = place_of(is_postgres=is_postgres)
    return place if place and (place / f"{what}.ready").exists() else None


def prepare(what: str) -> None:
    """Make it, on the database that DATABASE_URL names or on SQLite."""
    from tests.browser.portal import Databases, collect_static, fill_with_demo

    place = place_of(is_postgres=os.environ.get("DATABASE_URL", "").startswith("postgres"))
    assert place is not None, f"{PREPARED} names no folder."
    place.mkdir(parents=True, exist_ok=True)
    databases = Databases(place)
    if what == MIGRATED:
        collect_static(place)
    databases.drop(what)  # left behind on somebody's own server, by a run that was killed
    databases.migrated(what)
    if what == DEMO:
        fill_with_demo(databases, what)
    (place / f"{what}.ready").touch()


if __name__ == "__main__":
    prepare(sys.argv[1])
