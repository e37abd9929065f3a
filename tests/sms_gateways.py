"""An SMS gateway over HTTP as a provider runs one: it takes JSON, forms and queries, knows a
message again by its reference, and fails as told: out of reach, slow, or with any answer.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

ACCEPTED = '{"status": "accepted"}'
BODY = {
    "to": "{digits}",
    "text": "{text}",
    "reference": "{reference}",
    "entity": "{entity_id}",
    "sender": "{header}",
    "template": "{template_id}",
    "unicode": "{unicode}",
}


@dataclass(frozen=True)
class Answer:
    """What the gateway does with one request. It takes the message unless the status is an error;
    `is_lost` breaks the connection instead of answering.
    """

    status: int = 200
    body: str = ACCEPTED
    is_slow: bool = False
    is_lost: bool = False
    takes: bool = True


@dataclass
class SmsGatewayServer:
    """One gateway. `tries` are all requests in their order, `delivered` what people have got, by
    reference; `planned` are the next answers, then all is well. `released` ends a slow answer.
    """

    port: int = 0
    tries: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    delivered: dict[str, dict[str, Any]] = field(default_factory=dict)
    planned: deque[Answer] = field(default_factory=deque)
    released: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/send"

    @property
    def texts(self) -> list[str]:
        """What people read, in the order in which it came."""
        return [message["text"] for message in self.delivered.values()]

    def plan(self, *answers: Answer) -> None:
        """What the next requests meet."""
        self.planned.extend(answers)

    def come_up(self) -> None:
        """Listen, on the same port as before an outage."""
        self._server = _Server(("127.0.0.1", self.port), _handler(self))
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def go_down(self) -> None:
        """Refuse all connections."""
        self.released.set()
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    def take(self, message: dict[str, Any], headers: dict[str, str]) -> Answer:
        """Note a request and say what is done with it."""
        with self._lock:
            self.tries.append(message)
            self.headers.append(headers)
            answer = self.planned.popleft() if self.planned else Answer()
            if answer.takes and answer.status < 400:
                self.delivered.setdefault(message["reference"], message)
        return answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def _handler(gateway: SmsGatewayServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(dict(parse_qsl(urlsplit(self.path).query)))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            is_json = self.headers["content-type"] == "application/json"
            self._answer(json.loads(body) if is_json else dict(parse_qsl(body)))

        def _answer(self, message: dict[str, Any]) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = gateway.take(message, headers)
            if answer.is_slow:
                gateway.released.wait()
            if answer.is_lost:
                self.close_connection = True
                self.connection.close()
                return
            content = answer.body.encode()
            try:
                self.send_response(answer.status)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except ConnectionError:  # whoever asked has gone
                self.close_connection = True

        def finish(self) -> None:
            try:
                super().finish()
            except (OSError, ValueError):
                pass

        def log_message(self, *_: Any) -> None:
            """Nothing: the tests read `tries`."""

    return Handler


@contextmanager
def sms_gateway() -> Iterator[SmsGatewayServer]:
    """A gateway that is up."""
    gateway = SmsGatewayServer()
    gateway.come_up()
    try:
        yield gateway
    finally:
        gateway.go_down()


def through(gateway: SmsGatewayServer, **changes: Any) -> dict[str, Any]:
    """The settings of `notifications` that send everybody's SMS through a gateway."""
    sms = {
        "gateway": "http",
        "url": gateway.url,
        "body": BODY,
        "accepted_pattern": '"accepted"',
        "seconds": 1,
    }
    return {"mode": "live", "sms": sms | changes}
