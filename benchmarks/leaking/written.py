"""What a reader finds in a folder that left the study: tables, sentences, bars and their labels.

Every number of a theme is a `Told`: how many turns (T), people (P) or interviews (I) of a group
carry a row. What could not be understood and holds a number is kept as a `riddle`: a sentence that
nobody attacks is a sentence that may tell.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

MEASURES = {
    **dict.fromkeys(("turns", "sentences", "paragraphs", "passages"), "T"),
    "people": "P",
    "interviews": "I",
}
HIDDEN = "suppressed"
Group = frozenset[tuple[str, str]]  # nothing: all; two pairs: crossed attributes
Key = tuple[Group, str, str]  # group, row, measure
TABLE = ("theme", "code", "name", "margin", "count", "denominator", "value")


@dataclass(frozen=True, kw_only=True)
class Told:
    """A number, between which values it lies, and where that is written."""

    key: Key
    low: float
    high: float
    where: str
    granted: bool = False  # the limits that a release says it leaves of a hidden number


@dataclass
class Written:
    """What one folder tells: numbers, numbers that it hides, and what was not understood."""

    told: list[Told] = field(default_factory=list)
    hidden: dict[Key, str] = field(default_factory=dict)
    riddles: list[str] = field(default_factory=list)
    cells: dict[Key, bool] = field(default_factory=dict)  # of tables: whether it is shown
    standing: dict[Key, Told] = field(default_factory=dict)  # shown as of an earlier release


class _Page(HTMLParser):
    """All tables, charts and other texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[dict[str, object]] = []
        self.texts: list[str] = []
        self._text, self._cell, self._skip = "", (0, ""), False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag in ("style", "svg"):
            self._skip = True
        elif tag == "table":
            self.tables.append({"caption": "", "rows": []})
        elif tag == "tr" and self.tables:
            self.tables[-1]["rows"].append((found.get("class", ""), []))  # type: ignore[attr-defined]
        if tag in ("td", "th"):
            self._cell = (int(found.get("colspan") or 1), found.get("class", ""))
        if tag in ("td", "th", "caption", "p", "li", "figcaption", "h2", "h1"):
            self._text = ""

    def handle_data(self, data: str) -> None:
        self._text += "" if self._skip else data

    def handle_endtag(self, tag: str) -> None:
        text = " ".join(self._text.split())
        if tag in ("style", "svg"):
            self._skip = False
        elif tag == "caption":
            self.tables[-1]["caption"] = text
        elif tag in ("td", "th"):
            rows: list[tuple[str, list[tuple[str, int, str]]]] = self.tables[-1]["rows"]  # type: ignore[assignment]
            if rows:
                rows[-1][1].append((text, *self._cell))
        elif tag in ("p", "li", "figcaption"):
            self.texts.append(text)


def read(folder: Path, names: Mapping[str, str], attributes: Mapping[str, str]) -> Written:
    """Read a folder; `names` are rows by the words for them, `attributes` whose value each is.

    Where a theme has codes a row is called `theme > code` in `names`.
    """
    written, reader = Written(), _Reader(names, attributes)
    table, page = folder / "theme_table.csv", folder / "report.html"
    if table.exists():
        reader.csv(table, written)
    if page.exists():
        text = page.read_text(encoding="utf-8")
        parsed = _Page()
        parsed.feed(text)
        for one in parsed.tables:
            reader.table(one, written)
        for sentence in parsed.texts:
            reader.sentence(sentence, written)
        for chart in re.findall(r"(?s)<svg.*?</svg>", text):
            reader.chart(chart, written)
    ledger = folder / "release.ledger"
    if ledger.exists():
        reader.ledger(ledger, written)
    for key in list(written.hidden):
        if any(one.key == key and one.low == one.high and not one.granted for one in written.told):
            written.riddles.append(f"hidden here and shown there: {_name(key)}")
    return written


def _name(key: Key) -> str:
    group, row, measure = key
    return f"{'/'.join(value for _, value in sorted(group)) or 'all'}: {row} {measure}"


