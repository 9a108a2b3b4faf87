"""Reading the environment: a wrong value stops the start with a sentence, never with a traceback."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import environ

Value = TypeVar("Value")
BASE_DIR = Path(__file__).resolve().parent.parent
_env = environ.Env()
if (BASE_DIR / ".env").is_file():
    environ.Env.read_env(BASE_DIR / ".env")


def _read(name: str, reader: Callable[[], Value], meaning: str) -> Value:
    try:
        return reader()
    except (ValueError, KeyError, TypeError, AttributeError, environ.ImproperlyConfigured):
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


def words(name: str, default: str = "") -> list[str]:
    """A list, separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database(name: str, default: str) -> dict[str, object]:
    """A database address such as postgres://user:password@host:5432/name or sqlite:///path."""

    def reader() -> dict[str, object]:
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
        return found

    return _read(name, reader, "a mail address that begins with smtp://, smtp+tls://, filemail:/// or consolemail://")
