"""Parts of a problem that share nobody: each is solved by itself, and their bounds add up."""

from collections import defaultdict
from dataclasses import replace

from dispatch.solver.translations.problem import JobToPlan, TranslationProblem


def parts(problem: TranslationProblem) -> list[TranslationProblem]:
    """The problem cut where no candidate of one part is a candidate of another, the largest first."""
    leader = {who.id: who.id for who in problem.translators}

    def find(name: str) -> str:
        while leader[name] != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    alone: list[JobToPlan] = []
    for job in problem.jobs:
        people = [c.translator for step in job.steps for c in step.candidates if not c.bars]
        for name in people:
            leader[find(name)] = find(people[0])
    jobs: dict[str, list[JobToPlan]] = defaultdict(list)
    for job in problem.jobs:
        first = next((c.translator for s in job.steps for c in s.candidates if not c.bars), None)
        if first is None:
            alone.append(job)
        else:
            jobs[find(first)].append(job)
    found: list[TranslationProblem] = []
    for name, own in jobs.items():
        people = tuple(who for who in problem.translators if find(who.id) == name)
        found.append(replace(problem, translators=people, jobs=tuple(own)))
    found.sort(key=lambda part: -len(part.jobs))
    if alone:
        found.append(replace(problem, translators=(), jobs=tuple(alone)))
    return found
