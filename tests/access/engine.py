"""Reading the table, asking every address as every role, and naming what the portal answered."""

import uuid
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from config.reference.links import every_route as every_route
from tests.access.roles import NOBODY, ROLES, SIGNED_IN

TABLE = Path(__file__).with_name("table.yaml")
# What an answer is called in the table.
LET_IN, REFUSED, UNKNOWN_ADDRESS, SIGN_IN, WRONG_METHOD = "in", "refused", "unknown", "sign-in", "method"
PLAIN = "any"


@dataclass(frozen=True)
class Row:
    """One address and method, for one relation between the asker and the record."""

    name: str
    method: str
    relation: str
    expected: dict[str, str] = field(hash=False)

    def __str__(self) -> str:
        return f"{self.method} {self.name} {self.relation}"


def _expand(names: Any, groups: dict[str, list[str]]) -> set[str]:
    """Roles of a list that may name groups, such as [staff, chair]."""
    found: set[str] = set()
    for name in [names] if isinstance(names, str) else names or []:
        found |= _expand(groups[name], groups) if name in groups else {name}
    unknown = found - set(ROLES)
    assert not unknown, f"The table names roles that do not exist: {sorted(unknown)}"
    return found


def _expected(cell: Any, groups: dict[str, list[str]], *, public: bool) -> dict[str, str]:
    """Each role's answer: `in` and `refused` as listed, everybody else the unknown-address answer."""
    cell = {"in": cell} if not isinstance(cell, dict) else cell
    answers = dict.fromkeys(SIGNED_IN, UNKNOWN_ADDRESS) | dict.fromkeys(NOBODY, SIGN_IN)
    if cell.get("otherwise"):
        answers |= dict.fromkeys(SIGNED_IN, cell["otherwise"])
    if public:
        answers |= dict.fromkeys(ROLES, LET_IN)
    for answer in (WRONG_METHOD, SIGN_IN, UNKNOWN_ADDRESS, REFUSED, LET_IN):
        answers |= dict.fromkeys(_expand(cell.get(answer), groups), answer)
    return answers


def read_table() -> tuple[dict[str, Any], list[Row]]:
    """The table as written, and its rows."""
    table = yaml.safe_load(TABLE.read_text())
    rows = []
    for name, route in table["routes"].items():
        for method in ("get", "post"):
            cells = route.get(method)
            if cells is None:
                continue
            if not (isinstance(cells, dict) and cells.keys() & set(table["relations"])):
                cells = {PLAIN: cells}
            for relation, cell in cells.items():
                expected = _expected(cell, table["groups"], public=route.get("public", False))
                rows.append(Row(name, method.upper(), relation, expected))
    return table, rows


@cache
def bytes_of_unknown_address() -> bytes:
    return render_to_string("404.html").encode()


def answer_of(response: HttpResponse) -> str:
    """What the portal answered, in the table's words; the unknown-address answer only when byte for byte so."""
    status = response.status_code
    if status == 404:
        return UNKNOWN_ADDRESS if response.content == bytes_of_unknown_address() else "a different 404"
    if status in (301, 302) and "/accounts/login/" in response.headers["Location"]:
        return SIGN_IN
    if status == 403:
        return REFUSED
    if status == 405:
        return WRONG_METHOD
    return LET_IN if status < 400 else f"status {status}"


def ask(client: Client, row: Row, kwargs: dict[str, Any], data: dict[str, Any] | None = None) -> HttpResponse:
    url = reverse(row.name, kwargs=kwargs) if kwargs else reverse(row.name)
    return client.get(url, data) if row.method == "GET" else client.post(url, data or {})


def unknown_id() -> uuid.UUID:
    return uuid.uuid4()
