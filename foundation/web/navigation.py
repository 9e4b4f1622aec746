"""The main menu: each package adds its entries, the reader's permissions choose among them."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, g, request, url_for

from foundation.security.permissions import Actor, Permission
from foundation.text.i18n import LANGUAGE_NAMES
from foundation.text.message import LazyText
from foundation.web.translation import language, words
from foundation.web.work import actor, office


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the menu. `within` are path prefixes under which it counts as the current one.

    `count` may say how many things wait there. Whoever holds `unless` has a better entry elsewhere.
    A `public` entry is shown to whoever is not signed in, and to nobody else.
    """

    label: LazyText
    endpoint: str
    icon: str
    permission: Permission | None
    within: tuple[str, ...]
    order: int
    phone: bool = False
    unless: Permission | None = None
    count: Callable[[], int] | None = None
    public: bool = False


@dataclass(frozen=True)
class ShownEntry:
    """An entry as a template shows it."""

    label: str
    url: str
    icon: str
    current: bool
    count: int


def install(app: Flask, entries: tuple[Entry, ...], on_phone: Callable[[Actor], bool]) -> None:
    """Give every template `navigation`, `shell`, `language`, `languages` and `actor`.

    `on_phone` says who is shown the phone's frame; everybody else has the desk's.
    """
    ordered = sorted(entries, key=lambda entry: entry.order)

    @app.context_processor
    def page_context() -> dict[str, object]:  # pyright: ignore[reportUnusedFunction]  registered by the decorator
        phone = on_phone(actor())
        return {
            "navigation": _menu([e for e in ordered if e.phone == phone and _is_for(e, actor())]),
            "shell": "public" if actor().user_id is None else "phone" if phone else "staff",
            "language": language(),
            "languages": {code: LANGUAGE_NAMES[code] for code in office().settings.languages},
            "actor": actor(),
        }


def _is_for(entry: Entry, who: Actor) -> bool:
    if who.user_id is None or entry.public:
        return who.user_id is None and entry.public
    if entry.unless is not None and who.may(entry.unless):
        return False
    return entry.permission is None or who.may(entry.permission)


def _menu(entries: list[Entry]) -> list[ShownEntry]:
    """The entries as they are shown; where several match the address, the last of the closest is it."""
    current = max(reversed(entries), key=_closeness, default=None)
    if current is not None and not _closeness(current):
        current = None
    return [_shown(entry, is_current=entry is current) for entry in entries]


def _closeness(entry: Entry) -> int:
    inside = (path for path in entry.within if f"{request.path}/".startswith(f"{path}/"))
    return max(map(len, inside), default=0)


def _shown(entry: Entry, *, is_current: bool) -> ShownEntry:
    waiting = entry.count() if entry.count is not None and g.get("actor") else 0
    return ShownEntry(words(entry.label), url_for(entry.endpoint), entry.icon, is_current, waiting)
