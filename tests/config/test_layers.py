"""The contracts of pyproject.toml hold, and break when a wrong import is added."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("config", "approvals", "incidents", "policy", "school", "notices", "files", "audit")
LINTER = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]

pytestmark = pytest.mark.once


@pytest.fixture
def copy(tmp_path) -> Path:
    for app in APPS:
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run(LINTER, cwd=folder, capture_output=True, text=True, check=False)


def test_the_contracts_hold(copy):
    result = lint(copy)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "wrong"),
    [
        ("incidents/states.py", "import approvals.states"),
        ("audit/models.py", "import school.names"),
        ("notices/register.py", "from policy import states"),
        ("school/permissions.py", "from school import actions"),
        ("notices/models.py", "from notices import views"),
        ("school/names.py", "import config.settings"),
    ],
)
def test_a_wrong_import_breaks_a_contract(copy, file, wrong):
    module = copy / file
    module.write_text(f"{module.read_text()}\n\ndef _wrong():\n    {wrong}\n")

    result = lint(copy)

    assert result.returncode == 1
    assert "BROKEN" in result.stdout
