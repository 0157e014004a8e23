"""`python -m benchmarks.readme FIGURES.json`: write the figures of `rules` into the README here."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.engines import ENGINES
from benchmarks.machine import PACKAGES
from benchmarks.report import equality, markdown, ratios, singles, speeds

README = Path(__file__).with_name("README.md")
OURS = re.compile(r"^## Figures of `rules`.*?(?=^## |\Z)", flags=re.MULTILINE | re.DOTALL)
SHOWN = ("spacy", "ahocorasick_rs", "pyahocorasick")
JUDGED = ("500", "5000")  # patterns
PLAIN = "_without_inflection"

# What was aimed at: its title, the aim, and where the figures tell how far it went.
AIMS = (
    ("first coding ÷ spaCy", "12 (compiled: 25)", "first", "spacy"),
    ("first coding ÷ ahocorasick_rs", "1.2 (compiled: 2)", "first", "ahocorasick_rs"),
    ("coding again ÷ spaCy", "35", "recode", "spacy"),
    ("numpy alone ÷ this, first coding", "1.7", "times_portable", "first"),
    ("N = 50,000 ÷ N = 500, first coding", "at most 10", "times_longer_for_50000_than_500"),
    ("edited rule to new table, ms", "under 50", "edit_to_table_ms"),
    ("all 500 rules again ÷ one edited rule", "10", "one_rule_edit_ratio"),
)


def section(figures: Mapping[str, Any]) -> str:
    """Return the part of the README that holds the figures."""
    machine, data = figures["machine"], figures["data"]
    packages = ", ".join(f"{name} {machine[name]}" for name in PACKAGES)
    return (
        "\n\n".join(
            [
                f"## Figures of `rules`, {datetime.now(UTC):%d %B %Y}",
                f"{machine['processor']}, {machine['cores']} cores, "
                f"{machine['system'].partition('-')[0]}, "
                f"Python {machine['python']}, {packages}. "
                f"{data['megabytes']} MB: {data['speeches']:,} speeches, "
                f"{data['segments']:,} paragraphs, {data['words']:,} words. "
                f"Medians of {data['rounds']} "
                f"rounds, {data['clock']} clock. Compiled: {', '.join(figures['kernel_parts'])}.",
                "### What was aimed at, and what was reached at N = 500 and 5,000",
                aims(figures),
                "### Times that a peer takes longer",
                ratios(figures, SHOWN),
                "### Megabytes a second",
                speeds(figures["seconds"], data["megabytes"]),
                "### Ours alone",
                singles(figures),
                "### Same spans and counts, without inflection",
                equality(figures["equality"]),
            ]
        )
        + "\n"
    )


def aims(figures: Mapping[str, Any]) -> str:
    """Return what was aimed at beside what was reached."""
    there = [engine for engine in ENGINES if figures[engine]]
    rows = [
        [title, aim, *(_reached(figures[engine], where) for engine in there)]
        for title, aim, *where in AIMS
    ]
    return markdown(["", "aim", *there], rows)


def _reached(own: Mapping[str, Any], where: Sequence[str]) -> str | None:
    """Return what was reached; where there are peers, without inflection too."""
    name, *within = where
    if not within:
        return None if own[name] is None else str(own[name])
    plain = own.get(name + PLAIN)
    return _both(own[name][within[0]]) + (
        f"; without inflection {_both(plain[within[0]])}" if plain else ""
    )


def _both(by_number: Mapping[str, float | None]) -> str:
    return " and ".join(str(by_number.get(number, "–")) for number in JUDGED)


def read(text: str) -> dict[str, Any]:
    """Return figures from their JSON, with numbers of patterns as numbers again."""
    figures: dict[str, Any] = json.loads(text)
    for name in ("seconds", "equality"):
        figures[name] = {int(number): value for number, value in figures[name].items()}
    return figures


if __name__ == "__main__":
    fresh = section(read(Path(sys.argv[1]).read_text(encoding="utf-8")))
    README.write_text(
        OURS.sub(lambda _: fresh, README.read_text(encoding="utf-8")), encoding="utf-8"
    )
