"""What was written and what corrects it, in the order of reading."""

from collections.abc import Sequence
from typing import TypeVar

from incidents.models import Entry, Evidence

Written = TypeVar("Written", Entry, Evidence)


def chains(rows: Sequence[Written]) -> list[list[Written]]:
    """One list for each thing written: the first words, then each correction, the newest last."""
    corrected_by = {one.corrects_id: one for one in rows if one.corrects_id}
    found = []
    for first in rows:
        if first.corrects_id:
            continue
        chain = [first]
        while chain[-1].pk in corrected_by:
            chain.append(corrected_by[chain[-1].pk])
        found.append(chain)
    return found
