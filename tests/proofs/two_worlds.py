"""Two schools that differ only in cases hidden from somebody: everything that somebody can load must be the same bytes.

The common school is the demo, built once from one seed at one moment. Each world begins from it, inside a savepoint:
the same things happen before, the hidden cases happen in one of the two, the same things happen after. The rows are
those of domain rule 3.3 as tests/incidents/test_visible.py writes them, and the ones that follow from family and route.
"""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.urls import reverse

from approvals import actions as approving
from incidents import actions
from incidents.actions import Named
from incidents.actions.conflicts import Holders, leaders
from incidents.models import Incident
from incidents.reading import clauses_of_case
from incidents.states import Finding
from policy.models import Version
from school import actions as keeping
from school.days import local_date
from school.models import Person, Pupil, User
from tests.factories.incidents import do
from tests.factories.school import StaffFactory, UserFactory
from tests.incidents.test_visible import CH, DDT, DT, ROWS, VCH, VP, P
from tests.proofs.browsing import Answer, Visitor, probes, put_back
from tests.proofs.seeded import NOW, seeded

ROLE = {DT: "designated.teacher", DDT: "deputy.dt", **{office: office.replace("_", ".") for office in (P, VP, CH, VCH)}}
ORDINARY = {P, VP, DT, DDT}
# Beside the rows of the table: a reader whose own child is in the case, and a case that was taken to child protection.
FAMILY_ROWS = {
    f"{office}, own child": ({"concerns": "pupil", "concerned": [f"child of {office}"]}, ORDINARY - {office})
    for office in (P, VP, DT, DDT)
}
TAKEN = {"child protection": ({"concerns": "pupil", "concerned": ["pupil"]}, {P, DT, DDT})}
ALL_ROWS = ROWS | FAMILY_ROWS | TAKEN


@dataclass
class Cast:
    """Who stands beside the demo's people in both worlds."""

    demo: Any
    reporter: Person
    helper: Person
    named: dict[str, Person] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        found: Person = self.named.get(name) or self.demo.people[ROLE.get(name, name)]
        return found


def before(demo: Any) -> Cast:
    """What both worlds begin with: a reporter and a helper nobody signs in as, and readers who have a child here."""
    cast = Cast(demo, _colleague("Rosaleen", "Keenan"), _colleague("Ailish", "Toal"))
    free = Pupil.objects.filter(family_links__ends_on=None, person__incidents_in=None)  # in no case of the demo
    pupils = iter(free.distinct().order_by("person_id")[:5])
    cast.named["pupil"] = next(pupils).person
    cast.named["parent"] = cast.named["pupil"].pupil.family_links.first().adult
    for office in (P, VP, DT, DDT):
        pupil, by = next(pupils), cast.person(VP if office == P else P)
        keeping.link_family(
            adult=cast.person(office), pupil=pupil, starts_on=local_date(NOW), by=by, now=NOW - timedelta(hours=3)
        )
        cast.named[f"child of {office}"] = pupil.person
    return cast


def _colleague(given_name: str, family_name: str) -> Person:
    """Of the same name in both worlds, which a factory's own numbering would not give."""
    names = {"person__given_name": given_name, "person__family_name": family_name}
    return StaffFactory(person=UserFactory(email=f"{family_name.lower()}@school.example", **names).person)


def file_case(cast: Cast, given: dict[str, Any], number: int) -> Incident:
    """A case that gets as far as its number says: told, added to, confirmed, entered into, settled, closed."""
    now = NOW - timedelta(minutes=90 - number)
    people = [Named(part, cast.person(one).pk) for part in ("concerned", "affected") for one in given.get(part, ())]
    report = actions.record_report(
        once=uuid.uuid4(), concerns=given["concerns"], words=f"Hush number {number} about a telephone.",
        happened_on=local_date(now), about=given.get("about", ()), child_at_risk=given.get("child_at_risk", False),
        people=people or [Named("concerned", as_described="not known")], by=cast.reporter.pk, now=now,
    )  # fmt: skip
    actions.add_to_report(pk=report.pk, text="Hush, more.", once=uuid.uuid4(), by=cast.reporter.pk, now=now)
    incident: Incident = report.incidents.get()
    if number % 4:
        handle(cast, incident, now, is_closed=number % 4 == 3)
    return incident


