"""Codes as people write them: by id, by name in any language, or both, as lists offer them.

Case, accents and signs may differ. A slip is told with the nearest code, and never guessed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from unicodedata import category, normalize

from civic_qual.calls import nearest
from civic_qual.codebook.model import Code, Codebook
from civic_qual.codebook.new_codes import code_called, with_new_code
from civic_qual.errors import CodebookError
from civic_qual.messages import Message, alternatives, language_now, quoted
from civic_qual.reviewing.new_codes import WrittenCode, not_made, written_new_code
from civic_qual.texts import unaccented

MIDDLE_DOT = "·"
_LONGEST_NAME, _LONGEST_SHOWN = 120, 60  # letters
_BETWEEN = re.compile(r"(\s*[;,]\s*)")
_ID_AND_NAME = re.compile(r"\s*·\s*|\s+[-–—:]\s+")
_MOST_PIECES = 40


def entry_of(code: Code, language: str) -> str:
    """Return a code as lists offer it: `id · name`, on one line.

    Examples
    --------
    >>> entry_of(Code("plan.threat", "theme", name={"en": "Threat analysis"}), "en")
    'plan.threat · Threat analysis'
    """
    name = " ".join(code.label(language).split())
    if len(name) > _LONGEST_NAME:
        name = f"{name[:_LONGEST_NAME]}…"
    return f"{code.id} {MIDDLE_DOT} {name}" if name and name != code.id else code.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What a cell of codes means.

    Attributes
    ----------
    codes
        The ids of the codes, each once.
    new
        Codes that are to be made.
    problems
        What was not understood, for the person who wrote it.
    """

    codes: tuple[str, ...] = ()
    new: tuple[WrittenCode, ...] = ()
    problems: tuple[str, ...] = ()


