"""People with invented names, and the labels that researchers and transcribers give them.

A manner of labelling holds for a whole file. What anybody says of a person beside the label
("(F, 40, displaced)") stands always, only the first time, or never.
"""

from __future__ import annotations

import random
from dataclasses import replace

from benchmarks.interviewing.model import Person
from benchmarks.interviewing.words import Words

MANNERS = (
    "roles",
    "codes",
    "initials",
    "first names",
    "full names",
    "titles",
    "functions",
    "described",
    "declared",
    "speakers",
)

NAMED = ("first names", "full names", "titles", "initials", "declared")
STRANGE_MANNERS = (
    "roles",
    "functions",
    "first names",
    "full names",
    "titles",
    "declared",
    "initials",
)
FIRST = (
    "Adela",
    "Bruno",
    "Celine",
    "Davit",
    "Elif",
    "Femi",
    "Greta",
    "Hamid",
    "Inès",
    "Jonas",
    "Karima",
    "Lucien",
    "Maëlle",
    "Nuno",
    "Oumou",
    "Petra",
    "Rashid",
    "Sylvie",
    "Timo",
    "Zoé",
)
LAST = (
    "Abrandt",
    "Belkova",
    "Cissara",
    "Dorvane",
    "Estrel",
    "Fontalis",
    "Gombaye",
    "Harrow-Lind",
    "Imbert",
    "Jaskova",
    "Kellaba",
    "Lorimel",
    "Mondavi",
    "N'Dessa",
    "Okelo",
    "Parvenche",
)

CODES = {
    "en": (
        ("I", "R"),
        ("INT", "RES"),
        ("Q", "R"),
        ("IV", "P"),
        ("M", "P"),
        ("Int", "Resp"),
        ("F", "P"),
    ),
    "fr": (
        ("E", "R"),
        ("ENQ", "REP"),
        ("Q", "R"),
        ("I", "P"),
        ("M", "P"),
        ("Enq", "Rép"),
        ("A", "P"),
    ),
}


def labelled(people: list[Person], kind: str, manner: str, words: Words) -> list[Person]:
    """Return the people with labels of a manner; `described` and `declared` have a longer first."""
    names = _names(words, len(people))
    roles = _role_labels(people, words)
    draw, language = words.draw, words.language
    keep_roles = draw.random() < 0.5  # of interviewers; interpreters are always called so
    pair = draw.choice(CODES[language])
    functions = draw.sample(words.lists["family" if kind == "family" else "functions"], 6)
    found: list[Person] = []
    for number, person in enumerate(people):
        first, last = names[number]
        asks = person.role != "respondent"
        label = longer = {
            "roles": roles[number],
            "codes": _code(person, people, pair),
            "initials": _initials(first, last),
            "first names": first,
            "full names": f"{first} {last}",
            "titles": draw.choice(words.lists["titled names"]).format(first=first, last=last),
            "functions": roles[number] if asks else functions[number % 6],
            "described": _code(person, people, pair),
            "declared": _initials(first, last),
            "speakers": f"{_speaker(words)} {number + 1}",
        }[manner]
        passing = person.id.startswith("passing")
        strange = words.source == "strange" and person.role != "interpreter"
        if strange and (passing or manner in ("roles", "functions")):
            label = longer = _strange_label(words)
        elif passing and manner not in ("speakers", "full names"):
            label = longer = words.lists["passing"][int(person.id[-1])]
        elif ((asks and keep_roles) or person.role == "interpreter") and manner in NAMED:
            label = longer = roles[number]
        elif manner == "described" and not asks:
            longer = f"{label} {draw.choice(words.lists['descriptions'])}"
        elif manner == "declared":
            longer = f"{first} {last} ({label})"
        found.append(replace(person, label=label, first_label=longer))
    if len({one.label.casefold() for one in found}) < len(found):  # nobody could tell them apart
        return labelled(people, kind, manner, words)
    return found


def manner_for(kind: str, draw: random.Random, source: str) -> str:
    """Return a manner of labelling that goes with a kind of interview, and with its words."""
    if source == "strange":
        return draw.choice(STRANGE_MANNERS)
    if kind == "family":
        return draw.choice(("functions", "functions", "first names", "codes", "described"))
    if kind == "focus group":
        return draw.choice(
            ("roles", "codes", "described", "described", "initials", "first names", "speakers")
        )
    return draw.choice(MANNERS)


def _names(words: Words, number: int) -> list[tuple[str, str]]:
    if words.source == "strange":
        return [
            (words.strange(2).capitalize(), words.strange().capitalize()) for _ in range(number)
        ]
    draw = words.draw
    return list(zip(draw.sample(FIRST, number), draw.sample(LAST, number), strict=True))


def _initials(first: str, last: str) -> str:
    return first[0] + "".join(part[0] for part in last.replace("'", "-").split("-"))


def _numbered(label: str, person: Person, people: list[Person], between: str) -> str:
    """Return a label with a number if several people have the role."""
    same = [one.id for one in people if one.role == person.role]
    return f"{label}{between}{same.index(person.id) + 1}" if len(same) > 1 else label


def _role_labels(people: list[Person], words: Words) -> list[str]:
    draw = words.draw
    names = {
        "interviewer": draw.choice(words.lists["interviewers"]),
        "respondent": draw.choice(words.lists["respondents"]),
        "interpreter": draw.choice(words.lists["interpreters"]),
    }
    return [_numbered(names[person.role], person, people, " ") for person in people]


def _code(person: Person, people: list[Person], pair: tuple[str, str]) -> str:
    if person.role == "interpreter":
        return "Interp"
    return _numbered(pair[person.role == "respondent"], person, people, "")


def _speaker(words: Words) -> str:
    return "Speaker" if words.language == "en" else "Locuteur"


def _strange_label(words: Words) -> str:
    number = words.draw.choice((1, 1, 2, 3))
    return " ".join(words.strange() for _ in range(number)).capitalize()
