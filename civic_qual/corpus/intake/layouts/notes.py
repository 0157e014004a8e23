"""What stands in a turn and was not said: bracketed notes, times, headings, Markdown comments.

Square brackets, braces and double parentheses always hold a transcriber's words. Single
parentheses, asterisks and angle brackets may hold speech, so they count as notes only when
they read like one: `(rires)`, `*laughs*`, `(The participant reads the page)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from civic_qual.corpus.intake.layouts.times import STAMP
from civic_qual.corpus.transcripts import Span

_HEARD = (
    r"laugh\w*|chuckl\w*|giggl\w*|sigh\w*|cough\w*|cr(?:y|ies|ying)|sob\w*|silen\w*|pauses?|"
    r"(?:long|short|brief) (?:pause|silence)|inaudible|unintelligible|unclear|indistinct|"
    r"cross[ -]?talk|overlap\w*|interrupt\w*|noises?|background noise|music|applause|nod\w*|"
    r"shakes? h\w*|shrugs?|smil\w*|joking|ironically|whisper\w*|phone rings?|"
    r"recording (?:paused|stopped|resumed|ends?)|off[ -]record|speak(?:s|ing) in|"
    r"point(?:s|ing) (?:at|to)|show(?:s|ing)|referring|gestur\w*|reads|reading|sic|redacted|"
    r"the (?:participants?|interviewe[re]s?|respondents?|interpreter)|participants? \w+s|"
    r"rires?|rit|souri\w*|soupir\w*|tousse|toux|pleure\w*|sanglot\w*|"
    r"pause longue|(?:longue|courte|brève) pause|(?:long|court) silence|inaudibles?|"
    r"incompréhensibles?|brouhaha|bruits?|musique|applaudissements|hésit\w*|interruption|"
    r"chuchot\w*|ironique\w*|en riant|montre|désigne|gestes?|hoche\w*|fait signe|lit|relit|"
    r"parle en|le participant|la participante|l['’]enquêt\w*|l['’]interprète|"
    r"l[ea] répondante?|(?:le )?téléphone sonne|sonnerie|ton ironique|hors micro|"
    r"(?:début|fin) de l\w*"
)
_ASIDE = (
    r"(?:[^\W\d_][\w .'’-]{0,25})[ \u00a0\u202f]?:[^()\n]{1,60}"
    r"|(?:m+[ -]?h+m*|hm+|oui|yes|ok(?:ay)?)"
)
NOTE = re.compile(
    rf"{STAMP}"
    r"|\[[^\[\]\n]{0,300}\]"
    r"|\{[^{}\n]{0,300}\}"
    r"|\(\([^()\n]{0,300}\)\)"
    rf"|\([ ]?(?:{_HEARD})\b[^()\n]{{0,300}}\)|\([ ]?(?:x{{2,}}|\?{{1,3}}|\.{{2,}}|…)[ ]?\)"
    rf"|\((?:{_ASIDE})[ .]{{0,2}}\)"
    rf"|\*(?:{_HEARD})\b[^*\n]{{0,40}}\*|<(?:{_HEARD})\b[^<>\n]{{0,40}}>"
    r"|<!--[^<>\n]{0,300}-->",
    re.IGNORECASE,
)
_OPENING = re.compile(r"[\[{(*<#]")
_SAID = re.compile(r"[^\W_]")


def notes(text: str, start: int, end: int) -> list[Span]:
    """Return the spans of a text between two places that hold notes and times."""
    if not _OPENING.search(text, start, end):
        return []
    return [match.span() for match in NOTE.finditer(text, start, end)]


def spoken_pieces(
    text: str, start: int, end: int, unspoken: Iterable[Span] = ()
) -> tuple[Span, ...]:
    """Return the trimmed pieces of a stretch that were said: all but notes and `unspoken` spans.

    Examples
    --------
    >>> said = "Ils sont venus [rires] photographier la fumée."
    >>> [said[a:b] for a, b in spoken_pieces(said, 0, len(said))]
    ['Ils sont venus', 'photographier la fumée.']
    """
    barred = sorted([*notes(text, start, end), *unspoken])
    return tuple(_trimmed(text, _between(barred, start, end)))


def _between(barred: Sequence[Span], start: int, end: int) -> list[Span]:
    pieces, place = [], start
    for first, last in barred:
        if first > place:
            pieces.append((place, min(first, end)))
        place = max(place, last)
    if place < end:
        pieces.append((place, end))
    return pieces


def _trimmed(text: str, pieces: Iterable[Span]) -> Iterable[Span]:
    for start, end in pieces:
        piece = text[start:end]
        if _SAID.search(piece):
            lead = len(piece) - len(piece.lstrip())
            yield start + lead, start + len(piece.rstrip())
