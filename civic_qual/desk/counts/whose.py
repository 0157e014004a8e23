"""Whose codings a page counts, and whether the person at the desk may see what comes of them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from civic_qual.coding.coders import RuleCoder
from civic_qual.errors import StudyError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.reviewing.codebook.seen import reads_blind
from civic_qual.routines.source import Source
from civic_qual.routines.training import gold_of

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.study.study import Study

PEOPLE, RULES, CODER = "people", "rules", "coder:"


@dataclass(frozen=True, eq=False, kw_only=True)
class Counted:
    """Codings of one coder, as they are counted, what must be said of them, and their tables."""

    codings: Codings
    told: tuple[str, ...] = ()
    tables: dict[Hashable, object] = field(default_factory=dict)


class _Kept:
    """What was worked out of a study at a line of its trail."""

    def __init__(self, line: int, everybody: Codings) -> None:
        self.line, self.everybody = line, everybody
        self.by_whose: dict[str, Counted] = {}


_KEPT: WeakKeyDictionary[Study, _Kept] = WeakKeyDictionary()


def source_of(study: Study) -> Source:
    """Return a study as routines take it."""
    return Source(path=study.path, study=study)


def blind_queues(study: Study, who: str) -> tuple[str, ...]:
    """Return the blind queues in which somebody works, as long as they are not open.

    Raises
    ------
    StudyError
        If nobody said who they are while there are such queues.
    """
    if who:
        return study.sight(who).blind
    if reads_blind(study, who):
        raise StudyError(
            Message(
                "say who you are first, above: people read blind in this study, and who does must "
                "see no numbers of others"
            )
        )
    return ()


def why_blind(queues: tuple[str, ...]) -> str:
    """Say why somebody sees nothing of others; "" if they may see all."""
    if not queues:
        return ""
    return Message(
        "You read blind ({queues}): until that is opened, no numbers of other people, of the rules "
        "or of a model are shown to you, since they could change what you see in a passage.",
        queues=enumerated(map(quoted, queues)),
    )


def refuse_blind(study: Study, who: str) -> None:
    """Refuse to show or write what sums up the work of others to somebody who reads blind.

    Raises
    ------
    StudyError
        If they do, or did not say who they are.
    """
    if queues := blind_queues(study, who):
        raise StudyError(why_blind(queues))


def choices(study: Study, who: str) -> list[dict[str, str]]:
    """Return whose codings somebody may have counted: what to ask for, and what it is called."""
    kept = _kept(study)
    people = list(kept.everybody.filter(origin="human").coders)
    if blind_queues(study, who):
        people = [name for name in people if name == who]
        return [{"whose": f"{CODER}{name}", "name": name} for name in people]
    several = len(set(people) - set(study.adjudicated["coder"])) > 1
    machine = any(code.rules for code in study.codebook)
    return [
        *([{"whose": PEOPLE, "name": Message("all people, as one")}] if several else []),
        *({"whose": f"{CODER}{name}", "name": name} for name in people),
        *([{"whose": RULES, "name": Message("the rules of the codebook")}] if machine else []),
    ]


def counted(study: Study, who: str, whose: str) -> Counted:
    """Return the codings that are asked for, once sure that they may be seen.

    Raises
    ------
    StudyError
        If somebody who reads blind asks for those of others.
    CodingError
        If there are none.
    """
    if whose != f"{CODER}{who}":
        refuse_blind(study, who)
    kept = _kept(study)
    if whose not in kept.by_whose:
        kept.by_whose[whose] = _made(study, kept.everybody, whose)
    return kept.by_whose[whose]


def _made(study: Study, everybody: Codings, whose: str) -> Counted:
    if whose == RULES:
        found = RuleCoder(study.codebook).code(study.corpus)
        return Counted(codings=found, told=tuple(found.problems))
    source = source_of(study)
    if whose == PEOPLE:
        gold = gold_of(source.readers_called(()), source.settled(None))
        return Counted(codings=gold.codings, told=gold.told)
    return Counted(codings=everybody.filter(coder=whose.removeprefix(CODER)))


def _kept(study: Study) -> _Kept:
    """Return what is known of a study as it stands now."""
    with study._session.reading() as snapshot:
        line = snapshot.line
    kept = _KEPT.get(study)
    if kept is None or kept.line != line:
        kept = _KEPT[study] = _Kept(line, study.codings())
    return kept
