"""Whatever a scanner says but a plain yes or no, the file counts as not scanned."""

import io
import socket
import threading

import pytest

from config import env
from files.scanning import ScannerDown, is_set_up, scan
from files.states import Scan

CONTENT = b"x" * 150_000


class Answering:
    """A server on this machine that takes one stream as clamd does and gives one answer."""

    def __init__(self, answer: bytes, *, reads: bool = True) -> None:
        self.answer, self.reads, self.heard = answer, reads, b""
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = self.server.getsockname()
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self) -> None:
        line, _ = self.server.accept()
        with line, self.server:
            while self.reads and not self.heard.endswith(bytes(4)):
                self.heard += line.recv(65_536)
            line.sendall(self.answer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.thread.join(10)


def verdict_of(answer, settings, **facts):
    with Answering(answer, **facts) as server:
        settings.CLAMD = server.address
        verdict = scan(io.BytesIO(CONTENT))
    return verdict, server.heard


def test_the_content_is_streamed_in_measured_chunks(settings):
    verdict, heard = verdict_of(b"stream: OK\0", settings)

    assert verdict == Scan.SCANNED
    assert heard.startswith(b"zINSTREAM\0" + (65_536).to_bytes(4, "big") + b"x")
    assert len(heard) == len(b"zINSTREAM\0") + len(CONTENT) + 4 * 4


def test_a_find_is_a_find(settings):
    assert verdict_of(b"stream: Win.Test FOUND\0", settings)[0] == Scan.HARMFUL


@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK, perhaps\0", b"\xff\0", b"UNKNOWN COMMAND\0"]
)
def test_any_other_answer_counts_as_none(answer, settings):
    with pytest.raises(ScannerDown, match="clamd answered"):
        verdict_of(answer, settings)


def test_a_line_that_breaks_counts_as_none(settings):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        settings.CLAMD = closed.getsockname()
    with pytest.raises(ScannerDown, match="did not answer"):
        scan(io.BytesIO(CONTENT))


def test_a_scanner_that_says_nothing_is_waited_for_only_so_long(settings, monkeypatch):
    monkeypatch.setattr("files.scanning.PATIENCE", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMD = silent.getsockname()
        with pytest.raises(ScannerDown, match="did not answer"):
            scan(io.BytesIO(b"x"))


def test_without_the_setting_there_is_no_scanner(settings):
    settings.CLAMD = None

    assert not is_set_up()
    with pytest.raises(ScannerDown):
        scan(io.BytesIO(b"x"))


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("", None),
        ("unix:///run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
        ("tcp://127.0.0.1:3310", ("127.0.0.1", 3310)),
        ("tcp://localhost:3310", ("localhost", 3310)),
    ],
)
def test_the_setting_names_a_socket_of_this_machine(given, read, monkeypatch):
    monkeypatch.setenv("CLAMD", given)

    assert env.scanner("CLAMD") == read


@pytest.mark.parametrize(
    "given",
    [
        "tcp://10.0.0.7:3310",
        "tcp://127.0.0.1",
        "tcp://127.0.0.1:0",
        "unix://clamd",
        "/run/clamd.ctl",
        "tcp://127.0.0.1:x",
    ],
)
def test_another_machine_or_nonsense_stops_the_start(given, monkeypatch):
    """What goes there is not encrypted."""
    monkeypatch.setenv("CLAMD", given)

    with pytest.raises(SystemExit, match="CLAMD is set to a value that cannot be used"):
        env.scanner("CLAMD")
