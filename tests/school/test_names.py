"""Names are found however somebody in a hurry types them, and sort as a register does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school.models import Person
from school.names import folded, search_words, sort_key
from tests.factories.school import PersonFactory

WRITTEN_AND_TYPED = [
    ("Séamus", "Ó Néill", ["o neill", "oneill", "O'Neill", "ó néill", "NEILL", "seamus neill", "Sea Nei"]),
    ("Niamh", "O'Hagan", ["ohagan", "o'hagan", "O’HAGAN", "hagan", "o hagan", "niamh o"]),
    ("Charlie", "McKee", ["mckee", "mackee", "McK", "mack"]),
    ("Orla", "MacAuley", ["macauley", "mcauley", "mac auley"[:3]]),
    ("Odhrán", "Mac Giolla Bhríde", ["giolla", "macgiolla", "mac giolla bhride", "bhride odhran"]),
    ("Anna-Rose", "Heaney-Boyd", ["anna rose", "annarose", "boyd", "heaney boyd", "heaneyboyd"]),
    ("Łukasz", "Łęcki", ["lukasz", "lecki", "ŁĘCKI"]),
    ("Gonçalo", "de Sousa", ["goncalo", "sousa", "desousa"]),
    ("Søren", "Straße", ["soren", "strasse"]),
    ("Олена", "Коваль", ["олена", "КОВАЛЬ"]),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "last", "typed"), WRITTEN_AND_TYPED, ids=lambda value: str(value)[:20])
def test_a_name_is_found_as_people_type_it(first, last, typed):
    person = PersonFactory(given_name=first, family_name=last)

    missed = [text for text in typed if person not in Person.objects.named(text)]

    assert missed == []


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "   ", "%", "'", "!!", "\0", "zzz", "eill"])
def test_nobody_is_found_by_no_word_or_the_middle_of_one(text):
    PersonFactory(given_name="Séamus", family_name="Ó Néill")

    assert not Person.objects.named(text).exists()


@pytest.mark.django_db
def test_a_name_people_use_is_searched_and_shown():
    person = PersonFactory(given_name="Margaret", known_as="Peggy", family_name="Boyd")

    assert person.display_name == "Peggy Boyd"
    assert Person.objects.named("margaret").get() == Person.objects.named("peg").get() == person


@pytest.mark.django_db
def test_names_sort_by_letters_alone():
    for family in ("Ó Néill", "Orr", "O'Hagan", "Łęcki", "Lam", "de Sousa", "Devlin", "McKee", "Magee"):
        PersonFactory(given_name="A", family_name=family)

    found = list(Person.objects.values_list("family_name", flat=True))

    assert found == ["de Sousa", "Devlin", "Lam", "Łęcki", "Magee", "McKee", "O'Hagan", "Ó Néill", "Orr"]


def test_the_sort_key_holds_nothing_that_collations_skip():
    assert sort_key("Mac Giolla Bhríde", "Anna-Rose") == "macgiollabhride0anna0rose"


def test_a_page_of_text_is_not_searched():
    assert len(search_words("word " * 100_000)) <= 6


@given(st.text(max_size=200))
def test_folding_is_settled_after_one_time(text):
    once = folded(text)

    assert folded(once) == once
    assert once == once.strip()
    assert "  " not in once


@pytest.mark.django_db
@pytest.mark.parametrize("letters", ["ﷺ" * 80, "O'" * 40, "mac " * 20, "Ǆ" * 80])
def test_no_name_is_too_long_for_its_key(letters):
    person = PersonFactory(given_name=letters, family_name=letters, known_as=letters)

    assert len(person.search_key) <= 600
    assert len(person.sort_key) <= 180
