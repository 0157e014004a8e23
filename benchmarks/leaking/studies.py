"""Studies drawn at random, and how they change from one release to the next.

A study is what was really said: people, interviews, and of every sentence the codes it shows. It
shares nothing with the library; `folders` writes it as the files that the library reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

THEMES = {
    "plan": ("Planning", ("plan.patrol", "plan.late")),
    "alert": ("Alerts", ("alert.radio", "alert.bell", "alert.drum")),
    "amends": ("Amends", ()),
    "harm": ("Harm", ("harm.theft",)),
}
# A word that shows the code, and another one that the rules learn only when they are corrected.
WORDS = {
    "plan.patrol": ("heron", "otter"),
    "plan.late": ("falcon", "badger"),
    "alert.radio": ("lantern", "candle"),
    "alert.bell": ("anvil", "hammer"),
    "alert.drum": ("saddle", "stirrup"),
    "amends": ("walnut", "chestnut"),
    "harm.theft": ("violin", "cello"),
}
SIZES = (10, 10, 16, 16, 24, 24, 36, 36, 60)  # interviews
SPARE = "+"  # ends a code that is said by the other word


@dataclass(frozen=True, kw_only=True)
class Interview:
    """Who answers (person, attributes are the person's own), and sentence by sentence what."""

    name: str
    attributes: dict[str, str]
    turns: tuple[tuple[str, tuple[frozenset[str], ...]], ...]  # person, codes of each sentence

    @property
    def people(self) -> tuple[str, ...]:
        """Who answers, each once, in order."""
        return tuple(dict.fromkeys(person for person, _ in self.turns))


@dataclass(frozen=True, kw_only=True)
class Study:
    """Interviews, what is known of people, and which spare words the rules know."""

    interviews: tuple[Interview, ...]
    people: dict[str, dict[str, str]]
    themes: tuple[str, ...]
    learned: frozenset[str] = field(default_factory=frozenset)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes with rules: those under themes, and themes that have none."""
        return tuple(code for theme in self.themes for code in THEMES[theme][1] or (theme,))

    def carried(self, said: frozenset[str]) -> frozenset[str]:
        """Return the rows that a sentence carries: codes, their themes, and `any`."""
        codes = {
            one.rstrip(SPARE)
            for one in said
            if not one.endswith(SPARE) or one.rstrip(SPARE) in self.learned
        }
        rows = codes | {code.split(".")[0] for code in codes}
        return frozenset(rows | {"any"}) if rows else frozenset()

    def attributes(self, interview: Interview, person: str) -> dict[str, str]:
        """Return what is known of who speaks in an interview."""
        return {**interview.attributes, **self.people[person]}


def draw(random: np.random.Generator, sizes: Sequence[int] = SIZES) -> tuple[Study, dict[str, Any]]:
    """Draw a study: people alone, in groups, some of them twice; and how it would go on.

    Groups are uneven, themes rare or said by everybody, and whoever has a theme comes back to it.
    """
    number = int(random.choice(sizes))
    themes = tuple(list(THEMES)[: int(random.integers(2, 5))])
    countries = list("ABCD")[: int(random.integers(2, 5))]
    manner: dict[str, Any] = {
        "often": dict(
            zip(
                (code for theme in themes for code in THEMES[theme][1] or (theme,)),
                random.choice([0.03, 0.1, 0.25, 0.4, 0.6, 0.8, 1.0], 12),
                strict=False,
            )
        ),
        "countries": countries,
        "chances": random.dirichlet(np.full(len(countries), 2.0)),
        "groups": float(random.choice([0.0, 0.0, 0.2, 0.5])),
        "turns": int(random.choice([1, 1, 3, 8])),
        "again": float(random.choice([0.0, 0.0, 0.0, 0.15])),
    }
    study = Study(interviews=(), people={}, themes=themes)
    return grown(study, number, manner, random), manner


def grown(study: Study, number: int, manner: dict[str, Any], random: np.random.Generator) -> Study:
    """Return the study with so many interviews more."""
    people, interviews = dict(study.people), list(study.interviews)
    for _ in range(number):
        country = str(random.choice(manner["countries"], p=manner["chances"]))
        attributes = {"country": country, "village": f"{country}{int(random.integers(1, 4))}"}
        size = int(random.integers(2, 6)) if random.random() < manner["groups"] else 1
        speakers = []
        while len(speakers) < size:
            if people and random.random() < manner["again"]:
                known = str(random.choice(sorted(people)))
            else:
                known = f"p{len(people):03d}"
                people[known] = {"sex": str(random.choice(["f", "m"]))}
            if known in speakers:
                break
            speakers.append(known)
        turns = tuple(_turns(speakers, manner, random))
        name = f"i{_next(interviews):03d}"
        interviews.append(Interview(name=name, attributes=attributes, turns=turns))
    return replace(study, interviews=tuple(interviews), people=people)


def _next(interviews: list[Interview]) -> int:
    return 1 + max((int(one.name[1:]) for one in interviews), default=0)


def _turns(
    speakers: list[str], manner: dict[str, Any], random: np.random.Generator
) -> Iterator[tuple[str, tuple[frozenset[str], ...]]]:
    for speaker in speakers:
        theirs = [code for code, share in manner["often"].items() if random.random() < share]
        for _ in range(int(random.integers(1, manner["turns"] + 1))):
            yield speaker, _sentences(theirs, manner, random)


def _sentences(
    theirs: Sequence[str], manner: dict[str, Any], random: np.random.Generator
) -> tuple[frozenset[str], ...]:
    chance = 0.9 if manner["turns"] == 1 else 0.4
    return tuple(
        frozenset(
            code if random.random() < 0.97 else code + SPARE
            for code in theirs
            if random.random() < chance
        )
        for _ in range(int(random.integers(1, 3)))
    )


CHANGES = ("same", "grown", "transcripts", "codebook", "withdrawn", "grown and corrected", "many")


def changed(study: Study, manner: dict[str, Any], random: np.random.Generator) -> tuple[Study, str]:
    """Return what the study is at the next release, and what happened."""
    change = str(random.choice(CHANGES, p=[0.15, 0.35, 0.12, 0.1, 0.08, 0.1, 0.1]))
    if change == "many":
        return grown(study, int(random.integers(5, 16)), manner, random), change
    if change in ("grown", "grown and corrected"):
        study = grown(study, int(random.integers(1, 4)), manner, random)
    if change in ("transcripts", "grown and corrected"):
        study = _corrected(study, manner, random)
    if change == "codebook":
        study = replace(study, learned=study.learned | {str(random.choice(study.codes))})
    if change == "withdrawn":
        away = set(random.choice(len(study.interviews), int(random.integers(1, 3)), replace=False))
        kept = [one for place, one in enumerate(study.interviews) if place not in away]
        study = replace(study, interviews=tuple(kept))
    return study, change


def _corrected(study: Study, manner: dict[str, Any], random: np.random.Generator) -> Study:
    places = random.choice(len(study.interviews), int(random.integers(1, 4)), replace=False)
    interviews = list(study.interviews)
    for place in places.tolist():
        one = interviews[place]
        turns = list(one.turns)
        turn = int(random.integers(len(turns)))
        said = tuple(_sentences(study.codes, manner, random)[0] for _ in turns[turn][1])
        turns[turn] = (turns[turn][0], said)
        interviews[place] = replace(one, turns=tuple(turns))
    return replace(study, interviews=tuple(interviews))
