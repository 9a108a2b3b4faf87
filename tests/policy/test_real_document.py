"""The school's document as the importer reads it, held against the hand-made clause table."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from config.reference.clauses import clauses_page
from config.reference.gaps import gaps_page
from policy.register import shipped_clauses, shipped_steps
from tests.policy.real_document import DOCUMENT, IS_HERE, WHY_NOT, clause_table, runs_of_six

pytestmark = pytest.mark.skipif(not IS_HERE, reason=WHY_NOT)
REPOSITORY = Path(__file__).resolve().parents[2]
OURS = [
    "approvals",
    "audit",
    "config",
    "docs",
    "files",
    "incidents",
    "notices",
    "policy",
    "school",
    "templates",
    "tests",
]


@pytest.fixture(scope="module")
def read():
    out = StringIO()
    call_command("import_policy", str(DOCUMENT), "--dry-run", "--format", "json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def clauses(read):
    return {clause["number"]: clause for section in read["sections"] for clause in section["clauses"]}


def test_it_has_ten_sections_and_the_cover_is_none_of_them(read):
    assert [section["number"] for section in read["sections"]] == [str(n) for n in range(1, 11)]
    assert read["unplaced"] == []


def test_every_clause_of_the_table_but_the_cover_is_found_under_its_number(clauses):
    wanted = {number for number in clause_table() if not number.startswith("0.")}

    assert set(clauses) == wanted


def test_thirty_two_bullets_are_found():
    table = clause_table()
    bullets = {"2": 3, "5": 3, "6": 2, "7": 4, "8": 5, "9": 15}

    counted = {
        section: len({re.sub(r"[a-z]$", "", number) for number in table if number.startswith(f"{section}.")
                      and 0 < int(re.sub(r"\D", "", number.split(".")[1])) <= last})
        for section, last in bullets.items()
    }  # fmt: skip

    assert sum(counted.values()) == 32


@pytest.mark.parametrize("field", ["audience", "modality"])
def test_audience_and_modality_are_the_tables(clauses, field):
    wrong = {number for number, clause in clauses.items() if clause[field] != clause_table()[number][field]}

    assert len(wrong) <= len(clauses) / 10, sorted(wrong)


@pytest.mark.parametrize("field", ["breach", "steps"])
def test_breaches_and_steps_are_the_tables(clauses, field):
    wrong = {number for number, clause in clauses.items() if clause[field] != clause_table()[number][field]}

    assert wrong == set()


def test_words_alone_without_the_register_tell_audience_and_modality_of_nine_bullets_in_ten():
    from policy.reading.assemble import read as read_bytes

    guessed = read_bytes(DOCUMENT.read_bytes()).clauses
    table = clause_table()
    wrong = [
        c.number for c in guessed if (c.audience, c.force) != (table[c.number]["audience"], table[c.number]["modality"])
    ]

    assert len(wrong) <= len(guessed) / 10, wrong


@pytest.mark.parametrize("number", ["7.0a", "8.7a", "9.17a", "10.1a", "10.1b"])
def test_rules_in_running_text_are_found(clauses, number):
    assert number in clauses


def test_dates_are_kept_as_the_document_has_them(read):
    assert read["dates"] == {
        "written": "October 2016",
        "cover_review": "October 2018 / December 2020",
        "staff_review": "5/12/20",
        "governors_approval": "November 2020",
    }


def test_both_signature_lines_are_empty(read):
    assert [one["filled"] for one in read["signatures"]] == [False, False]
    assert "Chair" in read["signatures"][0]["label"]
    assert read["signatures"][1]["label"] == ""


def test_no_six_words_of_the_document_stand_in_the_register_or_in_what_is_written_from_it():
    document = runs_of_six(DOCUMENT.read_text("utf-8"))
    ours = [f"{one['title']}. {one['restatement']}" for one in shipped_clauses()]
    ours += [one["text"] for one in shipped_steps()]
    ours += [clauses_page(""), gaps_page("")]

    assert [run for text in ours for run in runs_of_six(text) & document] == []


def test_no_sentence_of_the_document_stands_anywhere_in_the_repository():
    sentences = {
        " ".join(sentence.split())
        for line in DOCUMENT.read_text("utf-8").splitlines()
        for sentence in re.split(r"(?<=[.:])\s", line)
        if len(sentence.split()) >= 8 and (sentence[-1] in ".:" or line.startswith("-"))
    }
    files = [
        path
        for folder in OURS
        for path in (REPOSITORY / folder).rglob("*")
        if path.suffix in {".py", ".yaml", ".html", ".md", ".txt", ".json"}
    ]
    text = {path: " ".join(path.read_text("utf-8", errors="ignore").split()) for path in files}

    found = [(path.name, sentence) for path, whole in text.items() for sentence in sentences if sentence in whole]

    assert found == []
