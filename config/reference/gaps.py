"""docs/reference/gaps.md: what the policy leaves open or says twice, what the portal does about it, and what holds that."""

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from config.reference.links import bullets, to_decision, to_test

BY_HAND = Path(settings.BASE_DIR) / "tests/reference/gaps.yaml"
HEAD = """\
A policy written by people has gaps. Each is named here in our own words, with what the portal does about it today and the
tests or decisions that hold that. "Not yet" says plainly what is still missing. Codes such as 9.3 are
[entries of the register](clauses.md).
"""


def gaps() -> dict[str, dict[str, Any]]:
    """Number -> {title, where, wrong, so, not_yet, tests, decisions}."""
    kept: dict[str, dict[str, Any]] = yaml.safe_load(BY_HAND.read_text(encoding="utf-8"))
    return kept


def gaps_page(note: str) -> str:
    written = gaps()
    unfinished = [f"[{number}](#{number.lower()})" for number, gap in written.items() if gap.get("not_yet")]
    parts = ["# Where the policy is silent or contradicts itself\n", note, HEAD]
    parts.append(f"{len(written)} gaps. Part of the answer is still to come for {', '.join(unfinished)}.\n")
    for number, gap in written.items():
        parts += [*_gap(number, gap), ""]
    return "\n".join(parts)


def _gap(number: str, gap: dict[str, Any]) -> list[str]:
    held = [to_test(node) for node in gap.get("tests", [])] + [to_decision(name) for name in gap.get("decisions", [])]
    lines = [
        ("Where", gap["where"]),
        ("The gap", gap["gap"]),
        ("What the portal does", gap["so"]),
        ("Not yet", gap.get("not_yet", "")),
    ]
    return [
        f'<a id="{number.lower()}"></a>\n',
        f"## {number} {gap['title']}\n",
        *bullets(lines),
        "- **Held by:**",
        *(f"  - {one}" for one in held),
    ]
