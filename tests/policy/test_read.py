"""What the reader makes of documents of other kinds than the school's, and of files that are none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.reading.assemble import read
from policy.reading.dates import date_text, dates_in
from policy.reading.proposal import propose
from policy.reading.text import MAX_BYTES, ReadingError
from policy.register import shipped_clauses

MOBILE = """# Ballyhackett Primary School
# Mobile Phone Policy

**Adopted:** 3rd September 2022 | **Next review:** September 2024

## 1. Aims

This policy aims to:

* keep pupils safe
* set out clear expectations.

## 2. Pupils

Pupils are discouraged from bringing phones to school.

* Under no circumstances are phones to be used in changing rooms.
* Where a phone is needed for the journey home, it must be handed in on arrival.
* Pupils may use a phone in an emergency with a teacher's permission.
* Pupils will be taught how to stay safe online.
* Children are asked to tell an adult if something worries them.

## 3. Staff

All staff:

* must keep their phones out of sight
* should not give their private number to parents
* may use their phone in the staffroom
  at break
* will report the loss of a school device immediately

## 4. Parents and carers

* Parents are encouraged to talk with their child about sensible use.
* Please do not share pictures of other people's children.
* The school will contact parents if a phone has been kept.

| A | table |

## 5. Review

Approved by the Board of Governors on 12/09/2022

Signed: ______ (Chair)  Signed: A. Person (Principal)
"""

LIST = """GATE POLICY

GENERAL RULES
1. All users must close the gate.
2. Nobody may climb the gate.
3. Never leave the gate open.

PUPILS
Pupils must not:
(a) swing on the gate
(b) hide the key, except when
    they are told to
"""


def said(text):
    return {c.number: (c.audience, c.force) for c in read(text.encode()).clauses}


def test_audience_and_force_come_from_words_and_headings():
    assert said(MOBILE) == {
        "1.1": ("all", "school_commitment"),
        "1.2": ("all", "school_commitment"),
        "2.0a": ("pupil", "should_not"),
        "2.1": ("pupil", "must_not"),
        "2.2": ("pupil", "must"),
        "2.3": ("pupil", "may"),
        "2.4": ("pupil", "school_commitment"),
        "2.5": ("pupil", "should"),
        "3.1": ("staff", "must"),
        "3.2": ("staff", "should_not"),
        "3.3": ("staff", "may"),
        "3.4": ("staff", "must"),
        "4.1": ("parent", "is_encouraged"),
        "4.2": ("parent", "should_not"),
        "4.3": ("parent", "school_commitment"),
        "5.1": ("governors", "statement"),
        "5.2": ("governors", "must"),
    }


def test_what_cannot_be_placed_is_listed():
    assert read(MOBILE.encode()).unplaced == ["| A | table |"]


def test_a_wrapped_bullet_is_one_clause():
    wording = {c.number: c.wording for c in read(MOBILE.encode()).clauses}

    assert wording["3.3"] == "may use their phone in the staffroom at break"


def test_two_dates_and_two_signatures_on_one_line_are_told_apart():
    document = read(MOBILE.encode())

    assert document.dates["written"] == "3rd September 2022"
    assert document.dates["cover_review"] == "September 2024"
    assert document.dates["governors_approval"] == "12/09/2022"
    assert [(s.label, s.is_filled) for s in document.signatures] == [("Chair", False), ("Principal", True)]


def test_numbered_and_lettered_lists_below_capital_headings():
    assert said(LIST) == {
        "1.1": ("all", "must"),
        "1.2": ("all", "must_not"),
        "1.3": ("all", "must_not"),
        "2.1": ("pupil", "must_not"),
        "2.2": ("pupil", "must_not"),
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"  \n\n ", "empty"),
        (b"\x00\x01\x02\x03" * 300, "isn't text"),
        (b"PK\x03\x04 docx", "Word and PDF"),
        (b"%PDF-1.7 ...", "Word and PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "isn't"),
        (b"x" * (MAX_BYTES + 1), "larger than one megabyte"),
        (b"12345 67890 !!! ??? " * 40, "hardly any words"),
        (("# Heading\n\nPupils â€œmustâ€\x9d not run. Ã© Ã¨ â€™ â€™ â€™\n\n" * 20).encode(), "garbled"),
        (b"just a few words without any heading whatsoever, and then no more", "No heading"),
        (b"\xff\xfe\x00", "isn't readable"),
    ],
)
def test_what_is_no_policy_gets_a_sentence(content, said):
    with pytest.raises(ReadingError, match=said):
        read(content)


def test_a_text_saved_by_an_older_editor_is_read():
    content = "Gate Policy\r\n\r\nStaff\r\n\r\n- Staff must shut the “gate”.\r\n".encode("cp1252")

    assert read(content).clauses[0].wording == "Staff must shut the “gate”."


def test_a_long_policy_is_read_whole():
    sections = "\n\n".join(f"## Part {n}\n\n" + "- Pupils must not run in the hall.\n" * 40 for n in range(30))

    assert len(read(f"# Long Policy\n\n{sections}".encode()).clauses) == 30 * 40


def test_what_is_far_longer_than_a_policy_is_refused():
    with pytest.raises(ReadingError, match="far longer than a policy"):
        read(b"# Long Policy\n\n## Part\n\n" + b"- Pupils must not run.\n" * 12_000)
    with pytest.raises(ReadingError, match="far longer than a policy"):
        read(b"# Long Policy\n\n## Part\n\n" + b"word " * 10_000)


def test_a_paragraph_of_very_many_norms_is_numbered_through():
    text = "# Policy\n\n## Pupils\n\n" + "Pupils must not run. They may walk.\n" * 900 + "\n- Pupils must sit.\n"

    numbers = [clause.number for clause in read(text.encode()).clauses]

    assert len(set(numbers)) == len(numbers) > 1000
    assert max(map(len, numbers)) <= 12


PIECES = st.sampled_from(
    ["# ", "- ", "1. ", "1.1 ", "(a) ", "  ", "\n", "\n\n", "Signed: ___ ", "Pupils ", "must ", "only ", "may ", "if ", "and ",
     "unless ", ", or ", ". ", ": ", "**", "| a |", "5/12/20 ", "Policy ", "Contents", "\t", "“", "é"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.lists(PIECES, max_size=60).map(lambda parts: "".join(parts).encode())))
def test_any_file_is_read_or_refused_with_a_sentence(content):
    try:
        document = read(content)
    except ReadingError as refused:
        said = str(refused)
    else:
        said = "."
        assert all(clause.wording and clause.number for clause in document.clauses)
        assert len({clause.number for clause in document.clauses}) == len(document.clauses)
    assert said.endswith(".")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("5/12/20", ["2020-12-05"]),
        ("October 2018 / December 2020", ["2018-10", "2020-12"]),
        ("3rd of Sept 2022", ["2022-09-03"]),
        ("2020-11-30", ["2020-11-30"]),
        ("in 2019", ["2019"]),
        ("31/2/2020", []),
    ],
)
def test_dates_are_day_first_and_never_completed(text, codes):
    assert [found.code for found in dates_in(text)] == codes


def test_a_date_keeps_the_letters_of_the_document():
    assert date_text("This was agreed on 5/12/20, we think.") == "5/12/20"


@pytest.mark.parametrize("text", [MOBILE, LIST])
def test_another_kind_of_policy_is_not_joined_to_rules_it_does_not_hold(text):
    proposed = propose(read(text.encode()), shipped_clauses())

    joined = {one.register_code for _, _, clauses in proposed for one in clauses if one.register_code}

    assert joined <= {"10.3", "10.4"}
