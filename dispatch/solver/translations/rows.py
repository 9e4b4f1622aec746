"""The rows that tie the ways of steps together, their prices, and the bound that any prices prove.

A column is one span of `Spans` taken, a slack, or a word above a target. With prices on all rows but
those of the steps themselves, jobs fall apart: each takes its cheapest ways or stays unplanned. What
that adds up to is a bound below every plan, whatever the prices are (Geoffrion, "Lagrangean relaxation
for integer programming", Mathematical Programming Study 2, 1974).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.backend.mathopt import INFINITY, Programme
from dispatch.solver.translations.columns import CompiledTranslations, Numbers

Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]
# A share of a span below this is none.
NOTHING = 1e-7
Room = tuple[int, int, int]  # a translator, a first and a last day


@dataclass(frozen=True, slots=True)
class JobPrices:
    """Under some prices: a bound, and what each span would make of it at least if it were taken."""

    bound: float
    with_span: Reals
    reduced: Reals  # by span, what it costs beyond the price of its step


class TranslationRows:
    """Numbers of all rows, with rows of room that grow: one person's work within some days fits in there."""

    def __init__(self, compiled: CompiledTranslations) -> None:
        self.compiled = compiled
        self.rooms: list[Room] = []
        steps, days = compiled.steps, compiled.problem.days
        self._pairs, counts = np.unique(
            np.unique(np.stack([compiled.spans.pair, compiled.spans.step]), axis=1)[0],
            return_counts=True,
        )
        self._pairs = self._pairs[counts > 1]
        self._order = np.array([k for k, at in enumerate(steps) if at.number > 0], dtype=np.int64)
        self._hand_over = np.array(
            [compiled.problem.jobs[at.job].hand_over for at in steps], dtype=np.int64
        )
        self._prefix = [
            k for k, at in enumerate(steps) if at.number > 0 and steps[k - 1].slack != at.slack
        ]
        sizes = [
            len(steps),
            len(self._prefix),
            len(self._pairs),
            len(self._order) * days,
            len(compiled.capacity),
        ]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        self._at_prefix, self._at_pair, self._at_order, self._at_load, self._at_room = (
            int(n) for n in starts[1:]
        )
        # By step: where the order rows towards the next and from the previous step begin.
        self._towards = np.full(len(steps), -1, dtype=np.int64)
        self._towards[self._order - 1] = self._at_order + np.arange(len(self._order)) * days
        self._from = np.full(len(steps), -1, dtype=np.int64)
        self._from[self._order] = self._at_order + np.arange(len(self._order)) * days

    @property
    def size(self) -> int:
        """How many rows there are by now."""
        return self._at_room + len(self.rooms)

    def programme(self, chosen: Numbers, *, whole: bool = False) -> Programme:
        """The programme over some spans, all slacks and all words above targets, in this order."""
        compiled, problem = self.compiled, self.compiled.problem
        slacks, people = len(compiled.slack_cost), len(compiled.capacity)
        spans = len(chosen)
        high = self._high()
        low = np.full(len(high), -INFINITY)
        low[: len(compiled.steps)] = 1.0
        over = np.full(people, problem.rates.load)
        return Programme(
            cost=np.concatenate([compiled.spans.cost[chosen], compiled.slack_cost, over]).astype(
                float
            ),
            upper=np.concatenate([np.ones(spans + slacks), np.full(people, INFINITY)]),
            low=low,
            high=high,
            entries=self._entries(chosen),
            whole=np.arange(spans + slacks + people) < spans + slacks if whole else None,
        )

    def _high(self) -> Reals:
        compiled = self.compiled
        high = np.ones(self._at_room + len(self.rooms))
        high[self._at_prefix : self._at_pair] = 0.0
        high[self._at_load : self._at_room] = [w.target for w in compiled.problem.translators]
        high[self._at_room :] = [compiled.room[room] for room in self.rooms]
        return high

    def _entries(self, chosen: Numbers) -> tuple[Numbers, Numbers, Reals]:
        compiled, spans = self.compiled, self.compiled.spans
        at = np.arange(len(chosen))
        step, who, work = spans.step[chosen], spans.who[chosen], spans.work[chosen]
        first, last, pair = spans.first[chosen], spans.last[chosen], spans.pair[chosen]
        found: list[tuple[Numbers, Numbers, Reals]] = [
            (step, at, np.ones(len(at))),
            (self._at_load + who, at, work.astype(float)),
        ]
        place = np.searchsorted(self._pairs, pair)
        place[place == len(self._pairs)] = 0
        if len(self._pairs):
            is_pair = self._pairs[place] == pair
            found.append((self._at_pair + place[is_pair], at[is_pair], np.ones(int(is_pair.sum()))))
        for day in range(compiled.problem.days):
            ends = (self._towards[step] >= 0) & (last >= day)
            begins = (self._from[step] >= 0) & (first < day + self._hand_over[step])
            for which, order in ((ends, self._towards), (begins, self._from)):
                found.append((order[step[which]] + day, at[which], np.ones(int(which.sum()))))
        for k, (person, a, b) in enumerate(self.rooms):
            inside = np.flatnonzero((who == person) & (first >= a) & (last <= b))
            found.append(
                (np.full(len(inside), self._at_room + k), inside, work[inside].astype(float))
            )
        found += self._slack_entries(len(chosen))
        rows, columns, values = zip(*found, strict=True)
        return np.concatenate(rows), np.concatenate(columns), np.concatenate(values)

    def _slack_entries(self, spans: int) -> list[tuple[Numbers, Numbers, Reals]]:
        compiled = self.compiled
        slack = np.array([at.slack for at in compiled.steps], dtype=np.int64)
        people = np.arange(len(compiled.capacity))
        prefix = np.array(self._prefix, dtype=np.int64)
        rows = self._at_prefix + np.arange(len(prefix))
        return [
            (np.arange(len(slack)), spans + slack, np.ones(len(slack))),
            (rows, spans + slack[prefix - 1], np.ones(len(prefix))),
            (rows, spans + slack[prefix], -np.ones(len(prefix))),
            (
                self._at_load + people,
                spans + len(compiled.slack_cost) + people,
                -np.ones(len(people)),
            ),
        ]

    def price(self, duals: Reals) -> JobPrices:
        """What prices prove. Of any duals only what a minimisation allows is used."""
        compiled, spans = self.compiled, self.compiled.spans
        prices = np.minimum(duals, 0.0)
        load = slice(self._at_load, self._at_room)
        prices[load] = np.maximum(prices[load], -float(compiled.problem.rates.load))
        prices[: len(compiled.steps)] = 0.0
        reduced = spans.cost.astype(float)
        days, steps = compiled.problem.days, len(compiled.steps)
        order = prices[self._at_order : self._at_load].reshape(-1, days)
        ends, begins = np.zeros((steps, days)), np.zeros((steps, days))
        ends[self._order - 1] = order.cumsum(axis=1)
        for row, k in zip(order, self._order, strict=True):
            from_day = np.concatenate([row[::-1].cumsum()[::-1], [0.0]])
            start = np.clip(np.arange(days) - self._hand_over[k] + 1, 0, days)
            begins[k] = from_day[start]
        reduced -= ends[spans.step, spans.last] + begins[spans.step, spans.first]
        place = np.searchsorted(self._pairs, spans.pair)
        place[place == len(self._pairs)] = 0
        if len(self._pairs):
            is_pair = self._pairs[place] == spans.pair
            reduced -= np.where(is_pair, prices[self._at_pair + place], 0.0)
        room = np.zeros((len(compiled.capacity), days, days))
        for k, where in enumerate(self.rooms):
            room[where] = prices[self._at_room + k]
        room = room.cumsum(axis=1)[:, :, ::-1].cumsum(axis=2)[:, :, ::-1]
        a_word = prices[load][spans.who] + room[spans.who, spans.first, spans.last]
        reduced -= spans.work * a_word
        return self._jobs(prices, reduced)

    def _jobs(self, prices: Reals, reduced: Reals) -> JobPrices:
        compiled, spans = self.compiled, self.compiled.spans
        steps, slacks = len(compiled.steps), len(compiled.slack_cost)
        cheapest = np.full(steps, np.inf)
        np.minimum.at(cheapest, spans.step, reduced)
        slack = np.array([at.slack for at in compiled.steps], dtype=np.int64)
        left_out = compiled.slack_cost.astype(float)
        for row, k in enumerate(self._prefix, start=self._at_prefix):
            left_out[slack[k - 1]] -= prices[row]
            left_out[slack[k]] += prices[row]
        all_done = np.zeros(slacks)
        np.add.at(all_done, slack, cheapest)
        best = np.minimum(all_done, left_out)
        high = self._high()
        outside = np.arange(len(high)) >= steps
        bound = float(best.sum() + (prices * high)[outside].sum())
        mine = slack[spans.step]
        rest = np.where(np.isfinite(all_done[mine]), all_done[mine] - cheapest[spans.step], np.inf)
        return JobPrices(bound, bound - best[mine] + rest + reduced, reduced)

    def overfull(self, chosen: Numbers, values: Reals, above: float = 1.0) -> list[Room]:
        """Rooms without a row in which the spans taken ask for more words than there are, the fullest first."""
        compiled, spans = self.compiled, self.compiled.spans
        is_taken = values > NOTHING
        taken = chosen[is_taken]
        asked = np.zeros_like(compiled.room, dtype=float)
        where = (spans.who[taken], spans.first[taken], spans.last[taken])
        np.add.at(asked, where, spans.work[taken] * values[is_taken])
        # All that lies within: begins on its first day or later, ends on its last or before.
        asked = asked[:, ::-1, :].cumsum(axis=1)[:, ::-1, :].cumsum(axis=2)
        found = asked - compiled.room
        known = set(self.rooms)
        rooms = [(int(w), int(a), int(b)) for w, a, b in np.argwhere(found > above) if a <= b]
        rooms.sort(key=lambda room: -found[room])
        return [room for room in rooms if room not in known]
