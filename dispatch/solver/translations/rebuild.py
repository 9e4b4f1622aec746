"""Plans improved by taking some jobs out and putting them back, as compiled code.

A few jobs near each other are taken out and put back one after another, each in the cheapest way that
is left; a dearer plan is kept now and then, ever less often (Schrimpf et al., "Record breaking
optimization results using the ruin and recreate principle", Journal of Computational Physics 159, 2000;
Christiaens and Vanden Berghe, "Slack induction by string removals", Transportation Science 54, 2020).
Whether a span still fits into somebody's days is one look-up: the least that is left of any of her
rooms around it. Jobs come back by their costs alone, or by what the prices of the relaxed programme make
of them too, so that scarce days are left to whoever needs them; spans that those prices say are dear are
not looked at.
"""

# Numba's decorators are untyped: what they return is unknown to the type checker.
# pyright: reportUnknownMemberType=false, reportUntypedFunctionDecorator=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
# ruff: noqa: NPY002, PLR0912, PLR0917  compiled code has no other dice, and takes arrays one by one

import math
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from dispatch.solver.translations.columns import CompiledTranslations, Numbers
from dispatch.solver.translations.rows import Flags, JobPrices, Reals

# So many jobs are taken out at once at most, and so many of one person's at a time.
MOST_OUT, MOST_OF_ONE = 12, 3
TRIES = 30
# Somebody is passed over for a step so often, that not always the same plan comes back.
PASSED_OVER = 0.02
# Jobs come back by chance, by deadline, the dearest to leave first, the longest first, the rarest first.
ORDERS = 5
# How much prices count when jobs come back, by chance one of these.
SHARES = (0.0, 0.5, 1.0)
# Of more spans than so many, those that make a plan dearer than the bound by more than such a share are left out.
MANY, FAR = 10_000, 0.01
NOBODY = -1
INFINITE = 1e18
HALF = 0.5


class JobArrays(NamedTuple):
    """What stays the same: jobs and their steps, steps and their spans, people."""

    job_step: Numbers  # by job, its first step; the end at last
    step_job: Numbers
    step_span: Numbers  # by step, its first span; the end at last
    hand_over: Numbers
    unplanned: Numbers
    may_end: Flags  # by job, after so many steps
    keys: Reals  # by order and job
    who: Numbers
    first: Numbers
    last: Numbers
    work: Numbers
    cost: Numbers
    target: Numbers
    rate: int
    guide: Reals  # by span, what it takes of rooms, order and load at their prices


class PlanArrays(NamedTuple):
    """A plan: by step its span or none, by person what is left of each room, what fits, and the load."""

    taken: Numbers
    left: Numbers
    fits: Numbers
    load: Numbers


@dataclass(slots=True)
class Rebuilder:
    """One part's plan under way, and the best so far: `taken` by step among the spans `kept`, at `best_cost`."""

    jobs: JobArrays
    plan: PlanArrays
    kept: Numbers
    cost: int
    taken: Numbers
    best_cost: int

    @classmethod
    def of(
        cls, places: CompiledTranslations, prices: JobPrices, chosen: Numbers, seed: int
    ) -> "Rebuilder":
        """Begin with the plan that takes some spans."""
        is_near = prices.with_span <= prices.bound + FAR * prices.bound
        is_near |= len(is_near) <= MANY
        is_near[chosen] = True
        kept = np.flatnonzero(is_near)
        guide = (prices.reduced - places.spans.cost)[kept]
        places = replace(places, spans=places.spans.only(kept))
        jobs = _arrays(places, guide)
        people = len(places.capacity)
        # A copy: what is booked here must not narrow the rows by which bounds are proven.
        left = np.array(places.room, order="C")
        plan = PlanArrays(
            np.full(len(places.steps), NOBODY),
            left,
            left.copy(),
            np.zeros(people, dtype=np.int64),
        )
        for who in range(people):
            _refit(plan.left[who], plan.fits[who])
        _seed(seed)
        cost = int((jobs.unplanned * np.diff(jobs.job_step)).sum())
        for c in np.searchsorted(kept, chosen).tolist():
            job = int(places.spans.job[c])
            cost += int(_put(jobs, plan, c, int(places.spans.step[c]))) - int(jobs.unplanned[job])
        return cls(jobs, plan, kept, cost, plan.taken.copy(), cost)

    @property
    def best(self) -> Numbers:
        """The spans of the best plan so far."""
        return self.kept[self.taken[self.taken >= 0]]

    def run(self, rounds: int, heat: float) -> bool:
        """Rebuild so many times, dearer plans kept by `heat`; whether a better one than ever came out."""
        before = self.best_cost
        self.cost, self.best_cost = _rebuild(
            self.jobs, self.plan, self.cost, self.taken, self.best_cost, rounds, heat
        )
        return self.best_cost < before


