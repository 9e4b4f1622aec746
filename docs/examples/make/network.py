"""The network of fourteen organisations and the places their counsellors use."""

from dataclasses import dataclass

from dice import Dice
from places import CITIES, CITY, City


@dataclass(frozen=True)
class Organisation:
    """A body that asks for interpreters, and the cities it looks after."""

    code: str
    kind: str
    city: str
    area: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name in Korean; none of these names belongs to a real body."""
        if self.kind == "centre":
            return "경기 이음이주민센터"
        word = "이주민복지센터" if self.kind == "welfare_centre" else "다문화가족센터"
        return f"{CITY[self.city].short} 이음{word}"

    @property
    def name_en(self) -> str:
        """Its name in English."""
        if self.kind == "centre":
            return "Gyeonggi Ieum Migrants' Centre"
        words = "Migrants' Welfare" if self.kind == "welfare_centre" else "Multicultural Family"
        return f"{CITY[self.city].name_en} Ieum {words} Centre"

    @property
    def mail_domain(self) -> str:
        """Where its people's addresses end."""
        return "ieum.example" if self.kind == "centre" else f"{self.city}.ieum.example"


@dataclass(frozen=True)
class Site:
    """A place where counselling happens."""

    code: str
    organisation: str
    kind: str
    city: str
    name: str
    name_en: str
    address: str
    latitude: float
    longitude: float


SOUTH = ("suwon", "anyang", "gunpo", "uiwang", "gwacheon", "osan")
NORTH = ("yangju", "uijeongbu", "dongducheon", "pocheon", "yeoncheon")
ORGANISATIONS = (
    Organisation("CTR", "centre", "suwon", SOUTH),
    Organisation("ANS", "welfare_centre", "ansan", ("ansan",)),
    Organisation("HWS", "welfare_centre", "hwaseong", ("hwaseong",)),
    Organisation("SHG", "welfare_centre", "siheung", ("siheung", "gwangmyeong")),
    Organisation("BCN", "welfare_centre", "bucheon", ("bucheon",)),
    Organisation("PTK", "welfare_centre", "pyeongtaek", ("pyeongtaek",)),
    Organisation("GMP", "welfare_centre", "gimpo", ("gimpo",)),
    Organisation("NYJ", "welfare_centre", "namyangju", ("namyangju", "guri", "hanam", "gapyeong")),
    Organisation("YJU", "welfare_centre", "yangju", NORTH),
    Organisation("GWJ", "welfare_centre", "gwangju", ("gwangju", "seongnam")),
    Organisation("YGN", "family_centre", "yongin", ("yongin",)),
    Organisation("PJU", "family_centre", "paju", ("paju", "goyang")),
    Organisation("ASG", "family_centre", "anseong", ("anseong",)),
    Organisation("YPG", "family_centre", "yangpyeong", ("yangpyeong", "yeoju", "icheon")),
)
ORGANISATION_OF = {city: body for body in ORGANISATIONS for city in body.area}

# Kinds of places that keep office hours from Monday to Friday.
OFFICES = ("public", "school", "labour", "court", "immigration")

BIG = ("ansan", "hwaseong", "siheung", "suwon", "bucheon", "pyeongtaek")
SEATS = tuple(body.city for body in ORGANISATIONS)
# Where each kind of place is found. Shelters are left out on purpose: their addresses are secret.
CITIES_WITH = {
    "own": SEATS,
    "public": tuple(c.code for c in CITIES if c.code in BIG or c.code not in SEATS),
    "school": (
        *(*BIG, "ansan", "hwaseong", "siheung", "suwon", "gimpo"),
        *("seongnam", "yongin", "goyang", "anseong", "pocheon", "gwangju"),
    ),
    "hospital": (*BIG, "gimpo", "uijeongbu", "icheon", "seongnam", "paju"),
    "labour": ("suwon", "ansan", "bucheon", "pyeongtaek", "uijeongbu", "seongnam"),
    "court": ("suwon", "ansan", "bucheon", "pyeongtaek", "uijeongbu", "yeoju"),
    "police": ("ansan", "hwaseong", "siheung", "suwon", "bucheon", "paju", "pocheon"),
    "immigration": ("suwon", "ansan", "yangju"),
}
NAMES = {
    "public": ("외국인주민 민원실", "Residents' Service Desk"),
    "hospital": ("온누리의료원", "Onnuri Medical Centre"),
    "labour": ("고용노동 민원센터", "Labour Service Office"),
    "court": ("법원 종합민원실", "District Court Service Desk"),
    "police": ("한마음경찰서", "Hanmaeum Police Station"),
    "immigration": ("체류민원센터", "Immigration Service Office"),
}
SCHOOLS = (
    *(("다온초등학교", "Daon"), ("새봄초등학교", "Saebom"), ("해오름초등학교", "Haeoreum")),
    *(("가온누리초등학교", "Gaonnuri"), ("별하초등학교", "Byeolha"), ("라온중학교", "Raon")),
    ("늘별초등학교", "Neulbyeol"),
)
STREETS = ("이음로", "다온길", "누리로", "새봄길", "한마음로", "온누리길")


def sites() -> list[Site]:
    """Every site of the network, numbered within its organisation."""
    dice = Dice("sites")
    found: list[Site] = []
    numbers = dict.fromkeys((body.code for body in ORGANISATIONS), 0)
    schools = 0
    for kind, cities in CITIES_WITH.items():
        for code in cities:
            body = ORGANISATION_OF[code]
            numbers[body.code] += 1
            schools += kind == "school"
            name = _name(kind, body, CITY[code], schools)
            site_code = f"{body.code}-{numbers[body.code]:02d}"
            found.append(_site(dice, site_code, (kind, body.code, CITY[code]), name))
    return sorted(found, key=lambda site: site.code)


def _name(kind: str, body: Organisation, city: City, schools: int) -> tuple[str, str]:
    if kind == "own":
        return f"{body.name} 상담실", f"{body.name_en}, Counselling Rooms"
    if kind == "school":
        korean, english = SCHOOLS[schools % len(SCHOOLS)]
        return f"{city.short} {korean}", f"{city.name_en} {english} School"
    korean, english = NAMES[kind]
    return f"{city.short} {korean}", f"{city.name_en} {english}"


def _site(dice: Dice, code: str, what: tuple[str, str, City], name: tuple[str, str]) -> Site:
    kind, organisation, city = what
    # An organisation's own rooms stand beside the city hall, everything else in the same town.
    spread = 0.002 if kind == "own" else 0.02
    address = f"경기도 {city.name} {dice.one_of(STREETS)} {2 + dice.below(180)}"
    return Site(
        code=code,
        organisation=organisation,
        kind=kind,
        city=city.code,
        name=name[0],
        name_en=name[1],
        address=address,
        latitude=round(dice.near(city.latitude, spread), 4),
        longitude=round(dice.near(city.longitude, spread * 1.25), 4),
    )
