"""One person's way through the portal: every page that links, forms and address patterns lead to, as answers to compare."""

import logging
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from school.models import Person, User
from tests.access.engine import every_route, read_table
from tests.proofs.seeded import seeded

TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*|(nonce=")[^"]*')
# Anonymised figures count cases that their reader may not know of; they are the one thing that may differ.
FIGURES = re.compile(rb"<div data-anonymised>.*?</div>", re.DOTALL)
ADDRESS = re.compile(r'(?:href|action|src|hx-get|hx-post)="((?:/|\?)[^"#]*)')
LEAVES = {"account_logout", "account_reset_password_from_key"}  # signs out; the key differs each time


@dataclass(frozen=True)
class Answer:
    """What came back for an address, without what is new in every answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def everything(self) -> str:
        return f"{self.headers}\n{self.text}"


def answer_of(response: HttpResponse) -> Answer:
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    cookies = [
        (f"Set-Cookie {name}", "" if name == settings.CSRF_COOKIE_NAME else one.value)
        for name, one in response.cookies.items()
    ]
    headers = dict(response.headers.items())
    body, masked = FIGURES.subn(b"", body)
    if masked:
        headers["Content-Length"] = str(len(body))
    return Answer(response.status_code, tuple(sorted([*headers.items(), *cookies])), TOKEN.sub(rb"\1\2", body))


def kind_of(address: str) -> str:
    """The sort of page: the view and the names it is asked by; empty for what is no page of the portal."""
    parts = urlsplit(address)
    try:
        view = resolve(parts.path).view_name
    except Resolver404:
        return ""
    return "?".join([view, *sorted({name for name, _ in parse_qsl(parts.query)})])


@dataclass
class Visitor:
    """A person with a browser, and what they came to see."""

    person: Person
    session: str
    pages: dict[str, Answer] = field(default_factory=dict)

    @classmethod
    def signed_in(cls, person: Person) -> "Visitor":
        client = Client()
        with seeded(f"session of {person.pk}"):
            client.force_login(User.objects.get(person=person))  # a person in hand may know an older account
        return cls(person, client.cookies[settings.SESSION_COOKIE_NAME].value)

    @property
    def client(self) -> Client:
        """As fresh as a new tab: no message of an earlier page, the session alone."""
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        return client

    def get(self, address: str, **headers: str) -> Answer:
        with seeded(f"{self.person.pk} {address}"):
            return answer_of(self.client.get(address, headers=headers or None))

    def post(self, address: str, **data: str) -> Answer:
        with seeded(f"{self.person.pk} {address} {data}"):
            return answer_of(self.client.post(address, data))

    def crawl(self, *also: str, each: int = 3, most: int = 10_000) -> dict[str, Answer]:
        """Load home, `also`, whatever links from there, then every pattern with the ids met on the way."""
        assert self.get("/").status == 200, f"{self.person} is not signed in."
        self._follow(deque(["/", *also]), Counter(), each, most)
        self._follow(deque(self._by_pattern(each)), Counter(), each, most)
        return self.pages

    def _follow(self, waiting: deque[str], counts: Counter[str], each: int, most: int) -> None:
        while waiting and len(self.pages) < most:
            address = waiting.popleft()
            kind = kind_of(address)
            if not kind or kind in LEAVES or address in self.pages or counts[kind] >= each:
                continue
            counts[kind] += 1
            self.pages[address] = found = self.get(address)
            waiting.extend(urljoin(address, link.replace("&amp;", "&")) for link in ADDRESS.findall(found.text))

    def _by_pattern(self, each: int) -> Iterator[str]:
        """Every pattern of the portal with ids that stood on this person's own pages."""
        met = [resolve(urlsplit(address).path) for address in self._addresses_met()]
        known = [(one.namespace, one.kwargs) for one in met if one.kwargs]
        for name in every_route():
            fixed = TABLE["routes"].get(name, {}).get("with", {})
            space = name.rpartition(":")[0]
            own = [kwargs for where, kwargs in known if where == space]
            yield from _addresses(name, [fixed, *own], each)

    def _addresses_met(self) -> list[str]:
        links = {link.replace("&amp;", "&") for page in self.pages.values() for link in ADDRESS.findall(page.text)}
        return sorted(one for one in {*self.pages, *links} if one.startswith("/") and kind_of(one))


