"""The request book: needs in order of time, with rooms, cases and references."""

from dataclasses import replace

from cases import Desk
from corners import hand_made
from dice import Dice
from needs import Drawer, Need
from network import Site
from people import Interpreter
from signins import SignIn

EVERYDAY = ("education", "administration", "general")


def requests(people: list[Interpreter], sites: list[Site], users: list[SignIn]) -> list[Need]:
    """All six hundred, earliest first; the reference is the place in this list."""
    needs = Drawer(sites).all(hand_made(sites))
    desk = Desk(people, sites, users)
    in_order = sorted(needs, key=lambda n: (n.day, n.start, n.organisation, n.language, n.minutes))
    return [desk.filed(need) for need in _with_trainees(_with_rooms(in_order, sites))]


def _with_trainees(needs: list[Need]) -> list[Need]:
    """About a third of the everyday sessions that somebody can sit beside welcome a trainee."""
    dice = Dice("trainees")
    return [
        replace(need, trainee="yes")
        if need.domain in EVERYDAY and "phone" not in need.modalities and dice.chance(0.35)
        else need
        for need in needs
    ]


def _with_rooms(needs: list[Need], sites: list[Site]) -> list[Need]:
    """Own sites have numbered rooms; no room is taken twice at a time, start windows included."""
    own = {site.code for site in sites if site.kind == "own"}
    taken: dict[tuple[str, str, int], list[tuple[int, int]]] = {}
    placed: list[Need] = []
    for need in needs:
        if need.site not in own:
            placed.append(need)
            continue
        number = 1
        begins, ends = need.window
        while True:
            spans = taken.setdefault((need.site, need.day.isoformat(), number), [])
            if all(ends <= begun or ended <= begins for begun, ended in spans):
                break
            number += 1
        spans.append(need.window)
        placed.append(replace(need, room="교육실" if need.tier == "T0" else f"상담실 {number}"))
    return placed
