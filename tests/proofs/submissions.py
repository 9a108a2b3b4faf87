"""Hostile submissions: every form that anybody finds, sent with what no browser would send, and what must hold of the answer.

Forms are found by crawling, so a new page's form is tried without a line here. Each submission starts from the same
school and is put back. What is asked of each answer stands in `faults_of`.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import quote_plus, urlsplit

from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.urls import Resolver404, resolve, reverse

from tests.proofs.browsing import TYPED, Form, Visitor, answer_of, forms_of, kind_of, put_back
from tests.proofs.seeded import NOW, seeded
from tests.test_all_or_nothing import OURS, state_of_database, tables

Sent = dict[str, list[str]]
LONG = "Very long words. " * 62_000  # a little over 1 MB
HOSTILE = [
    "nul\x00inside", "\u202egnihtemos\u2066", "half \ud800 a pair", "\udfff", "🧒🏽" * 40, "e\u0301\u0323" * 200, "\ufeff\u200b",
    "'\"><script>alert(1)</script>", "{{ 7*7 }}{% debug %}", "%s%(x)s%n", "${jndi:ldap://x}", "'; DROP TABLE x; --", "\\", "%00",
    "a\r\nBcc: somebody@elsewhere.example", "=1+1", "@SUM(A1)", "../../etc/passwd", "-1", "0", "99999999999999999999", "1e309",
    "NaN", "Infinity", "٣", "0000-00-00", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "31/02/2026", "1/1/0", "29/2/2025",
    "24:00", "99:99", "12:60", "null", "None", "true", "[]", "{}", "[1]", "00000000-0000-0000-0000-000000000000", "not-a-uuid",
    " ", "\n", "\t", "", LONG,
]  # fmt: skip
QUERY_NAMES = [
    "after", "before", "page", "q", "o", "p", "e", "all", "next", "name", "status", "kind", "concerns", "mine", "group", "about",
    "_popup", "_to_field", "_facets", "id__in", "status__regex", "pk", "concerned_search", "x[y]", "x[y][z]", "",
]  # fmt: skip
NOT_SENT = {"account_logout", "account_login"}  # they end or begin a session
# Where words wait for their writer when an act came too late; a portal without drafts can only say so.
DRAFTS = "school_draft"


def hostile(chance: Random, ids: list[str]) -> str:
    return chance.choice([*HOSTILE, *([chance.choice(ids)] * 4 if ids else [])])


def sensible(form: Form, chance: Random, words: str = "Some words.") -> Sent:
    """What an honest person would send."""
    sent: Sent = {}
    for name, one in form.fields.items():
        if one.sort == "submit" or one.is_file or name.endswith("_search"):
            continue
        if one.sort in ("radio", "select"):
            options = [option for option in one.options if option] or [""]
            sent[name] = [chance.choice(options)]
        elif one.sort == "checkbox":
            sent[name] = one.chosen or [option for option in one.options if chance.random() < 0.3]
        elif one.sort == "hidden":
            sent[name] = [one.value]
        else:
            sent[name] = [one.value if one.value and chance.random() < 0.7 else _typed(one.sort, words, chance)]
    return sent


def _typed(sort: str, words: str, chance: Random) -> str:
    day = NOW.date() - timedelta(days=chance.choice([0, 1, 7]))
    return {
        "date": day.isoformat(),
        "time": "10:15",
        "datetime-local": f"{day}T10:15",
        "email": "somebody@school.example",
        "url": "https://www.example.com/page",
        "number": "3",
        "password": "correct horse battery",
    }.get(sort, words)


def mangled(form: Form, chance: Random, ids: list[str]) -> Sent:
    """A sensible submission, spoilt in one place or everywhere."""
    sent = sensible(form, chance)
    names = list(sent) or ["x"]
    way = chance.choice(["one", "one", "one", "all", "missing", "repeated", "nested", "button", "many", "extra"])
    if way == "one":
        sent[chance.choice(names)] = [hostile(chance, ids)]
    elif way == "all":
        sent = {name: [hostile(chance, ids) if chance.random() < 0.7 else ""] for name in names}
    elif way == "missing":
        sent.pop(chance.choice(names), None)
    elif way == "repeated":
        name = chance.choice(names)
        sent[name] = sent.get(name, ["x"]) * 3
    elif way == "nested":
        name = chance.choice(names)
        sent |= {f"{name}[]": ["x"], f"{name}[a][b]": ["x"], f"{name}__startswith": ["x"], f"{name}.0": ["x"]}
    elif way == "button":
        sent |= {
            name: [hostile(chance, ids)]
            for name in chance.sample(["search", "more", "clear", "person_search", "save"], 2)
        }
    elif way == "many":
        sent |= {f"n{number}": ["x"] for number in range(chance.choice([900, 1100]))}
    else:
        sent |= {name: [hostile(chance, ids)] for name in chance.sample(field_names(), 12)}
    return sent


def field_names() -> list[str]:
    """The name of every column of the portal's own models: what a forged form would try to set."""
    models = [model for model in apps.get_models() if model._meta.app_label in OURS]
    return sorted({name for model in models for one in model._meta.concrete_fields for name in (one.name, one.attname)})


