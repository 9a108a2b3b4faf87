"""No submission breaks the portal, changes what it may not, or loses what somebody typed (trust A9, A11, A21, A57-A59)."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from incidents.models import Incident
from school.models import Person
from tests.proofs.browsing import Visitor, put_back, quiet
from tests.proofs.judging import Judge, result_of
from tests.proofs.submissions import collect, elsewhere, encoded, forged, mangled, query, sensible
from tests.proofs.two_worlds import accounts

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SUBMISSIONS, QUERIES = 1_000, 200
ROLES = ("principal", "designated.teacher", "chair", "teacher", "clerk")


class Stage:
    """The visitors, the forms they found, and the ids that stand for records of others."""

    def __init__(self, demo: Any, roles: tuple[str, ...], *, each: int) -> None:
        self.visitors = {role: Visitor.signed_in(accounts(demo)[role]) for role in roles}
        with put_back():
            self.forms = collect(self.visitors, each=each)
        rows = (Incident.objects.order_by("pk"), Person.objects.order_by("pk"))
        self.ids = [str(pk) for row in rows for pk in row.values_list("pk", flat=True)[:20]]


@pytest.fixture(scope="module")
def stage(seeded_demo_world: Any) -> Iterator[Stage]:
    with quiet():
        yield Stage(seeded_demo_world, ROLES, each=1)


def hostile_submissions(stage: Stage, count: int, seed: int = 1) -> Judge:
    judge, chance = Judge(), Random(seed)
    for number in range(count):
        role, form = stage.forms[number % len(stage.forms)]
        target = elsewhere(form, chance, stage.ids) if chance.random() < 0.1 else form
        judge.submit(stage.visitors[role], target, mangled(form, chance, stage.ids))
    return judge


def forged_submissions(stage: Stage, tries: int) -> tuple[list[str], set[str]]:
    """Forms whose result differs by a column that they do not hold; and the kinds of form that were tried with success."""
    judge, chance, faults = Judge(), Random(2), []
    tried: set[str] = set()
    forms = [form for _, form in stage.forms]
    for role, form in stage.forms:
        visitor = stage.visitors[role]
        for _ in range(tries if form.kind not in tried else 0):
            sent = sensible(form, chance)
            honest = result_of(visitor, form, sent)
            if honest[0] >= 400 or all(rows == judge.before[table] for table, rows in honest[1].items()):
                continue
            tried.add(form.kind)
            if result_of(visitor, form, forged(forms, form, sent, stage.ids, chance)) != honest:
                faults.append(f"{role}: {form.action} {sent}")
            break
    return faults, tried


def hostile_queries(stage: Stage, count: int) -> list[str]:
    chance, faults = Random(3), []
    pages = [
        (role, address) for role, visitor in stage.visitors.items() for address in visitor.pages if "?" not in address
    ]
    for _ in range(count):
        role, address = chance.choice(pages)
        asked = f"{address}?{encoded(query(chance, stage.ids)).decode()}"
        try:
            with put_back():
                status = stage.visitors[role].get(asked).status
        except Exception as broken:
            faults.append(f"{role} {asked[:200]}: {type(broken).__name__} {str(broken)[:100]}")
        else:
            faults += [f"{role} {asked[:200]}: {status}"] if status >= 500 else []
    return faults


def test_no_hostile_submission_breaks_anything_or_loses_what_was_typed(stage: Stage) -> None:
    judge = hostile_submissions(stage, SUBMISSIONS)

    assert not judge.faults, "\n".join(judge.faults)
    assert len({form.kind for _, form in stage.forms}) > 40
    assert judge.accepted, "Not one submission was taken: the forms were not found as people send them."
    assert judge.kept, "Not one draft was kept: nothing was asked of what is kept."
    assert judge.slowest < 5


def test_no_form_sets_a_column_that_it_does_not_hold(stage: Stage) -> None:
    faults, tried = forged_submissions(stage, tries=2)

    assert not faults, "\n".join(faults)
    assert len(tried) > 20


def test_no_query_string_breaks_a_page(stage: Stage) -> None:
    assert hostile_queries(stage, QUERIES) == []
