"""What of a file nobody said: facts above the interview, running heads, headings, footers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from civic_qual.corpus.intake.layouts.label_words import HEADER, PERSON, is_code, key_of, words_of
from civic_qual.corpus.intake.layouts.lines import Kind, Script, is_sentence_end
from civic_qual.corpus.intake.layouts.parses import Parse
from civic_qual.corpus.intake.questions import ends_with_mark
from civic_qual.corpus.people import role_of_label
from civic_qual.corpus.transcripts import Role

_LONGEST_RUNNING = 80  # characters
_LONGEST_PAGE = 50
_PAGE = re.compile(r"\bpage\b|\bp\.|^[-–—\s]*#[-–—\s]*$|#\s*(?:/|of|sur|de)\s*#", re.IGNORECASE)
_PAGE_NAMED = re.compile(r"\bpage #|^p\. ?#$", re.IGNORECASE)
_PAGE_ALONE = re.compile(
    r"^[-–—]\s?#\s?[-–—]$|^\W{0,2}#\s?(?:/|of|sur|de)\s?#\W{0,2}$", re.IGNORECASE
)
_NEXT_PAGES = 5
_DIGITS = re.compile(r"\d+")

_RECORDED = re.compile(r".{0,60} (?:started|stopped) transcription\W*")
_LONGEST_FOOTER = 130
_FOOTER = re.compile(
    r"\W*(?:transcribed by\b.{0,80}|transcription by\b.{0,80}|transcrit par\b.{0,80}"
    r"|(?:the )?end of (?:the )?(?:interview|recording|transcript\w*|discussion)"
    r"|fin (?:de (?:l['’]|la )|du )?(?:entretien|enregistrement|interview|discussion"
    r"|transcription)|(?:the )?end|fin)\W*",
    re.IGNORECASE,
)


def without_furniture(script: Script) -> Script:
    """Return a script whose page numbers, running heads and footers are nobody's words."""
    for find, kind in _FURNITURE:
        script = script.leaving_out(find(script), kind)
    return script


def _running_heads(script: Script) -> Iterator[int]:
    """Yield lines that are one and the same but for numbers that go up, and name a page."""
    forms: defaultdict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(script.lines):
        if line.end - line.start <= _LONGEST_RUNNING:
            written = script.line(index)
            if any(letter.isdigit() for letter in written):
                forms[_DIGITS.sub("#", written)].append(index)
    for form, indices in forms.items():
        if len(form) >= _LONGEST_PAGE or not _PAGE.search(form):
            continue
        if is_sentence_end(form.replace("p.", "")):
            continue
        numbers = [int(_DIGITS.findall(script.line(index))[-1]) for index in indices]
        steps = [after - before for before, after in pairwise(numbers)]
        # A year that stands alone, since its line was wrapped, comes back or is far from the next.
        least, most = (1, _NEXT_PAGES) if form.strip("-–— ") == "#" else (0, max(numbers))
        ascending = all(least <= step <= most for step in steps)
        if (len(indices) > 1 and ascending) or _PAGE_NAMED.search(form):
            yield from indices
        elif _PAGE_ALONE.search(form):
            yield from (index for index in indices if _is_page(script, index))


def _is_page(script: Script, index: int) -> bool:
    """Whether a line names a page: none beyond the last, nor one that somebody answers."""
    numbers = [int(one) for one in _DIGITS.findall(script.line(index))]
    above = script.text[script.lines[index - 1].end - 1] if index else "."
    in_order = numbers == sorted(numbers)
    return in_order and (script.lines[index].blank or above in ".?!…")


def _remarks_of_programs(script: Script) -> Iterator[int]:
    """Yield lines that programs write where a recording begins or ends."""
    if " transcription" in script.text:
        for index, line in enumerate(script.lines):
            if _RECORDED.fullmatch(script.text, line.start, line.end):
                yield index


def _footers(script: Script) -> Iterator[int]:
    for index in range(len(script.lines) - 1, 0, -1):
        line = script.lines[index]
        long = line.end - line.start >= _LONGEST_FOOTER
        if long or not _FOOTER.fullmatch(script.text, line.start, line.end):
            return
        yield index


