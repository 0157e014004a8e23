"""Do the limits hold where a model learned from the very sample that corrects it?

Texts that are coded to the last one, and all that a user would do with them: a person codes a
sample, the default model learns from it, codes the corpus, and `estimate_themes` corrects it.
Width is a ratio to people alone (Wilson, as many passages drawn one by one).
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

import civic_qual as cq
from benchmarks.classifying.kept_vectors import KEPT
from benchmarks.debates import SENTENCES, debates
from benchmarks.real_populations import highlights, speeches
from civic_qual.corpus.transcripts import Transcript, Turn
from civic_qual.statistics.intervals import wilson

BANDS = {".3-1 %": (0.003, 0.01), "1-3 %": (0.01, 0.03), "3 % and more": (0.03, 0.9)}
SIZES, INTERVIEWS = (200, 400), 30
THIRD, OTHERS, ALL = "third", "others", "all"
MOST = 0.5  # a sample of more than this is no sample

Coded = tuple[list[str], pd.DataFrame, pd.Series]


@dataclass(frozen=True, eq=False)
class Study:
    """A corpus whose every turn is coded: `truth` has a row a turn and a column a code."""

    name: str
    corpus: cq.Corpus
    codebook: cq.Codebook
    truth: np.ndarray
    cluster: np.ndarray

    @property
    def shares(self) -> dict[str, np.ndarray]:
        """The true share of each code, by group."""
        third = self.cluster % 3 == 0
        return {
            THIRD: self.truth[third].mean(axis=0),
            ALL: self.truth.mean(axis=0),
        }


def options(parser: ArgumentParser) -> None:
    """Say what the command line may set."""
    parser.add_argument("--data", type=Path, required=True, help="a folder with coded texts")
    parser.add_argument("--draws", type=int, default=50, help="of each design and size")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="of samples")
    parser.add_argument("--interviews", type=int, default=INTERVIEWS, help="whole; 0: none")
    parser.add_argument("--only", nargs="+", help="names of populations; all, if none is given")


def measure(
    data: Path,
    draws: int = 50,
    seed: int = 1,
    sizes: Sequence[int] = SIZES,
    interviews: int = INTERVIEWS,
    only: Sequence[str] | None = None,
) -> list[dict[str, Any]]:
    """Return a row for each population, design, size, group and band of prevalence."""
    return [
        row
        for name, read in populations(data)
        if not only or name in only
        for row in measured(study_of(name, *read()), draws, seed, sizes, interviews)
    ]


def populations(data: Path) -> Iterator[tuple[str, Callable[[], Coded]]]:
    """Yield the names of texts found below a folder, and how to read them."""
    for name, file, read in (
        ("UNSCon", "unscon/conflict_annotations.csv", lambda path: speeches(pd.read_csv(path))),
        ("debates", "un_general_debate.parquet", debates),
        ("sentences", "un_general_debate.parquet", lambda path: debates(path, SENTENCES)),
    ):
        if (data / file).exists():
            yield name, partial(read, data / file)
    for path in sorted((data / "serdif").rglob("*.sqlite3"))[:1]:
        yield "SERDIF", partial(highlights, path)


def study_of(name: str, texts: list[str], truth: pd.DataFrame, cluster: pd.Series) -> Study:
    """Make interviews of coded texts: a transcript a cluster, a turn a text."""
    kept = truth.loc[:, truth.mean().between(BANDS[".3-1 %"][0], BANDS["3 % and more"][1])]
    order = np.argsort(pd.factorize(cluster)[0], kind="stable")
    which = pd.factorize(cluster)[0][order]
    transcripts = []
    for number in np.unique(which):
        said, turns, begin = [texts[row].strip() for row in order[which == number]], [], 0
        for text in said:
            span = (begin, begin + len(text))
            turns.append(
                Turn(
                    start=span[0],
                    end=span[1],
                    spoken=(span,),
                    speaker="R",
                    role="respondent",
                    language="en",
                )
            )
            begin += len(text) + 1
        group = THIRD if number % 3 == 0 else OTHERS
        transcripts.append(
            Transcript(
                id=f"t{number:04d}",
                text="\n".join(said),
                turns=tuple(turns),
                attributes={"group": group},
            )
        )
    return Study(
        name,
        cq.Corpus(tuple(transcripts)),
        _codebook(list(map(str, kept.columns))),
        kept.to_numpy(dtype=float)[order],
        which,
    )


def _codebook(names: list[str]) -> cq.Codebook:
    codes = [{"id": f"c{number:02d}", "name": {"en": name}} for number, name in enumerate(names)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "codes.yaml"
        path.write_text(json.dumps({"title": "Codes", "languages": ["en"], "codes": codes}))
        return cq.read_codebook(path)


def measured(
    study: Study, draws: int, seed: int, sizes: Sequence[int], interviews: int
) -> Iterator[dict[str, Any]]:
    """Yield the rows of one population."""
    simple = [size for size in sizes if size <= MOST * len(study.truth)]
    designs: list[tuple[str, dict[str, Any]]] = [
        (f"{size} passages", {"n": size}) for size in simple
    ]
    if interviews:
        whole = min(interviews, len(study.corpus) * 2 // 3)
        designs.append((f"{whole} interviews", {"design": "interviews", "n": whole}))
    for design, given in designs:
        found = [estimated(study, seed * 10_000 + draw, given) for draw in range(draws)]
        for group, truth in study.shares.items():
            for row in _by_band(study, truth, np.array([one[group] for one in found])):
                yield {
                    "population": study.name,
                    "design": design,
                    "group": group,
                    "draws": draws,
                    **row,
                }


def estimated(study: Study, seed: int, given: dict[str, Any]) -> dict[str, np.ndarray]:
    """Draw, code, learn, code, estimate; return low, high and two widths of each code by group."""
    sample = cq.draw_sample(study.corpus, unit="turn", seed=seed, **given)
    human = _coded(study, sample)
    model = cq.ThemeClassifier(encoder=KEPT, rules=False).fit_corpus(human)
    machine = model.code(study.corpus)
    table = cq.estimate_themes(machine, human, sample, by="group", level="code").frame
    return {group: _limits(table[table["group"] == group]) for group in study.shares}


def _coded(study: Study, sample: cq.Sample) -> cq.Codings:
    """Return what a person says of the sampled turns, who is always right."""
    segments, units = study.corpus.segments("turn"), sample.units
    places = zip(units["transcript"], units["start"], units["end"], strict=True)
    where = {
        (study.corpus.transcripts[which].id, start, end): row
        for row, (which, start, end) in enumerate(
            zip(
                segments.transcript.tolist(),
                segments.start.tolist(),
                segments.end.tolist(),
                strict=True,
            )
        )
    }
    ids = [code.id for code in study.codebook]
    rows = [
        (transcript, start, end, code)
        for transcript, start, end in places
        for code in ["*", *np.array(ids)[study.truth[where[transcript, start, end]] > 0]]
    ]
    frame = pd.DataFrame(rows, columns=["transcript", "start", "end", "code"])
    return cq.read_codings(frame, study.corpus, study.codebook)


def _limits(rows: pd.DataFrame) -> np.ndarray:
    coded = rows["human_n"].to_numpy(dtype=float)
    low, high = wilson(rows["human_positive"].to_numpy(dtype=float), coded)
    return np.column_stack([rows["low"], rows["high"], high - low]).astype(float)


def _by_band(study: Study, truth: np.ndarray, found: np.ndarray) -> Iterator[dict[str, Any]]:
    """Yield coverage and width in each band of prevalence, which is that of all."""
    low, high, people = np.moveaxis(found, -1, 0)
    said = ~np.isnan(high)  # of a group with too few coded passages nothing is
    times = np.maximum(said.sum(axis=0), 1)
    held = (said & (low <= truth + 1e-9) & (truth - 1e-9 <= high)).sum(axis=0) / times
    alone = np.where(said, people, 0).sum(axis=0)
    width = np.where(said, high - low, 0).sum(axis=0) / np.where(said.any(axis=0), alone, 1)
    overall = study.truth.mean(axis=0)
    for band, (least, most) in BANDS.items():
        here = (overall >= least) & (overall < most) & said.any(axis=0)
        if here.any():
            yield {
                "band": band,
                "codes": int(here.sum()),
                "coverage_mean": round(float(held[here].mean()), 4),
                "coverage_worst": round(float(held[here].min()), 4),
                "width_ratio": round(float(width[here].mean()), 4),
            }


def table(figures: list[dict[str, Any]]) -> str:
    """Return the figures as one Markdown table."""
    lines = [
        "| population | design | draws | group | band | codes | coverage, mean / worst | width |",
        "|-|-|-|-|-|-|-|-|",
    ]
    for row in figures:
        lines.append(
            f"| {row['population']} | {row['design']} | {row['draws']} | {row['group']} "
            f"| {row['band']} | {row['codes']} | {row['coverage_mean']:.3f} / "
            f"{row['coverage_worst']:.3f} | {row['width_ratio']:.2f} |"
        )
    return "\n".join(lines)


def as_json(figures: list[dict[str, Any]]) -> str:
    """Return the figures as JSON: a list of rows."""
    return json.dumps(figures, indent=1, ensure_ascii=False)
