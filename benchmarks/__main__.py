"""`python -m benchmarks NAME [--data PATH] [--json FILE]`: run one, print its table, keep figures.

A benchmark is a module with `measure`, which returns its figures, `options`, which says what the
command line may tell `measure`, `table`, which prints the figures, and `as_json`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import (
    acts,
    agreement,
    classify,
    damage,
    desk,
    disclosure,
    estimate,
    groups,
    hostile,
    intake,
    leaks,
    mutants,
    own_sample,
    planning,
    quality,
    readers,
    rules,
    sheets,
    start,
    study_file,
    word,
)

BENCHMARKS = {
    "acts": acts,
    "agreement": agreement,
    "classify": classify,
    "damage": damage,
    "desk": desk,
    "disclosure": disclosure,
    "estimate": estimate,
    "groups": groups,
    "hostile": hostile,
    "intake": intake,
    "leaks": leaks,
    "mutants": mutants,
    "own_sample": own_sample,
    "planning": planning,
    "quality": quality,
    "readers": readers,
    "rules": rules,
    "sheets": sheets,
    "start": start,
    "study": study_file,
    "word": word,
}


def main() -> None:
    """Run the benchmark named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    names = parser.add_subparsers(dest="name", required=True)
    for name, benchmark in BENCHMARKS.items():
        own = names.add_parser(name, description=benchmark.__doc__)
        own.add_argument("--json", type=Path, help="where to write the figures")
        benchmark.options(own)
    chosen = vars(parser.parse_args())
    benchmark, target = BENCHMARKS[chosen.pop("name")], chosen.pop("json")
    figures = benchmark.measure(**chosen)
    print(benchmark.table(figures))
    if target:
        target.write_text(benchmark.as_json(figures) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
