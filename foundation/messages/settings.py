"""Settings of the ways in which messages leave the house, beside mail."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from foundation.config import SHORTEST_KEY, Fault


@dataclass(frozen=True, kw_only=True)
class MessagesSettings:
    """Each is read from `IEUM_<NAME>`; docs/operations.md describes them."""

    # text messages and KakaoTalk: without an address, the outbox page shows what would be sent
    gateway_url: str = ""
    gateway_key: str = ""
    gateway_secret: str = field(default="", repr=False)
    gateway_sender: str = ""
    alimtalk_template: str = ""
    # push services and alert services beside those that everybody knows
    push_hosts: tuple[str, ...] = ()
    alert_services: tuple[str, ...] = ()

    def faults(self) -> Iterator[Fault]:
        """What is missing of the gateway; it carries telephone numbers, so others may not listen."""
        if not self.gateway_url:
            return
        address = urlsplit(self.gateway_url)
        is_here = address.hostname in {"127.0.0.1", "localhost", "::1"}
        allowed = {"https", "http"} if is_here else {"https"}
        if not address.hostname or address.scheme not in allowed:
            yield "gateway_url", "give an address with https (http only on this computer)"
        if len(self.gateway_secret) < SHORTEST_KEY:
            yield "gateway_secret", f"give at least {SHORTEST_KEY} characters made by chance"
        if not self.gateway_sender:
            yield "gateway_sender", "give the registered number that messages come from"