_RULE = re.compile(r"(?:[-=~_*#][ \t]?){3,}")
_LONGEST_UNDERLINED, _UNDERLINED = 70, 2  # characters; and how far a rule may differ


def _rules(script: Script) -> Iterator[int]:
    """Yield lines that are rules: `-----`, `* * *`."""
    for index, line in enumerate(script.lines):
        if script.text[line.start] in "-=~_*#" and _RULE.fullmatch(
            script.text, line.start, line.end
        ):
            yield index


def _underlined(script: Script) -> Iterator[int]:
    """Yield headings with a rule as long as they are right below."""
    for index, line in enumerate(script.lines[:-1]):
        below = script.lines[index + 1]
        if script.outside.get(index + 1) == "furniture" and not below.blank and line.blank:
            length = line.end - line.start
            alike = abs(below.end - below.start - length) <= _UNDERLINED
            if alike and length <= _LONGEST_UNDERLINED:
                yield index


_TITLE = re.compile(
    r"\b(?:interview|entretien|transcri\w+|discussion|focus group|(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]+")


def _titles_again(script: Script) -> Iterator[int]:
    """Yield lines that repeat the title above the file, whatever page number they have."""
    if not script.lines:
        return
    title = script.line(0)[:_LONGEST_RUNNING]
    letters = _LETTERS.findall(title.casefold())
    if not _TITLE.search(title) or ":" in title:
        return
    for index, line in enumerate(script.lines):
        if index and line.end - line.start <= _LONGEST_RUNNING:
            written = _LETTERS.findall(script.line(index).casefold())
            if [one for one in written if one not in {"page", "p"}] == letters:
                yield index


_FURNITURE: tuple[tuple[Callable[[Script], Iterator[int]], Kind], ...] = (
    (_running_heads, "furniture"),
    (_titles_again, "furniture"),
    (_remarks_of_programs, "furniture"),
    (_rules, "furniture"),
    (_underlined, "heading"),
    (_footers, "footer"),
)

# Facts above the interview

_FACT_LINES, _HEAD_LINES = 60, 40
_LONGEST_FACT = 9  # words
_LONGEST_LEGEND = 200  # characters


def fact_lines(script: Script, colons: Sequence[Parse]) -> set[int]:
    """Return the lines of facts (`Date: ...`, `Place: ...`) near the top of a file.

    A block of short lines `key: value` is one of facts if a key is of those that head them;
    `Interviewer: E1` inside it is one, too.
    """
    keyed = {one.line: one for one in colons if one.line < _FACT_LINES}
    blocks = list(_blocks(script))
    found: set[int] = set()
    for block in blocks:
        facts = len(block) > 1 and all(_may_be_fact(script, keyed.get(one)) for one in block)
        if facts and any(keyed[index].key in HEADER for index in block):
            found.update(block)
    return found | _facts_at_top(script, keyed) if keyed else found


_LEGEND = re.compile(
    r"(?P<label>[^\W_][^=:,;\n]{0,40}?) ?= ?(?P<role>[^\W_][^=,;\n]{0,60})(?:[,;] ?|$)"
)


def legend(script: Script) -> dict[int, dict[str, Role]]:
    """Return the lines near the top that say whose labels are: `A = interviewer, B = trader`."""
    found: dict[int, dict[str, Role]] = {}
    for index, line in enumerate(script.lines[:_FACT_LINES]):
        if "=" not in script.line(index) or line.end - line.start > _LONGEST_LEGEND:
            continue
        parts = list(_LEGEND.finditer(script.text, line.start, line.end))
        roles = {key_of(one["label"]): role_of_label(one["role"]) for one in parts}
        told = {key: role for key, role in roles.items() if role}
        if told and parts[0].start() == line.start:
            found[index] = told
    return found


def _may_be_fact(script: Script, parse: Parse | None) -> bool:
    if parse is None:
        return False
    return parse.key in HEADER or bool(script.text[parse.words : script.lines[parse.line].end])


def _blocks(script: Script) -> Iterator[list[int]]:
    """Yield the lines between blank ones, near the top; the last block may be cut short."""
    block: list[int] = []
    for index, line in enumerate(script.lines[:_FACT_LINES]):
        if line.blank and block:
            yield block
            block = []
        block.append(index)


