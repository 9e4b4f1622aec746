"""Rules about who somebody is: language, certification, restrictions, distance."""

from collections.abc import Iterator
from math import ceil

from dispatch.domain.people import Bar, HeldCertification, Need, Person
from dispatch.domain.reasons import Reason
from foundation.geo import great_circle_km
from foundation.text.message import LazyText, say
from interpreters.domain.languages import SENDABLE, Direction, Language
from interpreters.domain.qualifications import (
    CertificationLevel,
    Modality,
    Tier,
    levels_that_serve,
    needs_vetting,
)
from interpreters.domain.standing import RestrictionKind, Standing
from scheduling.domain.states import Strictness
from training.domain.certifications import Grade

NONE, NO_BAR = say("none"), say("no restriction")
# Where rights, health or safety are at stake the semi grade does not do by itself. The recognised
# grade does: it is the highest there is in a language without a second assessor.
ASKS_FOR_MORE_THAN_SEMI = frozenset({Tier.T2, Tier.T3})


def is_active(person: Person, need: Need) -> Reason | None:
    """Only people who are active on the roster are sent."""
    del need
    if person.standing is Standing.ACTIVE:
        return None
    have = say("%(standing)s", standing=person.standing)
    text = say("Not active: %(standing)s.", standing=person.standing)
    return Reason(text, say("%(standing)s", standing=Standing.ACTIVE), have)


def speaks_it(person: Person, need: Need) -> Reason | None:
    """The language at working level or better, both ways; or the fallback the requester agreed to."""
    if any(_is_sendable(person, language) for language in _languages(need)):
        return None
    wanted = say("%(language)s", language=need.language)
    spoken = person.speaks(need.language) or person.speaks(need.fallback_language)
    if spoken is None:
        text = say("Does not speak %(language)s.", language=need.language)
        return Reason(text, wanted, NONE)
    if spoken.level not in SENDABLE:
        text = say(
            "%(language)s level too low: %(level)s.",
            language=spoken.language,
            level=spoken.level,
        )
        return Reason(text, wanted, say("%(level)s", level=spoken.level))
    text = say(
        "Interprets %(language)s in one direction only: %(direction)s.",
        language=spoken.language,
        direction=spoken.direction,
    )
    return Reason(text, wanted, say("%(direction)s", direction=spoken.direction))


def _languages(need: Need) -> list[Language]:
    return [lang for lang in (need.language, need.fallback_language) if lang is not None]


def _is_sendable(person: Person, language: Language) -> bool:
    spoken = person.speaks(language)
    return spoken is not None and spoken.level in SENDABLE and spoken.direction is Direction.BOTH


def _languages_in_question(person: Person, need: Need) -> list[Language]:
    """Those the person could interpret in; all when there is none, so that each rule stands alone."""
    languages = _languages(need)
    return [lang for lang in languages if _is_sendable(person, lang)] or languages


def serving(person: Person, need: Need, language: Language) -> list[HeldCertification]:
    """The certifications that let somebody serve a session in a language, the best grade first."""
    found = _serving(person, need, language)
    return sorted(found, key=lambda held: (_GRADES.index(held.grade), held.valid_until))


def _serving(person: Person, need: Need, language: Language) -> Iterator[HeldCertification]:
    levels = levels_that_serve(need.tier, need.domain)
    for held in person.certifications:
        if (
            held.language == language
            and held.level in levels
            and counts(held, need)
            and not _falls_short(held, need)
        ):
            yield held


def _serves(person: Person, need: Need, language: Language) -> bool:
    return next(_serving(person, need, language), None) is not None


_GRADES = list(Grade)


def grade_rank(person: Person, need: Need) -> int:
    """How good the grade is with which somebody would serve: 0 the best."""
    held = _serving(person, need, language_used(person, need))
    return min((_GRADES.index(each.grade) for each in held), default=len(_GRADES))


def counts(held: HeldCertification, need: Need) -> bool:
    """Whether a certification is valid from the session's day to its end."""
    return held.valid_from <= need.day and need.last_moment_day < held.valid_until


