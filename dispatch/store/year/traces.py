"""What a year leaves behind: letters and their jobs, the audit trail, sign-ins, jobs of the clock."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from accounts.store.tables import SignIn
from dispatch.store.year.frame import Year, fill
from dispatch.store.year.network import ADDRESS, Network
from dispatch.store.year.roster import Roster
from foundation.database.audit import AuditEntry
from foundation.database.queue import JobRow, JobState
from foundation.messages.outbox import SEND_MESSAGE, Message, MessageState

SIGN_INS, TICKS = 200, 480
TICK = "dispatch.expire_offers"


class Traces:
    """Rows that tell of what happened, gathered."""

    def __init__(self, year: Year) -> None:
        """Begin with none."""
        self.year = year
        self.entries: list[dict[str, Any]] = []
        self.messages: list[dict[str, Any]] = []
        self.jobs: list[dict[str, Any]] = []
        self.sign_ins: list[dict[str, Any]] = []

    def write(self, db: Session) -> None:
        """Write them; the trail in the order of time, which its numbers follow."""
        fill(db, AuditEntry, sorted(self.entries, key=lambda row: row["at"]))
        fill(db, Message, self.messages)
        fill(db, JobRow, self.jobs)
        fill(db, SignIn, self.sign_ins)

    def request_placed(self, request: UUID, session: UUID, who: UUID, at: datetime) -> None:
        """A counsellor asked for somebody."""
        self._entry("request.placed", at, request, who, session=str(session))
        self._letter(f"request:{request}", at)

    def asked(self, offer: UUID, session: UUID, who: UUID, state: str, at: datetime) -> None:
        """Somebody was asked, and what came of it."""
        self._entry("offer.sent", at, offer, None, session=str(session), interpreter=str(who))
        self._letter(f"offer:{offer}", at)
        if state != "sent":
            answered = at + timedelta(hours=1)
            self._entry(f"offer.{state}", answered, offer, None, session=str(session))

    def served(self, assignment: UUID, session: UUID, at: datetime) -> None:
        """A session took place."""
        self._entry("assignment.completed", at, assignment, None, session=str(session))

    def signed_in(self, day: date, roster: Roster, network: Network) -> None:
        """The sign-ins of a day, and what the clock did on it."""
        year = self.year
        people = [*roster.accounts, *(who for some in network.counsellors.values() for who in some)]
        for _ in range(year.size.of(SIGN_INS) if day < year.today else 0):
            at = year.at(day, year.dice.randint(480, 1080))
            self.sign_ins.append(
                {
                    "id": year.uid(),
                    "token_hash": f"{year.dice.getrandbits(256):064x}",
                    "user_id": year.dice.choice(people),
                    "created_at": at,
                    "seen_at": at + timedelta(minutes=40),
                    "expires_at": at + timedelta(hours=12),
                    "ended_at": at + timedelta(minutes=40) if year.dice.random() < 0.5 else None,  # noqa: PLR2004
                }
            )
        for tick in range(year.size.of(TICKS) if day < year.today else 0):
            self._job(TICK, {}, year.at(day, tick * 1440 // TICKS))

    def _entry(
        self, name: str, at: datetime, subject: UUID, who: UUID | None, **facts: str
    ) -> None:
        self.entries.append(
            {
                "at": at,
                "actor_id": who,
                "actor_name": "예시 상담사" if who else "system",
                "name": name,
                "subject": str(subject),
                "facts": facts,
            }
        )

    def _letter(self, about: str, at: datetime) -> None:
        message = self.year.uid()
        self.messages.append(
            {
                "id": message,
                "to": f"interpreter{self.year.dice.randint(0, 1999):04}@{ADDRESS}",
                "language": "ko",
                "subject": "예시 알림",
                "body": "예시로 만든 알림이에요.\n\n자세한 내용은 앱에서 확인해 주세요.",
                "about": about,
                "created_at": at,
                "state": MessageState.SENT,
                "sent_at": at + timedelta(minutes=1),
            }
        )
        self._job(SEND_MESSAGE, {"message_id": str(message)}, at, f"send:{message}")

    def _job(
        self, name: str, payload: dict[str, str], at: datetime, key: str | None = None
    ) -> None:
        self.jobs.append(
            {
                "id": self.year.uid(),
                "name": name,
                "payload": payload,
                "dedupe_key": key or f"{name}@{at.isoformat()}",
                "created_at": at,
                "run_at": at,
                "state": JobState.DONE,
                "attempts": 1,
                "finished_at": at + timedelta(seconds=2),
            }
        )
