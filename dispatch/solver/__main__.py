"""The engine in a process of its own: one question on standard input, events on standard output.

What goes over the wire is `dispatch.solver.process.protocol`. When standard input closes, whoever asked
is gone, and this process ends with everything it started.
"""

import argparse
import os
import signal
import sys
import threading
from dataclasses import replace

from dispatch.solver.problem.fields import BadFile
from dispatch.solver.problem.plan import Progress
from dispatch.solver.problem.problem import Limits
from dispatch.solver.process.protocol import (
    ErrorEvent,
    Event,
    PlanEvent,
    PlanQuestion,
    ProgressEvent,
    RepairQuestion,
    ValueEvent,
    ValueQuestion,
    question_from_line,
)
from dispatch.solver.process.run import RepairRun, Run
from dispatch.solver.process.translation_protocol import TranslationEvent, TranslationQuestion
from dispatch.solver.translations.advice import advise
from dispatch.solver.translations.engine import plan_translations
from dispatch.solver.whatif.supply import ExtraInterpreter, Supply

BAD_QUESTION = 2
STDIN, STDOUT, STDERR = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Answer the question on standard input."""
    options = _parser().parse_args(arguments)
    if options.warm:
        # Here and not above: only an installation pays for loading every engine.
        from dispatch.solver.process.warm import warm

        warm()
        return 0
    try:
        question = question_from_line(sys.stdin.readline())
    except BadFile as error:
        _send(ErrorEvent(str(error)))
        return BAD_QUESTION
    threading.Thread(target=_end_with_who_asked, daemon=True).start()
    limits = Limits(options.seconds, options.seed, options.workers, options.deterministic)
    if isinstance(question, ValueQuestion):
        _send_values(question)
    elif isinstance(question, TranslationQuestion):
        _send_translations(question, limits)
    else:
        _send_plan(question, limits)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dispatch.solver")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--deterministic", action="store_true")
    parser.add_argument("--warm", action="store_true", help="compile the kernels and stop")
    return parser


def _end_with_who_asked() -> None:
    """Wait until standard input closes; then nobody is there to hear the answer."""
    while os.read(STDIN, 1024):
        pass
    if os.getpid() == os.getpgrp():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


def _send_plan(question: PlanQuestion | RepairQuestion, limits: Limits) -> None:
    """Send progress while a plan is made, and the plan at the end or soon after a signal."""
    run = _run_of(question, limits)
    signal.signal(signal.SIGINT, run.on_signal)
    signal.signal(signal.SIGTERM, run.on_signal)
    plan = run.best_plan()
    if isinstance(run, RepairRun):
        fewest = None if run.repaired is None else run.repaired.fewest
        _send(PlanEvent(plan, fewest, tuple(each.plan for each in run.smaller)))
    else:
        _send(PlanEvent(plan))
    run.leave()


def _run_of(question: PlanQuestion | RepairQuestion, limits: Limits) -> Run:
    if isinstance(question, PlanQuestion):
        return Run(question.problem, limits, previous=question.previous, on_progress=_send_progress)
    return RepairRun(
        question.problem,
        limits,
        previous=question.previous,
        several=question.several,
        on_progress=_send_progress,
    )


def _send_values(question: ValueQuestion) -> None:
    """Send what each interpreter asked about would save, after every one of them."""
    asked, problem = question.could_serve, question.problem
    known = {person.id: person for person in problem.interpreters}
    rest = tuple(person for person in problem.interpreters if person.id not in asked)
    supply = Supply(replace(problem, interpreters=rest), question.plan)
    values: tuple[int, ...] = ()
    for name, could_serve in asked.items():
        values = (*values, supply.value(ExtraInterpreter(known[name], could_serve)))
        _send(ValueEvent(values))


def _send_translations(question: TranslationQuestion, limits: Limits) -> None:
    """Send better plans as they come, and what would help with the last one."""
    problem = question.problem
    plan = plan_translations(problem, limits, lambda better: _send(TranslationEvent(better)))
    _send(TranslationEvent(plan, advise(problem, plan)))


def _send_progress(progress: Progress) -> None:
    _send(ProgressEvent(progress))


def _send(event: Event) -> None:
    sys.stdout.write(event.to_line())
    sys.stdout.flush()


def keep_the_wire() -> None:
    """Leave standard output to the events: what a library prints there, as HiGHS does now and then, goes elsewhere."""
    sys.stdout = os.fdopen(os.dup(STDOUT), "w", encoding="utf-8")
    os.dup2(STDERR, STDOUT)


if __name__ == "__main__":
    keep_the_wire()
    sys.exit(main())
