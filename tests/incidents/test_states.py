"""Every pair of states, generated against the tables of moves; never a list by hand."""

from itertools import product

import pytest

from incidents.models import Allegation, Incident, IncidentStep
from incidents.states import (
    FINDING_MOVES,
    FINDING_TURN,
    MOVES,
    STEP_MOVES,
    STEP_TURN,
    TURN,
    Finding,
    IncidentStatus,
    StepStatus,
    WrongState,
    status_for_reporter,
)

TABLES = [
    (Incident, "status", IncidentStatus, MOVES),
    (IncidentStep, "status", StepStatus, STEP_MOVES),
    (Allegation, "finding", Finding, FINDING_MOVES),
]
PAIRS = [
    (model, field, moves, start, target)
    for model, field, states, moves in TABLES
    for start, target in product(states, states)
]


@pytest.mark.parametrize(("model", "field", "moves", "start", "target"), PAIRS)
def test_only_listed_moves_are_taken(model, field, moves, start, target):
    row = model(**{field: start})

    if target in moves[start]:
        row.move_to(target)
        assert getattr(row, field) == target
    else:
        with pytest.raises(WrongState, match="Look at"):
            row.move_to(target)
        assert getattr(row, field) == start


@pytest.mark.parametrize(
    ("states", "moves", "turn"),
    [(IncidentStatus, MOVES, TURN), (StepStatus, STEP_MOVES, STEP_TURN), (Finding, FINDING_MOVES, FINDING_TURN)],
)
def test_every_state_says_what_may_follow_and_whose_turn_it_is(states, moves, turn):
    assert set(moves) == set(states) == set(turn)


@pytest.mark.parametrize(
    ("statuses", "word"),
    [
        ([], "received"),
        (["received"], "received"),
        (["received", "received"], "received"),
        (["being_handled"], "being_handled"),
        (["received", "closed"], "being_handled"),
        (["closed", "being_handled"], "being_handled"),
        (["closed"], "closed"),
        (["recorded_in_error"], "closed"),
        (["closed", "recorded_in_error"], "closed"),
    ],
)
def test_a_reporter_learns_one_word_however_many_cases_there_are(statuses, word):
    assert status_for_reporter(statuses) == word
