"""The throw-away PostgreSQL is real, is ours alone, and is gone afterwards however the command ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.tools import with_pg

ROOT = Path(__file__).resolve().parent.parent.parent
TOOL = [sys.executable, str(ROOT / "tests" / "tools" / "with_pg.py")]
ASK = """
import os, sys, time, psycopg2
from environ import Env
found = Env.db_url_config(os.environ["DATABASE_URL"])
server = psycopg2.connect(user=found["USER"], dbname=found["NAME"], **found["OPTIONS"]).cursor()
server.execute("SELECT version(), lower('Ó')")
print(*server.fetchone(), found["OPTIONS"]["host"], sep="|", flush=True)
time.sleep(float(sys.argv[1]))
sys.exit(7)
"""

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.skipif(with_pg.programs() is None, reason="the PostgreSQL wheel does not support this machine"),
]


def start(seconds: float) -> subprocess.Popen:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.Popen(
        [*TOOL, sys.executable, "-c", ASK, str(seconds)], env=environment, stdout=subprocess.PIPE, text=True
    )


def test_the_server_is_a_real_postgresql_and_the_exit_code_is_the_commands():
    process = start(0)

    version, lowered, folder = process.communicate(timeout=60)[0].strip().split("|")

    assert version.startswith("PostgreSQL 18")
    assert lowered == "ó"
    assert process.returncode == 7
    assert not Path(folder).exists()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_stays_behind_when_it_is_killed(how):
    process = start(1)
    folder = Path(process.stdout.readline().strip().split("|")[2])
    assert folder.exists()

    process.send_signal(how)
    process.wait(timeout=60)

    deadline = time.monotonic() + 30
    while folder.parent.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not folder.parent.exists()
    process.stdout.close()


def test_a_postgresql_that_is_already_named_is_used():
    named = {"DATABASE_URL": "postgres://somebody@db.example/portal"}

    result = subprocess.run(
        [*TOOL, sys.executable, "-c", "import os; print(os.environ['DATABASE_URL'])"],
        env=os.environ | named,
        capture_output=True,
        text=True,
        check=True,
    )

    assert result.stdout.strip() == named["DATABASE_URL"]