def encoded(sent: Sent) -> bytes:
    """As a browser would write it, lone surrogates and all."""
    pairs = ((name, value) for name, values in sent.items() for value in values)
    return "&".join(
        "=".join(quote_plus(one.encode("utf-8", "surrogatepass")) for one in pair) for pair in pairs
    ).encode()


def as_read(value: str) -> str:
    """A value as the portal reads it: what is no text has become the mark for that."""
    return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


@contextmanager
def watching_writes() -> Iterator[set[str]]:
    """The tables that are written to, by their first word after INSERT INTO, UPDATE or DELETE FROM."""
    seen: set[str] = set()

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        words = sql.split(None, 3)
        if words[0] in ("INSERT", "UPDATE", "DELETE"):
            seen.add((words[1] if words[0] == "UPDATE" else words[2]).strip('"'))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen


@dataclass
class Judge:
    """The school as it is before every submission, and what was found wrong since."""

    before: dict[str, str] = field(default_factory=state_of_database)
    faults: list[str] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    accepted: set[str] = field(default_factory=set)
    slowest: float = 0.0

    def say(self, form: Form, sent: Sent, fault: str) -> None:
        told = {name: [value[:40] for value in values] for name, values in sent.items()}
        self.faults.append(f"{fault}: {form.method} {form.action} {str(told)[:500]}")

    def submit(self, visitor: Visitor, form: Form, sent: Sent) -> None:
        """Send it, judge the answer, put everything back."""
        began = time.process_time()
        with put_back(), watching_writes() as written:
            try:
                response = send(visitor, form, sent)
            except Exception as broken:
                self.say(form, sent, f"5xx, {type(broken).__name__}: {str(broken)[:150]}")
                return
            self.slowest = max(self.slowest, time.process_time() - began)
            changed = bool(written & set(tables())) and state_of_database() != self.before
        self.answers[str(response.status_code)] = self.answers.get(str(response.status_code), 0) + 1
        if response.status_code < 400 and changed:
            self.accepted.add(form.kind)
        for fault in faults_of(form, sent, response, is_changed=changed):
            self.say(form, sent, fault)


def send(visitor: Visitor, form: Form, sent: Sent, turn: int = 0) -> HttpResponse:
    """Send it. What stays, and is not put back, needs a turn of its own, or its ids would be those of the last."""
    with seeded(f"{turn} {form.action}"):
        return visitor.client.post(form.action, encoded(sent), content_type="application/x-www-form-urlencoded")


