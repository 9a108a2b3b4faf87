"""A real portal for the browser: gunicorn over a database of its own, copied from one demo school."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from tests.tools import prepared

ROOT = Path(__file__).resolve().parent.parent.parent
PHONE = 360
PASSWORD = "Lantern-river-granite-47"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, database: str, **more: str) -> dict[str, str]:
    own = {
        "VAR_DIR": str(folder),
        "DATABASE_URL": database,
        "STATIC_MANIFEST": "true",
        "DEMO_PASSWORD": PASSWORD,
        "DEBUG": "false",
    }
    kept = {
        key: value for key, value in os.environ.items() if key not in ("DJANGO_SETTINGS_MODULE", "MIGRATE_DATABASE_URL")
    }
    return {**kept, **own, **more}


def manage(*arguments: str, env: dict[str, str]) -> str:
    """Run a command of the portal; its output, or a failure that shows it."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{arguments}: {done.stdout}\n{done.stderr}"
    return done.stdout


class Databases:
    """Makes databases and copies them, on SQLite (files) or on the PostgreSQL that DATABASE_URL names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = os.environ.get("DATABASE_URL", "")
        self.is_postgres = self.server.startswith("postgres")

    def address(self, name: str) -> str:
        if not self.is_postgres:
            return f"sqlite:///{self.folder / name}.sqlite3"
        return urlunsplit(urlsplit(self.server)._replace(path=f"/{name}"))

    def _do(self, statement: str) -> None:
        connection = psycopg2.connect(self.server.replace("postgres://", "postgresql://", 1))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
        connection.close()

    def create(self, name: str, like: str = "", kept_in: Path | None = None) -> str:
        """A new database: empty, or a copy of `like`, whose file is kept in another folder than ours."""
        if self.is_postgres:
            self._do(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{like}"' if like else ""))
        elif like:
            shutil.copyfile((kept_in or self.folder) / f"{like}.sqlite3", self.folder / f"{name}.sqlite3")
        return self.address(name)

    def migrated(self, name: str) -> str:
        """A new database with every table, and in it what migrations bring."""
        if place := prepared.found(prepared.MIGRATED, is_postgres=self.is_postgres):
            return self.create(name, like=prepared.MIGRATED, kept_in=place)
        env = environment(self.folder, self.create(name))
        manage("migrate", "--no-input", env=env)
        manage("createcachetable", env=env)
        self.settle(name)
        return self.address(name)

    def settle(self, name: str) -> None:
        """Everything stands in the one file that is copied."""
        if not self.is_postgres:
            with closing(sqlite3.connect(self.folder / f"{name}.sqlite3")) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def drop(self, name: str) -> None:
        if self.is_postgres:
            self._do(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        for file in self.folder.glob(f"{name}.sqlite3*"):  # with its log, which belongs to no later file of that name
            file.unlink()


def collect_static(folder: Path) -> None:
    """The static files as production serves them, for a portal of this folder."""
    is_postgres = os.environ.get("DATABASE_URL", "").startswith("postgres")
    if place := prepared.found(prepared.MIGRATED, is_postgres=is_postgres):
        for part in ("built", "static"):
            shutil.copytree(place / part, folder / part, dirs_exist_ok=True)
        return
    (folder / "built").mkdir(parents=True, exist_ok=True)
    built = ROOT / "var" / "built" / "app.css"
    assert built.is_file(), "The style sheet is not built. Run: make css"
    shutil.copy(built, folder / "built" / "app.css")
    manage("collectstatic", "--no-input", "--ignore", "styles*", env=environment(folder, "sqlite:///:memory:"))


def fill_with_demo(databases: Databases, name: str) -> None:
    """The demo school, in a migrated database."""
    manage("demo", env=environment(databases.folder, databases.address(name)))
    databases.settle(name)


class Template:
    """The demo school, built once for all stages, or once a session."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.databases = Databases(folder)
        place = prepared.found(prepared.DEMO, is_postgres=self.databases.is_postgres)
        self.is_shared = place is not None
        if place is not None:
            shutil.copytree(place, folder, dirs_exist_ok=True)  # with the files and the secret key of that school
            self.name = prepared.DEMO
            return
        self.name = f"demo_{uuid.uuid4().hex[:12]}"
        collect_static(folder)
        self.databases.migrated(self.name)
        fill_with_demo(self.databases, self.name)

    def drop(self) -> None:
        if not self.is_shared:
            self.databases.drop(self.name)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as page:
            return page.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


class Server:
    """gunicorn over one copy of the demo school; it can be killed and started again on the same address."""

    def __init__(self, template: Template, workers: int = 1) -> None:
        self.template, self.workers = template, workers
        self.name = f"copy_{uuid.uuid4().hex[:12]}"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        database = template.databases.create(self.name, like=template.name)
        self.env = environment(template.folder, database, SITE_URL=self.url)
        self.log = template.folder / f"{self.name}.log"

    def start(self) -> None:
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}",
                 "--workers", str(self.workers), "--threads", "4", "--worker-class", "gthread", "--access-logfile", "-"],
                cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        for _ in range(200):
            if answers(f"{self.url}/accounts/login/") or self.process.poll() is not None:
                break
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.1)
        else:
            raise AssertionError("The portal did not answer: " + self.log.read_text()[-2000:])
        assert self.process.poll() is None, self.log.read_text()[-2000:]

    def kill(self) -> None:
        """The power is gone: the process and its workers end where they stand."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def renew(self) -> None:
        """The school as it was at the beginning, at the same address.

        PostgreSQL's connections are tried before each request, so the server stays; SQLite's file is held open, so there
        the server starts again.
        """
        if not self.template.databases.is_postgres:
            self.end()
        self.template.databases.drop(self.name)
        self.template.databases.create(self.name, like=self.template.name)
        if not self.template.databases.is_postgres:
            self.start()

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)

    def stop(self) -> None:
        self.end()
        self.template.databases.drop(self.name)

    def do(self, statement: str) -> None:
        """One statement in the copy's own database."""
        address = self.env["DATABASE_URL"]
        if self.template.databases.is_postgres:
            connection: Any = psycopg2.connect(address.replace("postgres://", "postgresql://", 1))
        else:
            connection = sqlite3.connect(address.removeprefix("sqlite:///"), timeout=20)
        with closing(connection), connection:
            connection.cursor().execute(statement)


@contextmanager
def serving(template: Template, workers: int = 1) -> Iterator[tuple[str, dict[str, str]]]:
    """A fresh copy of the demo school, served; yields its address and its environment."""
    server = Server(template, workers)
    server.start()
    try:
        yield server.url, server.env
    finally:
        server.stop()
