"""What somebody may choose about messages, and what follows from it for one of them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from foundation.messages.channels import FALLBACK, MessageChannel, Urgency


@dataclass(frozen=True, kw_only=True)
class HowTold:
    """What somebody has chosen; the values here are those of whoever has chosen nothing."""

    channels: frozenset[MessageChannel] = frozenset({MessageChannel.MAIL})
    quiet_from: time | None = None
    quiet_until: time | None = None
    urgent_at_night: bool = False
    paused: bool = False
    paused_until: datetime | None = None
    links_sign_in: bool = True
    daily_topics: frozenset[str] = field(default_factory=frozenset[str])

    def is_paused(self, now: datetime) -> bool:
        """Whether nothing is to be sent now."""
        return self.paused and (self.paused_until is None or now < self.paused_until)


USUAL = HowTold()


def channels_for(
    choice: HowTold, possible: Collection[MessageChannel], urgency: Urgency
) -> tuple[MessageChannel, ...]:
    """Over which channels a message goes at first; by mail when nothing that was chosen is possible."""
    if urgency is Urgency.ACCOUNT:
        return (MessageChannel.MAIL,)
    chosen = tuple(c for c in FALLBACK if c in choice.channels and c in possible)
    return chosen or (MessageChannel.MAIL,)


def next_of(
    tried: Collection[MessageChannel], possible: Collection[MessageChannel]
) -> MessageChannel | None:
    """The channel that is tried when the others failed: of all that are possible, chosen or not."""
    return next((c for c in FALLBACK if c in possible and c not in tried), None)


def not_before(choice: HowTold, urgency: Urgency, now: datetime, zone: ZoneInfo) -> datetime:
    """When a message may go out: now, or at the end of the quiet hours."""
    if urgency is Urgency.ACCOUNT or (urgency is Urgency.URGENT and choice.urgent_at_night):
        return now
    if choice.quiet_from is None or choice.quiet_until is None:
        return now
    wall = now.astimezone(zone)
    if not _is_between(wall.time(), choice.quiet_from, choice.quiet_until):
        return now
    day = wall.date()
    if wall.time() >= choice.quiet_until:
        day += timedelta(days=1)
    return datetime.combine(day, choice.quiet_until, zone).astimezone(now.tzinfo)


def _is_between(clock: time, start: time, end: time) -> bool:
    """Whether a time lies in a span that may go over midnight."""
    return start <= clock < end if start < end else clock >= start or clock < end
