"""One process to start and stop: the web server and the task worker, which live and die together.

A portal whose worker has quietly died looks well and tells nobody anything, so if either ends, both do, with its exit
code. Run it as `python -m config.serve`; PORT says where it listens. SIGTERM and Ctrl-C end both in good order.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from config import env

HOST = "127.0.0.1"
LAST_PORT = 65535
GRACE = 25
FIRST_ANSWER = 60
SET_PARENT_DEATH_SIGNAL = 1


def main() -> int:
    port = env.whole("PORT", 8000, least=1, most=LAST_PORT)
    if sentence := obstacle_to_listening(port):
        print(sentence, file=sys.stderr)
        return 1
    os.environ.setdefault("SITE_URL", f"http://{HOST}:{port}")
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: stopping.append(received))
    children = {"The web server": start(web(port)), "The task worker": start(worker())}
    try:
        return watch(children, stopping, port)
    finally:
        end(children, stopping)


def obstacle_to_listening(port: int) -> str:
    """Asked before anything starts: gunicorn itself would try five times and then print a traceback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            return f"Port {port} is kept for the system. Choose one above 1023: make run PORT=8080"
        except OSError:
            return f"Port {port} is in use. Stop what uses it, or choose another: make run PORT={another(port)}"
    return ""


def another(port: int) -> int:
    return port + 1 if port < LAST_PORT else port - 1


def web(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi:application"),
        *("--bind", f"{HOST}:{port}", "--worker-class", "gthread", "--workers", "2", "--threads", "4"),
        *("--graceful-timeout", "20", "--log-level", "warning", "--no-control-socket"),
    ]


def worker() -> list[str]:
    return [sys.executable, "manage.py", "work"]


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C reaches it once, from here, and not from the terminal as well."""
    return subprocess.Popen(command, cwd=env.BASE_DIR, start_new_session=True, preexec_fn=die_with_parent())


def die_with_parent() -> Callable[[], object] | None:
    """On Linux the children are told to end even when this process is killed outright."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return lambda: library.prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def watch(children: dict[str, subprocess.Popen[bytes]], stopping: list[int], port: int) -> int:
    """Wait for a signal (0) or for the first child to end (its code)."""
    deadline: float | None = time.monotonic() + FIRST_ANSWER
    while not stopping:
        for name, child in children.items():
            if (code := child.poll()) is not None:
                print(f"{name} ended ({meaning(code)}), so the portal stops.", file=sys.stderr, flush=True)
                return 128 - code if code < 0 else code or 1
        if deadline is not None and answers(port):
            deadline = None
            welcome()
        if deadline is not None and time.monotonic() > deadline:
            print(f"The web server has not answered for {FIRST_ANSWER} s, so the portal stops.", file=sys.stderr)
            return 1
        time.sleep(0.2)
    return 0


def meaning(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def answers(port: int) -> bool:
    """Any answer but a fault will do; a redirection to https is one, and is not followed."""
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/", headers={"Host": urlsplit(os.environ["SITE_URL"]).netloc})
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def welcome() -> None:
    print(f"\nThe portal is at {os.environ['SITE_URL']}/  (Ctrl-C stops it)\n", flush=True)
    subprocess.run([sys.executable, "manage.py", "demo", "--show"], cwd=env.BASE_DIR, check=False)


def end(children: dict[str, subprocess.Popen[bytes]], stopping: list[int]) -> None:
    """Ask both to end, wait for what they are doing, and do not wait for ever: a second signal cuts it short."""
    asked = len(stopping)
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE
    while any(child.poll() is None for child in children.values()):
        if time.monotonic() > deadline or len(stopping) > asked:
            for child in children.values():
                child.kill()
        time.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main())