def handle(cast: Cast, incident: Incident, now: Any, *, is_closed: bool) -> None:
    lead = min(leaders(incident, holders=Holders.on(local_date(now))))
    who = {"pk": incident.pk, "by": lead, "now": now}
    actions.confirm(**who, clauses=[one.pk for one in clauses_of_case(incident)[:2]])
    actions.name_assignee(**who, person=cast.helper.pk)
    actions.add_entry(**who, text="Hush, an entry.", once=uuid.uuid4())
    actions.read_case(incident, by=lead, now=now)
    if is_closed:
        for row in incident.allegations.all():
            actions.settle_finding(**who, allegation=row.pk, finding=Finding.NOT_FOUND, reason="Hush.")
        safe = next((one for one in map(cast.person, (DT, DDT)) if reads(one, incident, now)), None)
        while step := incident.steps.open().in_order().first():
            do(incident, step, by=safe if step.for_office and safe else Person.objects.get(pk=lead), now=now)
        actions.close(**who, outcome="Hush, it ended.", calls_for_review=True)


def reads(person: Person, incident: Incident, now: Any) -> bool:
    from school.standing import standing_of

    return Incident.objects.visible_to(standing_of(person.pk, now)).filter(pk=incident.pk).exists()


def hide(cast: Cast, office: str, rows: Iterable[str]) -> list[Incident]:
    """Cases of these rows, none of which this office may know of; returns them."""
    made = []
    for number, row in enumerate(rows):
        given, readers = ALL_ROWS[row]
        assert office not in readers, row
        made.append(incident := file_case(cast, given, 1 if row in TAKEN else number))
        if row in TAKEN:
            actions.take_to_child_protection(pk=incident.pk, by=cast.person(DT).pk, now=NOW)
        assert not reads(cast.person(office), incident, NOW), f"{office} reads a case of the row {row}."
    return made


def after(cast: Cast) -> None:
    """What happens in both worlds later: open cases, changes of people that have every case looked at again, a post."""
    now = NOW - timedelta(minutes=5)
    for number in range(4):
        with seeded(
            f"open case {number}"
        ):  # an act on a hidden case on the way takes chance that no later act may miss
            file_case(cast, {"concerns": "pupil", "concerned": ["pupil"]}, number)
    keeping.rename_person(
        person_id=cast.helper.pk, given_name="Ailish", family_name="Toal-Rice", by=cast.person(P), now=now
    )
    keeping.link_family(
        adult=cast.helper, pupil=cast.named["pupil"].pupil, starts_on=local_date(now), by=cast.person(P), now=now
    )
    with seeded("suggestion"):
        approving.suggest(once=uuid.uuid4(), text="The quiz is won.", by=cast.reporter.pk, now=now)


@contextmanager
def world(demo: Any, office: str | None = None, rows: Iterable[str] = ()) -> Iterator[list[Incident]]:
    """One of the two: with cases of `rows` hidden from `office`, or without any."""
    with put_back():
        with seeded("before"):
            cast = before(demo)
        with seeded("hidden"):
            hidden = hide(cast, office, rows) if office is not None else []
        with seeded("after"):
            after(cast)
        yield hidden


def kwargs_of(incident: Incident) -> list[dict[str, Any]]:
    """The ids of a case and of the parts in it, as addresses take them."""
    parts = {
        "step": incident.steps.first(),
        "entry": incident.entries.first(),
        "allegation": incident.allegations.first(),
    }
    return [
        {"pk": incident.pk},
        {"pk": incident.report_id},
        *({"pk": incident.pk, name: part.pk} for name, part in parts.items() if part),
    ]