def _facts_at_top(script: Script, keyed: Mapping[int, Parse]) -> set[int]:
    """Return the facts that stand above everything, though other lines stand among them."""
    facts: set[int] = set()
    block: list[int] = []
    seen = False
    for index, line in enumerate(script.lines[:_HEAD_LINES]):
        parse = keyed.get(index)
        if line.blank and index:
            if seen:
                facts.update(block)
                if not (parse and parse.key in HEADER):
                    return facts
            block = []
        if parse is None:
            if seen and not _is_short(script.line(index)):
                return facts | set(block)  # the interview has begun, without a label
            continue
        if _heads_fact(parse):
            seen = True
            block.append(index)
        elif _is_short(script.text[parse.words : line.end]):
            block.append(index)
        else:
            return facts | set(block) if seen else facts
    return facts or {index for index in block if seen and keyed[index].key in HEADER}


def _heads_fact(parse: Parse) -> bool:
    if parse.key in HEADER:
        return True
    words = words_of(parse.key)
    return (
        bool(words)
        and words[0] in HEADER
        and not role_of_label(parse.label)
        and not any(word in PERSON for word in words)
        and not is_code(parse.key)
    )


def _is_short(said: str) -> bool:
    """Whether words read like the value of a fact: there are few, and they make no sentence."""
    few = 0 < len(said.split()) < _LONGEST_FACT
    return few and "?" not in said and not re.search(r"[.!…]\W*$", said)


_CONDUCTED = re.compile(
    r"\b(?:an? (?:oral history )?interview (?:conducted|with|by)|interview conducted by"
    r"|entretien (?:mené|conduit|réalisé) par)\b",
    re.IGNORECASE,
)
_MOST_TOP_FACTS = 8
_SENTENCE_ENDS = re.compile(r"(?<!\b[A-Z])[.!…]\W*$")  # `Issa T.` is none
_NAMED_IN_FACTS = 40  # labels that a fact is searched for
_LONGEST_TOP_FACT, _LONGEST_TITLE = 20, 30  # words


def without_top_facts(script: Script, marks: Sequence[Parse]) -> list[Parse]:
    """Return the marks without those above everything else that state facts.

    `Interviewer: Ann Lee` is one where `Ann Lee` says the words.
    """
    times = Counter(one.key for one in marks)
    named = _naming([key for key, count in times.items() if count > 2])
    cut = 0
    for one in marks[:_MOST_TOP_FACTS]:
        said = script.text[one.words : script.lines[one.line].end]
        if not _is_top_fact(said, one, times, named, first=one is marks[0]):
            break
        cut += 1
    return list(marks[cut:]) if cut < len(marks) - 1 else list(marks)


def _naming(keys: Sequence[str]) -> re.Pattern[str] | None:
    long = [re.escape(key) for key in keys[:_NAMED_IN_FACTS] if len(key) > 3]
    return re.compile(rf"\b(?:{'|'.join(long)})\b") if long else None


def _is_top_fact(
    said: str, one: Parse, times: Mapping[str, int], named: re.Pattern[str] | None, *, first: bool
) -> bool:
    title = first and times[one.key] > 1 and len(said.split()) < _LONGEST_TITLE
    if title and _CONDUCTED.search(said):
        return True
    short = 0 < len(said.split()) < _LONGEST_TOP_FACT and "?" not in said
    short = short and not _SENTENCE_ENDS.search(said)
    names = named is not None and bool(named.search(key_of(said)))
    if times[one.key] > 1:
        return short and first and names
    anybody_returns = max(times.values()) > 2
    states_role = role_of_label(one.label) and not ends_with_mark(said) and one.line < 25
    return bool(short and anybody_returns and (states_role or names))


# Headings


def headings(script: Script, words: Mapping[int, int]) -> set[int]:
    """Return the headings, found from the last line of every turn up: two may follow each other.

    `words` has the first line of every turn, in order, and where its words begin.
    """
    if not words:
        return set()
    learned = Headings.among(script, words)
    outside = set(script.outside)
    found: set[int] = set()
    starts = sorted(words)
    for start, end in zip(starts, [*starts[1:], len(script.lines)], strict=True):
        for index in range(end - 1, start, -1):
            if index in outside:
                continue
            if not learned.is_one(index, outside):
                break
            outside.add(index)
            found.add(index)
    return found


