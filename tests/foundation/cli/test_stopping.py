"""The embedded server, asked to stop, answers what it has begun to answer and nothing else."""

import http.client
import threading
from collections.abc import Iterable
from typing import Any

import pytest

from foundation.cli.running import EmbeddedServer
from foundation.config import Settings

LONG = b"x" * 500_000


def test_a_request_under_way_is_answered_to_its_end() -> None:
    begun, may_go_on = threading.Event(), threading.Event()

    def slow(_environ: Any, start: Any) -> Iterable[bytes]:
        begun.set()
        assert may_go_on.wait(10)
        start("200 OK", [("Content-Length", str(len(LONG)))])
        return [LONG]

    server = EmbeddedServer(slow, Settings(), "127.0.0.1", 0)
    port: int = server.port
    running = threading.Thread(target=server.run)
    running.start()
    answers: list[int] = []

    def ask() -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        link.request("GET", "/")
        answers.append(len(link.getresponse().read()))
        link.close()

    asking = threading.Thread(target=ask)
    asking.start()
    assert begun.wait(10)
    server.ask_to_stop()
    late = http.client.HTTPConnection("127.0.0.1", port, timeout=0.3)
    late.request("GET", "/")
    with pytest.raises(TimeoutError):
        late.getresponse()
    late.close()
    may_go_on.set()
    asking.join(10)
    running.join(10)
    server.close()

    assert answers == [len(LONG)]
    assert not running.is_alive()
