"""Who speaks where: the labels of a text.

What has the shape of a label is taken for a speaker when it names a role (`Interviewer:`,
`P3:`), when it comes back, or when it reads like a person's name beside other labels; `https:`
and `Note:` are never speakers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from civic_qual.corpus.intake.layouts.times import BARE, STAMP, seconds
from civic_qual.corpus.people import role_of_label
from civic_qual.corpus.transcripts import Span
from civic_qual.sheets.reading import word_rows
from civic_qual.texts import unaccented

_WORDS = {
    kind: frozenset(words) for kind, words in word_rows("corpus/lists/no_speakers.txt").items()
}
_NEVER, _SELDOM, _HEADER = _WORDS["never"], _WORDS["seldom"], _WORDS["header"]
_TITLES, _PARTICLES = _WORDS["title"], _WORDS["particle"]
_NUMBERED = re.compile(r"[^\W\d_]{1,12}[ _-]?\d{1,3}$")
_FACT = re.compile(
    r"(?:date|time|place|location|length|duration|language|code|mode|lieu|heure"
    r"|duree|langue)s? (?:of|and|de|du|et|d)\b"
    r"|interview (?:date|code|no|number|id|language)\b"
)
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*\.?")


@lru_cache(maxsize=10_000)
def could_be_speaker(name: str, *, bare: bool = False) -> bool:
    """Whether a name of this look may be a speaker's at all; `bare` if no colon follows it.

    Examples
    --------
    >>> could_be_speaker("Directeur régional"), could_be_speaker("https")
    (True, False)
    """
    words = _WORD.findall(name)
    if not words or len(words) > 6 or not any(letter.isalpha() for letter in name):
        return False
    if _names_key(name) in _NEVER or is_header_key(name):
        return False
    if role_of_label(name):
        return True
    if _names_key(words[0]) in _TITLES:  # Interview 12: a village chief
        return False
    if bare:  # without a colon; [village A], [long pause] are notes
        return is_numbered(name) or looks_like_person(name)
    return (name[0].isupper() or name[0].isdigit() or len(words) == 1) and name.count(",") < 2


def looks_like_person(name: str) -> bool:
    """Whether a name is of one to four capitalised words, as `Capt. Ruvan Dellawatta`."""
    words = [word for word in _WORD.findall(name) if word not in _PARTICLES]
    return 0 < len(words) < 5 and all(word[0].isupper() for word in words)


def is_seldom_speaker(name: str) -> bool:
    """Whether a name is more often a remark's than a speaker's, as `Note`."""
    return _names_key(name) in _SELDOM


def is_numbered(name: str) -> bool:
    """Whether a name is a short word and a number, as `id1` or `Homme 3`."""
    return bool(_NUMBERED.match(name))


def _names_key(name: str) -> str:
    """Return a name as it stands in the lists above."""
    return unaccented(name.casefold()).strip(" .")


def is_header_key(name: str) -> bool:
    """Whether a name heads a line of facts, as `Date` or `Date of interview`.

    `Village chief` is a person, not a fact.
    """
    key = _names_key(name)
    return key in _HEADER or bool(_FACT.match(key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label in a text: where it begins, where the words begin, and whose it is.

    `marked` says that more than a colon marks it, such as brackets or a time; `faint` that even
    less does, as in `Q. Who came?`.
    """

    start: int
    end: int
    name: str
    seconds: float | None = None
    marked: bool = False
    faint: bool = False


_SPACE = r"[ \t\u00a0\u202f]"
_LEAD = rf"{_SPACE}{{0,40}}(?:[-•–>*]{{1,2}}{_SPACE}{{1,4}})?"
_MARKS = r"(?P<marks>\*\*\*|\*\*|__|\*)?"
_UNMARKS = r"(?:\*\*\*|\*\*|__|\*)?"
_NAME = r"[^\W_](?:[^\n:\[\]{}()<>*|=\"«»“”?!;…]{0,48}?[^\W_.]\.?)?(?: ?\([^():\n]{1,24}\))?"
_TIME = rf"(?:{STAMP}|{BARE})"
_BEFORE = rf"(?:(?P<before>{_TIME}){_SPACE}{{0,4}}[-–]?{_SPACE}{{0,4}})?"
# A bare time behind a name needs hours, minutes and seconds: "At 10:30: nothing" is speech.
_AFTER = rf"(?P<after>{STAMP}|\d{{1,2}}:\d{{2}}:\d{{2}})?"
_COLON = rf"{_SPACE}{{0,3}}[:：]{_UNMARKS}(?![/\d]){_SPACE}{{0,8}}"

