"""The virus scanner: clamd's INSTREAM over a socket of this machine. Every fault counts as "not scanned"."""

from __future__ import annotations

import socket
from typing import BinaryIO

from django.conf import settings

from files.states import Scan

PATIENCE = 30
CHUNK = 65_536
LONGEST_ANSWER = 4096


class ScannerDown(Exception):
    """A scanner is set up, and it gave no answer that can be relied on."""


def is_set_up() -> bool:
    return settings.CLAMD is not None


def scan(content: BinaryIO) -> Scan:
    """SCANNED or HARMFUL, as the scanner says; raises ScannerDown. Reads `content` from where it stands to its end."""
    try:
        with _connection() as line:
            answer = _ask(line, content)
    except OSError as fault:
        raise ScannerDown(f"clamd did not answer: {fault}") from fault
    if answer.endswith(" FOUND"):
        return Scan.HARMFUL
    if answer == "stream: OK":
        return Scan.SCANNED
    raise ScannerDown(f"clamd answered: {answer or 'nothing'}")


def _connection() -> socket.socket:
    address = settings.CLAMD
    if address is None:
        raise ScannerDown("No scanner is set up.")
    line = socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET)
    line.settimeout(PATIENCE)
    try:
        line.connect(address)
    except OSError:
        line.close()
        raise
    return line


def _ask(line: socket.socket, content: BinaryIO) -> str:
    """Each chunk after its length in four bytes; an empty one ends the stream."""
    line.sendall(b"zINSTREAM\0")
    while chunk := content.read(CHUNK):
        line.sendall(len(chunk).to_bytes(4, "big") + chunk)
    line.sendall(bytes(4))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        got = line.recv(LONGEST_ANSWER)
        if not got:
            break
        answer += got
    return answer.rstrip(b"\0\n").decode(errors="replace")
