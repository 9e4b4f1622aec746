"""Who is never, not now, or gladly sent where."""

from datetime import date

from dice import Dice
from needs import Need
from network import ORGANISATIONS
from people import Interpreter

KINDS = (
    *(("exclusion", "기관 요청"),) * 4,
    *(("quarantine", "일정 조율 중"),) * 3,
    *(("recusal", "이해관계 신고"),) * 4,
    *(("preference", "오래 함께 일한 기관"),) * 9,
)


def restrictions(people: list[Interpreter], needs: list[Need]) -> list[tuple[str, ...]]:
    """A handful of each kind; recusals name a case, the others an organisation."""
    dice = Dice("restrictions")
    active = [p for p in people if p.standing == "active" and not p.is_walk_through]
    chosen = dice.shuffled(active)
    rows: list[tuple[str, ...]] = []
    for (kind, reason), person in zip(KINDS, chosen, strict=False):
        case = _case_for(dice, person, needs) if kind == "recusal" else ""
        organisation = "" if case else dice.one_of(ORGANISATIONS).code
        last_day = date(2026, 12, 20).isoformat() if kind == "quarantine" else ""
        first_day = date(2026, 11, 16).isoformat() if kind != "preference" else ""
        rows.append((person.code, kind, organisation, case, first_day, last_day, reason))
    return sorted(rows)


def _case_for(dice: Dice, person: Interpreter, needs: list[Need]) -> str:
    """A case of their language in which they are not the one wished for."""
    return dice.one_of(
        [
            n.case
            for n in needs
            if n.case and person.speaks(n.language) and person.code not in n.preferred
        ]
    )
