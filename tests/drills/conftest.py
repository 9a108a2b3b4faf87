"""What is too long for every change runs by `make drill` alone: it is not collected at all without DRILL=1."""

import os

from tests.proofs.conftest import casework_world, posts_world, seeded_demo, seeded_demo_world  # noqa: F401 - fixtures of the proofs

collect_ignore_glob = [] if os.environ.get("DRILL") else ["*_long.py"]
