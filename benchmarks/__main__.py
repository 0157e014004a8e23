"""`python -m benchmarks NAME [--json FILE]`: run one, print its table, keep its figures."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import quality

BENCHMARKS = {"quality": quality}


def main() -> None:
    """Run the benchmark named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("name", choices=BENCHMARKS)
    parser.add_argument("--json", type=Path, help="where to write the figures")
    arguments = parser.parse_args()
    figures = BENCHMARKS[arguments.name].measure()
    print(BENCHMARKS[arguments.name].table(figures))
    if arguments.json:
        figures.to_json(arguments.json, orient="records", indent=1)


if __name__ == "__main__":
    main()