_LONGEST_HEADING, _HEADING_WORDS = 70, 8
TITLED = re.compile(
    r"#{1,6} |(?:section|part|partie|theme|thème|topic|chapter|chapitre|module|question|bloc"
    r"|volet)\b"
    r"|[IVX]{1,4}[.)] |[A-Z][.)] |.{0,25}\b(?:part|partie|section)\b",
    re.IGNORECASE,
)
_RARE_BLANKS = 0.3  # of the labelled lines: then a blank line marks a heading
_OFTEN_UNPUNCTUATED = 0.3  # of the turns: then a line without a full stop is no heading
_OFTEN_SMALL = 0.7  # of the turns begin with a small letter: then a capital marks a heading


@dataclass(frozen=True, kw_only=True)
class Headings:
    """How headings show in a file: what its turns mostly look like, and headings do not."""

    script: Script
    starts: Set[int]  # lines that begin with a label
    bare: Set[int]  # of these, labels with no words behind them
    blanks: float
    unpunctuated: float
    small: float

    @classmethod
    def among(cls, script: Script, words: Mapping[int, int]) -> Headings:
        """Learn how turns begin and end in a file; `words` is where those of each line begin."""
        lines = script.lines
        last = _last_lines(script, words)
        small = sum(_begins_small(script, line, place) for line, place in words.items())
        return cls(
            script=script,
            starts=set(words),
            bare={line for line, place in words.items() if place >= lines[line].end},
            blanks=sum(lines[line].blank for line in words) / len(words),
            unpunctuated=sum(not script.ends_sentence(index) for index in last) / max(1, len(last)),
            small=small / len(words),
        )

    def is_one(self, index: int, outside: Set[int]) -> bool:
        """Whether a line is a heading, where those of `outside` are nobody's words already."""
        script, line = self.script, self.script.lines[index]
        if line.end - line.start > _LONGEST_HEADING or not self._begins_turn_next(index, outside):
            return False
        written = script.line(index)
        below = index + 1 < len(script.lines) and script.lines[index + 1].blank
        ends, few = is_sentence_end(written), len(written.split()) <= _HEADING_WORDS
        if line.blank and below and few and not ends and TITLED.match(written):
            return True
        if re.match("#{1,6} ", written):
            return True
        if written.isdigit() and len(written) < 4 and index - 1 not in self.bare:
            return True
        if (not line.blank and index > 0) or not below or ends or not few:
            return False
        if written[-1] in ',;»"' or not (written[0].isupper() or written[0].isdigit()):
            return False
        return self._stands_apart(index, written, outside)

    def _begins_turn_next(self, index: int, outside: Set[int]) -> bool:
        following = index + 1
        while following < len(self.script.lines) and following in outside:
            following += 1
        return following in self.starts

    def _stands_apart(self, index: int, written: str, outside: Set[int]) -> bool:
        if self.blanks < _RARE_BLANKS and self.script.lines[index].blank:
            return True
        if self.unpunctuated > _OFTEN_UNPUNCTUATED:
            return bool(TITLED.match(written)) or written.isupper() or self.small > _OFTEN_SMALL
        before = index - 1
        while before >= 0 and before in outside:
            before -= 1
        if before < 0 or self.script.ends_sentence(before):
            return True
        line = self.script.lines[before]
        return line.end - line.start < 3 or self.script.text[line.end - 1] in ")]#"


def _last_lines(script: Script, starts: Mapping[int, int]) -> list[int]:
    """Return the last line of every turn; lines that look like headings only if all do."""
    lines = script.lines
    live = [index for index in range(min(starts), len(lines)) if index not in script.outside]
    last = [index for index, following in pairwise(live) if following in starts]
    plain = [
        index
        for index in last
        if index in starts
        or not lines[index].blank
        or not lines[index + 1].blank
        or lines[index].end - lines[index].start >= 60
    ]
    return plain or last


def _begins_small(script: Script, line: int, words: int) -> bool:
    lines = script.lines
    if words < lines[line].end:
        return script.text[words].islower()
    return script.text[lines[min(line + 1, len(lines) - 1)].start].islower()
