"""How a line could be taken apart: label, description, time, words, for every kind of separator.

The first separator of a kind counts; a second one is speech. Whether what stands before it names
anybody is not asked here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from civic_qual.corpus.intake.layouts.label_words import abbreviates, is_code, key_of
from civic_qual.corpus.intake.layouts.lines import Line, Script
from civic_qual.corpus.intake.layouts.times import STAMP, TIME
from civic_qual.corpus.people import role_of_label

Separator = Literal["colon", "tab", "dash", "dot", "bracket", "bold", "own"]
SEPARATORS: tuple[Separator, ...] = get_args(Separator)

LONGEST_LABEL = 80  # characters
_LONGEST_HEAD = 190  # characters of a line: label, description and two times
_LONGEST_OWN = 90
_SEEN = 130  # where a separator may stand
_MANY = 10_000_000
# Where more lines stand alone, nobody writes labels so.
_MOST: dict[Separator, int] = {**dict.fromkeys(SEPARATORS, _MANY), "own": 50_000}

_MARK = r"(?:\*{1,3}|__?|#{1,6}[ ])?"
_SPACE = "[ \\t\u00a0\u202f]"
# Lazy at its end: `R - refugee agency - is` must end at the first dash.
_NO_NAME = r"\n:：\[\]{}()<>*|=\"«»“”?!;…\t"
_NAME = rf"(?P<name>[^\W_](?:[^{_NO_NAME}]{{0,{LONGEST_LABEL - 2}}}?[^\W_.])??\.?)"
_DESCRIPTION = r"(?P<description>[ ]?[(\[][^()\[\]\n]{1,60}[)\]])?"
_OPEN, _CLOSE, _CLOSE_LATE = r"(?P<open>[\[<({@#]?)", r"(?P<close>[\]>)}]?)", r"(?P<late>[\]>)}]?)"
_LABEL = rf"(?P<mark>{_MARK}){_OPEN}{_NAME}{_CLOSE}{_DESCRIPTION}{_CLOSE_LATE}{_MARK}"
# A bare time behind a separator is speech (`R: 13:05. That is when ...`) unless it has seconds.
# or nothing stands behind it.
_AFTER = rf"(?P<after>(?:{STAMP}|\d{{1,2}}:\d{{2}}:\d{{2}}|\d{{1,3}}:\d{{2}}$)[ \t]*)?"
_FORMS: dict[Separator, str] = {
    "colon": rf"{_LABEL}{_SPACE}{{0,3}}(?P<time>{TIME})?{_SPACE}{{0,3}}{_MARK}(?P<sep>[:：]){_MARK}"
    rf"[ \t\u00a0]*(?![/\\]){_AFTER}",
    "tab": rf"{_LABEL}[ ]{{0,2}}(?P<time>{TIME})?[ ]{{0,2}}(?P<sep>\t)\t*[ ]*{_AFTER}",
    "dash": rf"{_LABEL}[ ]{{0,2}}(?P<time>{TIME})?"
    r"(?P<sep>[ \u00a0][-–—]{1,2}[ \u00a0]|[–—-]{1,2}[ ]|[ ][–—-](?=\w)|[ ][–—-](?=\*\*))"
    rf"{_MARK}[ ]*{_AFTER}",
    "dot": rf"(?P<mark>{_MARK})(?P<open>[\[<({{]?)"
    r"(?P<name>[A-ZÀ-ÖØ-Þ]{5,15}|[^\W\d_]{1,4}[ ]?\d{0,3})"
    r"(?P<close>[\]>)}]?)(?:\*\*|__)?(?P<sep>[.])"
    r"(?:\*\*|__)?[ \t]+",
    "bracket": rf"(?P<mark>{_MARK})(?P<open>[\[<({{]){_NAME}"
    rf"(?P<description>[ ]?\([^()\[\]\n]{{1,60}}\))?(?P<close>[\]>)}}]){_MARK}"
    rf"(?:{_SPACE}?[:–—-]{{1,2}})?[ \t]+{_AFTER}",
    "bold": rf"(?P<mark>\*{{2,3}}|__){_NAME}{_DESCRIPTION}(?:\*{{2,3}}|__)"
    rf"(?:{_SPACE}?[:–—-]{{1,2}})?[ \t]+{_AFTER}",
    "own": rf"{_LABEL},?{_SPACE}*(?P<time>{TIME})?{_MARK}[ \t\u00a0]*$",
}
_PATTERNS = {kind: re.compile(form) for kind, form in _FORMS.items()}
_BOLD_NAME = re.compile(r"(?P<name>[^()\[\]]+?)[ ]?[(\[](?P<about>[^()\[\]]{1,60})[)\]]")
_PAIRS = {"[": "]", "<": ">", "(": ")", "{": "}"}
_NO_LABEL_END = (".", "?", "!", "…", ",", ":", ";")
_TIME_ENDS = "])}>#*_,"
_CLOCK_BEFORE = re.compile(r"(?:^|[\s(#])\d{1,3}$")
_HEADING_MARK = re.compile("#{1,6} ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parse:
    """A line taken apart: `words` is where its words begin, `dress` how its label is written."""

    line: int
    label: str
    key: str
    description: str
    words: int
    dress: str
    time: str
    heading: bool = False  # whether a line of Markdown makes it one


def parses_of(script: Script) -> dict[Separator, list[Parse]]:
    r"""Return for every kind of separator the lines that could begin with a label, in order.

    Examples
    --------
    >>> from civic_qual.corpus.intake.layouts.lines import script_of
    >>> found = parses_of(script_of("P1 (F, 22): They said: run.\nP2 - No."))
    >>> [(one.label, one.description) for one in found["colon"]], found["dash"][0].key
    ([('P1', 'F, 22')], 'p2')
    """
    found: dict[Separator, list[Parse]] = {kind: [] for kind in SEPARATORS}
    clocks: list[Parse] = []
    for index, line in enumerate(script.lines):
        if index in script.outside or line.body >= line.end:
            continue
        for kind in _possible(script.text, line):
            if len(found[kind]) > _MOST[kind]:
                continue
            parse, clock = _parse(script, index, kind)
            if parse:
                (clocks if clock else found[kind]).append(parse)
    found["colon"] = _with_clocks(found["colon"], clocks)
    if len(found["own"]) > _MOST["own"]:
        found["own"] = []
    return found


def _possible(text: str, line: Line) -> Iterator[Separator]:
    """Yield the separators that stand near the beginning of a line at all."""
    head = text[line.body : min(line.end, line.body + _SEEN)]
    if ":" in head or "：" in head:
        yield "colon"
    if head.find("\t") > 0:
        yield "tab"
    if "- " in head or " -" in head or "–" in head or "—" in head:
        yield "dash"
    if "." in head[:20]:
        yield "dot"
    if head[0] in _PAIRS:
        yield "bracket"
    if head[:2] in {"**", "__"} or line.body < line.bold < line.end:
        yield "bold"
    if line.end - line.body <= _LONGEST_OWN and _may_be_alone(head):
        yield "own"


def _may_be_alone(head: str) -> bool:
    """Whether a line could be a label and nothing more; a colon in it would be a time's."""
    if head.rstrip("*_").endswith(_NO_LABEL_END):
        return False
    return ":" not in head or head[-1].isdigit() or head[-1] in _TIME_ENDS