def faults_of(form: Form, sent: Sent, response: HttpResponse, *, is_changed: bool) -> list[str]:
    """0 5xx; a refusal changes nothing; an error page still holds what was typed, and nothing typed vanishes in silence."""
    if response.status_code >= 500:
        return ["5xx"]
    if response.status_code >= 400 and is_changed:
        return [f"{response.status_code}, and yet something changed"]
    typed = typed_in(form, sent)
    if response.status_code in (301, 302):
        areas = [name for name in typed if form.fields[name].sort == "textarea"] if DRAFTS in tables() else []
        return [f"nothing was done, and the words of {areas} are gone"] if areas and not is_changed else []
    if response.status_code not in (200, 409) or is_beyond_any_browser(form, sent):
        return []
    there: dict[str, list[str]] = {}
    for other in forms_of(form.action, answer_of(response)):
        for one in other.fields.values():
            there.setdefault(one.name, []).extend([one.value.replace("\r\n", "\n").replace("\r", "\n"), *one.chosen])
    lost = [name for name, values in typed.items() if not set(values) <= set(there.get(name, []))]
    return [f"what was typed is gone: {lost}"] if lost else []


def is_beyond_any_browser(form: Form, sent: Sent) -> bool:
    """Whether something was chosen that the page did not offer: then it may rightly answer with other fields."""
    choices = {name: one for name, one in form.fields.items() if one.sort in ("radio", "select", "checkbox")}
    return any(value not in choices[name].options for name in choices.keys() & sent.keys() for value in sent[name])


def typed_in(form: Form, sent: Sent) -> dict[str, list[str]]:
    """What somebody typed or chose among what the form offered; a file and a password are never given back."""
    found = {}
    for name, values in sent.items():
        one = form.fields.get(name)
        if one is None or one.sort in ("hidden", "submit", "password") or one.is_file or len(values) > 1:
            continue
        if one.sort in TYPED:
            found[name] = [as_read(value) for value in values if value.strip()]
        elif one.sort in ("radio", "select", "checkbox"):
            found[name] = [value for value in values if value in one.options]
    return {name: values for name, values in found.items() if values}


def elsewhere(form: Form, chance: Random, ids: list[str]) -> Form:
    """The same form, sent to another record's address."""
    try:
        found = resolve(urlsplit(form.action).path)
    except Resolver404:
        return form
    kwargs = {name: chance.choice(ids) if name != "concerns" else value for name, value in found.kwargs.items()}
    if not kwargs or not ids or "uuid" not in str(found.route):
        return form
    return Form(form.page, reverse(found.view_name, kwargs=kwargs), form.method, form.fields)


def collect(visitors: dict[str, Visitor], *, each: int) -> list[tuple[str, Form]]:
    """Every sort of POST form that each of these finds, once a role."""
    found: dict[tuple[str, str], Form] = {}
    for role, visitor in visitors.items():
        for address, page in visitor.crawl(each=each).items():
            for form in forms_of(address, page):
                if form.method == "POST" and kind_of(form.action).partition("?")[0] not in NOT_SENT:
                    found.setdefault((role, form.kind), form)
    return [(role, form) for (role, _), form in found.items()]


def forged(form: Form, sent: Sent, ids: list[str], chance: Random) -> Sent:
    """The same submission with every other column of every model added, set to something else."""
    own = set(form.fields) | {name.removesuffix("_search") for name in form.fields}
    values = ["on", "principal", "closed", "2020-01-01", *ids[:3]]
    return sent | {name: [chance.choice(values)] for name in field_names() if name not in own}


def result_of(visitor: Visitor, form: Form, sent: Sent) -> tuple[int, dict[str, str]]:
    with put_back():
        response = send(visitor, form, sent)
        return response.status_code, state_of_database()


def query(chance: Random, ids: list[str]) -> Sent:
    return {
        chance.choice(QUERY_NAMES): [hostile(chance, ids).replace(LONG, "x" * 5_000)]
        for _ in range(chance.choice([1, 1, 2, 3]))
    }
