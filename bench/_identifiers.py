"""The test set of screening, made by rules: formats by cues by noise. docs/screening.md states the same rules in words.

Everything is drawn with a seed. No number, address or person is anybody's on purpose: NHS numbers begin with 999, which
is kept for tests; phone numbers are those that Ofcom keeps for drama; addresses end in example.org or example.nhs.uk.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stdnum.gb import nhs


@dataclass(frozen=True, slots=True)
class Case:
    """A text that holds one identifier of a kind: `value` as it is written in it."""

    kind: str
    text: str
    value: str


_MONTHS = """
    January February March April May June July August September October November December
"""
MONTHS = tuple(_MONTHS.split())
_GIVEN = """
    Ada Aoife Adewale Aisha Bronwyn Callum Chidi Dafydd Dorota Edna Fatima Gethin Guadalupe Harpreet Ines Iqra Jean
    Kwame Lesley Mairi Mohammed Ngozi Olena Padraig Priya Ravi Rhiannon Siobhan Tomos Ursula Wei Xanthe Yusuf Zofia
"""
GIVEN = tuple(_GIVEN.split())
_FAMILY = """
    Abara Ahmed Begum Byrne Cadwallader Chowdhury Davies Eze Fernandes Gallagher Griffiths Hussain Ibrahim Jones
    Kaur Kowalska Lewis MacLeod Mensah Nguyen O'Connor Okafor Patel Quigley Rahman Shah Smith Taylor Usman Vaughan
    Wong Wójcik Yilmaz Zielińska Smith-Jones McAllister
