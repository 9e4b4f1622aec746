"""Hand-made needs: weekly series, and sessions that show each cause of staying unfilled."""

from needs import TEAM_FROM, Need
from network import ORGANISATION_OF, Site
from topics import FEMALE
from weeks import DAYS, minute_of

# city, kind of place, language, domain, day offsets, start, minutes, modalities, note
SERIES = (
    "ansan school vi education 1,8 14:00 60 on_site 학부모 모임",
    "hwaseong own km general 6,13 14:00 90 on_site 일요 생활 상담",
    "suwon own zh education 0,3,7,10 10:00 60 on_site 한국어 과정 상담",
    "siheung public zh administration 1,8 13:30 90 on_site 찾아가는 민원 상담",
    "bucheon own vi education 2,9 10:00 60 on_site;video 취학 준비 모임",
    "gimpo own th labour 6,13 11:00 90 on_site;video 일요 노동 상담",
    "pyeongtaek own uz labour 0,7 14:00 60 on_site 노동 상담의 날",
    "yangju own my administration 3,10 15:00 60 on_site;video;phone 민원 서류 상담",
    "namyangju own mn education 1,3,8,10 16:00 30 video;phone 진로 상담",
    "yongin own ru education 2,9 14:00 60 on_site 학부모 상담",
    "anseong own tl general 0,7 10:30 60 on_site;phone 생활 상담",
    "yangpyeong own vi education 1,3,8,10 10:00 60 on_site;video 한국어 과정 상담",
    "gwangju own th administration 6,13 15:00 60 on_site;phone 일요 민원 상담",
    "paju own km education 2,9 16:00 60 on_site;video 학부모 상담",
)

# city, kind of place, language, domain, tier or -, day offset, start, minutes, modalities, gender
CORNERS = (
    # A team of two, but only one person speaks Lao well enough to be sent.
    "ansan own lo education - 1 13:00 180 on_site any",
    "hwaseong own lo administration - 9 10:00 150 on_site any",
    # Spoken, but nobody is certified for it.
    "suwon court lo legal - 1 10:00 60 on_site any",
    "hwaseong hospital lo medical - 8 11:00 60 on_site any",
    "bucheon own lo violence - 3 14:00 90 on_site female",
    "siheung own km violence - 1 13:00 90 on_site female",
    "gimpo own mn violence - 8 10:30 90 on_site;video female",
    "yongin own my violence - 10 11:00 60 on_site;video female",
    "gimpo hospital my medical T3 2 09:30 60 on_site any",
    # Certified people exist, none of them works at this hour.
    "pyeongtaek own mn labour - 5 18:30 90 on_site;video;phone any",
    "gwangju own th labour - 4 18:30 90 on_site;video any",
    "paju hospital tl medical - 11 19:00 60 on_site any",
    "anseong own km immigration - 12 18:00 60 on_site;phone any",
    # Everybody at work lives too far away.
    "yeoncheon public mn administration - 2 14:00 60 on_site any",
    "gapyeong public th administration - 9 10:00 60 on_site any",
    "yeoju public my administration - 7 13:00 60 on_site any",
    "yangpyeong own uz education - 8 15:00 60 on_site any",
    # More at the same hour than there are people.
    "ansan school my education - 3 10:00 90 on_site any",
    "hwaseong school my education - 3 10:00 90 on_site any",
    "siheung own my administration - 3 10:00 90 on_site;video any",
    "suwon public my administration - 3 10:30 60 on_site any",
    "pyeongtaek public my administration - 3 09:30 90 on_site any",
    "gimpo own my education - 3 10:00 60 on_site;phone any",
    "suwon own lo administration - 7 14:00 90 on_site any",
    "hwaseong public lo administration - 7 14:00 60 on_site any",
)
PRIORITIES = {"general": 4, "administration": 4, "education": 3, "labour": 3, "violence": 1}


def hand_made(sites: list[Site]) -> list[Need]:
    """All series and corner cases."""
    needs: list[Need] = []
    for number, line in enumerate(SERIES, start=1):
        needs += _series(f"SER-{number:02d}", line, sites)
    return needs + [_corner(line, sites) for line in CORNERS]


def _series(label: str, line: str, sites: list[Site]) -> list[Need]:
    city, kind, language, domain, offsets, start, minutes, modalities, note = line.split(" ", 8)
    return [
        Need(
            organisation=ORGANISATION_OF[city].code,
            language=language,
            domain=domain,
            day=DAYS[int(offset)],
            start=minute_of(start),
            minutes=int(minutes),
            modalities=modalities,
            site=_site(sites, city, kind) if "on_site" in modalities else "",
            priority=PRIORITIES[domain],
            note=note,
            series=label,
        )
        for offset in offsets.split(",")
    ]


def _corner(line: str, sites: list[Site]) -> Need:
    city, kind, language, domain, tier, offset, start, minutes, modalities, gender = line.split()
    return Need(
        organisation=ORGANISATION_OF[city].code,
        language=language,
        domain=domain,
        day=DAYS[int(offset)],
        start=minute_of(start),
        minutes=int(minutes),
        modalities=modalities,
        site=_site(sites, city, kind),
        priority=PRIORITIES.get(domain, 2),
        tier="" if tier == "-" else tier,
        team=2 if int(minutes) >= TEAM_FROM else 1,
        gender=FEMALE if gender == "female" else "",
    )


def _site(sites: list[Site], city: str, kind: str) -> str:
    return next(site.code for site in sites if site.city == city and site.kind == kind)
