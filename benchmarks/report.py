"""The figures of the rules benchmark as Markdown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from benchmarks.engines import ENGINES

SINGLE = {
    "exponent_size": "cost grows with the texts to the power",
    "exponent_patterns": "cost grows with the patterns to the power",
    "times_longer_for_50000_than_500": "50,000 patterns take longer than 500, times",
    "bytes_per_token": "index: bytes a word, at the highest while building",
    "bytes_per_token_kept": "index: bytes a word, kept",
    "edit_to_table_ms": "edited rule to new table, ms",
    "one_rule_edit_ratio": "coding all 500 rules again ÷ coding after one edit",
}
TITLES = {
    "first": "first coding",
    "recode": "coding again, index kept",
    "recode_other": "coding again, index kept, no word of the rules known",
    "codings": "first coding, to codings with evidence",
    "first_forms_unknown": "first coding, no inflected forms known beforehand",
    "first_without_inflection": "first coding without inflection",
    "recode_without_inflection": "coding again without inflection",
}


def table(figures: Mapping[str, Any]) -> str:
    """Return all figures as Markdown tables."""
    return "\n\n".join(
        [
            "## Machine and data",
            _pairs(figures["machine"] | figures["data"]),
            "## Times that a peer takes longer",
            ratios(figures),
            "## Megabytes a second",
            speeds(figures["seconds"], figures["data"]["megabytes"]),
            "## Kernel: times that numpy alone takes longer",
            _kernel(figures),
            "## Ours alone",
            singles(figures),
            "## Same spans and counts, without inflection",
            equality(figures["equality"]),
            "## Not measured",
            _pairs(figures["reasons"]),
        ]
    )


def ratios(figures: Mapping[str, Any], peers: Collection[str] | None = None) -> str:
    """Return how many times longer peers take: all of them, or those told."""
    numbers = list(figures["seconds"])
    rows = [
        [engine, TITLES[what], peer, *by_number.values()]
        for engine in ENGINES
        if figures[engine]
        for what in TITLES
        for peer, by_number in figures[engine][what].items()
        if any(by_number.values()) and (peers is None or peer in peers)
    ]
    return markdown(["engine", "ours", "peer", *(f"N = {number:,}" for number in numbers)], rows)


def speeds(seconds: Mapping[int, Mapping[str, float]], megabytes: float) -> str:
    """Return the megabytes a second of everybody."""
    who = next(iter(seconds.values()))
    rows = [[name, *(f"{megabytes / one[name]:.1f}" for one in seconds.values())] for name in who]
    return markdown(["", *(f"N = {number:,}" for number in seconds)], rows)


def _kernel(figures: Mapping[str, Any]) -> str:
    if not figures["kernel"]:
        return figures["reasons"].get("kernel", "not asked for")
    rows = [
        [TITLES[what], *by_number.values()]
        for what, by_number in figures["kernel"]["times_portable"].items()
    ]
    return "\n\n".join(
        [
            f"Compiled: {', '.join(figures['kernel_parts'])}.",
            markdown(["", *(f"N = {number:,}" for number in figures["seconds"])], rows),
        ]
    )


def singles(figures: Mapping[str, Any]) -> str:
    """Return the figures for which no peer is needed."""
    there = [engine for engine in ENGINES if figures[engine]]
    rows = [[title, *(figures[engine][name] for engine in there)] for name, title in SINGLE.items()]
    return markdown(["", *there], rows)


def equality(compared: Mapping[int, Mapping[str, Any]]) -> str:
    """Return how many spans are the same, and why others are not."""
    rows = [
        [
            f"{number:,}",
            peer,
            f"{one['same']:,}",
            one["only_ours"],
            one["only_theirs"],
            one["cells_that_differ"],
            "; ".join(f"{why}: {times}" for why, times in one["differences"].items()),
        ]
        for number, peers in compared.items()
        for peer, one in peers.items()
    ]
    return markdown(
        ["N", "peer", "same spans", "only ours", "only theirs", "counts that differ", "why"], rows
    )


def _pairs(values: Mapping[str, Any]) -> str:
    return "\n".join(f"- {name}: {value}" for name, value in values.items())


def markdown(header: list[str], rows: Iterable[list[Any]]) -> str:
    """Return a table."""
    lines = [header, ["-"] * len(header), *rows]
    return "\n".join(
        f"| {' | '.join('–' if one is None else str(one) for one in line)} |" for line in lines
    )
