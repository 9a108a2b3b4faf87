"""Two policies of other schools (invented), written with their answers by somebody who had not seen the reader."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from policy.reading.assemble import read
from policy.reading.document import Document

UNSEEN = Path(__file__).parent / "unseen"
DOCUMENTS = ("mobile-phones.txt", "online-safety.md")


def words_of(text: str) -> list[str]:
    return re.sub(r"[^a-z0-9 ]", "", text.lower()).split()


@pytest.fixture(params=DOCUMENTS)
def pair(request: pytest.FixtureRequest) -> tuple[Document, dict[str, Any]]:
    """The document as it was read, and as a careful person reads it."""
    path = UNSEEN / request.param
    return read(path.read_bytes()), json.loads(path.with_suffix(".expected.json").read_text())


def parts_of(document: Document, bullet: dict[str, Any]) -> list[Any]:
    """The clauses that came of one bullet: two where it holds two norms."""
    start = words_of(bullet["starts"])[:5]
    in_section = [one for one in document.clauses if one.number.split(".")[0] == str(bullet["section"])]
    first = next((one for one in in_section if words_of(one.wording)[: len(start)] == start), None)
    if first is None:
        return []
    number = first.number.rstrip("abcdefgh")
    return [one for one in in_section if one.number.rstrip("abcdefgh") == number]


def test_four_bullets_of_five_are_understood(pair: tuple[Document, dict[str, Any]]) -> None:
    document, expected = pair
    right = 0
    for bullet in expected["bullets"]:
        parts = parts_of(document, bullet)
        is_audience = any(one.audience in bullet["audience"] for one in parts)
        right += is_audience and any(one.force in bullet["modality"] for one in parts)

    assert right / len(expected["bullets"]) >= 0.8


def test_sections_dates_and_signature_lines_are_found(pair: tuple[Document, dict[str, Any]]) -> None:
    document, expected = pair

    assert [one.title for one in document.sections] == [one["title"] for one in expected["sections"]]
    assert document.dates == expected["dates"]
    assert [one.is_filled for one in document.signatures] == [one["filled"] for one in expected["signatures"]]


def test_norms_in_running_text_are_found(pair: tuple[Document, dict[str, Any]]) -> None:
    document, expected = pair
    texts = [" ".join(words_of(one.wording)) for one in document.clauses]

    missing = [
        norm["contains"]
        for norm in expected["running_text_norms"]
        if not any(" ".join(words_of(norm["contains"])) in text for text in texts)
    ]
    assert missing == []


def test_nothing_is_dropped(pair: tuple[Document, dict[str, Any]]) -> None:
    document, expected = pair

    lost = [one["starts"] for one in expected["bullets"] if not parts_of(document, one)]
    assert lost == []
    assert document.unplaced == []
