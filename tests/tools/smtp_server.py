"""A mail server of our own that can be told to die: just enough SMTP for what Django sends."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message

# When the server dies on a connection, if it does.
LIVES, DIES_BEFORE, DIES_AFTER = "lives", "before it takes the message", "after it took the message, without a word"


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, fate: Callable[[], str]) -> None:
        super().__init__(("127.0.0.1", 0), Connection)
        self.fate = fate
        self.taken: list[Message] = []


class Connection(socketserver.StreamRequestHandler):
    server: Server

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        fate = self.server.fate()
        self.say("220 ready")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                if fate == DIES_BEFORE:
                    return
                self.say("354 go on")
                self.server.taken.append(message_from_bytes(self._message()))
                if fate == DIES_AFTER:
                    return
            if verb == b"QUIT":
                self.say("221 bye")
                return
            self.say("250 ok")

    def _message(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)


@contextmanager
def mail_server(fate: Callable[[], str]) -> Iterator[Server]:
    """A server that asks `fate()` for each connection what becomes of it."""
    with Server(fate) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