_COLON_SHAPE = re.compile(
    rf"{_LEAD}{_UNMARKS}{_BEFORE}{_MARKS}(?P<name>{_NAME}){_UNMARKS}{_SPACE}{{0,8}}{_AFTER}{_COLON}"
)
_MARKED_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"{_LEAD}{_BEFORE}[#@](?P<name>{_NAME}){_COLON}",
        rf"{_LEAD}{_BEFORE}\{{(?P<name>{_NAME})\}}(?:{_COLON})?{_SPACE}{{0,8}}",
        rf"{_LEAD}{_BEFORE}\[(?P<name>{_NAME})\]{_COLON}",
        rf"{_LEAD}{_BEFORE}<(?P<name>{_NAME})>(?:{_COLON})?{_SPACE}{{0,8}}",
    )
)
_FAINT = re.compile(
    rf"{_LEAD}{_UNMARKS}{_BEFORE}{_UNMARKS}(?P<name>[^\W_][^\W_ ]{{0,20}}(?: \d{{1,2}})?){_UNMARKS}"
    rf"(?:\.|{_SPACE}{{0,2}}[-–—]|{_SPACE}*$){_UNMARKS}(?:{_SPACE}{{1,8}}|$)"
)
_BRACKETED = re.compile(rf"{_LEAD}{_BEFORE}\[(?P<name>{_NAME})\]{_SPACE}{{0,8}}")
_TABBED = re.compile(rf"{_LEAD}{_BEFORE}(?P<name>{_NAME})\t+(?=[^\W_]|[\[(«\"“…])")
_OWN_LINE = re.compile(
    rf"{_LEAD}{_UNMARKS}\[?(?P<name>{_NAME})\]?{_UNMARKS},?{_SPACE}{{1,40}}{_UNMARKS}"
    rf"(?P<time>{_TIME}){_UNMARKS}{_SPACE}*$"
)
_TIME_FIRST = re.compile(
    rf"{_LEAD}{_UNMARKS}(?P<time>{_TIME}){_SPACE}{{1,40}}(?P<name>{_NAME}){_UNMARKS}{_SPACE}*$"
)
_INSIDE = re.compile(
    rf"(?<=[.!?…»”\"\])]){_SPACE}{{1,4}}(?=(?P<name>[^\W_][^\n:!?…]{{0,40}}?)"
    rf"{_SPACE}?:(?P<gap>{_SPACE}{{1,8}}))"
)
_SPEAKER = re.compile(r"(?:speaker|locuteur|locutrice|unknown speaker|spk)[ _]?\d*$", re.IGNORECASE)
_LONGEST_OWN_LINE = 140


def label_at(text: str, line: Span) -> Label | None:
    """Return what has the shape of a label at the beginning of a line, words behind it."""
    found = _COLON_SHAPE.match(text, *line)
    if found and could_be_speaker(tidy(found["name"])):
        return _label(found, marked=bool(found["before"] or found["marks"] or found["after"]))
    for shape in _MARKED_SHAPES:
        found = shape.match(text, *line)
        if found and could_be_speaker(tidy(found["name"])):
            return _label(found, marked=True)
    for shape in (_BRACKETED, _TABBED):
        found = shape.match(text, *line)
        if found and could_be_speaker(tidy(found["name"]), bare=True):
            return _label(found, marked=shape is _BRACKETED)
    found = _FAINT.match(text, *line)
    if found and role_of_label(found["name"]):
        return replace(_label(found, marked=False), faint=True)
    return None


def own_line_label(text: str, line: Span) -> Label | None:
    """Return the label that fills a line: a name and a time, the words below."""
    start, end = line
    if end - start > _LONGEST_OWN_LINE:
        return None
    found = _OWN_LINE.match(text, start, end)
    if not (found and could_be_speaker(tidy(found["name"]))):
        found = _TIME_FIRST.match(text, start, end)
        # "00:12 Bonjour" is a time and a word; only what can be nothing else is a label here.
        if not found or not (role_of_label(found["name"]) or names_nobody(found["name"])):
            return None
    return Label(
        start=start, end=end, name=tidy(found["name"]), seconds=seconds(found["time"]), marked=True
    )


def labels_inside(text: str, start: int, end: int) -> list[Label]:
    """Return what has the shape of a label behind the end of a sentence, inside a line."""
    return [
        Label(start=match.end(), end=match.end("gap"), name=tidy(match["name"]))
        for match in _INSIDE.finditer(text, start, end)
    ]


def lines(text: str, start: int, stop: int) -> Iterator[Span]:
    """Yield the lines of a text that hold more than white space."""
    while start < stop:
        end = text.find("\n", start, stop)
        end = stop if end < 0 else end
        if end > start and not text[start : min(end, start + 100)].isspace():
            yield start, end
        start = end + 1


def names_nobody(name: str) -> bool:
    """Whether a name is one that programs give: `Speaker 2`, `SPEAKER_00`, `Locuteur 1`."""
    return bool(_SPEAKER.match(name))


def tidy(name: str) -> str:
    """Return a name without white space and punctuation around it."""
    return " ".join(name.split()).strip(" .,-–")


def _label(found: re.Match[str], *, marked: bool) -> Label:
    parts = found.groupdict()
    stamp = parts.get("before") or parts.get("after")
    return Label(
        start=found.start(),
        end=found.end(),
        name=tidy(found["name"]),
        seconds=seconds(stamp) if stamp else None,
        marked=marked,
    )


_NEARLY = 0.9