class _Reader:
    """Somebody who knows what the codebook calls its rows, and what the groups are."""

    def __init__(self, names: Mapping[str, str], attributes: Mapping[str, str]) -> None:
        self.names, self.attributes = names, attributes

    def put(self, written: Written, key: Key, text: str, where: str) -> None:
        """Note one cell."""
        number = re.match(r"(?:n = )?([\d,]+)(?![\d.%])", text)
        if number:
            value = float(number[1].replace(",", ""))
            told = Told(key=key, low=value, high=value, where=where)
            written.cells[key] = True
            if "as of" in text:
                written.standing[key] = told
            else:
                written.told.append(told)
        elif HIDDEN in text:
            written.hidden[key] = where
            written.cells.setdefault(key, False)
        elif text.strip():
            written.riddles.append(f"cell {text!r} in {where}")

    def csv(self, path: Path, written: Written) -> None:
        """Read the table of the command line."""
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for line in csv.DictReader(lines):
                by = [
                    name for name in line if name not in TABLE and name in self.attributes.values()
                ]
                group = frozenset(
                    (name, line[name]) for name in by if line[name] not in ("all", "")
                )
                row = "any" if line["theme"].startswith("any") else line["code"] or line["theme"]
                self.put(written, (group, row, "T"), line["count"], path.name)
                self.put(written, (group, "n", "T"), line["denominator"], path.name)
                if line["count"] == HIDDEN != line["value"]:
                    written.riddles.append(f"a share of a hidden count: {line}")

    def ledger(self, path: Path, written: Written) -> None:
        """Read the last line of the ledger that travels: what it shows, and grants of the rest."""
        line = json.loads(path.read_text(encoding="utf-8").splitlines()[-1])
        measures = {"participants": "P", "segments": "T", "transcripts": "I"}
        for at, row, groups, cross, size, low, *rest in [*line["shown"], *line["granted"]]:
            table = line["tables"][at]
            if size or cross or table["measure"] not in measures:
                continue
            group: Group = frozenset(zip(table["by"], groups, strict=False))
            key = (group, "any" if row == "any theme" else row, measures[table["measure"]])
            high, granted = (rest[0], True) if rest else (low, False)
            high = float("inf") if high is None else high  # nothing is said of it
            written.told.append(Told(key=key, low=low, high=high, where=path.name, granted=granted))

    def table(self, table: Mapping[str, object], written: Written) -> None:
        """Read a table of the report."""
        caption, rows = str(table["caption"]), table["rows"]
        if not caption:
            return
        grid = [
            (kind, [(t, c) for t, span, c in cells for _ in range(span)])
            for kind, cells in rows  # type: ignore[attr-defined]
        ]
        heads = [
            cells
            for kind, cells in grid
            if kind == "" and cells and not re.search(r"\d", cells[0][0])
        ]
        if "Interviews, people, turns and words" in caption:
            self._sizes(grid, written, caption)
            return
        if "same" in caption or not heads:
            written.riddles.append(f"table {caption}")
            return
        places = self._columns(heads, caption)
        theme = ""
        for kind, cells in grid:
            label = cells[0][0] if cells else ""
            first = kind.split(" ")[0]
            if first == "base":
                row = "n"
            elif first == "any":
                row = "any"
            elif first == "theme":
                row = theme = self.names[label]
            elif first == "code":
                row = self.names[f"{theme} > {label}"]
            else:
                continue
            for (text, _), place in zip(cells[1:], places[1:], strict=False):
                if place:
                    self.put(written, (place[0], row, place[1]), text, caption)

    def _columns(
        self, heads: list[list[tuple[str, str]]], caption: str
    ) -> list[tuple[Group, str] | None]:
        """Say of each column whose numbers it holds, and of what."""
        found: list[tuple[Group, str] | None] = []
        ending = caption.rsplit(": ", 1)[-1]
        for place in range(len(heads[-1])):
            words = [head[place][0] for head in heads if place < len(head)]
            measure = next((MEASURES[word] for word in words if word in MEASURES), None)
            measure = measure or MEASURES.get(ending)
            group: Group = frozenset(
                (self.attributes[word], word) for word in words if word in self.attributes
            )
            found.append((group, measure) if measure else None)
        return found

    def _sizes(
        self, grid: list[tuple[str, list[tuple[str, str]]]], written: Written, where: str
    ) -> None:
        measures = ["", "I", "P"]
        for _, cells in grid[1:]:
            words = [text for text, _ in cells]
            named = [word for word in words if word in self.attributes]
            group: Group = frozenset((self.attributes[word], word) for word in named)
            if words[0] != "all" and not named:
                continue
            shift = len(words) - 5
            for measure, text in zip(measures[1:], words[1 + shift : 3 + shift], strict=True):
                self.put(written, (group, "n", measure), text, where)

    def sentence(self, text: str, written: Written) -> None:
        """Read a sentence: what it tells of themes, or that it tells nothing."""
        everything: Group = frozenset()
        understood = any(re.search(one, text) for one in EMPTY)
        for carry in re.findall(r"Of [\d,]+ \w+ read, ([\d,]+) \([^)]*\) carry", text):
            understood = True
            self.put(written, (everything, "any", "T"), carry, "summary")
        for name, raised, people in re.findall(RANKED, text):
            understood = True
            self.put(written, (everything, self.names[name], "I"), raised, "summary")
            if people:
                self.put(written, (everything, self.names[name], "P"), people, "summary")
        for name, places in re.findall(r"(\w+): raised in no interview of ([^.]*)\.", text):
            understood = True
            for place in re.findall(r"(\w+) \(n = \d+\)", places):
                group: Group = frozenset({(self.attributes[place], place)})
                self.put(written, (group, self.names[name], "I"), "0", "summary")
        if re.search(r"\d", text) and not understood:
            written.riddles.append(text)

    def chart(self, svg: str, written: Written) -> None:
        """Read the lengths of the bars, beside the numbers of the axis."""
        by = re.search(r"each theme, by (\w+)", svg) or re.search(r"each theme", svg)
        ticks = re.findall(r'text-anchor: middle" x="([\d.]+)"[^>]*>([\d.]+)%<', svg)
        rows = re.findall(r'text-anchor: end"[^>]*>([^<]*)<', svg)
        bars, legend = re.findall(BAR, svg), re.findall(LEGEND, svg)
        if by is None or len(ticks) < 2 or not bars:
            written.riddles.append("a chart that could not be read")
            return
        colours = dict(legend)
        (x0, s0), (x1, s1) = ((float(x), float(s)) for x, s in (ticks[0], ticks[-1]))
        order: dict[str, int] = {}
        for left, _, right, _, colour in bars:
            row = rows[order.get(colour, 0) % len(rows)]
            order[colour] = order.get(colour, 0) + 1
            share = (float(right) - float(left)) / (x1 - x0) * (s1 - s0) / 100
            group = colours.get(colour, "all")
            pair: Group = frozenset(
                {(self.attributes[group], group)} if group in self.attributes else ()
            )
            key = (pair, "any" if row.startswith("Any") else self.names[row], "share")
            if share > 0:
                written.told.append(
                    Told(key=key, low=share - 1e-4, high=share + 1e-4, where="chart")
                )


