"""Eight ways to falsify the record as the owner of the database, each tried twenty times; all must show.

Whoever does this has lifted the triggers, knows how the digests are made, and
cannot reach the one line that was kept elsewhere.
"""

import json
import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from audit import canonical
from audit.actions import digest_of, record
from audit.models import Entry
from audit.triggers import lifted
from audit.verify import take_checkpoint, verify
from tests.audit.conftest import NOW

SIZE = 24
SEEDS = range(20)
Tampering = Callable[[random.Random], int]


def write_chain(size: int, chance: random.Random) -> None:
    at = NOW
    for _ in range(size):
        at += timedelta(seconds=chance.choice([0, 1, 3600, -200, 86_400, -90_000]))
        verdict = chance.choice(["approved", "rejected"])
        record("test.done", by=None, now=at, verdict=verdict, count=chance.randrange(99))


def change(number: int, /, **columns: object) -> None:
    Entry.objects.filter(number=number).update(**columns)


def rewrite(number: int, /, *, rehash: bool, **said: object) -> None:
    """Let the entry say something else; hash it again if asked, and the rest after it."""
    entry = Entry.objects.get(number=number)
    change(number, body=canonical.dump(json.loads(entry.body) | said))
    if rehash:
        previous = entry.previous
        for later in Entry.objects.filter(number__gte=number).order_by("number"):
            digest = digest_of(previous, later.body)
            change(later.number, previous=previous, digest=digest)
            previous = digest


def edit(chance: random.Random) -> int:
    number = chance.randint(1, SIZE)
    column = chance.choice(["body", "name", "at", "actor", "about_kind", "about_id", "previous", "digest"])
    new = {
        "name": "test.other",
        "at": NOW - timedelta(days=999),
        "actor": "00000000-0000-0000-0000-000000000001",
        "about_kind": "audit.Disposal",
        "about_id": "00000000-0000-0000-0000-000000000001",
    }
    if column == "body":
        rewrite(number, rehash=False, facts={"verdict": "altered"})
    elif column in new:
        change(number, **{column: new[column]})
    else:
        change(number, **{column: f"{chance.getrandbits(256):064x}"})
    return number


def delete(chance: random.Random) -> int:
    number = chance.randint(1, SIZE - 1)
    Entry.objects.filter(number=number).delete()
    return number


def insert(chance: random.Random) -> int:
    """A forged entry in the middle, well hashed upon the one before it; the rest moves up."""
    number = chance.randint(2, SIZE)
    for entry in Entry.objects.filter(number__gte=number).newest_first():
        change(entry.number, number=entry.number + 1)
    before = Entry.objects.get(number=number - 1)
    body = canonical.dump(json.loads(before.body) | {"number": number, "facts": {"verdict": "forged"}})
    Entry.objects.create(
        number=number, at=before.at, name=before.name, body=body, previous=before.digest,
        digest=digest_of(before.digest, body),
    )  # fmt: skip
    return number + 1


def swap(chance: random.Random) -> int:
    first, second = sorted(chance.sample(range(1, SIZE + 1), 2))
    columns = ("at", "name", "body", "previous", "digest")
    one, other = (Entry.objects.filter(number=number).values(*columns).get() for number in (first, second))
    change(first, digest="-")
    change(second, **one)
    change(first, **other)
    return first


def cut_the_tail(chance: random.Random) -> int:
    number = chance.randint(1, SIZE)
    Entry.objects.filter(number__gte=number).delete()
    return number


def edit_and_rehash(chance: random.Random) -> int:
    number = chance.randint(1, SIZE)
    rewrite(number, rehash=True, facts={"verdict": "altered"})
    return SIZE


def replace_all(chance: random.Random) -> int:
    Entry.objects.all().delete()
    write_chain(SIZE + chance.choice([0, 0, 1, 9]), chance)
    return 1


def backdate(chance: random.Random) -> int:
    """In the text and the column alike, by less than any tolerance or by years, hashed again or not."""
    number, rehash = chance.randint(1, SIZE), chance.random() < 0.5
    at = Entry.objects.get(number=number).at - timedelta(seconds=chance.choice([1, 60, 7200, 86_400 * 400]))
    change(number, at=at)
    rewrite(number, rehash=rehash, at=canonical.moment(at))
    return SIZE if rehash else number


@pytest.mark.django_db
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("tamper", [edit, delete, insert, swap, cut_the_tail, edit_and_rehash, replace_all, backdate])
def test_tampering_is_found_against_a_line_kept_elsewhere(tamper: Tampering, seed: int) -> None:
    chance = random.Random(f"{tamper.__name__} {seed}")
    write_chain(SIZE, chance)
    line = str(take_checkpoint())

    with lifted(connection, Entry._meta.db_table), transaction.atomic():
        first_bad = tamper(chance)

    found = verify(checkpoint=line)
    assert found
    assert found[0].number is not None
    assert found[0].number <= first_bad
    assert str(found[0].number) in found[0].sentence or "replaced" in found[0].sentence


@pytest.mark.django_db
@pytest.mark.parametrize("tamper", [edit, delete, swap, cut_the_tail])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_first_bad_entry_is_named(tamper: Tampering, seed: int) -> None:
    chance = random.Random(seed)
    write_chain(SIZE, chance)
    line = str(take_checkpoint())

    with lifted(connection, Entry._meta.db_table), transaction.atomic():
        first_bad = tamper(chance)

    assert verify(checkpoint=line)[0].number == first_bad


@pytest.mark.django_db
@pytest.mark.parametrize("tamper", [cut_the_tail, edit_and_rehash, replace_all])
def test_without_that_line_the_cleverest_three_do_not_show(tamper: Tampering) -> None:
    """This is why the line must leave the server: the chain by itself is a promise, not a proof."""
    chance = random.Random(1)
    write_chain(SIZE, chance)

    with lifted(connection, Entry._meta.db_table), transaction.atomic():
        tamper(chance)

    assert verify() == []


@pytest.mark.django_db
@pytest.mark.parametrize("seed", SEEDS)
def test_a_true_record_raises_no_alarm(seed: int) -> None:
    chance = random.Random(seed)
    write_chain(chance.randint(1, SIZE), chance)
    line = str(take_checkpoint())
    assert verify(checkpoint=line) == []

    write_chain(chance.randint(1, SIZE), chance)

    assert verify(checkpoint=line) == []