def _parse(script: Script, index: int, kind: Separator) -> tuple[Parse | None, bool]:
    """Take a line apart; say also whether the label may be half a clock: `at 10` of `at 10:30`."""
    text, line = script.text, script.lines[index]
    if kind == "own" and index + 1 >= len(script.lines):
        return None, False
    if kind == "bold" and line.body < line.bold < line.end:
        return _bold_parse(script, index), False
    stop = line.end if kind == "own" else min(line.end, line.body + _LONGEST_HEAD)
    found = _PATTERNS[kind].match(text, line.body, stop)
    if not found:
        return None, False
    parts = found.groupdict()
    name = parts["name"]
    if not _closes(parts):
        return None, False
    if kind != "own" and ". " in name and not abbreviates(name):
        return None, False
    label, description = _described(name, parts.get("description") or "", kind)
    if not label:
        return None, False
    parse = Parse(
        line=index,
        label=label,
        key=key_of(label),
        description=description,
        words=found.end(),
        dress=("**" if line.body < line.bold <= found.end() else "") + _dress(found, parts, kind),
        time=line.time or parts.get("time") or (parts.get("after") or "").strip(),
        heading=text[line.start] == "#" and bool(_HEADING_MARK.match(text, line.start)),
    )
    return parse, kind == "colon" and _may_be_clock(found, parts)


def _closes(parts: Mapping[str, str | None]) -> bool:
    """Whether a bracket that opens before a label closes behind it."""
    closing = _PAIRS.get(parts.get("open") or "")
    return closing is None or closing in {parts.get("close"), parts.get("late")}


def _described(name: str, description: str, kind: Separator) -> tuple[str, str]:
    """Return label and description: `P3 (F, 22)` and `P3, male` have one."""
    label, description = tidy(name), description.strip(" ()[]")
    if not description and "," in label and kind != "own":
        first, _, rest = label.partition(",")
        if (role_of_label(first) or is_code(key_of(first))) and rest.strip():
            return first.strip(), rest.strip()
    return label, description


def tidy(name: str) -> str:
    """Return a name without white space, marks and punctuation around it."""
    return (name if name.isalnum() else " ".join(name.split())).strip(" .,-–—_*")


def _dress(found: re.Match[str], parts: Mapping[str, str | None], kind: Separator) -> str:
    before = found.string[found.start("sep") - 1] if parts.get("sep") else ""
    spaced = " " if before in {" ", "\u00a0", "\u202f"} else ""
    # People say `First: ...`, and nobody says a tab.
    tabbed = "t" if kind == "colon" and "\t" in found.string[found.end("sep") : found.end()] else ""
    return f"{(parts['mark'] or '').strip()}{parts.get('open') or ''}{kind[0]}{spaced}{tabbed}"


def _bold_parse(script: Script, index: int) -> Parse | None:
    """Take a line apart whose first letters are bold, as its reader says."""
    line = script.lines[index]
    written = script.text[line.body : line.bold].strip(" :.")
    found = _BOLD_NAME.fullmatch(written)
    name, about = (found["name"], found["about"]) if found else (written, "")
    label, description = _described(name, about, "bold")
    if not label or len(label) > LONGEST_LABEL or "\n" in label:
        return None
    words = line.bold
    while words < line.end and script.text[words] in " \t\u00a0:":
        words += 1
    return Parse(
        line=index, label=label, key=key_of(label), description=description, words=words,
        dress="**b", time=line.time,
    )  # fmt: skip


def _may_be_clock(found: re.Match[str], parts: Mapping[str, str | None]) -> bool:
    behind = found.end("sep")
    if not found.string[behind : behind + 1].isdigit() or parts["time"] or parts["close"]:
        return False
    return bool(_CLOCK_BEFORE.search(found["name"]))


def _with_clocks(found: list[Parse], clocks: list[Parse]) -> list[Parse]:
    """Add `R1:25 people` where `R1:` is a label elsewhere; `at 10:30` is none."""
    times = Counter(one.key for one in found)
    more = [one for one in clocks if times[one.key] > 1]
    return sorted([*found, *more], key=lambda one: one.line) if more else found
