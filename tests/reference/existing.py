"""Whether a test that a page names is there, read from the test files without running them."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = ROOT / "docs" / "decisions"


@cache
def tests_in(path: str) -> frozenset[str]:
    """Names of the test functions of one file; none for a file that is not there."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    found = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return frozenset(one.name for one in found if isinstance(one, ast.FunctionDef) and one.name.startswith("test_"))


def exists(node: str) -> bool:
    """Whether `path::test_name` names a test of this repository."""
    path, _, name = node.partition("::")
    return name in tests_in(path)
