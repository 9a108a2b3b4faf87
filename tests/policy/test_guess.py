"""Audience and force, guessed from the words of ordinary school policies."""

from pathlib import Path

import pytest

from policy.reading import audiences
from policy.reading.assemble import read
from policy.reading.guess import Guess, Place, guess, is_aim

LINES = Path(__file__).with_name("sentences.txt").read_text("utf-8").splitlines()[1:]
SENTENCES = [tuple(part.strip() for part in line.split(" | ")) for line in LINES]

HOMEWORK = """Hill Road Primary School

Homework Policy

Date of policy: March 2021        Review date: March 2024

1. What teachers do

1.1 Class teachers should explain the task before the end of the school day,
so that each child knows what to do.

1.2 Teachers will mark homework within three days. Parents will be told if
homework is missing three times in one week.

2. What parents can do

2.1 Parents are encouraged to read with their child every night.

Helping with mistakes

2.2 Parents are asked not to correct mistakes themselves.

3. Review

3.1 Pupils are expected to:
 a) write the task down;
 b) hand it in.

Page 1 of 1

Signed: ______________________  Chair of Governors    Date: __________
"""


@pytest.mark.parametrize(("section", "sentence", "said"), SENTENCES)
def test_a_sentence_is_read_as_people_read_it(section, sentence, said):
    place = Place(section=audiences.of_title(section), is_aim=is_aim(section))
    accepted = {
        Guess(audience, force)
        for alternative in said.split(";")
        for audience, forces in [alternative.split()]
        for force in forces.split(",")
    }

    assert guess(sentence, place) in accepted


def test_numbered_sections_keep_the_documents_own_numbers():
    document = read(HOMEWORK.encode())

    assert [section.title for section in document.sections] == ["What teachers do", "What parents can do", "Review"]
    assert [clause.number for clause in document.clauses] == [
        *("1.1", "1.2a", "1.2b", "2.1", "2.2", "3.1a", "3.1b", "3.2"),
    ]


def test_a_heading_below_a_section_leads_in_and_a_page_number_is_listed():
    document = read(HOMEWORK.encode())

    assert {clause.number: clause.lead_in for clause in document.clauses}["2.2"] == "Helping with mistakes"
    assert document.unplaced == ["Page 1 of 1"]


def test_the_line_above_a_list_says_whom_it_binds_and_how():
    found = {clause.number: clause for clause in read(HOMEWORK.encode()).clauses}

    assert (found["3.1a"].audience, found["3.1a"].force) == ("pupil", "should")
    assert found["3.1a"].lead_in == "Pupils are expected to:"
