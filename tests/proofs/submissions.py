"""Hostile submissions: every form that anybody finds, sent with what no browser would send, and what must hold of the answer.

Forms are found by crawling, so a new page's form is tried without a line here. Each submission starts from the same
school and is put back. What is asked of each answer stands in judging.py.
"""

from datetime import timedelta
from random import Random
from urllib.parse import quote_plus, urlsplit

from django.apps import apps
from django.http import HttpResponse
from django.urls import Resolver404, resolve, reverse

from school.drafts import DROP, KEEP
from tests.proofs.browsing import Form, Visitor, forms_of, kind_of
from tests.proofs.seeded import NOW, seeded
from tests.test_all_or_nothing import OURS

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
            for name in chance.sample(["search", "more", "clear", "person_search", "save", KEEP, DROP], 2)
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


def send(visitor: Visitor, form: Form, sent: Sent, turn: int = 0) -> HttpResponse:
    """Send it. What stays, and is not put back, needs a turn of its own, or its ids would be those of the last."""
    with seeded(f"{turn} {form.action}"):
        return visitor.client.post(form.action, encoded(sent), content_type="application/x-www-form-urlencoded")


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


def forged(forms: list[Form], form: Form, sent: Sent, ids: list[str], chance: Random) -> Sent:
    """The same submission with every column of every model added that no form of this page takes, set to something else."""
    view = kind_of(form.action).partition("?")[0]
    alike = [one for one in forms if kind_of(one.action).partition("?")[0] == view]
    own = {name.removesuffix("_search") for one in alike for name in one.fields} | set(form.fields)
    values = ["on", "principal", "closed", "2020-01-01", *ids[:3]]
    return sent | {name: [chance.choice(values)] for name in field_names() if name not in own}


def query(chance: Random, ids: list[str]) -> Sent:
    return {
        chance.choice(QUERY_NAMES): [hostile(chance, ids).replace(LONG, "x" * 5_000)]
        for _ in range(chance.choice([1, 1, 2, 3]))
    }
