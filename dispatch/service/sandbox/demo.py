"""What the demo has played of a past day: one interpreter more, and video with longer hours."""

from datetime import timedelta

from dispatch.domain.sandbox import OneMore, SandboxRules
from dispatch.service.engine.counted import counted_work
from dispatch.service.sandbox import playing, runs
from dispatch.service.sandbox.runs import SandboxWish
from foundation.database.work import Office, begin
from foundation.times.zones import monday_of
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel
from training.service.demo.stage import DemoStage

COORDINATOR = "coordinator@ieum.example"
ONE_MORE = OneMore(language=Language.KHMER, level=CertificationLevel.VIOLENCE, city="ansan")
PLAYED: tuple[tuple[str, SandboxRules], ...] = (
    ("크메르어 폭력 피해 상담 통역사가 있었다면", SandboxRules(one_more=ONE_MORE)),
    ("화상과 저녁 시간을 열었다면", SandboxRules(video=True, hours=("08:00", "21:00"))),
)
# The demo does not wait longer for each plan, and starts no engine of its own for it.
SECONDS = 1


def play_a_past_day(office: Office) -> int:
    """Play the Tuesday of last week twice; how often."""
    desk = DemoStage(office).actor(COORDINATOR)
    for name, rules in PLAYED:
        with begin(office, desk) as uow:
            day = monday_of(uow.today) - timedelta(days=6)
            wish = SandboxWish(name=name, first_day=day, last_day=day, seconds=SECONDS, rules=rules)
            run = runs.ask(uow, wish)
        with counted_work(SECONDS):
            playing.play(office, str(run))
    return len(PLAYED)
