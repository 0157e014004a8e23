"""What a transcriber wrote into speech: stage directions, remarks, times.

Square brackets, braces and double parentheses always hold a transcriber's words. Single
parentheses, asterisks and angle brackets may hold speech, so they count as notes only when they
read like one: `(rires)`, `*laughs*`, `(The participant reads the page)`, and hold no clause of
somebody's own: `(silence, and then they killed him)` was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from civic_qual.corpus.intake.layouts.label_words import log_odds
from civic_qual.corpus.intake.layouts.times import STAMP
from civic_qual.corpus.transcripts import Span

_HEARD = (
    r"(?:[\w’'-]+ ){0,2}(?:laughter|laughs?|laughing|applause|rires?|rient|applaudissements)|"
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
    r"chuchot\w*|ironique\w*|en riant|montre|désigne|gestes?|hoche\w*|fait signe|relit|"
    r"lit(?= (?:l[ea]s?|l['’]\w+|une?|du|des|ce|cette|son|sa|ses|à|au|en|tout)\b|[^\w\s]|$)|"
    r"parle en|le participant|la participante|l['’]enquêt\w*|l['’]interprète|"
    r"l[ea] répondante?|(?:le )?téléphone sonne|sonnerie|ton ironique|hors micro|"
    r"(?:début|fin) de l\w*"
)
_ASIDE = (
    r"(?P<who>[^\W\d_][\w .'’-]{0,25})[ \u00a0\u202f]?:[^()\n]{1,60}"
    r"|(?:m+[ -]?h+m*|hm+|oui|yes|ok(?:ay)?)"
)
NOTE = re.compile(
    rf"{STAMP}"
    r"|\[[^\[\]\n]{0,300}(?:\n[^\[\]\n]{0,100})?\]"  # a note may be wrapped
    r"|\{[^{}\n]{0,300}\}"
    r"|\(\([^()\n]{0,300}\)\)"
    rf"|(?P<heard>\([ ]?(?:{_HEARD})\b[^()\n]{{0,300}}\))"
    r"|\([ ]?(?:x{2,}|\?{1,3}|\.{2,}|…)[ ]?\)"
    rf"|\((?:{_ASIDE})[ .]{{0,2}}\)"
    rf"|\*(?:{_HEARD})\b[^*\n]{{0,40}}\*|<(?:{_HEARD})\b[^<>\n]{{0,40}}>"
    r"|<!--[^<>\n]{0,300}-->",
    re.IGNORECASE,
)
_OPENING = re.compile(r"[\[{(*<#]")
_SAID = re.compile(r"[^\W_]")
# People speak of themselves and of others who acted; directions tell of one whose turn it is.
_CLAUSE = re.compile(
    r"\b(?:i|we|they|my|our|me|us|je|j['’]|nous|on|ils|elles|mon|ma|mes|notre|nos)\b", re.IGNORECASE
)
_OF_SOMEBODY = re.compile(r"\( ?(?:the|l[ea]|l['’])\b|\( ?participants?\b", re.IGNORECASE)
_LONGEST_DIRECTION = 4  # words, where a clause may follow


def is_note(found: re.Match[str]) -> bool:
    """Whether what has the form of a note is one, and no clause that somebody said."""
    if found["who"]:  # `(I: mm-hm)`, but not `(he told me: they came)`
        who = found["who"].strip()  # nor `(girls: 59, boys: 41)`
        return who[0].isupper() and log_odds(who) > 0
    if not found["heard"] or _OF_SOMEBODY.match(found["heard"]):
        return True
    words = found["heard"].split()
    return len(words) <= _LONGEST_DIRECTION or not _CLAUSE.search(found["heard"])


def notes(text: str, start: int, end: int) -> list[Span]:
    """Return the spans of a text between two places that hold notes and times."""
    if not _OPENING.search(text, start, end):
        return []
    return [found.span() for found in NOTE.finditer(text, start, end) if is_note(found)]


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
    barred = [*notes(text, start, end), *unspoken]
    pieces = _between(sorted(barred), start, end) if barred else [(start, end)]
    return tuple(_trimmed(text, pieces))


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