def _arrays(places: CompiledTranslations, guide: Reals) -> JobArrays:
    problem, spans = places.problem, places.spans
    jobs = problem.jobs
    sizes = [len(job.steps) for job in jobs]
    most = max(sizes, default=0)
    may_end = np.zeros((len(jobs), most + 1), dtype=np.bool_)
    for j, job in enumerate(jobs):
        is_open = [not step.held for step in job.steps]
        for ended in range(len(job.steps) + 1):
            may_end[j, ended] = not any(is_open[:ended]) or not any(is_open[ended:])
    job_step = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    step_span = np.searchsorted(spans.step, np.arange(len(places.steps) + 1))
    keys = np.zeros((ORDERS, len(jobs)))
    keys[1] = [job.deadline for job in jobs]
    keys[2] = [-job.unplanned for job in jobs]
    keys[3] = [-sum(step.work for step in job.steps) for job in jobs]
    keys[4] = np.diff(step_span[job_step])
    spread = keys.std(axis=1, keepdims=True)
    keys /= np.where(spread > 0, spread, 1.0)
    return JobArrays(
        job_step=job_step,
        step_job=np.array([at.job for at in places.steps], dtype=np.int64),
        step_span=step_span.astype(np.int64),
        hand_over=np.array([job.hand_over for job in jobs], dtype=np.int64),
        unplanned=np.array([job.unplanned for job in jobs], dtype=np.int64),
        may_end=may_end,
        keys=keys,
        who=spans.who,
        first=spans.first,
        last=spans.last,
        work=spans.work,
        cost=spans.cost,
        target=np.array([who.target for who in problem.translators], dtype=np.int64),
        rate=problem.rates.load,
        guide=guide,
    )


@njit(nogil=True, cache=True)
def _seed(seed: Any) -> None:
    np.random.seed(seed)


@njit(nogil=True, cache=True)
def _refit(left: Any, fits: Any) -> None:
    """By first and last day, the least that is left of any of one person's rooms around them."""
    days = len(left)
    for first in range(days):
        for last in range(days - 1, first - 1, -1):
            least = left[first, last]
            if first > 0:
                least = min(least, fits[first - 1, last])
            if last < days - 1:
                least = min(least, fits[first, last + 1])
            fits[first, last] = least


@njit(nogil=True, cache=True)
def _book(jobs: Any, plan: Any, c: Any, work: Any) -> Any:
    """Take words of a span's rooms, or give them back; what that costs in load."""
    who, first, last = jobs.who[c], jobs.first[c], jobs.last[c]
    left = plan.left[who]
    days = left.shape[1]
    for a in range(first + 1):
        for b in range(last, days):
            left[a, b] -= work
    _refit(left, plan.fits[who])
    before = max(0, plan.load[who] - jobs.target[who])
    plan.load[who] += work
    return jobs.rate * (max(0, plan.load[who] - jobs.target[who]) - before)


