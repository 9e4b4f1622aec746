"""What a session pays, before anybody has served it: an estimate shown with the offer."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PayRule:
    """Won for an hour, the least that is paid, and the steps it is rounded up to."""

    per_hour_won: int
    minimum_minutes: int = 60
    step_minutes: int = 30


def expected_pay(minutes: int, rule: PayRule) -> int:
    """Won for a session of this length; travel is paid apart."""
    steps = -(-max(minutes, rule.minimum_minutes) // rule.step_minutes)
    return steps * rule.step_minutes * rule.per_hour_won // 60
