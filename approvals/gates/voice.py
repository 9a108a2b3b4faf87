"""Gates of who speaks and where: open accounts, no freeze, an official user in force."""

from __future__ import annotations

from approvals.gates.results import Level, Result
from approvals.gates.snapshot import Snapshot
from approvals.models import Stage


def account_open(seen: Snapshot) -> Result:
    """The shipped register keeps a list of official accounts; nothing goes out on one that is off."""
    off = [one.name for one in seen.placed if not one.is_enabled]
    if off:
        hint = "Choose another account, or ask the Principal or the Vice-Principal to switch it on."
        return Result("account_open", Level.RED, f"{' and '.join(off)}: switched off. {hint}", "official_account")
    return Result("account_open", Level.GREEN, "Every account is in the register and open.", "official_account")


def no_freeze(seen: Snapshot) -> Result:
    """What is approved during a freeze is held; only publishing itself is refused."""
    frozen = [one.name for one in seen.placed if one.is_frozen]
    if not frozen:
        return Result("no_freeze", Level.GREEN, "Publishing is not frozen.", "official_account")
    level = Level.AMBER if seen.stage in (Stage.SUBMIT, Stage.APPROVE) else Level.RED
    sentence = f"Publishing is frozen: {', '.join(frozen)}. It stays on hold until the freeze is ended."
    return Result("no_freeze", level, sentence, "official_account")


def official_user(seen: Snapshot) -> Result:
    """Only official users speak for the school, each on the accounts of their entry."""
    if not seen.has_official_author:
        sentence = "The author is not an official user in force. Another official user may ask for it anew."
        return Result("official_user", Level.RED, sentence, "official_user")
    outside = [one.name for one in seen.placed if not one.is_in_scope]
    if outside:
        sentence = f"The author is not an official user of {', '.join(outside)}. Leave it out, or widen the entry."
        return Result("official_user", Level.RED, sentence, "official_user")
    return Result("official_user", Level.GREEN, "The author is an official user of every account.", "official_user")
