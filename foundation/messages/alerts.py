"""Alerts to rooms of the office (Slack, Teams, Telegram ...): the one file that speaks apprise."""

import logging
from typing import Any

import apprise

from foundation.config import Settings
from foundation.messages.carrying import NotSent, Outgoing, Receipt, SendProblem
from foundation.messages.settings import MessagesSettings

# Services of the internet alone: apprise also knows how to write to files, buses and programs of this computer.
SERVICES = (
    "slack",
    "msteams",
    "workflows",
    "tgram",
    "discord",
    "gchat",
    "line",
    "mmosts",
    "rockets",
    "matrixs",
    "ntfys",
    "webexteams",
    "zulip",
    "jsons",
)
LONGEST_ANSWER = 10
# The addresses hold secrets, and the library writes them into its log.
logging.getLogger("apprise").setLevel(logging.CRITICAL)


def is_alert_address(settings: Settings, url: str) -> bool:
    """Whether alerts can go to such an address: of a known service, with all that it needs."""
    service = url.partition("://")[0].lower()
    if service not in {*SERVICES, *settings.of(MessagesSettings).alert_services}:
        return False
    return apprise.Apprise.instantiate(url, suppress_exceptions=True) is not None  # pyright: ignore[reportUnknownMemberType]  untyped library


class AlertCarrier:
    """Carries office alerts; where they go is the address that the office has kept."""

    def __init__(self, settings: Settings) -> None:
        """Keep which services may be written to."""
        self._settings = settings

    def carry(self, outgoing: Outgoing) -> Receipt:
        """Hand one alert over."""
        if not is_alert_address(self._settings, outgoing.to):
            raise NotSent(SendProblem.ALERT_GONE, final=True)
        service: Any = apprise.Apprise.instantiate(outgoing.to, suppress_exceptions=True)  # pyright: ignore[reportUnknownMemberType]  untyped library
        service.socket_connect_timeout = service.socket_read_timeout = float(LONGEST_ANSWER)
        told = f"{outgoing.text}\n{outgoing.link}".strip()
        if not service.notify(title=outgoing.subject, body=told):
            raise NotSent(SendProblem.ALERT_AWAY)
        return Receipt()
