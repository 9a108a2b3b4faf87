"""Posts from the time of one account stay what they were: their digests hold, and what was approved can go out."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.once
def test_old_posts_keep_their_digests_and_get_their_targets(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parent.parent.parent
    env = os.environ | {"VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'old.sqlite3'}"}

    done = subprocess.run(
        [sys.executable, "-m", "tests.approvals.old_posts"], cwd=root, env=env, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    left = json.loads(done.stdout)
    assert left["missing"] == []
    assert left["digests"] == [True] * 5
    assert left["posts"] == [
        ["approved", "approved", "queued"],
        ["draft", ""],
        ["published", "approved", "published"],
        ["submitted", ""],
        ["withdrawn", ""],
    ]
    assert left["published"] == [True]