class CodeNames:
    """What the codes of a codebook are called.

    Examples
    --------
    >>> from civic_qual.codebook.model import Code, Codebook
    >>> names = {"en": "Threat analysis", "fr": "Analyse des menaces"}
    >>> book = Codebook("", "1", ("en", "fr"), (Code("plan.threat", "theme", name=names),))
    >>> CodeNames(book).meant("ANALYSE des menaces; plan.threat").codes
    ('plan.threat',)
    >>> CodeNames(book).meant("plan.treat").problems
    ("'plan.treat' is no code; did you mean 'plan.threat · Threat analysis'?",)
    """

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = self._with_new = codebook
        self._exact: defaultdict[str, set[str]] = defaultdict(set)
        self._plain: defaultdict[str, set[str]] = defaultdict(set)
        for code in codebook:
            for language, name in code.name.items():
                for written in (name, entry_of(code, language), f"{code.id} {MIDDLE_DOT} {name}"):
                    self._add(written, code.id)
            self._add(code.id, code.id)

    def _add(self, written: str, code: str) -> None:
        self._exact[_composed(written)].add(code)
        for plain in {
            folded_name(written),
            folded_name(written.replace(",", " ").replace(";", " ")),
        }:
            if plain:
                self._plain[plain].add(code)

    @cached_property
    def _said_of(self) -> Mapping[str, str]:
        """The code of every name, in the order of the codebook."""
        said: dict[str, str] = {}
        for code in self._codebook:
            for written in (code.id, *code.name.values()):
                said.setdefault(written, code.id)
        return said

    def meant(self, cell: str, *, number: bool = False) -> Meant:
        """Return which codes a cell names: one, or several with ; or , or a new line between.

        Parameters
        ----------
        cell
            What stands in it.
        number
            Whether the cell holds a number and no text, so that zeros at its end are lost.
        """
        if number:
            return self._named(_composed(cell), number=True) or self._one(cell)
        found = [one for line in cell.splitlines() for one in self._in_line(line)]
        return Meant(
            codes=tuple(dict.fromkeys(code for one in found for code in one.codes)),
            new=tuple(new for one in found for new in one.new),
            problems=tuple(problem for one in found for problem in one.problems),
        )

    def _in_line(self, line: str) -> Iterator[Meant]:
        """Yield what a line names, code by code."""
        pieces = _BETWEEN.split(line.strip())  # what stands between them is every second one
        if len(pieces) > _MOST_PIECES:
            yield self._one(line)
            return
        start = 0
        while start < len(pieces):
            end = self._end(pieces, start)
            if text := "".join(pieces[start:end]).strip():
                yield self._one(text)
            start = end + 1

    def called(self, code: str) -> list[str]:
        """Return the names of a code as sheets compare them."""
        names = self._codebook[code].name.values() if code in self._codebook else ()
        return list(dict.fromkeys(folded_name(name) for name in (*names, code)))

    def _end(self, pieces: Sequence[str], start: int) -> int:
        """Return how far the code reaches that begins at a piece: names hold commas, too."""
        for end in range(len(pieces), start, -2):
            if self._named(_composed("".join(pieces[start:end]))):
                return end
        end = start + 1
        if written_new_code(pieces[start]):  # so do meanings
            while end < len(pieces) and pieces[end].strip() == ",":
                if self._named(_composed(pieces[end + 1])):
                    break
                end += 2
        return end

    def _one(self, written: str) -> Meant:
        """Return the code that a text names as a whole, or what is wrong with it."""
        text = _composed(written)
        if found := self._named(text):
            return found
        if new := written_new_code(text):
            return self._new(text, new)
        first, dot, rest = text.partition(MIDDLE_DOT)
        if dot and (of_id := self._id(first.strip())):
            others = self._plain.get(folded_name(rest), set()) - {of_id}
            if not others:  # a name that was changed since
                return Meant(codes=(of_id,))
            return Meant(problems=(self._several(text, {of_id, *others}),))
        return Meant(problems=(self._unknown(text),))

    def _new(self, text: str, new: WrittenCode) -> Meant:
        """Return the code that somebody made, or what must be asked before it is made.

        It is tried beside those that were written before: they may be called nearly so, too.
        """
        if known := code_called(self._codebook, new.name):
            return Meant(codes=(known,))
        try:
            self._with_new, _ = with_new_code(
                self._with_new, new.name, parent=new.parent, anyway=new.anyway
            )
        except CodebookError as error:
            why = not_made(self._with_new, new.name, error, anyway=new.anyway)
            return Meant(problems=(Message("{written}: {why}", written=shown(text), why=why),))
        return Meant(new=(new,))

    def _named(self, text: str, *, number: bool = False) -> Meant | None:
        if number and (alike := self._same_number(text)):
            return self._of(text, alike)
        if text in self._codebook:
            return Meant(codes=(text,))
        codes = {self._id(text)} - {""} | self._exact.get(text, set())
        codes = codes or self._both(text) or self._plain.get(folded_name(text), set())
        return self._of(text, codes) if codes else None

    def _both(self, text: str) -> set[str]:
        """Return the code of an id and a name that belong together."""
        first, *rest = _ID_AND_NAME.split(text, maxsplit=1)
        code = self._id(first.strip()) if rest else ""
        named = code in self._plain.get(folded_name("".join(rest)), set())
        return {code} if code and named else set()

    def _of(self, text: str, codes: set[str]) -> Meant:
        if len(codes) == 1:
            return Meant(codes=tuple(codes))
        return Meant(problems=(self._several(text, codes),))

    def _id(self, text: str) -> str:
        """Return the id that is written so, case aside, or ""."""
        if text in self._codebook:
            return text
        plain = [code.id for code in self._codebook if code.id.casefold() == text.casefold()]
        return plain[0] if len(plain) == 1 else ""

    def _same_number(self, text: str) -> set[str]:
        """Return the ids that are this number, once a spreadsheet has taken off its zeros."""
        wanted = _as_number(text)
        if wanted is None:
            return set()
        return {code.id for code in self._codebook if _as_number(code.id) == wanted}

    def _several(self, text: str, codes: set[str]) -> Message:
        entries = [self._entry(code) for code in self._codebook.positions if code in codes]
        return Message(
            "{written} may be {codes}: write the id",
            written=shown(text),
            codes=alternatives(map(quoted, entries)),
        )

    def _unknown(self, text: str) -> Message:
        near = nearest(text, self._said_of)
        if not near:
            return Message(
                "{written} is no code of the codebook; take one from the list", written=shown(text)
            )
        return Message(
            "{written} is no code; did you mean {near}?",
            written=shown(text),
            near=quoted(self._entry(self._said_of[near])),
        )

    def _entry(self, code: str) -> str:
        return entry_of(self._codebook[code], language_now())


def shown(written: str) -> str:
    """Return what somebody wrote as a message quotes it, cut where it is long."""
    text = " ".join(written.split())
    return quoted(text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…")


def folded_name(text: str) -> str:
    """Return a name without case, accents and punctuation, but what parts codes; pictures stay."""
    plain = unaccented(text.casefold())
    return "_".join("".join(map(_kept, plain)).split())


def _kept(sign: str) -> str:
    of = category(sign)
    if sign in ",;":
        return f" {sign} "
    return sign if of[0] in "LNM" or (of[0] == "S" and not sign.isascii()) else " "


def _composed(text: str) -> str:
    return normalize("NFC", " ".join(text.split()))


def _as_number(text: str) -> float | None:
    plain = text.replace(",", ".")
    try:
        return float(plain) if re.fullmatch(r"\d+(?:\.\d+)?", plain) else None
    except ValueError:
        return None