def labels(
    text: str, start: int = 0, end: int | None = None, known: frozenset[str] = frozenset()
) -> list[Label]:
    r"""Return the speaker labels of a text from one place to another, in order.

    `known` are names known to be speakers, case-folded.

    Examples
    --------
    >>> said = "Enquêtrice : Et la nuit ?\nChef: Rien.\nVoir https://example.org\nChef: Non."
    >>> [label.name for label in labels(said)]
    ['Enquêtrice', 'Chef', 'Chef']
    """
    stop = len(text) if end is None else end
    spans = list(lines(text, start, stop))
    own = [label for span in spans if (label := own_line_label(text, span))]
    found = [label for span in spans if (label := label_at(text, span))]
    heads = _Heads(text, tuple(spans), frozenset(label.start for label in found))
    own, taken = _speakers(own, heads, known), _speakers(found, heads, known)
    begun = {label.end for label in found}  # behind a time, a label looks like one inside
    inside = [label for label in labels_inside(text, start, stop) if label.end not in begun]
    taken += _inside(inside, taken, found)
    if len(own) > 1 and len(own) >= len(taken):
        taken = own
    return _spelled_once(sorted(taken, key=lambda label: label.start))


@dataclass(frozen=True)
class _Heads:
    """The lines of a text, and which of them begin with what may be a label."""

    text: str
    spans: Sequence[Span]
    labelled: frozenset[int]

    @cached_property
    def every_line(self) -> bool:
        """Whether labels begin (nearly) every line, from the first label on."""
        return self._nearly_all(start for start, _ in self.spans)

    @cached_property
    def every_block(self) -> bool:
        """Whether labels begin (nearly) every block below a blank line."""
        return self._nearly_all(start for start, _ in self.spans if self.begins_block(start))

    def begins_block(self, start: int) -> bool:
        """Whether the line above is blank, or there is none."""
        return start < 2 or self.text[start - 2 : start] == "\n\n"

    def _nearly_all(self, starts: Iterable[int]) -> bool:
        first = min(self.labelled, default=0)
        labelled = [start in self.labelled for start in starts if start >= first]
        return len(labelled) > 1 and sum(labelled) >= _NEARLY * len(labelled)


def _speakers(found: Sequence[Label], heads: _Heads, known: frozenset[str]) -> list[Label]:
    """Keep the labels at line beginnings that are speakers."""
    found = _without_stray_faint(found)
    times = Counter(map(_key, found))
    # `Note:` may be a speaker, but only one who speaks a lot.
    found = [
        label
        for label in found
        if not is_seldom_speaker(label.name) or times[_key(label)] > max(2, len(found) // 4)
    ]
    sure = {
        label.start
        for label in found
        if times[_key(label)] > 1 or _is_sure(label.name) or _key(label) in known
    }
    return [
        label
        for label in found
        if label.start in sure
        or (
            looks_like_person(label.name)
            and (heads.every_line or _is_likely(label, heads, len(sure)))
        )
    ]


def _without_stray_faint(found: Sequence[Label]) -> list[Label]:
    """Keep `Q.` and `A.` where they make a conversation: `A.` and `I.` may be a list's."""
    roles = Counter(role_of_label(label.name) for label in found if label.faint)
    talk = roles["interviewer"] > 1 and len(roles) > 1 and 2 * sum(roles.values()) > len(found)
    return [label for label in found if talk or not label.faint]


def _is_likely(label: Label, heads: _Heads, n_sure: int) -> bool:
    """Whether a name met once, beside others that are sure, is a speaker's."""
    return n_sure > 1 and (
        label.marked or " " in label.name or (heads.every_block and heads.begins_block(label.start))
    )


def _is_sure(name: str) -> bool:
    return role_of_label(name) is not None or is_numbered(name) or names_nobody(name)


def _inside(inside: Sequence[Label], taken: Sequence[Label], found: Sequence[Label]) -> list[Label]:
    """Keep the labels inside paragraphs that are speakers: those need better grounds."""
    known = set(map(_key, taken))
    times = Counter(map(_key, inside))
    whole = len(taken) < 2  # the interview may be one paragraph
    names = {
        name
        for name, count in times.items()
        if name in known or (count > 1 and role_of_label(name))
    }
    if whole:
        names |= {
            _key(label)
            for label in inside
            if times[_key(label)] > 2 and looks_like_person(label.name)
        }
    kept = [label for label in inside if _key(label) in names]
    # The first speaker of that paragraph stands at the beginning of its line.
    begun = {label.start for label in taken}
    return kept + [
        label
        for label in found
        if label.start not in begun
        and (_key(label) in names or (whole and len(kept) > 2 and looks_like_person(label.name)))
    ]


def _key(label: Label) -> str:
    return label.name.casefold()


def _spelled_once(found: Sequence[Label]) -> list[Label]:
    """Give a speaker the spelling first met: `INTERVIEWER` and `Interviewer` are one."""
    spelling: dict[str, str] = {}
    return [replace(label, name=spelling.setdefault(_key(label), label.name)) for label in found]