TABLE, _ = read_table()


def _addresses(name: str, kwargs: Iterable[dict[str, Any]], each: int) -> Iterator[str]:
    """Where `name` leads with any of these; the whole of them, or their first id alone."""
    found = []
    for given in kwargs:
        for tried in (given, {"pk": given["pk"]} if "pk" in given else {}):
            try:
                address = reverse(name, kwargs=tried)
            except NoReverseMatch:
                continue
            if address not in found:
                found.append(address)
            if len(found) >= each:
                break
    yield from found[:each]


def probes(kwargs: list[dict[str, Any]], space: str = "incidents") -> list[str]:
    """Every address of an app with ids that this person has never met."""
    return [
        address
        for name in every_route()
        if name.startswith(f"{space}:")
        for address in _addresses(name, kwargs, len(kwargs))
        if "<" in every_route()[name]
    ]


@contextmanager
def put_back() -> Iterator[None]:
    """Whatever is changed inside is undone."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)


@contextmanager
def kept_if(answers: list[HttpResponse]) -> Iterator[None]:
    """What is done inside stays when the last answer was no refusal, and is undone otherwise."""
    mark = transaction.savepoint()
    yield
    is_done = bool(answers) and answers[-1].status_code < 400
    (transaction.savepoint_commit if is_done else transaction.savepoint_rollback)(mark)


@contextmanager
def quiet() -> Iterator[None]:
    """Refusals are no news here, and telling of each costs more than the page."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


# Forms ------------------------------------------------------------------------------------------------


@dataclass
class Field:
    """An input of a form as a browser has it."""

    name: str
    sort: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    is_file: bool = False


@dataclass
class Form:
    """A form of a page: where it goes, and what it sends when nothing is typed."""

    page: str
    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return f"{self.method} {kind_of(self.action)} {' '.join(sorted(self.fields))}"

    def sent(self) -> dict[str, list[str]]:
        return {
            name: one.chosen or ([one.value] if one.sort in TYPED | {"hidden"} else [])
            for name, one in self.fields.items()
        }


TYPED = {"text", "textarea", "date", "time", "datetime-local", "email", "tel", "url", "number", "search", "password"}


class FormReader(HTMLParser):
    """The forms of a page."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__()
        self.address, self.forms = address, list[Form]()
        self.form: Form | None = None
        self.area: Field | None = None
        self.select: Field | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.address, has.get("action") or self.address)
            self.form = Form(self.address, action, has.get("method", "get").upper())
            self.forms.append(self.form)
        elif self.form is not None and (name := has.get("name")):
            self._input(tag, name, has)
        elif tag == "option" and self.select is not None:
            self.select.options.append(has.get("value", ""))
            if "selected" in has:
                self.select.chosen.append(has.get("value", ""))

    def _input(self, tag: str, name: str, has: dict[str, str]) -> None:
        assert self.form is not None
        if name == "csrfmiddlewaretoken":
            return
        sort = {"textarea": "textarea", "select": "select", "button": "submit"}.get(tag, has.get("type", "text"))
        one = self.form.fields.setdefault(name, Field(name, sort))
        if tag == "textarea":
            self.area = one
        elif tag == "select":
            self.select = one
        elif sort in ("checkbox", "radio", "submit"):
            one.options.append(has.get("value", "on"))
            if "checked" in has:
                one.chosen.append(has.get("value", "on"))
        else:
            one.value, one.is_file = has.get("value", ""), sort == "file"

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area is not None:
            self.area.value = self.area.value.removeprefix("\r").removeprefix("\n")
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.form = None


def forms_of(address: str, page: Answer) -> list[Form]:
    return FormReader(address, page.text).forms if "html" in dict(page.headers).get("Content-Type", "") else []
