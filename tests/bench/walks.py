"""The requests that are measured, each as the person who has to wait for it sends it."""

import itertools
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from approvals.forms import Asked, DecisionForm
from approvals.models import Account, OfficialUser
from approvals.states import Verdict
from approvals.wording import current
from incidents.models import Access, Incident
from incidents.routes import READING_OFFICES, Route
from school.models import Appointment, Person
from school.standing import standing_of
from tests.bench.fill import COMMON, RARE
from tests.bench.measuring import Request
from tests.factories.approvals import Desk, many_submitted

# What grows with the number of cases.
LARGE = {
    "audit_entry",
    "incidents_access",
    "incidents_allegation",
    "incidents_entry",
    "incidents_incident",
    "incidents_incident_kinds",
    "incidents_incidentperson",
    "incidents_incidentstep",
    "incidents_reading",
    "incidents_report",
    "incidents_reportperson",
    "incidents_searchtext",
    "incidents_shutout",
    "notices_notice",
}
READERS = ("Principal", "Designated Teacher", "a teacher with few cases")


def reader(who: str) -> Person:
    """The Principal, the Designated Teacher, or somebody who reads none by office but is named in some."""
    if who in READERS[:2]:
        office = who.lower().replace(" ", "_")
        return Appointment.objects.effective(timezone.localdate()).get(office=office, is_acting=False).person
    leaders = Appointment.objects.filter(office__in=READING_OFFICES).values("person")
    named = Access.objects.at_work().filter(person__user__isnull=False).exclude(person__in=leaders)
    return named.order_by("-given_at")[0].person


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


Way = Callable[[Client], Any]


def inside(client: Client) -> Client:
    """Requests within this process; the other way is by HTTP, see wire.Wire."""
    return client


def pages(who: str, way: Way = inside) -> dict[str, Request]:
    """The two bare pages, the list, and the case among the reader's newest that has most steps."""
    person = reader(who)
    client = way(signed_in(person))
    address = reverse("incidents:case", args=[busiest_case(person).pk])
    return {
        "bare": partial(client.get, "/bare/rows/"),
        "framed": partial(client.get, "/bare/framed/"),
        "list": partial(client.get, reverse("incidents:cases")),
        "case": partial(client.get, address),
    }


def busiest_case(person: Person) -> Incident:
    """Of the 50 newest that are theirs to read, the one with most steps."""
    visible = Incident.objects.visible_to(standing_of(person.pk, timezone.now()))
    newest = visible.exclude(route=Route.CHILD_PROTECTION).newest_first()
    return max(newest[:50], key=lambda one: one.steps.count())


def searches(who: str, way: Way = inside) -> dict[str, Request]:
    """The list with a word searched for: one that many cases hold, and one that hardly any does."""
    person = reader(who)
    found = {}
    for name, word in (("search, common", COMMON), ("search, rare", RARE)):
        client = way(signed_in(person))
        client.post(reverse("incidents:search"), {"words": word})
        found[name] = partial(client.get, reverse("incidents:cases"))
    return found


@dataclass
class Writing:
    """Requests that change something; each is sent once with what it needs, so those are made beforehand."""

    count: int
    way: Way = inside

    def __post_init__(self) -> None:
        self.principal = self.way(signed_in(reader(READERS[0])))
        self.posts = iter(list(self._posts()))
        self.pupils = itertools.cycle(Person.objects.filter(pupil__left_on=None, pupil__isnull=False)[:100])

    def _posts(self) -> Iterable[tuple[str, dict[str, object]]]:
        official = OfficialUser.objects.filter(status="active", scopes__isnull=False).first()
        assert official is not None
        account = official.accounts.all()[0]
        principal, second = reader(READERS[0]), reader(READERS[1])
        now = timezone.now() - timedelta(hours=1)
        for post in many_submitted(Desk(account, official.person, principal, second), self.count, now):
            version = current(post)
            data = {"version": version.pk, "digest": version.digest, "row_version": post.row_version, "comment": ""}
            page = DecisionForm(accounts=Account.objects.none(), shown=version.digest, asked=Asked(0, []))
            data["asked"] = page.initial["asked"]
            yield reverse("approvals:decide", args=[post.pk]), data | {"verdict": Verdict.APPROVE}

    def requests(self) -> dict[str, Request]:
        return {"bare": self.insert, "record": self.record, "decide": self.decide}

    def insert(self) -> Any:
        return self.principal.post("/bare/insert/")

    def record(self) -> Any:
        data = {"once": uuid.uuid4(), "words": "He has an account.", "happened_on": timezone.localdate().isoformat()}
        return redirected(
            self.principal.post(
                reverse("incidents:file", args=["pupil"]), data | {"concerned_people": [next(self.pupils).pk]}
            )
        )

    def decide(self) -> Any:
        address, data = next(self.posts)
        return redirected(self.principal.post(address, data))


def redirected(response: Any) -> Any:
    """A form that was refused answers with a page: then there is nothing to measure."""
    assert response.status_code == 302, response.content.decode()[:3000]
    return response
