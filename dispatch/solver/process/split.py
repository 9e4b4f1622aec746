"""One problem on several machines: split into files of independent parts, their plans joined again."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.incumbent import ENGINE
from dispatch.solver.parallel.components import components, weight
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import Interpreter, Problem, Session


class DoNotJoin(Exception):
    """Plans that are not those of all parts of a problem."""


def split(problem: Problem, most: int) -> list[Problem]:
    """The problem in at most so many parts of about the same weight that share nobody."""
    bundles: list[list[Problem]] = [[] for _ in range(most)]
    weights = [0] * most
    for part in reversed(components(CompiledProblem(problem))):
        lightest = weights.index(min(weights))
        bundles[lightest].append(part)
        weights[lightest] += weight(part)
    filled = [bundle for bundle in bundles if bundle]
    return [_bundle(problem, bundle, k) for k, bundle in enumerate(filled, start=1)]


def _bundle(problem: Problem, bundle: list[Problem], number: int) -> Problem:
    own = tuple(i for part in bundle for i in part.interpreters)
    sessions = tuple(s for part in bundle for s in part.sessions)
    people = (*own, *_named_only(problem, sessions, {i.id for i in own}))
    used = {i.home for i in people} | {way.place for s in sessions for way in s.ways}
    # A table of ways is read by position, so its places stay as they are.
    estimated = problem.travel.minutes is None
    places = tuple(p for p in problem.places if p.id in used) if estimated else problem.places
    name = f"{problem.name}.part-{number}"
    return replace(problem, name=name, places=places, interpreters=people, sessions=sessions)


def _named_only(
    problem: Problem, sessions: Iterable[Session], own: Collection[str]
) -> Iterator[Interpreter]:
    """Whoever is named in some sessions and can serve none of them: never free, and without load.

    They belong to another part; here a file must not name somebody whom it does not know.
    """
    named: set[str] = set()
    for s in sessions:
        named.update(s.candidates, s.preferred)
        named.update(one.interpreter for one in (*s.pinned, *s.held_by))
    for person in problem.interpreters:
        if person.id in named and person.id not in own:
            yield replace(person, available=(), worked_minutes=0, target_minutes=0)


def join(problem: Problem, plans: Iterable[Plan]) -> Plan:
    """The parts' plans as one, with the sum of their bounds; DoNotJoin when a part is missing.

    Parts share neither sessions nor interpreters, so what is proven of each adds up.
    """
    plans = list(plans)
    decided = sorted(
        s for plan in plans for s in {*plan.unfilled, *(a.session for a in plan.assignments)}
    )
    if decided != sorted(s.id for s in problem.sessions):
        raise DoNotJoin(f"{problem.name}: the plans do not decide each session exactly once")
    assignments = tuple(sorted(a for plan in plans for a in plan.assignments))
    judged = judge(problem, assignments)
    if judged.violations:
        raise DoNotJoin(f"{problem.name}: {judged.violations[0]}")
    marginal: dict[str, dict[str, int]] = {}
    for plan in plans:
        for kind, values in plan.marginal.items():
            marginal.setdefault(kind, {}).update(values)
    return judged.plan(
        bound=min(judged.terms.total, sum(plan.bound for plan in plans)),
        seconds=max((plan.seconds for plan in plans), default=0.0),
        engine=ENGINE,
        marginal=marginal,
    )
