"""The portal as `python -m config.serve` starts it, and requests that reach it by HTTP, as a browser's do."""

import os
import secrets
import socket
import string
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client

from config import env, serve

OWN = "X-Own-Computing"
PATIENCE = 60


def own_computing(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the milliseconds that the answering thread itself computed, as a header."""

    def answer(request: HttpRequest) -> HttpResponse:
        start = time.thread_time()
        response = get_response(request)
        response.headers[OWN] = f"{(time.thread_time() - start) * 1000:.3f}"
        return response

    return answer


@contextmanager
def served() -> Iterator[int]:
    """The web server of config.serve on a free port, over the database that this process uses; its port."""
    with socket.socket() as probe:
        probe.bind((serve.HOST, 0))
        port: int = probe.getsockname()[1]
    changed = {"DJANGO_SETTINGS_MODULE": "tests.bench.settings", "SITE_URL": f"http://{serve.HOST}:{port}"}
    process = subprocess.Popen(serve.web(port), cwd=env.BASE_DIR, env=os.environ | changed)
    try:
        deadline = time.monotonic() + PATIENCE
        while not answers(port):
            assert process.poll() is None, "The web server ended."
            assert time.monotonic() < deadline, "The web server did not answer."
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def answers(port: int) -> bool:
    try:
        return Wire(port, Client()).get("/").status_code < 500
    except (OSError, HTTPException):
        return False


@dataclass(frozen=True)
class Answer:
    status_code: int
    content: bytes
    own: float


class Wire:
    """Stands in for django.test.Client: the same session; a connection for each request, as from a proxy."""

    def __init__(self, port: int, client: Client) -> None:
        self.port = port
        self.token = "".join(secrets.choice(string.ascii_letters) for _ in range(32))
        session = client.cookies.get(settings.SESSION_COOKIE_NAME)
        found = {settings.CSRF_COOKIE_NAME: self.token}
        if session is not None:
            found[settings.SESSION_COOKIE_NAME] = session.value
        self.headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in found.items())}

    def get(self, address: str) -> Answer:
        return self._send("GET", address, None, {})

    def post(self, address: str, data: dict[str, Any] | None = None) -> Answer:
        pairs = {"csrfmiddlewaretoken": self.token, **(data or {})}
        body = urlencode(pairs, doseq=True)
        return self._send("POST", address, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def _send(self, method: str, address: str, body: str | None, more: dict[str, str]) -> Answer:
        connection = HTTPConnection(serve.HOST, self.port, timeout=PATIENCE)
        try:
            connection.request(method, address, body, self.headers | more)
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(), float(answer.headers.get(OWN, 0)))
        finally:
            connection.close()
