"""A mail server that takes its time and remembers what it took."""

import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS_A_LETTER = 0.2


class Mailbox:
    """Message-IDs that were taken, and how often."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.lock = threading.Lock()

    def take(self, text: bytes) -> None:
        for line in text.splitlines():
            if line.lower().startswith(b"message-id:"):
                with self.lock:
                    self.taken[line.split(b":", 1)[1].strip().decode()] += 1


@contextmanager
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    """A mailbox and the port of its server on this machine."""
    box = Mailbox()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 ready")
            for line in self.rfile:
                word = line[:4].upper().strip()
                if word == b"DATA":
                    self._say("354 go on")
                    self._letter()
                elif word == b"QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say("250 ok")

        def _letter(self) -> None:
            text = b""
            for line in self.rfile:
                if line == b".\r\n":
                    time.sleep(SECONDS_A_LETTER)
                    box.take(text)
                    self._say("250 taken")
                    return
                text += line

        def _say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """The other end was killed: that is the drill."""

    with Server(("127.0.0.1", 0), Talk) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield box, server.server_address[1]
        server.shutdown()
