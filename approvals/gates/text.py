"""Gates of the words: there are some, and each platform takes them."""

from __future__ import annotations

from approvals.gates.counting import too_long
from approvals.gates.results import Level, Result
from approvals.gates.snapshot import Snapshot


def text_given(seen: Snapshot) -> Result:
    if not seen.placed:
        return Result("text_given", Level.RED, "No account is left. Choose at least one.")
    empty = [one.name for one in seen.placed if not one.text.strip()]
    if empty:
        return Result("text_given", Level.RED, f"There are no words for {' and '.join(empty)}. Write them.")
    return Result("text_given", Level.GREEN, "There are words for every account.")


def fits_the_platform(seen: Snapshot) -> Result:
    """As each platform counts; the limit is the platform's, not the policy's."""
    over = [
        f"{one.name} takes {limit.most:,} {limit.unit}, and this has {found:,}"
        for one in seen.placed
        for found, limit in too_long(one.platform, one.text)
    ]
    if over:
        hint = "Shorten it, or give that account words of its own."
        return Result("fits_the_platform", Level.RED, f"{'; '.join(over)}. {hint}")
    return Result("fits_the_platform", Level.GREEN, "It is short enough for every account.")


def other_policy(seen: Snapshot) -> Result:
    if seen.other_policy:
        sentence = f"Somebody marked it as touching another policy: {seen.other_policy}. Say that you looked at it."
        return Result("other_policy", Level.AMBER, sentence)
    return Result("other_policy", Level.GREEN, "Nobody marked it as touching another policy.")
