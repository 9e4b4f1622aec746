"""The wire between whoever asks and the engine's process: both sides of it, one JSON object a line.

One question goes to the process. Standard input stays open for as long as somebody waits for the
answer. Events come back: progress while a plan is made and the plan at the end, or the values asked for
as they are found, or one error. For translation jobs the best plan so far comes, with advice at the end. All numbers of a line are whole but `elapsed`, in seconds.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dispatch.solver.problem.fields import Field, parse
from dispatch.solver.problem.files import plan_from, plan_object, problem_from, problem_object
from dispatch.solver.problem.plan import Plan, Progress
from dispatch.solver.problem.problem import Problem
from dispatch.solver.process.translation_protocol import TranslationEvent, TranslationQuestion


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """Asks for the best plan; `previous` is one to begin from."""

    problem: Problem
    previous: Plan | None = None

    def to_line(self) -> str:
        """The question as a line of the wire."""
        return _line(
            kind="plan",
            problem=problem_object(self.problem),
            previous=None if self.previous is None else plan_object(self.previous),
        )

    @staticmethod
    def read(line: Field) -> "PlanQuestion":
        """The question out of a line of the wire."""
        return PlanQuestion(
            problem=problem_from(line["problem"]),
            previous=line.get("previous", _plan_or_none, None),
        )


@dataclass(frozen=True, slots=True)
class RepairQuestion:
    """Asks for the plan that serves the most with the fewest changes to a previous one.

    With `several`, also for those that make fewer changes and serve less.
    """

    problem: Problem
    previous: Plan
    several: bool = False

    def to_line(self) -> str:
        """The question as a line of the wire."""
        return _line(
            kind="repair",
            problem=problem_object(self.problem),
            previous=plan_object(self.previous),
            several=int(self.several),
        )

    @staticmethod
    def read(line: Field) -> "RepairQuestion":
        """The question out of a line of the wire."""
        return RepairQuestion(
            problem=problem_from(line["problem"]),
            previous=plan_from(line["previous"]),
            several=bool(line.get("several", Field.whole, 0)),
        )


@dataclass(frozen=True, slots=True)
class ValueQuestion:
    """Asks what each of some interpreters, who are no candidates yet, would save of a plan's cost.

    `could_serve` names them, out of the problem's interpreters, with what each could serve: pairs of the
    id of a session and the name of one of its ways.
    """

    problem: Problem
    plan: Plan
    could_serve: Mapping[str, frozenset[tuple[str, str]]]

    def to_line(self) -> str:
        """The question as a line of the wire."""
        return _line(
            kind="value",
            problem=problem_object(self.problem),
            plan=plan_object(self.plan),
            could_serve={
                name: [{"session": session, "way": way} for session, way in sorted(which)]
                for name, which in self.could_serve.items()
            },
        )

    @staticmethod
    def read(line: Field) -> "ValueQuestion":
        """The question out of a line of the wire."""
        problem, asked = problem_from(line["problem"]), line["could_serve"]
        known = frozenset(i.id for i in problem.interpreters)
        ways = {s.id: frozenset(way.name for way in s.ways) for s in problem.sessions}
        for name in asked.names():
            Field(asked.where, name).one_of(known, "an interpreter")
        return ValueQuestion(
            problem=problem,
            plan=plan_from(line["plan"]),
            could_serve={
                name: frozenset(_session_and_way(one, ways) for one in asked[name].items())
                for name in asked.names()
            },
        )


SessionQuestion = PlanQuestion | RepairQuestion | ValueQuestion
Question = SessionQuestion | TranslationQuestion


@dataclass(frozen=True, slots=True)
class ProgressEvent:
    """How far the engine has come."""

    progress: Progress

    def to_line(self) -> str:
        """The event as a line of the wire."""
        news = self.progress
        return _line(
            event="progress",
            best=news.best,
            bound=news.bound,
            unfilled=news.unfilled,
            elapsed=round(news.elapsed, 3),
            plan=None if news.plan is None else plan_object(news.plan),
        )

    @staticmethod
    def read(line: Field) -> "ProgressEvent":
        """The event out of a line of the wire."""
        return ProgressEvent(
            Progress(
                best=line["best"].total(),
                bound=line["bound"].total(),
                unfilled=line["unfilled"].whole(),
                elapsed=line["elapsed"].real(),
                plan=line.get("plan", _plan_or_none, None),
            )
        )


@dataclass(frozen=True, slots=True)
class PlanEvent:
    """The plan, and the last line. `fewest`: so many changes every plan of a repair needs, if known.

    `smaller` are repairs with fewer changes that serve less, the fewest changes first.
    """

    plan: Plan
    fewest: int | None = None
    smaller: tuple[Plan, ...] = ()

    def to_line(self) -> str:
        """The event as a line of the wire."""
        return _line(
            event="plan",
            plan=plan_object(self.plan),
            fewest=self.fewest,
            smaller=[plan_object(plan) for plan in self.smaller],
        )

    @staticmethod
    def read(line: Field) -> "PlanEvent":
        """The event out of a line of the wire."""
        return PlanEvent(
            plan_from(line["plan"]),
            line.get("fewest", _whole_or_none, None),
            line.get("smaller", _plans, ()),
        )


@dataclass(frozen=True, slots=True)
class ValueEvent:
    """What the first of the interpreters asked about would save, as many as are known by now."""

    values: tuple[int, ...]

    def to_line(self) -> str:
        """The event as a line of the wire."""
        return _line(event="value", values=self.values)

    @staticmethod
    def read(line: Field) -> "ValueEvent":
        """The event out of a line of the wire."""
        return ValueEvent(tuple(value.total() for value in line["values"].items()))


@dataclass(frozen=True, slots=True)
class ErrorEvent:
    """Why there is no answer, and the last line."""

    message: str

    def to_line(self) -> str:
        """The event as a line of the wire."""
        return _line(event="error", message=self.message)

    @staticmethod
    def read(line: Field) -> "ErrorEvent":
        """The event out of a line of the wire."""
        return ErrorEvent(line["message"].text())


Event = ProgressEvent | PlanEvent | ValueEvent | ErrorEvent | TranslationEvent

_QUESTIONS = {
    "plan": PlanQuestion,
    "repair": RepairQuestion,
    "value": ValueQuestion,
    "translations": TranslationQuestion,
}
_EVENTS = {
    "progress": ProgressEvent,
    "plan": PlanEvent,
    "value": ValueEvent,
    "error": ErrorEvent,
    "translations": TranslationEvent,
}


def question_from_line(text: str) -> Question:
    """The question of a line; BadFile names the first field that is wrong."""
    line = parse(text)
    kind = line["kind"].one_of(frozenset(_QUESTIONS), "a kind of question")
    return _QUESTIONS[kind].read(line)


def event_from_line(text: str) -> Event:
    """The event of a line; BadFile names the first field that is wrong."""
    line = parse(text)
    return _EVENTS[line["event"].one_of(frozenset(_EVENTS), "an event")].read(line)


def _session_and_way(field: Field, ways: Mapping[str, frozenset[str]]) -> tuple[str, str]:
    session = field["session"].one_of(frozenset(ways), "a session")
    return session, field["way"].one_of(ways[session], "a way of the session")


def _plan_or_none(field: Field) -> Plan | None:
    return None if field.value is None else plan_from(field)


def _plans(field: Field) -> tuple[Plan, ...]:
    return tuple(plan_from(each) for each in field.items())


def _whole_or_none(field: Field) -> int | None:
    return None if field.value is None else field.whole()


def _line(**members: Any) -> str:
    return json.dumps(members, ensure_ascii=False) + "\n"
