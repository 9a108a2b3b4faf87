"""docs/how-to/production.md, carried out: two roles on PostgreSQL, the commands as written, and the portal behind TLS."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

from tests.browser.portal import free_port
from tests.config.test_settings import PRODUCTION

ROOT = Path(__file__).resolve().parent.parent.parent
HOW_TO = (ROOT / "docs/how-to/production.md").read_text()
FIRST_PEOPLE = [
    *("--name", "A school", "--principal", "Ada", "Byrne", "ada@school.example"),
    *("--chair", "Carl", "Doyle", "carl@school.example", "--administrator", "Eve", "Finn", "eve@school.example"),
]

pytestmark = [pytest.mark.postgres, pytest.mark.drill]


def as_superuser(*statements: str) -> None:
    connection = psycopg2.connect(os.environ["DATABASE_URL"].replace("postgres://", "postgresql://", 1))
    connection.autocommit = True
    for statement in statements:
        connection.cursor().execute(statement)
    connection.close()


def address(role: str) -> str:
    server = urlsplit(os.environ["DATABASE_URL"])
    host = server.netloc.rpartition("@")[2]
    return urlunsplit(server._replace(netloc=f"{role}:of-no-use@{host}", path="/production"))


@pytest.fixture(scope="module")
def installation(tmp_path_factory) -> Iterator[dict[str, str]]:
    """A server with the two roles of the how-to, and its settings."""
    as_superuser(
        "CREATE ROLE production_owner LOGIN PASSWORD 'of-no-use'",
        "CREATE ROLE production_app LOGIN PASSWORD 'of-no-use'",
        "CREATE DATABASE production OWNER production_owner ENCODING 'UTF8'",
    )
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    yield (
        kept
        | PRODUCTION
        | {
            "DATABASE_URL": address("production_app"),
            "MIGRATE_DATABASE_URL": address("production_owner"),
            "VAR_DIR": str(tmp_path_factory.mktemp("var")),
            "EMAIL_URL": "consolemail://",
            "PORT": str(free_port()),
        }
    )
    as_superuser(
        "DROP DATABASE production WITH (FORCE)", "DROP ROLE IF EXISTS production_owner", "DROP ROLE production_app"
    )


@pytest.fixture(scope="module")
def portal(installation) -> Iterator[dict[str, str]]:
    """The commands of step 4 as they stand in the how-to, then the one of step 5."""
    shutil.copytree(ROOT / "var" / "built", Path(installation["VAR_DIR"]) / "built")  # what `make css` would build
    commands = re.findall(r"^\$ \.venv/bin/python (manage\.py .*)$", HOW_TO.split("## 5.")[0], flags=re.MULTILINE)
    assert len(commands) == 6
    for command in commands:
        words = shlex.split(command.replace("portal_app", "production_app"))
        more = FIRST_PEOPLE if "start_school" in command else []
        done = subprocess.run(
            [sys.executable, *words, *more], cwd=ROOT, env=installation, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    own = {name: value for name, value in installation.items() if name != "MIGRATE_DATABASE_URL"}
    log = Path(own["VAR_DIR"]) / "log"
    with log.open("w") as file:
        server = subprocess.Popen(
            [sys.executable, "-m", "config.serve"], cwd=ROOT, env=own, stdout=file, stderr=subprocess.STDOUT
        )
    for _ in range(600):
        if "The portal is at" in log.read_text() or server.poll() is not None:
            break
        try:
            server.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    yield own
    server.terminate()
    assert server.wait(60) == 0


def ask(portal: dict[str, str], path: str, **headers: str) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", int(portal["PORT"]), timeout=20)
    connection.request("GET", path, headers={"Host": "portal.school.example", **headers})
    return connection.getresponse()


def test_plain_http_is_sent_to_https(portal):
    response = ask(portal, "/")

    assert response.status == 301
    assert response.headers["Location"] == "https://portal.school.example/"


def test_behind_tls_the_door_opens_with_guarded_cookies(portal):
    response = ask(portal, "/accounts/login/", **{"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"})

    assert response.status == 200
    assert response.headers["Strict-Transport-Security"]
    assert re.match(r"__Host-csrf=.*HttpOnly.*Path=/;.*Secure", response.headers["Set-Cookie"])


def test_another_host_name_is_refused(portal):
    assert ask(portal, "/", Host="elsewhere.example").status == 400


def test_the_portals_own_role_cannot_touch_the_records_triggers(portal):
    connection = psycopg2.connect(portal["DATABASE_URL"].replace("postgres://", "postgresql://", 1))

    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        connection.cursor().execute("ALTER TABLE audit_entry DISABLE TRIGGER ALL")

    connection.close()