RANKED = (
    r"(\w+) \((\d+|suppressed) of \d+ interviews"
    r"(?:, (?:(\d+|suppressed) of \d+|a suppressed number of) people)?\)"
)
BAR = (  # left, top, right, bottom, colour
    r'd="M ([\d.]+) ([\d.]+) \nL ([\d.]+) [\d.]+ \nL [\d.]+ ([\d.]+) \nL [\d.]+ [\d.]+ '
    r'\nz\n" clip-path="[^"]*" style="fill: (#\w+)"'
)
LEGEND = (
    r'style="fill: (#\w+)"/>\s*</g>\s*<g id="text_\d+">\s*'
    r'<text [^>]*text-anchor: start"[^>]*>([^<]*)<'
)
# Sentences with numbers that tell nothing of themes.
EMPTY = (
    r"^Protected for readers outside",
    r"^Groups of fewer than \d+ people are not shown apart",
    r"^Suppressed: (none of )?\d+",
    r"^What is suppressed: counts behind which fewer than",
    r"^Figure \d+\. Themes",
    r"^Coder: rules .* \(fingerprints",
    r"^Read: all [\d,]+ \w+ of people who count",
    r"^Left out: [\d,]+ \w+ by interviewers",
    r"^Numbers behind which fewer than \d+ people stand are suppressed in all tables",
    r"^Made with civic_qual [\d.]+; coded on",
    r"interviews with \d+ people.* Of [\d,]+ \w+ read, how many carry a theme is suppressed",
)
