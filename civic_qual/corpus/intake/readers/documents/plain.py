"""Plain text and Markdown: the transcript's text is the file's own.

Only what makes letters bold or a word a link is left out, as it is of a web page: `<u>I:</u> Who?`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from civic_qual.corpus.intake.layouts.lines import Features
from civic_qual.corpus.intake.layouts.times import TIME
from civic_qual.corpus.intake.readers.document import (
    DEFAULTS,
    Document,
    ReadOptions,
    read_document,
)
from civic_qual.corpus.intake.readers.transcribers.atrain import atrain_of
from civic_qual.corpus.transcripts import Span
from civic_qual.messages import Message, enumerated
from civic_qual.texts import decode, normalise, unescaped

_FRONT = re.compile(r"---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)

_DEEP = re.compile(r"(?:[\[{?-][ \t\n]*){20}")
_REFERENCE = re.compile(r"\*\S")
NO_FRONT_MATTER = Message(
    "what stands between --- lines at the top is not `name: value` lines, "
    "and was read as part of the interview"
)
REFERRING = Message(
    "what stands between --- lines at the top repeats parts of itself (`*name`), and was left out; "
    "write each value where it belongs"
)


@dataclass(frozen=True)
class FrontMatter:
    """The attributes read, where the text goes on, and what could not be read."""

    attributes: Mapping[str, str] = field(default_factory=dict)
    end: int = 0
    notes: tuple[str, ...] = ()


def front_matter(text: str) -> FrontMatter:
    r"""Read `key: value` lines between two lines of `---` at the beginning of a text.

    Examples
    --------
    >>> front_matter("---\ncountry: CAR\ndisplaced: no\n---\nI: Hello.").attributes
    {'country': 'CAR', 'displaced': 'no'}
    """
    found = _FRONT.match(text)
    if not found:
        return FrontMatter()
    if _REFERENCE.search(found[1]) and _refers(found[1]):
        return FrontMatter(end=found.end(), notes=(REFERRING,))
    loaded = _loaded(found[1]) if found[1].strip() else {}
    if not isinstance(loaded, dict):
        return FrontMatter(notes=(NO_FRONT_MATTER,))
    plain = {str(name): _plain(value) for name, value in loaded.items() if value is not None}
    nested = [str(name) for name, value in loaded.items() if isinstance(value, dict)]
    notes = (_left_out(nested),) if nested else ()
    kept = {name: value for name, value in plain.items() if name not in nested and value}
    return FrontMatter(kept, found.end(), notes)


def _left_out(names: list[str]) -> str:
    return Message("nested values at the top were left out: {names}", names=enumerated(names))


def _refers(block: str) -> bool:
    """Whether YAML repeats parts of itself: a few lines can stand for more than memory holds."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        events = YAML(typ="base", pure=True).parse(block)
        return any(type(event).__name__ == "AliasEvent" for event in events)
    except (YAMLError, ValueError, RecursionError):
        return False


def _loaded(block: str) -> object:
    """Load YAML with every plain value a string: `no` stays `no`, `2022-05` a month."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if _DEEP.search(block):  # no `name: value`, and too deep for those who read YAML
        return None
    try:
        return YAML(typ="base", pure=True).load(block)
    except (YAMLError, ValueError, RecursionError):
        return None


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(str(one) for one in value)
    return " ".join(str(value).split())


_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+[^\n]*", re.MULTILINE)
_TITLE = re.compile(r"\s*(?P<title>[^\n]{1,100}[^\n.!?…,;:-])\n(?:-{3,}|={3,})[ \t]*(?:\n|$)")
_STAMPED = re.compile(TIME)
_RULE = re.compile(r"^[ \t]*(?:-{3,}|\*{3,}|_{3,}|={3,})[ \t]*$", re.MULTILINE)


_TAGGED = re.compile(
    r"<(?P<tag>b|i|u|em|strong)>(?P<words>[^<>\n]{1,2000})</(?P=tag)>", re.IGNORECASE
)
_BOLD_TAGS = frozenset({"b", "strong"})
_LINK = re.compile(r"(?<![!\\])\[(?P<words>[^\[\]\n]{1,300})\]\((?:[^()\s]|\([^()\s]*\)){1,2000}\)")
_ESCAPED = re.compile(r"\\(?=[\[\](){}#.!+>~-])")


def shown(text: str, *, markdown: bool) -> str:
    r"""Return a text as it is shown: without tags in it, and without the targets of links.

    Examples
    --------
    >>> shown(r"<u>Ada:</u> As [the paper](https://a.example) says \[laughs\].", markdown=True)
    'Ada: As the paper says [laughs].'
    """
    if "</" in text:
        text = _TAGGED.sub(_without_tag, text)
    if markdown:
        text = _LINK.sub(lambda link: link["words"], text) if "](" in text else text
        text = _ESCAPED.sub("", text) if "\\" in text else text
    return text


def _without_tag(tagged: re.Match[str]) -> str:
    mark = "**" if tagged["tag"].casefold() in _BOLD_TAGS else ""
    return f"{mark}{tagged['words']}{mark}"


def read_plain(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read a plain text file, with attributes from its front matter if it has one."""
    return _document(data, options, markdown=False)


def read_markdown(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read a Markdown file: as plain text, but headings are not spoken."""
    return _document(data, options, markdown=True)


def _spans(pattern: re.Pattern[str], text: str, start: int) -> list[Span]:
    return [match.span() for match in pattern.finditer(text, start)]


def _of_any_time(heading: str) -> str:
    return _STAMPED.sub("", heading).strip("# \t").casefold()


def _level(text: str, heading: Span) -> int:
    return text.count("#", heading[0], heading[0] + 9)


def _document(data: bytes, options: ReadOptions, *, markdown: bool) -> Document:
    decoded = decode(data, options.encoding)
    text = normalise(unescaped(decoded.text))
    front = front_matter(text)
    text = text[: front.end] + shown(text[front.end :], markdown=markdown)
    atrain = atrain_of(text)
    headings: list[Span] = list(atrain.headings)

    def read(headings: Sequence[Span]) -> Document:
        return read_document(
            text,
            front.end,
            Features(headings=headings),
            replace(options, known={**atrain.known, **options.known}),
            attributes=front.attributes,
            notes=tuple(note for note in (decoded.note, *front.notes) if note),
        )

    if not markdown:
        return read(headings)
    if title := _TITLE.match(text, front.end):
        headings.append(title.span("title"))
    headings += _spans(_RULE, text, front.end)
    named = {span: _of_any_time(text[slice(*span)]) for span in _spans(_HEADING, text, front.end)}
    times, level = Counter(named.values()), {span: _level(text, span) for span in named}
    # Headings of one level, some of which return but for a time in them, may name who speaks.
    returning = {level[span] for span, name in named.items() if times[name] > 1}
    document = read(sorted([*headings, *(one for one in named if level[one] not in returning)]))
    speakers = {turn.speaker.casefold() for turn in document.turns}
    if any(named[one] not in speakers for one in named if level[one] in returning):
        document = read(sorted([*headings, *(one for one in named if named[one] not in speakers)]))
    return document
