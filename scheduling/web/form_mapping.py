"""From what was typed into the form to a need, and back."""

from dataclasses import replace
from enum import Enum
from typing import Any, TypeVar
from uuid import UUID

from accounts.domain.cities import cities_in
from accounts.domain.ids import OrganisationId, SiteId
from accounts.service import organisations
from foundation.database.work import UnitOfWork
from foundation.security.errors import Problems, Refused
from foundation.text.message import say
from foundation.web.ids import find_id
from foundation.web.translation import language
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality, Tier
from scheduling.domain import needs
from scheduling.domain.needs import RequestNeed, StartWindow
from scheduling.service import people, reading
from scheduling.service.reading import CounsellingSession
from scheduling.web.forms import GENDERS, KEPT, OTHER, RequestForm

E = TypeVar("E", bound=Enum)
# What the rules call a field, and where the form shows it.
SHOWN_AT = {
    "modalities": "modality",
    "earliest": "window",
    "latest": "window",
    "every_weeks": "repeat",
}


def offer_choices(uow: UnitOfWork, form: RequestForm, kept: RequestNeed | None = None) -> None:
    """Fill in the organisations and places that the actor may ask for."""
    homes = _homes(uow, kept)
    sites = organisations.list_sites(uow, list(homes))
    named = [
        (str(s.id), s.name_in(language()) if len(homes) == 1 else _with_home(s, homes))
        for s in sites
    ]
    is_own_window = kept is not None and needs.window_of(kept, uow.settings) is None
    form.offer([(str(o), name) for o, name in homes.items()], named, keeps_window=is_own_window)
    if len(homes) == 1 and not form.is_submitted() and kept is None:
        form.organisation.data = str(next(iter(homes)))
        # An organisation's own rooms were entered first.
        own = min(sites, key=lambda s: s.code, default=None)
        form.site.data = "" if own is None else str(own.id)


def _homes(uow: UnitOfWork, kept: RequestNeed | None) -> dict[UUID, str]:
    own, every = reading.own_organisations(uow), reading.may_ask_for_all(uow)
    return {
        o.id: o.name_in(language())
        for o in organisations.list_organisations(uow)
        if (
            o.id == kept.organisation_id
            if kept is not None
            else o.active and (every or o.id in own)
        )
    }


def _with_home(site: Any, homes: dict[UUID, str]) -> str:
    return f"{homes[site.organisation_id]} – {site.name_in(language())}"


def read_need(
    uow: UnitOfWork, form: RequestForm, kept: RequestNeed | None = None
) -> tuple[RequestNeed, Problems]:
    """What was typed, and what cannot be understood of it."""
    problems = Problems()
    minutes = form.minutes.data
    need = RequestNeed(
        organisation_id=_organisation(form, kept),
        case_code=(form.case.data or "").strip(),
        language=_language(form, problems),
        other_language=form.other_language.data or "",
        fallback_language=_member(form.fallback_language, Language, problems),
        domain=_member(form.domain, Domain, problems),
        tier=_member(form.tier, Tier, problems),
        priority=_number(form.priority.data),
        modalities=_modalities(form, problems),
        site_id=_site(form),
        other_city=_other_city(form),
        address=form.address.data or "",
        room=(form.room.data or "").strip(),
        meeting_link=(form.meeting_link.data or "").strip(),
        day=form.day.data,
        start=form.start.data,
        minutes=minutes,
        team=_number(form.team.data),
        simultaneous=bool(form.simultaneous.data),
        preferred=people.identify(uow, "preferred", form.preferred.data or "", problems),
        excluded=people.identify(uow, "excluded", form.excluded.data or "", problems),
        note=(form.note.data or "").strip(),
        trainee_welcome=bool(form.trainee.data),
    )
    if need.fallback_language is not None and not form.consent.data:
        problems.add(
            "consent",
            say("Ask the service user first and tick this, or choose no alternative language."),
        )
    _check_forgotten_choice(form, need, kept, problems)
    if form.gender.data in GENDERS:
        strictness, gender = GENDERS[form.gender.data]
        need = replace(need, gender=gender, gender_strictness=strictness)
    return _with_window(uow, form, need, kept), problems


def _language(form: RequestForm, problems: Problems) -> Language | None:
    if form.language.data != OTHER:
        return _member(form.language, Language, problems)
    if not (form.other_language.data or "").strip():
        problems.add("other_language", say("Type the name of the language."))
    return None


