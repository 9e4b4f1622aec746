"""The main menu: each package adds its entries, the reader's permissions choose among them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask import Flask, Response, current_app, g, request, url_for

from foundation.security.permissions import Actor, Permission
from foundation.text.i18n import LANGUAGE_NAMES
from foundation.text.message import LazyText, say
from foundation.web.translation import language, words
from foundation.web.work import actor, office


class Group(StrEnum):
    """Where an entry stands at a desk, for whoever has many: in the order of the menu.

    What is `TOP` is always in sight; what is `OWN`, the reader's own things, stands under the name.
    """

    TOP = "top"
    DISPATCH = "dispatch"
    PEOPLE = "people"
    TRAINING = "training"
    FIGURES = "figures"
    OPERATIONS = "operations"
    OWN = "own"


GROUP_NAMES = {
    Group.DISPATCH: say("Dispatch"),
    Group.PEOPLE: say("People"),
    Group.TRAINING: say("Training"),
    Group.FIGURES: say("Figures"),
    Group.OPERATIONS: say("Operations"),
}
# So many entries fit beside each other on a small desk's screen: groups would only hide them.
MOST_BESIDE = 8


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
    group: Group = Group.TOP
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


@dataclass(frozen=True)
class ShownGroup:
    """Entries under one heading."""

    key: str
    label: str
    entries: list[ShownEntry]

    @property
    def current(self) -> bool:
        """Whether the present page belongs to one of its entries."""
        return any(entry.current for entry in self.entries)

    @property
    def count(self) -> int:
        """How many things wait behind its entries."""
        return sum(entry.count for entry in self.entries)


@dataclass(frozen=True)
class Menu:
    """The main menu as a template shows it, and the reader's own things that stand under the name."""

    parts: list[ShownEntry | ShownGroup]
    own: list[ShownEntry]


class WorkSide(StrEnum):
    """In which frame somebody works: on the phone as an interpreter or trainee, or at a desk."""

    PHONE = "phone"
    DESK = "desk"


SIDE_NAMES = {WorkSide.PHONE: say("My interpreting"), WorkSide.DESK: say("Office work")}
# What the browser remembers until the reader signs out: the side of the last page of one of them only.
COOKIE = "ieum_side"
STARTS = "starts"


@dataclass(frozen=True)
class OtherSide:
    """The way to the other side of somebody's work, for whoever has two."""

    label: str
    entries: list[ShownEntry]
    waiting: int


def install(
    app: Flask,
    entries: tuple[Entry, ...],
    sides_of: Callable[[Actor], frozenset[WorkSide]],
    starts: Sequence[tuple[Permission, str]],
) -> None:
    """Give every template `navigation`, `own_entries`, `other_side`, `shell`, `language`, `languages`, `actor`.

    `sides_of` says on which sides somebody works. Whoever works on both has the frame of the page's
    side, with the entries of the other one in a menu. `starts` are the first pages, in order.
    """
    ordered = sorted(entries, key=lambda entry: entry.order)
    app.extensions[STARTS] = (starts, ordered, sides_of)

    @app.context_processor
    def page_context() -> dict[str, object]:  # pyright: ignore[reportUnusedFunction]  registered by the decorator
        who = actor()
        sides = sides_of(who)
        side = _side_of_page(ordered, sides) if sides else WorkSide.DESK
        other = [_other(ordered, each) for each in sides - {side}]
        menu = _menu(_entries(ordered, side), side)
        return {
            "navigation": menu.parts,
            "own_entries": menu.own,
            "other_side": other[0] if other else None,
            "shell": "public"
            if who.user_id is None
            else "phone"
            if side is WorkSide.PHONE
            else "staff",
            "language": language(),
            "languages": {code: LANGUAGE_NAMES[code] for code in office().settings.languages},
            "actor": who,
        }

    @app.after_request
    def remember_side(response: Response) -> Response:  # pyright: ignore[reportUnusedFunction]  registered by the decorator
        if actor().user_id is None:
            if COOKIE in request.cookies:
                response.delete_cookie(COOKIE)
        elif (side := g.get("side")) is not None and side is not _remembered():
            secure = office().settings.secure_cookies
            response.set_cookie(COOKIE, side, samesite="Lax", httponly=True, secure=secure)
        return response


def _remembered() -> WorkSide | None:
    kept = request.cookies.get(COOKIE, "")
    return WorkSide(kept) if kept in set(WorkSide) else None