def _falls_short(held: HeldCertification, need: Need) -> bool:
    """Whether its grade or its direction is not enough, whatever its level."""
    too_low = held.grade is Grade.SEMI and need.tier in ASKS_FOR_MORE_THAN_SEMI
    return too_low or held.direction is not Direction.BOTH


def language_used(person: Person, need: Need) -> Language:
    """The language in which this person would interpret; the fallback is a downgrade."""
    options = _languages_in_question(person, need)
    if len(options) == 1:
        return options[0]
    return next((lang for lang in options if _serves(person, need, lang)), options[0])


def is_downgrade(person: Person, need: Need) -> bool:
    """Whether this person would interpret in the fallback language."""
    return language_used(person, need) != need.language


def other_language(person: Person, need: Need) -> Language | None:
    """The fallback language where this person would interpret in it; None for the one asked for."""
    used = language_used(person, need)
    return None if used == need.language else used


def has_certification(person: Person, need: Need) -> bool:
    """Whether somebody holds one that serves the tier and domain, in that language, to the session's end."""
    return any(_serves(person, need, each) for each in _languages_in_question(person, need))


def is_certified(person: Person, need: Need) -> Reason | None:
    """A certification that serves the tier and domain, in that language, valid to the session's end."""
    if has_certification(person, need):
        return None
    languages = _languages_in_question(person, need)
    levels = levels_that_serve(need.tier, need.domain)
    wanted = _levels(levels)
    held = [h for h in person.certifications if h.language in languages]
    able = [h for h in held if h.level in levels]
    if able:
        return Reason(_why_not_enough(able, need), wanted, _levels({h.level for h in able}))
    if need.tier is Tier.COURT:
        text = say("Only a certified court interpreter may go to a hearing. Refer it elsewhere.")
        return Reason(text, wanted, _levels({h.level for h in held}) if held else NONE)
    if held:
        have = _levels({h.level for h in held})
        text = say(
            "Not certified in %(domain)s (holds: %(have)s).",
            have=have,
            domain=need.domain,
        )
        return Reason(text, wanted, have)
    text = say("No certification in %(language)s.", language=languages[0])
    return Reason(text, wanted, NONE)


def _why_not_enough(able: list[HeldCertification], need: Need) -> LazyText:
    """Of the right level, but not of the right grade or not in force on the day."""
    in_force = [held for held in able if counts(held, need)]
    if in_force:
        held = in_force[0]
        if held.direction is not Direction.BOTH:
            return say("%(level)s is valid for one direction only.", level=held.level)
        return say("%(level)s is held in the semi grade only.", level=held.level)
    latest = max(able, key=lambda held: held.valid_until)
    if latest.valid_until <= need.last_moment_day:
        return say("%(level)s: valid until %(day)s.", level=latest.level, day=str(latest.last_day))
    return say("%(level)s starts on %(day)s.", level=latest.level, day=latest.valid_from)


def _levels(levels: frozenset[CertificationLevel] | set[CertificationLevel]) -> LazyText:
    """The names of some levels: a code alone says nothing to who reads the reason."""
    named = {f"level_{place}": level for place, level in enumerate(sorted(levels))}
    return LazyText(", ".join(f"%({place})s" for place in named), dict(named))


def is_vetted(person: Person, need: Need) -> Reason | None:
    """In a crisis the background check must be in date on the day."""
    if not needs_vetting(need.tier):
        return None
    wanted = say("%(day)s", day=need.last_moment_day)
    if person.vetted_until is None:
        return Reason(say("No background check."), wanted, NONE)
    if person.vetted_until >= need.last_moment_day:
        return None
    text = say("Background check: valid until %(day)s.", day=str(person.vetted_until))
    return Reason(text, wanted, say("%(day)s", day=person.vetted_until))