def _with_window(
    uow: UnitOfWork, form: RequestForm, need: RequestNeed, kept: RequestNeed | None
) -> RequestNeed:
    if need.start is None or need.minutes is None or need.minutes <= 0:
        return need
    if form.window.data == KEPT and kept is not None and kept.start == need.start:
        return replace(need, earliest=kept.earliest, latest=kept.latest)
    known = {str(w.value): w for w in StartWindow}
    window = known.get(form.window.data or "", StartWindow.EXACT)
    earliest, latest = needs.window_clocks(window, need.start, need.minutes, uow.settings)
    return replace(need, earliest=earliest, latest=latest)


def _organisation(form: RequestForm, kept: RequestNeed | None) -> OrganisationId | None:
    if kept is not None:
        return kept.organisation_id
    found = find_id(form.organisation.data)
    return None if found is None else OrganisationId(found)


def _other_city(form: RequestForm) -> str | None:
    """The city of a place in no list, which its address may say; None when one of the list was chosen."""
    if form.site.data != OTHER:
        return None
    return form.other_city.data or next(iter(cities_in(form.address.data or "")), "")


def _check_forgotten_choice(
    form: RequestForm, need: RequestNeed, kept: RequestNeed | None, problems: Problems
) -> None:
    """Somebody who typed an address would be met at the place that was chosen before."""
    is_typed = need.address and (kept is None or need.address != kept.address)
    if is_typed and form.site.data != OTHER and Modality.ON_SITE in need.modalities:
        problems.add(
            "site", say("For the address below choose “Another place”, or empty the address.")
        )


def _site(form: RequestForm) -> SiteId | None:
    if form.site.data == OTHER:
        return None
    found = find_id(form.site.data)
    # Something that is no id at all is looked up in vain, and so named as an unknown place.
    if found is None and form.site.data:
        return SiteId(UUID(int=0))
    return None if found is None else SiteId(found)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 4 else None  # noqa: PLR2004


def _member(field: Any, kind: type[E], problems: Problems) -> E | None:
    if not field.data:
        return None
    for member in kind:
        if str(member.value) == field.data:
            return member
    problems.add(
        field.short_name, say("“%(answer)s” is not one of the choices.", answer=field.data)
    )
    return None


def _modalities(form: RequestForm, problems: Problems) -> tuple[Modality, ...]:
    found: list[Modality] = []
    for field in (form.modality, form.second, form.third):
        chosen = _member(field, Modality, problems)
        if chosen is not None and chosen not in found:
            found.append(chosen)
    return tuple(found)


def show_problems(form: RequestForm, problems: Problems) -> None:
    """Put problems beside the fields that show them; a field that could not be read says so itself."""
    for name, reasons in problems.found.items():
        place = SHOWN_AT.get(name, name)
        if place not in form or not form[place].errors:
            form.take(Refused("", {place: reasons}))


def stored_answers(
    uow: UnitOfWork, session: CounsellingSession, need: RequestNeed
) -> dict[str, Any]:
    """A stored need as the answers of the form."""
    ranked = [str(m) for m in need.modalities] + ["", ""]
    preferred, excluded = reading.list_named(uow, session.request)
    window = needs.window_of(need, uow.settings)
    usual = replace(need, team=None, priority=None, tier=None)
    strictness_and_gender = (need.gender_strictness, need.gender)
    return {
        "organisation": str(need.organisation_id),
        "language": need.language or OTHER,
        "other_language": need.other_language,
        "case": need.case_code,
        "modality": ranked[0],
        "second": ranked[1],
        "third": ranked[2],
        "fallback_language": need.fallback_language or "",
        "consent": need.fallback_language is not None,
        "day": need.day,
        "start": need.start,
        "minutes": need.minutes,
        "window": KEPT if window is None else window.value,
        "site": str(need.site_id or "") if need.other_city is None else OTHER,
        "other_city": need.other_city or "",
        "address": need.address,
        "room": need.room,
        "meeting_link": need.meeting_link,
        "domain": need.domain,
        "note": need.note,
        "gender": next((t for t, pair in GENDERS.items() if pair == strictness_and_gender), ""),
        # What is as usual is shown so, and follows when the field or the length is changed.
        "team": "" if need.team == needs.team_of(usual, uow.settings) else str(need.team),
        "priority": "" if need.priority == needs.priority_of(usual) else str(need.priority),
        "tier": "" if need.tier == needs.tier_of(usual) else need.tier,
        "preferred": ", ".join(p.full_name for p in preferred),
        "excluded": ", ".join(p.full_name for p in excluded),
        "trainee": need.trainee_welcome,
        "scope": "this",
    }
