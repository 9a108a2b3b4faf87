"""The web server and the task worker live and die together, seen on real processes."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.browser.portal import Databases

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60
WORDS = {"web": "gunicorn", "worker": "work"}

pytestmark = [pytest.mark.drill, pytest.mark.sqlite]


@pytest.fixture(scope="module")
def installation(tmp_path_factory) -> dict[str, str]:
    """An empty portal in a folder of its own."""
    folder = tmp_path_factory.mktemp("var")
    Databases(folder).migrated("portal")
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= {"VAR_DIR": str(folder), "STATIC_MANIFEST": "false"}
    return environment


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def supervisor(installation, port, tmp_path) -> Iterator[subprocess.Popen]:
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.serve"],
            cwd=ROOT,
            env=installation | {"PORT": str(port)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    process.log = tmp_path / "log"
    wait_until(lambda: "The portal is at" in process.log.read_text() or process.poll() is not None)
    yield process
    if process.poll() is None:
        process.kill()


def wait_until(holds) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def children_of(pid: int) -> dict[str, int]:
    """The web server's and the worker's process numbers."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
            command = (status.parent / "cmdline").read_text().split("\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid:
            found |= {name: int(status.parent.name) for name in WORDS if WORDS[name] in command}
    return found


def memory_of_children(pid: int) -> int:
    """In kilobytes, all together."""
    found = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(FileNotFoundError, ProcessLookupError):
            facts = dict(line.split(":", 1) for line in status.read_text().splitlines())
            if int(facts["PPid"]) == pid and "VmRSS" in facts:
                found += int(facts["VmRSS"].split()[0])
    return found


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_it_says_where_it_is_once_it_answers(supervisor, port):
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/")

    assert connection.getresponse().status in (200, 302)
    assert f"The portal is at http://127.0.0.1:{port}/" in supervisor.log.read_text()


def test_a_gigabyte_is_refused_at_once_and_costs_no_memory(supervisor, port):
    """Trust A64: at most a second and 20 MB; the sender is cut off instead of being listened to."""
    web = children_of(supervisor.pid)["web"]
    before = memory_of_children(web)
    head = f"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {2**30}\r\n\r\n"
    began, sent = time.monotonic(), 0

    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(head.encode())
        answer = line.recv(4096)
        took = time.monotonic() - began
        with suppress(OSError):
            while sent < 2**30:
                line.sendall(bytes(2**20))
                sent += 2**20

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert took < 1
    assert sent < 2**26
    assert memory_of_children(web) - before < 20_000


@pytest.mark.parametrize("victim", ["web", "worker"])
def test_when_one_is_killed_the_other_ends_and_the_code_says_so(supervisor, victim):
    children = children_of(supervisor.pid)
    assert set(children) == {"web", "worker"}

    os.kill(children[victim], signal.SIGKILL)

    assert supervisor.wait(PATIENCE) == 128 + signal.SIGKILL
    assert not any(is_alive(pid) for pid in children.values())
    assert re.search(
        r"The (web server|task worker) ended \(SIGKILL\), so the portal stops\.", supervisor.log.read_text()
    )


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_both_in_good_order_when_asked(supervisor, asked):
    children = children_of(supervisor.pid)

    supervisor.send_signal(asked)

    assert supervisor.wait(PATIENCE) == 0
    assert not any(is_alive(pid) for pid in children.values())
    assert "Traceback" not in supervisor.log.read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent was killed")
def test_nothing_stays_behind_when_it_is_killed_itself(supervisor):
    children = children_of(supervisor.pid)

    supervisor.kill()

    wait_until(lambda: not any(is_alive(pid) for pid in children.values()))


def test_a_port_in_use_is_said_in_a_sentence(installation, port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        result = subprocess.run(
            [sys.executable, "-m", "config.serve"],
            cwd=ROOT,
            env=installation | {"PORT": str(port)},
            capture_output=True,
            text=True,
            check=False,
        )

    assert result.returncode == 1
    assert result.stderr.startswith(f"Port {port} is in use. ")
    assert "Traceback" not in result.stderr
