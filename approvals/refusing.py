"""A gate that says no takes its act back with it; that it said no is kept for the figures all the same.

`@counts_refusals` stands above `@transaction.atomic`, so that what it writes is written after the act was rolled back, in a
transaction of its own. It writes which gate and when: no post, no person, no word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from approvals.gates import Judged
from approvals.models import GateRefusal
from approvals.states import WrongState

EXACT_WORDS = "exact_words"
P = ParamSpec("P")
R = TypeVar("R")


class GateRefused(WrongState):
    """Gates stopped it: `gates` are their codes, `stage` is when. The text is shown to the person."""

    def __init__(self, sentence: str, *, gates: Iterable[str], stage: str) -> None:
        super().__init__(sentence)
        self.gates = sorted(set(gates))
        self.stage = stage


def stopped(stops: Iterable[Judged], stage: str, *more: str, said: str = "") -> GateRefused:
    """What to raise for these results: their sentences, then `more`; or `said` in their place."""
    found = list(stops)
    sentence = said or " ".join([*(one.sentence for one in found), *more])
    return GateRefused(sentence, gates=(one.code for one in found), stage=stage)


def counts_refusals(action: Callable[P, R]) -> Callable[P, R]:
    """Keep which gates refused it. The action takes `now` by its name, as every action does."""

    @wraps(action)
    def counted(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return action(*args, **kwargs)
        except GateRefused as refused:
            now = kwargs["now"]
            assert isinstance(now, datetime)
            with transaction.atomic():
                GateRefusal.objects.bulk_create(
                    GateRefusal(gate=code, stage=refused.stage, at=now) for code in refused.gates
                )
            raise

    return counted
