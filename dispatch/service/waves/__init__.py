"""Whom to ask in which order and by when: policies of the office, and a cascade for each slot filled so.

`cascades.py` is the interface. `start` (for whoever may change assignments) and `begin` (for services that have
settled who may) open a cascade on a slot: with the waves of the office's policy or with `waves` of the caller's,
and with everybody whom `explain` ranks, ranked anew before each wave, or with a `pool` of choices in the caller's own
order. With a pool the first wave goes in the caller's transaction; otherwise a job ranks and asks at once. From then
on it goes by itself: at the deadline of a wave (a job at that very second), or as soon as everybody in it has said no;
a yes, a hand that fills the slot, or the end of the session ends it; when nobody is left coordinators are told.
`skip`, `pause`, `resume`, `add_person` and `stop` are for a person. `going.py` is the course itself, `following.py` what the
news about a slot does to it, `choosing.py` who
comes into question, `times.py` until when, `policies.py` what the office keeps, `seen.py` what pages show.
"""