def words_to_try(count: int) -> list[str]:
    """What somebody may search for: the hidden cases' own words, names, and the words of the policy."""
    own = ["hush", "Hush number", "telephone", "entry", "ended", "more", "not known", "7.0a", "Ailish", "Toal"]
    names = Person.objects.order_by("pk").values_list("family_name", flat=True)[: count // 2]
    policy = sorted(set(Version.objects.approved().newest_first().first().canonical_text.split()))
    return list(dict.fromkeys([*own, *names, *policy[:: max(1, len(policy) // count)]]))[:count]


def search(visitor: Visitor, words: Iterable[str]) -> dict[str, Answer]:
    """Every way of finding something by typing."""
    found = {}
    for word in words:
        with seeded(word):
            visitor.client.post(reverse("incidents:search"), {"words": word})
            visitor.client.post(reverse("school:search"), {"name": word})
        found[f"cases with {word}"] = visitor.get(reverse("incidents:cases"))
        found[f"people called {word}"] = visitor.get(reverse("school:people"))
        picker = reverse("incidents:people", kwargs={"concerns": "staff", "part": "concerned"})
        found[f"staff called {word}"] = visitor.post(picker, concerned_search=word)
    with seeded("cleared"):
        visitor.client.post(reverse("incidents:search"), {"words": ""})
        visitor.client.post(reverse("school:search"), {"name": ""})
    return found


@dataclass
class Seen:
    """Everything that one person loaded in one world."""

    pages: dict[str, Answer]
    searches: dict[str, Answer]

    def differences(self, other: "Seen") -> list[str]:
        found = []
        for mine, theirs in ((self.pages, other.pages), (self.searches, other.searches)):
            found += [f"only in one world: {address}" for address in mine.keys() ^ theirs.keys()]
            found += [
                f"differs: {address}: {_first(mine[address], theirs[address])}"
                for address in mine.keys() & theirs.keys()
                if mine[address] != theirs[address]
            ]
        return found


def _first(one: Answer, other: Answer) -> str:
    lines = zip(one.everything.splitlines(), other.everything.splitlines(), strict=False)
    return next(
        (f"{mine.strip()[:120]!r} / {theirs.strip()[:120]!r}" for mine, theirs in lines if mine != theirs), "length"
    )


def look(person: Person, hidden: list[dict[str, Any]], words: Iterable[str], each: int) -> Seen:
    visitor = Visitor.signed_in(person)
    pages = dict(visitor.crawl(each=each))
    pages |= {address: visitor.get(address) for address in probes(hidden)}
    return Seen(pages, search(visitor, words))


def accounts(demo: Any) -> dict[str, Person]:
    """Everybody of the demo who can sign in, by role; asked of the database, for a person in hand may know an older account."""
    able = set(User.objects.filter(is_active=True).values_list("person_id", flat=True))
    return {role: person for role, person in demo.people.items() if person.pk in able}


def office_of(role: str) -> str:
    """The office by which a role reads cases; itself, which stands in no row, where it reads none."""
    return next((office for office, name in ROLE.items() if name == role), role)


def hidden_from(office: str) -> list[str]:
    return [row for row, (_, readers) in ALL_ROWS.items() if office not in readers]


@dataclass
class Compared:
    """What differed between the two worlds, and every page that each role loaded, those with hidden cases first."""

    differences: list[str] = field(default_factory=list)
    pages: dict[str, dict[str, Answer]] = field(default_factory=dict)
    searches: int = 0


def compare(demo: Any, *, each: int, words: int, roles: Iterable[str] = ()) -> Compared:
    """Both worlds for these roles, or for all. Roles from which the same rows are hidden look at the same two."""
    found, tried, everybody = Compared(), words_to_try(words), accounts(demo)
    people = {role: everybody[role] for role in roles or everybody}
    groups: dict[tuple[str, ...], list[str]] = {}
    for role in people:
        groups.setdefault(tuple(hidden_from(office_of(role))), []).append(role)
    seen: dict[str, tuple[list[dict[str, Any]], Seen]] = {}
    for rows, alike in groups.items():
        with world(demo, office_of(alike[0]), rows) as hidden:
            kwargs = [one for incident in hidden[:4] for one in kwargs_of(incident)][: 4 * each]
            seen |= {role: (kwargs, look(people[role], kwargs, tried, each)) for role in alike}
    with world(demo):  # the same for everybody, so it is made once; what a group's reading leaves there is put back
        for alike in groups.values():
            with put_back():
                without = {role: look(people[role], seen[role][0], tried, each) for role in alike}
            for role in alike:
                with_hidden = seen[role][1]
                found.differences += [f"{role}: {one}" for one in with_hidden.differences(without[role])]
                found.pages[role] = with_hidden.pages | with_hidden.searches
                found.searches += len(without[role].searches)
    return found