"""
FAMILY = tuple(_FAMILY.split())
LINES = (
    "We tried it on two wards and {} came up in the huddle.",
    "{} — has anybody else had this?",
    "For the record: {}. The rest of the week was quiet.",
    "so this happened last night, {} and nobody had written it down",
    "{}",
    "Context first. Twelve beds, one nurse. Then {}, and we changed the form.",
)


def positives(seed: int, each: int) -> Iterator[Case]:
    """Give `each` cases of every kind."""
    luck = random.Random(seed)  # noqa: S311 - a test set must come out the same
    makers: dict[str, Callable[[], tuple[str, str]]] = {
        "nhs": lambda: (_spaced(luck, _checked(luck, "999")), luck.choice(_NUMBER_CUES)),
        "chi": lambda: (_spaced(luck, _chi(luck)), luck.choice(("CHI {}", "CHI number: {}", *_NUMBER_CUES))),
        "hc": lambda: (_spaced(luck, _checked(luck, f"3{luck.randint(2, 9)}")), luck.choice(_HC_CUES)),
        "hospital": lambda: (_hospital(luck), luck.choice(_HOSPITAL_CUES)),
        "birth": lambda: (_date(luck), luck.choice(_BIRTH_CUES)),
        "postcode": lambda: (_postcode(luck), luck.choice(_POSTCODE_CUES)),
        "phone": lambda: (_phone(luck), luck.choice(_PHONE_CUES)),
        "email": lambda: (_email(luck), luck.choice(_EMAIL_CUES)),
        "name": lambda: (_name(luck), luck.choice(_NAME_CUES)),
    }
    for kind, make in makers.items():
        for _ in range(each):
            value, cue = make()
            said = cue.replace("{}", _dressed(luck, value))
            yield Case(kind, luck.choice(LINES).replace("{}", said), value)


def _dressed(luck: random.Random, value: str) -> str:
    """Mark one value in four up, as people do."""
    return luck.choice(("{}",) * 9 + ("**{}**", "||{}||", "`{}`")).replace("{}", value)


_NUMBER_CUES = ("NHS number {}", "NHS no. {}", "nhs: {}", "{}", "her number is {}", "({})", "pt {}")
_HC_CUES = ("H&C number {}", "H+C {}", "HCN {}", "health and care number {}", "{}", "({})")
_JOINTS = (" ", " ", "", "-", ".", "\u00a0", " - ", "\u2011", "\u2013", "  ", "\u200b", "**", " \u00b7 ", "\n")


def _checked(luck: random.Random, begins: str) -> str:
    while True:
        nine = begins + "".join(luck.choice("0123456789") for _ in range(9 - len(begins)))
        for last in "0123456789":
            if nhs.is_valid(nine + last):
                return nine + last


def _chi(luck: random.Random) -> str:
    return _checked(luck, f"{luck.randint(1, 28):02}{luck.randint(1, 12):02}{luck.randint(20, 99):02}")


def _spaced(luck: random.Random, digits: str) -> str:
    cuts = luck.choice(((3, 6), (3, 6), (3, 6), (), (6,), (2, 4, 6, 8), (5,), tuple(range(1, 10))))
    joint = luck.choice(_JOINTS)
    return "".join((joint if at in cuts else "") + digit for at, digit in enumerate(digits))


_HOSPITAL_CUES = (
    "hospital number {}", "Hospital No: {}", "hosp no {}", "MRN {}", "MRN: {}", "patient ID {}",
    "patient number is {}", "pt id {}", "unit number {}", "case note no. {}", "his hospital number was {}",
    "PAS number {}", "record number #{}", "Hosp. number for this patient: {}", "medical record number = {}",
    "the number on the wristband, {}",
)  # fmt: skip


def _hospital(luck: random.Random) -> str:
    digits = "".join(luck.choice("0123456789") for _ in range(luck.randint(5, 8)))
    letters = "".join(luck.choice("ABCDEFGHKMNPRSTWX") for _ in range(luck.randint(1, 3)))
    forms = (digits, letters + digits, f"{letters} {digits}", digits + letters[0], f"{digits[:3]}-{digits[3:]}",
             f"{letters}{digits[:2]}/{digits[2:]}", letters.lower() + digits)  # fmt: skip
    return luck.choice(forms)


_BIRTH_CUES = (
    "DOB {}", "dob: {}", "D.O.B. {}", "date of birth {}", "Date of birth is {}", "born {}", "born on {}",
    "born on the {}", "d.o.b {}", "born in Leeds on {}", "birthday {}", "born at 34 weeks on {}", "{} (DOB)",
    "d/o/b {}", "b. {}",
)  # fmt: skip


def _date(luck: random.Random) -> str:
    day, month, year = luck.randint(1, 28), luck.randint(1, 12), luck.randint(1925, 2024)
    name = MONTHS[month - 1]
    nth = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(day, "th")
    forms = (
        f"{day:02}/{month:02}/{year}", f"{day}/{month}/{year % 100:02}", f"{day:02}-{month:02}-{year}",
        f"{day:02}.{month:02}.{year}", f"{year}-{month:02}-{day:02}", f"{day} {name} {year}",
        f"{day}{nth} {name} {year}",
        f"{day} {name[:3]} {year % 100:02}", f"{name} {day}, {year}", f"{day}{nth} of {name} {year}",
        f"{day:02} {month:02} {year}", f"{day:02}{month:02}{year}", f"{day}-{name[:3]}-{year}",
        f"{day} {name.lower()} '{year % 100:02}",
    )  # fmt: skip
    return luck.choice(forms)


_POSTCODE_CUES = ("{}", "postcode {}", "lives at 4 Elm Row, {}", "address: {}", "from {}", "the flats at {}", "({})")
_OUTWARD = ("A9", "A99", "AA9", "AA99", "A9A", "AA9A")
_SHORT, _LONG = "B E G L M N S W", "AB BD BT CF DH EH EX GL HU IV KY LS NE OX PL SA SY TR WV YO ZE"


def _postcode(luck: random.Random) -> str:
    form = luck.choice(_OUTWARD)
    area = luck.choice((_LONG if form.startswith("AA") else _SHORT).split())
    district = "".join(luck.choice("123456789") if c == "9" else luck.choice("ABEHMNPRW") for c in form.lstrip("A")[:1])
    rest = form[form.index("9") + 1 :]
    district += "".join(luck.choice("0123456789") if c == "9" else luck.choice("AEHMNPRW") for c in rest)
    inward = luck.choice("0123456789") + "".join(luck.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
    whole = luck.choice(
        (f"{area}{district} {inward}",) * 4 + (f"{area}{district}{inward}", f"{area}{district}  {inward}")
    )
    return whole.lower() if luck.random() < 0.2 else whole


_PHONE_CUES = ("{}", "tel {}", "ring {}", "her mobile is {}", "call the daughter on {}", "phone: {}", "({})", "mob. {}")


def _phone(luck: random.Random) -> str:
    three = f"{luck.randint(0, 999):03}"
    forms = (
        f"07700 900{three}", f"07700900{three}", f"+44 7700 900{three}", f"+447700900{three}", f"0044 7700 900{three}",
        f"+44 (0)7700 900{three}", f"020 7946 0{three}", f"(020) 7946 0{three}", f"0207 946 0{three}",
        f"01632 960{three}", f"01632-960{three}", f"0161 496 0{three}", f"0161.496.0{three}", f"(0131) 496 0{three}",
        f"028 9649 6{three}", f"07700 900 {three}", f"0770 0900 {three}", f"+353 20 910 {three}",
        f"+1 202 555 0{three}", f"029 2018 0{three}",
    )  # fmt: skip
    return luck.choice(forms)


_EMAIL_CUES = ("{}", "email {}", "write to {}", "contact: {}", "<{}>", "her address is {}.", "[mail](mailto:{})")


def _email(luck: random.Random) -> str:
    given, family = luck.choice(GIVEN).lower(), luck.choice(FAMILY).replace("'", "").lower()
    local = luck.choice(
        (
            f"{given}.{family}",
            f"{given[0]}{family}",
            f"{given}_{family}{luck.randint(1, 99)}",
            f"{given}+a",
            f"{given}-{family}",
        )
    )
    host = luck.choice(("example.org", "example.nhs.uk", "mail.example.org", "care-home.example.co.uk"))
    address = f"{local}@{host}"
    return address.upper() if luck.random() < 0.1 else address


_NAME_CUES = (
    "patient {}", "our patient, {},", "Patient: {}", "pt {}", "a patient called {}", "the patient ({}) fell",
    "{}, 84, fell", "{} was admitted on Tuesday", "{} (DOB known)", "her daughter {} rang us",
    "resident {} would not eat", "Mr {}", "Mrs {} and her son", "a lady named {}", "the patient in bed four is {}",
    "{}, a resident of ours,", "{} died at home", "I saw {} today, the patient we spoke of",
    "service user {} said no", "the patient told {} about it", "baby {}", "name: {}, ward 4",
    "{} fell again at six", "{} has dementia",
)  # fmt: skip


def _name(luck: random.Random) -> str:
    given, family = luck.choice(GIVEN), luck.choice(FAMILY)
    longer = f"{given} {luck.choice(GIVEN)} {family}"
    forms = (family, given, f"{given[0]}. {family}", longer, f"{given} {family}".lower(), *[f"{given} {family}"] * 6)
    return luck.choice(forms)


TRICKY = (
    "Version {d}.{d}.{d}{d} of the form is out, v{d}{d}{d}{d}.{d}{d}.{d} is not",
    "It cost £{d},{d}{d}{d}.{d}{d} a month, or {d}{d}{d}{d}{d} a year",
    "<t:17{d}{d}{d}{d}{d}{d}{d}{d}:F> and <@{s}> will host",
    "2026-0{n}-1{d} 1{d}:{m} to 2026-0{n}-2{d} 0{d}:{m}",
    "falls by week: {r} {r} {r} {r} {r} {r} {r} {r} {r} {r} {r} {r}",
    "median {d}.{d}{d}, limits {d}.{d}{d} and 1{d}.{d}{d}, n = {d}{d}{d}{d}",
    "https://discord.com/channels/{s}/{s}",
    "https://example.org/articles/20{r}/a-post-about-falls?page={d}#c{d}{d}{d}{d}{d}",
    "BP 1{d}{d}/{d}{d}, pulse {d}{d}, sats 9{d}%, temp 3{n}.{d}, NEWS {d}",
    "Give {d}00 mg at 0{d}00 and 1{d}00, then {d}.{d} ml of 0.{d}%",
    "PMID {n}{d}{d}{d}{d}{d}{d}{d}, doi:10.1{d}{d}{d}/s{d}{d}{d}{d}{d}-0{d}{d}-0{d}{d}{d}{d}-{d}",
    "ISBN {i} is the book we read",
    "commit {x}{x}{x}{x}{x}{x}{x} on the branch, build {d}{d}{d}{d}{d}",
    "192.168.{d}.{d}{d} answers on port {n}{d}{d}{d}",
    "the {n}rd of the month, 1st and {n}th floor, ward {d}B, bay {n}, bed {d}",
    "M{n} {n}GB laptop, B{d} paper, A{n} sheets, Q{n} 20{r}",
    "unit {n}, case {d} of 12, patient number {n} of {d}{d}",
    "We asked {d}{d} patients at Great Western Hospital and St Thomas' in March",
    "The Patient Safety Incident Response Framework asks for it; Patient Experience Group agreed",
    "Dr Sara Lindqvist and Prof Ngozi Eze spoke about patients who wait",
    "Royal Infirmary of Edinburgh, {d}{d} beds, {n} wards, opened 200{d}",
    "the unit was born of a row about linen in 20{r}; date of birth is asked for twice on the form",
    "ring the bell {d} times, call {n} people, text at {n}pm, bleep {d}{d}{d}{d}, extension {n}{d}{d}{d}",
    "111, 999 and 0300 {d}{d}{d} {d}{d}{d}{d} are the numbers on the poster",
    "email us @ the office, or use @everyone, @here and user@localhost",
    "{r}/{r} and {r}/{r}, that is {d}{d}.{d}% against {d}{d}.{d}%",
    "order {d}{d}{d}-{d}{d}{d}{d}{d}{d}{d}-{d}{d}{d}{d}{d}{d}{d} came on 1{d}/0{n}/2026",
    "Epoch 17{d}{d}{d}{d}{d}{d}{d}{d} in the log",
    "Patients and their families said Thank You, and the Friends and Family Test went up {d}%",
    "a resident doctor from Ward Seven met the Falls Team; patients liked Quiet Hour and John's Campaign",
)


def tricky(seed: int, each: int) -> Iterator[str]:
    """Give texts that look like identifiers and are none: each rule so many times."""
    luck = random.Random(seed)  # noqa: S311 - a test set must come out the same
    for rule in TRICKY:
        for _ in range(each):
            yield _filled(luck, rule)


def _filled(luck: random.Random, rule: str) -> str:
    draws: dict[str, Callable[[], str]] = {
        "{d}": lambda: luck.choice("0123456789"),
        "{n}": lambda: luck.choice("3456789"),
        "{m}": lambda: f"{luck.randint(0, 59):02}",
        "{r}": lambda: f"{luck.randint(1, 28):02}",
        "{x}": lambda: luck.choice("0123456789abcdef"),
        "{s}": lambda: "1" + "".join(luck.choice("0123456789") for _ in range(17)),
        "{i}": lambda: _checked(luck, luck.choice(("0", "1"))),
    }
    for mark, draw in draws.items():
        while mark in rule:
            rule = rule.replace(mark, draw(), 1)
    return rule
