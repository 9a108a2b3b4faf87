"""The school's real document and its clause table, which lie beside the repository and never in it."""

import re
from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "policy"
DOCUMENT = FOLDER / "social-media-policy.txt"
IS_HERE = DOCUMENT.is_file()
WHY_NOT = "the school's document does not lie beside the repository (../shared/policy)"


@cache
def clause_table() -> dict[str, dict]:
    table = yaml.safe_load((FOLDER / "clauses.yaml").read_text("utf-8"))
    return {one["id"]: one for one in table["clauses"]}


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))


def runs_of_six(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + 6]) for i in range(len(found) - 5)}
