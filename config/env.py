"""Reading the environment: a wrong value stops the start with a sentence, never with a traceback."""

import os
import re
import warnings
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

Value = TypeVar("Value")
HOST = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]+")
LOOPBACK = ("127.0.0.1", "localhost")
BASE_DIR = Path(__file__).resolve().parent.parent
_env = environ.Env()
if (BASE_DIR / ".env").is_file():
    environ.Env.read_env(BASE_DIR / ".env")


def _read(name: str, reader: Callable[[], Value], meaning: str) -> Value:
    try:
        return reader()
    except (ValueError, KeyError, TypeError, AttributeError, OSError, ValidationError, environ.ImproperlyConfigured):
        raise SystemExit(f"{name} is set to a value that cannot be used. It must be {meaning}.") from None


def text(name: str, default: str = "") -> str:
    """A plain string; read raw, so that a leading $ is not taken for a reference."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    """Yes or no; anything else is refused rather than read as no."""
    raw = os.environ.get(name)
    if raw is None or raw.strip() == "":
        return default
    known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    return _read(name, lambda: known[raw.strip().lower()], "true or false")


def whole(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    """A whole number within bounds."""

    def reader() -> int:
        number = int(os.environ.get(name, "") or default)
        if not least <= number <= most:
            raise ValueError(number)
        return number

    return _read(name, reader, f"a whole number from {least} to {most}")


def hosts(name: str) -> set[str]:
    """Names of hosts, separated by commas; never *, which would answer to any name."""

    def reader() -> set[str]:
        found = {word.strip().lower() for word in os.environ.get(name, "").split(",") if word.strip()}
        if not all(HOST.fullmatch(host) for host in found):
            raise ValueError(found)
        return found

    return _read(name, reader, "the portal's host names, separated by commas (never *)")


def site(name: str, default: str) -> SplitResult:
    """The portal's whole address, as people type it."""

    def reader() -> SplitResult:
        found = urlsplit((os.environ.get(name, "").strip() or default).rstrip("/"))
        if found.scheme not in ("http", "https") or not HOST.fullmatch(found.hostname or "") or found.path:
            raise ValueError(found)
        return found

    return _read(name, reader, "the portal's whole address, such as https://portal.school.example")


def choice(name: str, default: str, known: tuple[str, ...]) -> str:
    """One of a few words."""

    def reader() -> str:
        found = (os.environ.get(name, "").strip() or default).upper()
        if found not in known:
            raise ValueError(found)
        return found

    return _read(name, reader, f"one of {', '.join(known)}")


def folder(name: str, default: Path) -> Path:
    """A folder that the portal may write to; made when it is missing."""

    def reader() -> Path:
        found = Path(os.environ.get(name, "").strip() or default)
        found.mkdir(mode=0o750, parents=True, exist_ok=True)
        if not os.access(found, os.W_OK | os.X_OK):
            raise PermissionError(found)
        return found

    return _read(name, reader, "a folder that the portal's own account may write to")


def address(name: str, default: str) -> str:
    """A mail address, alone or with a name: The portal <portal@school.example>."""

    def reader() -> str:
        found = os.environ.get(name, "").strip() or default
        validate_email(parseaddr(found)[1])
        return found

    return _read(name, reader, "a mail address such as portal@school.example")


def secret(name: str, least: int = 50) -> str:
    """A long random string, or nothing."""

    def reader() -> str:
        found = text(name)
        if found and len(found) < least:
            raise ValueError(name)
        return found

    return _read(name, reader, f"a random string of {least} characters or more")


def scanner(name: str) -> str | tuple[str, int] | None:
    """Where clamd listens: a socket's path or this machine's own address; None when no scanner is set up.

    What is sent there is not encrypted, so another machine is refused.
    """

    def reader() -> str | tuple[str, int] | None:
        found = urlsplit(text(name))
        if not text(name):
            return None
        if found.scheme == "unix" and found.path.startswith("/"):
            return found.path
        if found.scheme == "tcp" and found.hostname in LOOPBACK and found.port:
            return (found.hostname, found.port)
        raise ValueError(name)

    return _read(name, reader, "unix:///run/clamav/clamd.ctl, or tcp://127.0.0.1:3310 on this very machine")


def database(name: str, default: str) -> dict[str, object]:
    """A database address such as postgres://user:password@host:5432/name or sqlite:///path."""

    def reader() -> dict[str, object]:
        with warnings.catch_warnings(action="ignore"):
            found = dict(_env.db_url_config(os.environ.get(name, "") or default))
        if found.get("ENGINE") not in ("django.db.backends.sqlite3", "django.db.backends.postgresql"):
            raise ValueError(found.get("ENGINE"))
        return found

    return _read(name, reader, "a database address that begins with postgres:// or sqlite:///")


def email(name: str, default: str) -> dict[str, object]:
    """A mail address such as smtp+tls://user:password@host:587, filemail:///folder or consolemail://."""

    def reader() -> dict[str, object]:
        found = dict(_env.email_url_config(os.environ.get(name, "") or default))
        if not found.get("EMAIL_BACKEND"):
            raise ValueError(name)
        if "filebased" in found["EMAIL_BACKEND"]:
            # django-environ takes the first slash for the address's own, which would make the folder a relative one.
            found["EMAIL_FILE_PATH"] = f"/{str(found['EMAIL_FILE_PATH']).lstrip('/')}"
        return found

    return _read(name, reader, "a mail address that begins with smtp://, smtp+tls://, filemail:/// or consolemail://")
