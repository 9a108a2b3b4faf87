"""What must hold of the answer to a submission: no error page of the server, no record changed by a refusal, no word lost."""

import html
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.core import signing
from django.db import connection
from django.http import HttpResponse

from school.drafts import DROP, GREW_FROM, KEEP, LONGEST, MOST_VALUES, PAGE
from school.models import Draft
from tests.proofs.browsing import TYPED, Form, Visitor, answer_of, forms_of, put_back
from tests.proofs.submissions import Sent, send
from tests.test_all_or_nothing import CHANGES_NOTHING, WRITES, State, state_of_database, tables

DRAFTS = (
    Draft._meta.db_table
)  # where words wait for their writer when an act came too late: no record, and nobody else's


def as_read(value: str) -> str:
    """A value as the portal reads it: what is no text has become the mark for that."""
    return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


@contextmanager
def watching_writes() -> Iterator[set[str]]:
    """The tables that are written to, as the statements say themselves; every table after one that does not say."""
    seen: set[str] = set()

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if one := WRITES.match(sql):
            seen.add(one["table"])
        elif not CHANGES_NOTHING.match(sql):
            seen.update(tables())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen


@dataclass(frozen=True)
class Outcome:
    """What a submission came to: the answer, whether a record changed, and the drafts that were written."""

    response: HttpResponse
    is_changed: bool
    drafts: tuple[Draft, ...] = ()


@dataclass
class Judge:
    """The school as it is before every submission, and what was found wrong since."""

    before: State = field(default_factory=state_of_database)
    drafts: set[tuple[UUID, datetime]] = field(default_factory=lambda: set(Draft.objects.values_list("pk", "saved_at")))
    faults: list[str] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    accepted: set[str] = field(default_factory=set)
    kept: int = 0
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
            outcome = Outcome(response, self.has_changed(written), self.new_drafts() if DRAFTS in written else ())
        self.answers[str(response.status_code)] = self.answers.get(str(response.status_code), 0) + 1
        if response.status_code < 400 and outcome.is_changed:
            self.accepted.add(form.kind)
        self.kept += any(one.fields for one in outcome.drafts)
        for fault in faults_of(visitor, form, sent, outcome):
            self.say(form, sent, fault)

    def has_changed(self, written: set[str]) -> bool:
        touched = written & self.before.keys() - {DRAFTS}
        return any(rows != self.before[table] for table, rows in state_of_database(only=touched).items())

    def new_drafts(self) -> tuple[Draft, ...]:
        return tuple(one for one in Draft.objects.order_by("pk") if (one.pk, one.saved_at) not in self.drafts)


def faults_of(visitor: Visitor, form: Form, sent: Sent, outcome: Outcome) -> list[str]:
    """0 5xx; a refusal changes no record; an error page still holds what was typed, and nothing typed vanishes in silence.

    A draft may be kept whatever the answer is, of the sender's own words and for the sender alone.
    """
    response = outcome.response
    if response.status_code >= 500:
        return ["5xx"]
    if strange := [one for one in outcome.drafts if one.writer_id != visitor.person.pk]:
        return [f"a draft for somebody else: {strange}"]
    if response.status_code >= 400 and outcome.is_changed:
        return [f"{response.status_code}, and yet something changed"]
    typed = typed_in(form, sent)
    if response.status_code in (301, 302):
        return [] if outcome.is_changed else _lost_on_the_way(form, sent, typed, outcome)
    if response.status_code not in (200, 409) or is_beyond_any_browser(form, sent):
        return []
    there: dict[str, list[str]] = {}
    for other in forms_of(form.action, answer_of(response)):
        for one in other.fields.values():
            there.setdefault(one.name, []).extend([one.value.replace("\r\n", "\n").replace("\r", "\n"), *one.chosen])
    lost = [name for name, values in typed.items() if not set(values) <= set(there.get(name, []))]
    if KEEP in sent:  # too much for a draft: the page shows the long words, to be copied from it
        lost = [name for name in lost if form.fields[name].sort == "textarea" and not _is_shown(typed[name], response)]
    return [f"what was typed is gone: {lost}"] if lost else []


def _is_shown(values: list[str], response: HttpResponse) -> bool:
    page = html.unescape(response.content.decode())
    return all(line.strip() in page for value in values for line in value.split("\n"))


def _lost_on_the_way(form: Form, sent: Sent, typed: dict[str, list[str]], outcome: Outcome) -> list[str]:
    """Long words of which nothing came, and which no draft holds either, though the page could have kept one."""
    if not _could_be_kept(form, sent):
        return []
    held = [one.fields for one in outcome.drafts]
    areas = {name: values for name, values in typed.items() if form.fields[name].sort == "textarea"}
    lost = [name for name, values in areas.items() if not any(_as_kept(values) == one.get(name) for one in held)]
    return [f"nothing was done, and the words of {lost} are gone"] if lost else []


def _could_be_kept(form: Form, sent: Sent) -> bool:
    """Not with a forged number, at another form's address, when it is dropped, or beside more than any form holds."""
    if PAGE not in form.fields:
        return True  # it has to answer for itself
    try:
        signing.loads("".join(sent.get(PAGE, [])), salt=f"draft of {urlsplit(form.action).path}")
    except signing.BadSignature:
        return False
    grown = form.fields[GREW_FROM].value if GREW_FROM in form.fields else ""
    if sent.get(GREW_FROM, [""]) != [grown]:
        return False
    forged = sum(len(value) for name in sent.keys() - form.fields.keys() for value in sent[name])
    return DROP not in sent and sum(map(len, sent.values())) <= MOST_VALUES and forged < LONGEST / 2


def _as_kept(values: list[str]) -> list[str]:
    return [value.replace("\x00", "") for value in values]


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


def result_of(visitor: Visitor, form: Form, sent: Sent) -> tuple[int, State]:
    """The answer, and every table that was written as it stands then; the sender's own draft may hold anything they sent."""
    with put_back(), watching_writes() as written:
        response = send(visitor, form, sent)
        return response.status_code, state_of_database(only=written - {DRAFTS})
