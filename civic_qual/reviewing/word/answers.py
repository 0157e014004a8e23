"""What comments say: yes and no, codes, remarks; and how small words are compared.

They are understood in English and French, whatever language the document is in. Capitals,
accents, quotation marks and the points at the end do not matter. What is not sure is not guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from civic_qual.reviewing.new_codes import WrittenCode
from civic_qual.texts import normalise, unaccented

if TYPE_CHECKING:
    from civic_qual.reviewing.codes_meant import CodeNames

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u02bc": "'", "\u2018": "'", "\u00b4": "'"})
AROUND = " \t\n.!?…:;,\"'`\u201c\u201d\u201e\u00ab\u00bb()[]{}*_#"


def folded(text: str) -> str:
    """Return what somebody wrote without capitals, accents, and signs around it.

    Examples
    --------
    >>> folded("« Été ! »"), folded("NO!"), folded("Jusqu’à  P12.")
    ('ete', 'no', "jusqu'a p12")
    """
    plain = unaccented(normalise(text).casefold()).translate(_APOSTROPHES)
    return " ".join(plain.split()).strip(AROUND)


_YES = frozenset(
    {"yes", "y", "oui", "o", "ok", "okay", "accept", "accepted", "accepter", "accepte", "acceptee",
     "d'accord", "keep", "garder", "\u2713", "\u2714"}
)  # fmt: skip
_NO = frozenset(
    {"no", "n", "non", "reject", "rejected", "rejeter", "rejete", "rejetee", "delete", "supprimer",
     "no no", "non non", "\u2717", "\u2718"}
)  # fmt: skip
_NO_BUT = re.compile(
    r"\s*(?:no|non)\s*(?:[,;:.!/>\n\u2013\u2014\u2192]|\s-\s|->)[\s,;:.!/>]*(?P<rest>\S.*)",
    re.I | re.S,
)
_REMARK = re.compile(
    r"\s*(?:memo|m[ée]mo|note|remark|remarque)\s*[:\u2013\u2014=-]\s*(?P<text>.*)", re.I
)
_MOST = 20_000  # characters of a comment that are read


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a comment says.

    Attributes
    ----------
    yes, no
        Whether it accepts or rejects.
    codes
        Codes by their ids, in the order in which they were written.
    new
        Codes that are made.
    remark
        A note beside them.
    unclear
        Why it is not understood, for the person who wrote it; "" if it is.
    """

    yes: bool = False
    no: bool = False
    codes: tuple[str, ...] = ()
    new: tuple[WrittenCode, ...] = ()
    remark: str = ""
    unclear: str = ""

    def and_also(self, other: Said) -> Said:
        """Return what two comments of one thread say together."""
        return Said(
            yes=self.yes or other.yes,
            no=self.no or other.no,
            codes=tuple(dict.fromkeys((*self.codes, *other.codes))),
            new=tuple(dict.fromkeys((*self.new, *other.new))),
            remark="\n".join(filter(None, (self.remark, other.remark))),
            unclear=self.unclear or other.unclear,
        )


def said_in(text: str, names: CodeNames) -> Said:
    """Return what a comment says.

    Examples
    --------
    >>> from civic_qual.bundled import bundled
    >>> from civic_qual.codebook.files.reading import read_codebook
    >>> from civic_qual.reviewing.codes_meant import CodeNames
    >>> names = CodeNames(read_codebook(bundled("codebooks/tutorial.yaml")))
    >>> said_in("Safety; water.access", names).codes, said_in("Non.", names).no
    (('safety', 'water.access'), True)
    >>> said_in("no: WATER", names)
    Said(yes=False, no=True, codes=('water',), new=(), remark='', unclear='')
    >>> print(said_in("watre", names).unclear)
    'watre' is no code; did you mean 'water · Water'?
    """
    lines, remark = _without_remark(text[:_MOST])
    said, known = folded(lines), _codes_in(lines, names)
    if not said:
        return Said(remark=remark)
    if known.unclear and said in _YES:
        return Said(yes=True, remark=remark)
    if known.unclear and said in _NO:
        return Said(no=True, remark=remark)
    if known.unclear and (but := _NO_BUT.fullmatch(lines)):
        return Said(no=True, remark=remark).and_also(_codes_in(but["rest"], names))
    return Said(remark=remark).and_also(known)


def _without_remark(text: str) -> tuple[str, str]:
    """Part what is noted besides, from its word to the end, from the rest."""
    lines = text.split("\n")
    for row, line in enumerate(lines):
        if found := _REMARK.fullmatch(line):
            remark = "\n".join((found["text"], *lines[row + 1 :])).strip()
            return "\n".join(lines[:row]), remark
    return text, ""


def _codes_in(text: str, names: CodeNames) -> Said:
    meant = names.meant(text.strip(AROUND))
    return Said(
        codes=meant.codes, new=meant.new, unclear=meant.problems[0] if meant.problems else ""
    )