def has_the_required_gender(person: Person, need: Need) -> Reason | None:
    """A required gender is met only by somebody who has given theirs."""
    if need.gender is None or need.gender_strictness is not Strictness.REQUIRED:
        return None
    if person.gender is need.gender:
        return None
    wanted = say("%(gender)s", gender=need.gender)
    if person.gender is None:
        text = say("Gender not recorded. Required: %(gender)s. Please ask.", gender=need.gender)
        return Reason(text, wanted, NONE)
    have = say("%(gender)s", gender=person.gender)
    return Reason(say("Required gender: %(gender)s.", gender=need.gender), wanted, have)


def works_this_way(person: Person, need: Need) -> Reason | None:
    """Somebody is sent on site, asked by video or phone, only if they work that way."""
    if need.modality in person.modalities:
        return None
    ways = [modality for modality in Modality if modality in person.modalities]
    have = LazyText("%(a)s · %(b)s", {"a": ways[0], "b": ways[1]}) if len(ways) > 1 else NONE
    if len(ways) == 1:
        have = say("%(modality)s", modality=ways[0])
    text = say("Does not offer this mode: %(modality)s.", modality=need.modality)
    return Reason(text, say("%(modality)s", modality=need.modality), have)


def is_not_barred(person: Person, need: Need) -> Reason | None:
    """No exclusion, pause or conflict of interest with the organisation or the case on that day."""
    if person.id in need.excluded:
        text = say("Excluded by the requester.")
        return Reason(text, NO_BAR, say("%(kind)s", kind=RestrictionKind.EXCLUSION))
    for bar in person.bars:
        if bar.kind is not RestrictionKind.PREFERENCE and bar.concerns(need):
            return Reason(_why_barred(bar), NO_BAR, say("%(kind)s", kind=bar.kind))
    return None


def _why_barred(bar: Bar) -> LazyText:
    whom = say("this case") if bar.case_code else say("this organisation")
    if bar.organisation_id is None and not bar.case_code:
        whom = say("all sessions")
    if bar.last_day is None:
        return say("%(kind)s: %(whom)s.", kind=bar.kind, whom=whom)
    return say(
        "%(kind)s: %(whom)s, until %(day)s.", kind=bar.kind, whom=whom, day=str(bar.last_day)
    )


def lives_near_enough(person: Person, need: Need) -> Reason | None:
    """On site, the place lies within the person's travel radius, as the crow flies."""
    if need.point is None or need.modality is not Modality.ON_SITE:
        return None
    km = great_circle_km(person.home, need.point)
    if km <= person.max_travel_km:
        return None
    limit = person.max_travel_km
    # What is too far by less than a kilometre must not read like the limit.
    have = f"{km:.0f}" if round(km) > limit else f"{ceil(km * 10) / 10:g}"
    text = say("%(have)s km away, travels up to %(need)s km.", have=have, need=limit)
    return Reason(text, say("%(km)s km", km=limit), say("%(km)s km", km=have))


def travels_without_approval(person: Person, need: Need) -> Reason | None:
    """On site, the way from home is not so long that a coordinator has to approve it first."""
    ways, point = need.ways, need.point
    if point is None or need.modality is not Modality.ON_SITE:
        return None
    minutes = ways.minutes(person.home, point)
    if 0 < ways.long_minutes < minutes:
        text = say(
            "One way takes %(have)s minutes. Over %(need)s minutes, a coordinator must approve it.",
            have=minutes,
            need=ways.long_minutes,
        )
        return Reason(
            text, say("%(n)s minutes", n=ways.long_minutes), say("%(n)s minutes", n=minutes)
        )
    km = ceil(ways.road_km(person.home, point))
    if 0 < ways.long_km < km:
        text = say(
            "One way is %(have)s km by road. Over %(need)s km, a coordinator must approve it.",
            have=km,
            need=ways.long_km,
        )
        return Reason(text, say("%(km)s km", km=ways.long_km), say("%(km)s km", km=km))
    return None


def has_not_declined(person: Person, need: Need) -> Reason | None:
    """Nobody is asked again for what they said no to, or gave back after they had said yes."""
    if person.id not in need.declined:
        return None
    return Reason(
        say("Declined this session or withdrew from it."), say("accepted"), say("declined")
    )