@njit(nogil=True, cache=True)
def _put(jobs: Any, plan: Any, c: Any, step: Any) -> Any:
    plan.taken[step] = c
    return jobs.cost[c] + _book(jobs, plan, c, jobs.work[c])


@njit(nogil=True, cache=True)
def _out(jobs: Any, plan: Any, job: Any) -> Any:
    """Take a job out of the plan; what that costs, mostly less than nothing."""
    cost = 0
    for step in range(jobs.job_step[job], jobs.job_step[job + 1]):
        c = plan.taken[step]
        if c >= 0:
            plan.taken[step] = NOBODY
            cost += jobs.unplanned[job] - jobs.cost[c] + _book(jobs, plan, c, -jobs.work[c])
    return cost


@njit(nogil=True, cache=True)
def _into(jobs: Any, plan: Any, job: Any, share: Any) -> Any:
    """Put a job back in its cheapest way, step by step with the two best people for each last day.

    `share` says how much prices count instead of what somebody's load costs now.
    """
    begin, end = jobs.job_step[job], jobs.job_step[job + 1]
    days, number = plan.left.shape[1], end - begin
    # Arrays are taken out of their tuples: inside a loop each access would count references.
    whose, firsts, lasts, works, costs = jobs.who, jobs.first, jobs.last, jobs.work, jobs.cost
    fits, load, target, guide = plan.fits, plan.load, jobs.target, jobs.guide
    rate = (1.0 - share) * jobs.rate
    hand_over, unplanned = jobs.hand_over[job], jobs.unplanned[job]
    cost = np.full((number, days, 2), INFINITE)
    span = np.full((number, days, 2), NOBODY)
    back = np.zeros((number, days, 2), dtype=np.int64)
    for k in range(number):
        somebody, is_out = NOBODY, False
        for c in range(jobs.step_span[begin + k], jobs.step_span[begin + k + 1]):
            who, first, last, work = whose[c], firsts[c], lasts[c], works[c]
            if who != somebody:
                somebody, is_out = who, np.random.random() < PASSED_OVER
            if is_out or fits[who, first, last] < work:
                continue
            over = load[who] - target[who]
            price = costs[c] + share * guide[c]
            price += rate * (max(0, over + work) - max(0, over))
            place = 0
            if k > 0:
                ready = first - hand_over
                if ready < 0:
                    continue
                place = _before(whose, span, back, k, min(ready, days - 1), who)
                if place < 0:
                    continue
                price += cost[k - 1, place // 2, place % 2]
            _keep(whose, cost, span, back, k, last, price, c, place)
        for day in range(1, days):
            for slot in range(2):
                c = span[k, day - 1, slot]
                if c >= 0:
                    price, place = cost[k, day - 1, slot], back[k, day - 1, slot]
                    _keep(whose, cost, span, back, k, day, price, c, place)
    best, ended = INFINITE, 0
    for k in range(number + 1):
        price = unplanned * (number - k)
        if k > 0:
            price += cost[k - 1, days - 1, 0]
        if jobs.may_end[job, k] and price < best:
            best, ended = price, k
    place = (days - 1) * 2
    paid = -unplanned * ended
    for k in range(ended - 1, -1, -1):
        day, slot = place // 2, place % 2
        paid += _put(jobs, plan, span[k, day, slot], begin + k)
        place = back[k, day, slot]
    return paid


@njit(nogil=True, cache=True)
def _before(whose: Any, span: Any, back: Any, k: Any, ready: Any, who: Any) -> Any:
    """The cheapest way of the steps before that ends in time and leaves somebody out; -1 if none does."""
    for slot in range(2):
        if span[k - 1, ready, slot] < 0:
            return NOBODY
        place, is_free = ready * 2 + slot, True
        for earlier in range(k - 1, -1, -1):
            day, at = place // 2, place % 2
            if whose[span[earlier, day, at]] == who:
                is_free = False
                break
            place = back[earlier, day, at]
        if is_free:
            return ready * 2 + slot
    return NOBODY


@njit(nogil=True, cache=True)
def _keep(
    whose: Any, cost: Any, span: Any, back: Any, k: Any, day: Any, price: Any, c: Any, place: Any
) -> None:
    """Remember a way among the two best of different people."""
    if price >= cost[k, day, 1]:
        return
    best = span[k, day, 0]
    same = best >= 0 and whose[best] == whose[c]
    slot = 1
    if price < cost[k, day, 0]:
        slot = 0
        if not same:
            cost[k, day, 1], span[k, day, 1] = cost[k, day, 0], best
            back[k, day, 1] = back[k, day, 0]
    elif same:
        return
    cost[k, day, slot], span[k, day, slot], back[k, day, slot] = price, c, place


@njit(nogil=True, cache=True)
def _choose(jobs: Any, plan: Any, out: Any, is_out: Any) -> Any:
    """Some jobs near each other, by who does them or could."""
    taken, whose, firsts, step_job = plan.taken, jobs.who, jobs.first, jobs.step_job
    steps, number = len(jobs.step_job), len(jobs.unplanned)
    wanted = np.random.randint(1, min(MOST_OUT, number) + 1)
    out[0] = np.random.randint(number)
    is_out[out[0]] = 1
    count = 1
    for _ in range(TRIES):
        if count >= wanted:
            break
        job = out[np.random.randint(count)]
        step = np.random.randint(jobs.job_step[job], jobs.job_step[job + 1])
        low, high = jobs.step_span[step], jobs.step_span[step + 1]
        c = taken[step]
        if c < 0 or np.random.random() < HALF:
            if low == high:
                continue
            c = np.random.randint(low, high)
        who, day, found = whose[c], firsts[c], 0
        start = np.random.randint(steps)
        reach = np.random.randint(1, plan.left.shape[1] + 1)
        for k in range(steps):
            other = (start + k) % steps
            d = taken[other]
            if d < 0 or whose[d] != who or is_out[step_job[other]] == 1:
                continue
            if abs(firsts[d] - day) > reach:
                continue
            out[count] = step_job[other]
            is_out[out[count]] = 1
            count += 1
            found += 1
            if found >= MOST_OF_ONE or count >= wanted:
                break
    for k in range(count):
        is_out[out[k]] = 0
    return count


@njit(nogil=True, cache=True)
def _rebuild(
    jobs: Any, plan: Any, cost: Any, taken: Any, best_cost: Any, rounds: Any, heat: Any
) -> Any:
    number, steps = len(jobs.unplanned), len(jobs.step_job)
    out = np.zeros(MOST_OUT + 1, dtype=np.int64)
    is_out = np.zeros(number, dtype=np.int64)
    key = np.zeros(MOST_OUT + 1)
    before = np.full(steps, NOBODY)
    for _ in range(rounds):
        count = _choose(jobs, plan, out, is_out)
        order = np.random.randint(ORDERS)
        for k in range(count):
            key[k] = jobs.keys[order, out[k]] + np.random.random()
        queue = np.argsort(key[:count])
        new = cost
        share = SHARES[np.random.randint(len(SHARES))]
        for k in range(count):
            for step in range(jobs.job_step[out[k]], jobs.job_step[out[k] + 1]):
                before[step] = plan.taken[step]
            new += _out(jobs, plan, out[k])
        for k in queue:
            new += _into(jobs, plan, out[k], share)
        if new <= cost - heat * math.log(1.0 - np.random.random()):
            cost = new
            if cost < best_cost:
                best_cost = cost
                taken[:] = plan.taken
            continue
        for k in range(count):
            _out(jobs, plan, out[k])
        for k in range(count):
            for step in range(jobs.job_step[out[k]], jobs.job_step[out[k] + 1]):
                if before[step] >= 0:
                    _put(jobs, plan, before[step], step)
    return cost, best_cost
