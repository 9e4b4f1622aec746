"""Fixes that give the service user less, or another place: another language, a lower level, a neighbour's room."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dispatch.domain.eligibility import RuleCode, reasons_against
from dispatch.domain.measures import added_travel
from dispatch.domain.overrides import is_one_level_lower
from dispatch.domain.people import Need, Person
from dispatch.service.explain.fix_search import Fix, FixSearch, gain
from foundation.geo import great_circle_km
from foundation.text.message import Named, say
from interpreters.domain.languages import OFTEN_UNDERSTOOD
from interpreters.domain.qualifications import Modality

# How far a neighbouring organisation's place may be, as the crow flies.
NEIGHBOUR_KM = 20


def other_language(search: FixSearch) -> Iterator[Fix]:
    """The likeliest other language in which somebody could come; none where one is agreed to already."""
    if search.need.fallback_language is not None:
        return
    for language in OFTEN_UNDERSTOOD[search.need.language]:
        for need in search.needs:
            other = replace(need, fallback_language=language)
            gains = search.gained(other)
            if gains:
                travel, first = search.nearest(gains, other)
                yield Fix(
                    kind="language",
                    text=gain(
                        gains,
                        one=say(
                            "%(name)s could interpret in %(language)s.",
                            name=gains[0].name,
                            language=language,
                        ),
                        many=say(
                            "%(n)s people could interpret in %(language)s.",
                            n=len(gains),
                            language=language,
                        ),
                    ),
                    gains=tuple(gains),
                    travel_minutes=travel,
                    changes=1,
                    action={"language": language.value, **first},
                )
                return


def neighbour(search: FixSearch) -> Iterator[Fix]:
    """The nearest place of another organisation at which somebody could come."""
    session, here = search.question.session, search.question.session.site
    on_site = next((n for n in search.needs if n.modality is Modality.ON_SITE), None)
    if here is None or on_site is None:
        return
    if search.question.situation.settled_start(session) is not None:
        return
    own = session.request.organisation_id
    ways = ((great_circle_km(here.point, s.point), s) for s in search.places)
    near = [(km, s) for km, s in ways if km <= NEIGHBOUR_KM and s.organisation_id != own]
    for _, site in sorted(near, key=lambda each: (each[0], each[1].code)):
        there = replace(on_site, point=site.point)
        gains = search.gained(there)
        if gains:
            travel, first = search.nearest(gains, there)
            yield Fix(
                kind="organisation",
                text=gain(
                    gains,
                    one=say(
                        "If it is held at %(place)s, %(name)s can take it.",
                        place=Named(site.name_in),
                        name=gains[0].name,
                    ),
                    many=say(
                        "If it is held at %(place)s, %(n)s people can take it.",
                        place=Named(site.name_in),
                        n=len(gains),
                    ),
                ),
                gains=tuple(gains),
                travel_minutes=travel,
                changes=1,
                action={"site_id": str(site.id), **first},
            )
            return


def lower_level(search: FixSearch) -> Iterator[Fix]:
    """Somebody one level lower, in the first accepted mode with any: once the requester has agreed."""
    for need in search.needs:
        gains = [p for p in search.people if _lacks_only_the_level(p, need)]
        if gains and len(gains) >= search.missing:
            gains.sort(key=lambda p: added_travel(p, need, need.earliest))
            yield _one_level_lower(gains, need)
            return


def _one_level_lower(gains: Sequence[Person], need: Need) -> Fix:
    return Fix(
        kind="level",
        text=gain(
            gains,
            one=say(
                "%(name)s, certified one level lower, could take it.",
                name=gains[0].name,
            ),
            many=say(
                "%(n)s people certified one level lower could take it.",
                n=len(gains),
            ),
        ),
        gains=tuple(gains),
        travel_minutes=added_travel(gains[0], need, need.earliest),
        changes=1,
        action={
            "interpreter_id": str(gains[0].id),
            "starts_at": need.earliest.isoformat(),
            "modality": need.modality.value,
            "agreed": need.lower_level_agreed,
        },
    )


def _lacks_only_the_level(person: Person, need: Need) -> bool:
    objections = reasons_against(person, need)
    return (
        len(objections) == 1
        and objections[0].code is RuleCode.CERTIFICATION
        and is_one_level_lower(person, need)
    )
