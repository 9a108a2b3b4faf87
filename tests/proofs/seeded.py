"""The same references, ids, keys and tokens every time: the operating system's chance replaced by a seed's."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from unittest import mock

import time_machine

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)  # a Tuesday in term, as the demo school likes it


@contextmanager
def seeded(seed: str) -> Iterator[None]:
    """Everything random inside follows from the seed: uuid4, secrets, Django's tokens and session keys."""
    chance = random.Random(seed)
    with mock.patch.object(os, "urandom", chance.randbytes), mock.patch.object(random, "_urandom", chance.randbytes):
        yield


@contextmanager
def standing_still() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield
