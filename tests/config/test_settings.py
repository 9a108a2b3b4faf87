"""A wrong value stops the start with a sentence; the documented production settings leave no warning."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent.parent
READ_HERE = ("config/settings.py", "config/serve.py")

WRONG = {
    "SITE_URL": ["portal.school.example", "ftp://portal.school.example", "http://[", "https://school.example/portal"],
    "ALLOWED_HOSTS": ["*", "one host", "https://portal.school.example"],
    "PORT": ["0", "65536", "eight thousand"],
    "SECRET_KEY": ["short"],
    "DATABASE_URL": ["mysql://root@localhost/portal", "portal", "postgres://u:p@host:port/portal"],
    "MIGRATE_DATABASE_URL": ["portal"],
    "VAR_DIR": ["/dev/null", "/dev/null/below"],
    "PRIVATE_FILES_ROOT": ["/dev/null"],
    "CLAMD": ["tcp://10.0.0.7:3310", "clamd"],
    "EMAIL_URL": ["mail.school.example", "smtp://user:password@host:port"],
    "MAIL_FROM": ["the portal"],
    "TRUSTED_PROXIES": ["-1", "6", "one"],
    "LOG_LEVEL": ["loud"],
    "DEBUG": ["flase"],
    "STATIC_MANIFEST": ["perhaps"],
}
# Refused by Django's password rules when the demo's people are made; see the demo's own tests.
REFUSED_ELSEWHERE = {"DEMO_PASSWORD"}

PRODUCTION = {
    "SITE_URL": "https://portal.school.example",
    "SECRET_KEY": "4ZGzFfPq7dH1mYw0kXbT9sLrV5uNcJ2eA8oQiR6tE3yUpKjWhDgSfM",
    "DATABASE_URL": "postgres://portal_app:of-no-use@127.0.0.1:5432/portal",
    "MIGRATE_DATABASE_URL": "postgres://portal_owner:of-no-use@127.0.0.1:5432/portal",
    "EMAIL_URL": "smtp+tls://user:of-no-use@mail.school.example:587",
    "MAIL_FROM": "portal@school.example",
    "TRUSTED_PROXIES": "1",
}


def python(*arguments: str, **settings: str) -> subprocess.CompletedProcess:
    """A process of its own, in an environment that holds nothing of this one's settings."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VAR_DIR")}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=kept | settings, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_stops_the_start_with_a_sentence(name, value):
    started = "from config import serve; serve.main()" if name == "PORT" else "import config.settings"
    argument = "migrate" if name == "MIGRATE_DATABASE_URL" else "check"

    result = python("-c", started, argument, **{name: value})

    assert result.returncode == 1
    assert result.stderr.startswith(f"{name} is set to a value that cannot be used. It must be ")
    assert result.stderr.count("\n") == 1


def test_mail_is_written_to_the_folder_that_was_named(tmp_path):
    question = "from config import settings; print(settings.EMAIL_FILE_PATH)"

    unset = python("-c", question, VAR_DIR=str(tmp_path))
    named = python("-c", question, VAR_DIR=str(tmp_path), EMAIL_URL=f"filemail://{tmp_path}/letters")

    assert unset.stdout.strip() == f"{tmp_path}/mail"
    assert named.stdout.strip() == f"{tmp_path}/letters"


def test_every_setting_that_is_read_is_tried_and_documented():
    read = set()
    for file in READ_HERE:
        read |= set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / file).read_text()))
    read |= {"MIGRATE_DATABASE_URL", "DATABASE_URL"}
    page = (ROOT / "docs/reference/settings.md").read_text()
    documented = set(re.findall(r"^\| `([A-Z_]+)`", page, flags=re.MULTILINE))

    assert read == set(WRONG)
    assert documented == set(WRONG) | REFUSED_ELSEWHERE


def test_production_settings_leave_no_warning(tmp_path):
    settings = PRODUCTION | {"VAR_DIR": str(tmp_path)}

    result = python("manage.py", "check", "--deploy", "--fail-level", "WARNING", **settings)

    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_production_settings_are_those_of_the_how_to():
    page = (ROOT / "docs/how-to/production.md").read_text()
    named = set(re.findall(r"^([A-Z_]+)=", page, flags=re.MULTILINE))

    assert named == set(PRODUCTION) | {"VAR_DIR"}


def test_production_keeps_its_connections_and_guards_its_cookies(tmp_path):
    question = (
        "from config import settings as s; d = s.DATABASES['default'];"
        "print(d['CONN_MAX_AGE'] > 0, d['CONN_HEALTH_CHECKS'], d['USER'], s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
        "s.SECURE_SSL_REDIRECT, s.DEBUG)"
    )
    settings = PRODUCTION | {"VAR_DIR": str(tmp_path)}

    portal = python("-c", question, **settings)
    owner = python("-c", question, "migrate", **settings)

    assert portal.stdout.split() == ["True", "True", "portal_app", "__Host-session", "__Host-csrf", "True", "False"]
    assert owner.stdout.split()[2] == "portal_owner"