def find_start() -> str | None:
    """The endpoint that the reader's work begins with: on the side where they were last."""
    starts, ordered, sides_of = current_app.extensions[STARTS]
    mine = [endpoint for permission, endpoint in starts if actor().may(permission)]
    last = _remembered()
    if len(sides_of(actor())) > 1 and last is not None:
        there = {e.endpoint for e in _entries(ordered, last)}
        mine.sort(key=lambda endpoint: endpoint not in there)
    return mine[0] if mine else None


def _entries(ordered: list[Entry], side: WorkSide) -> list[Entry]:
    """The reader's entries on a side. For whoever works on both, none stands on either."""
    on_phone = [e for e in ordered if e.phone and _is_for(e, actor())]
    if side is WorkSide.PHONE:
        return on_phone
    sides_of = current_app.extensions[STARTS][2]
    twice = {e.endpoint for e in on_phone} if len(sides_of(actor())) > 1 else set[str]()
    return [e for e in ordered if not e.phone and _is_for(e, actor()) and e.endpoint not in twice]


def _side_of_page(ordered: list[Entry], sides: frozenset[WorkSide]) -> WorkSide:
    """The side that a page belongs to; what belongs to neither, or both alike, is where one was."""
    if len(sides) == 1:
        return next(iter(sides))
    near = {
        side: max(map(_closeness, _entries(ordered, side)), default=0)
        for side in (WorkSide.PHONE, WorkSide.DESK)
    }
    if any(near.values()):
        g.side = WorkSide.PHONE if near[WorkSide.PHONE] > near[WorkSide.DESK] else WorkSide.DESK
        return g.side
    last = _remembered()
    if last is not None:
        return last
    start = find_start()
    return (
        WorkSide.PHONE
        if start in {e.endpoint for e in _entries(ordered, WorkSide.PHONE)}
        else WorkSide.DESK
    )


def _other(ordered: list[Entry], side: WorkSide) -> OtherSide:
    shown = [_shown(entry, is_current=False) for entry in _entries(ordered, side)]
    return OtherSide(words(SIDE_NAMES[side]), shown, sum(entry.count for entry in shown))


def _is_for(entry: Entry, who: Actor) -> bool:
    if who.user_id is None or entry.public:
        return who.user_id is None and entry.public
    if entry.unless is not None and who.may(entry.unless):
        return False
    return entry.permission is None or who.may(entry.permission)


def _menu(entries: list[Entry], side: WorkSide) -> Menu:
    """The entries as they are shown; where several match the address, the last of the closest is it."""
    current = max(reversed(entries), key=_closeness, default=None)
    if current is not None and not _closeness(current):
        current = None
    shown = [(entry.group, _shown(entry, is_current=entry is current)) for entry in entries]
    if side is WorkSide.PHONE:
        return Menu([entry for _, entry in shown], [])
    own = [entry for group, entry in shown if group is Group.OWN]
    rest = [(group, entry) for group, entry in shown if group is not Group.OWN]
    if len(rest) <= MOST_BESIDE:
        return Menu([entry for _, entry in rest], own)
    return Menu(_grouped(rest), own)


def _grouped(shown: list[tuple[Group, ShownEntry]]) -> list[ShownEntry | ShownGroup]:
    """What is always in sight, then the groups; an entry that would be alone in one needs none."""
    parts: list[ShownEntry | ShownGroup] = [entry for group, entry in shown if group is Group.TOP]
    for key, name in GROUP_NAMES.items():
        inside = [entry for group, entry in shown if group is key]
        if len(inside) > 1:
            parts.append(ShownGroup(key, words(name), inside))
        else:
            parts.extend(inside)
    return parts


def _closeness(entry: Entry) -> int:
    inside = (path for path in entry.within if f"{request.path}/".startswith(f"{path}/"))
    return max(map(len, inside), default=0)


def _shown(entry: Entry, *, is_current: bool) -> ShownEntry:
    return ShownEntry(
        words(entry.label), url_for(entry.endpoint), entry.icon, is_current, _waiting(entry)
    )


def _waiting(entry: Entry) -> int:
    """How many things wait there; asked once a request, however often the menu is drawn."""
    if entry.count is None or not g.get("actor"):
        return 0
    known: dict[Callable[[], int], int] = g.setdefault("waiting", {})
    if entry.count not in known:
        known[entry.count] = entry.count()
    return known[entry.count]
