"""Write the small study files of a schema, with everything in them: run by the code of its time.

`python -m tests.documents.make_study FOLDER 3` wrote `schema_3.study` and `schema_3_coders.study`,
with that code and what it saw in them as `.json`. Everything in them is invented. A file once
written is never written again.
"""

import json
import sys
import tempfile
from pathlib import Path

import pandas as pd

import civic_qual as cq
from tests.study.small import CODEBOOK, SAID, place, small_corpus, transcript


def book(text: str) -> cq.Codebook:
    """Read a codebook from its text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "codebook.yaml"
        path.write_text(text, encoding="utf-8")
        return cq.read_codebook(path)


def write(folder: Path, schema: int) -> None:
    """Write the studies, and what is seen of them at every line of their trails."""
    for name, filled in (("", fill), ("_coders", fill_by_coders)):
        path = folder / f"schema_{schema}{name}.study"
        with cq.Study.create(path, small_corpus(), book(CODEBOOK), who="Awa") as study:
            filled(study)
            with tempfile.TemporaryDirectory() as apart:
                bring(study, Path(apart) / "apart.study")
            path.with_suffix(".json").write_text(
                json.dumps(seen(study), ensure_ascii=False) + "\n",
                encoding="utf-8",
            )


def fill(study: cq.Study) -> None:
    """Do once all that can be done to a study."""
    corpus = study.corpus
    road = study.code("bria", *place(corpus, "bria", "afraid of the road"), "fear", coder="Awa")
    wounded = study.code(
        "bria", *place(corpus, "bria", "carry the wounded"), "perf.help", coder="Issa", memo="né?"
    )
    for coder in ("Awa", "Issa"):
        study.read("bria", coder=coder)
        study.read("ansongo", coder=coder, codes="perf.* fear", sample="first", unit="sentence")
    rejected = study.decide(road, "reject", coder="Issa", why="of the road only")
    study.decide(wounded, "change", coder="Awa", code="perf.late", why="late help")
    back = study.undo(rejected, coder="Awa", why="it is fear")
    study.undo(back, coder="Issa")
    for coder in ("Awa", "Issa"):
        study.code("ansongo", *place(corpus, "ansongo", "afraid to sleep"), "fear", coder=coder)
    memo = study.memo("which road?", coder="Awa", transcript="bria", start=20, end=30)
    study.memo("that one", coder="Awa", transcript="bria", start=20, end=32, instead_of=memo)
    study.memo("a theme of its own", coder="Issa", code="fear")
    study.memo("speaks softly", coder="Issa", participant="p-bria")
    study.memo("begun in March", coder="Awa")
    study.keep_sample(cq.draw_sample(corpus, n=3, by="country", seed=7, name="first"), who="Awa")
    study.add(cq.RuleCoder(study.codebook).code(study.corpus))
    study.add(cq.adjudicate(study.codings(origin="human"), coders=["Awa", "Issa"]), who="Awa")
    study.correct(
        transcript("bria", ["Were you really afraid?", SAID["bria"][1], "They went away."]),
        who="Issa",
        why="heard again",
    )
    lost = study.unplaced["id"].tolist()
    study.place(lost[0], *place(study.corpus, "bria", "went away"), coder="Awa")
    study.change_codebook(
        book(CODEBOOK.replace("Somebody is afraid.", "Somebody says that he is afraid.")),
        who="Awa",
        why="clearer",
    )


def fill_by_coders(study: cq.Study) -> None:
    """Code by two people, rules and a model; then codes get other names, and one goes."""
    corpus = study.corpus
    for coder, passage in (("Awa", "came late"), ("Issa", "came late, when the market had burned")):
        study.read("ansongo", coder=coder, sample="first")
        study.code("ansongo", *place(corpus, "ansongo", passage), "perf.late", coder=coder)
    study.code("bria", *place(corpus, "bria", "helped us"), "perf.help", coder="Awa", why="carried")
    taken_back = study.code("bria", *place(corpus, "bria", "road"), "fear", coder="Issa")
    study.undo(taken_back, coder="Issa", why="a slip")
    study.keep_sample(cq.draw_sample(corpus, n=2, unit="sentence", seed=3, name="first"), who="Bo")
    study.add(cq.RuleCoder(study.codebook).code(corpus))
    study.add(by_a_model(study), why="second opinion")
    study.add(cq.adjudicate(study.codings(origin="human"), coders=["Awa", "Issa"]), who="Bo")
    study.change_codebook(
        book(CODEBOOK.replace("perf.late", "perf.slow").replace("id: fear", "id: worry")),
        moves={"perf.late": "perf.slow", "fear": "worry"},
        who="Awa",
        why="other names",
    )
    without_help = CODEBOOK.replace("perf.late", "perf.slow").replace("id: fear", "id: worry")
    begins = without_help.index("      - id: perf.help")
    ends = without_help.index("  - id: worry")
    study.change_codebook(book(without_help[:begins] + without_help[ends:]), who="Issa")


def by_a_model(study: cq.Study) -> cq.Codings:
    """Return codings as a model makes them: suggested, each with a score."""
    corpus = study.corpus
    rows = [
        ("ménaka", *place(corpus, "ménaka", "Nous avions peur."), "fear", 0.1 + 0.2),
        ("bria", *place(corpus, "bria", "We were afraid of the road"), "fear", 0.8125),
    ]
    table = pd.DataFrame(rows, columns=["transcript", "start", "end", "code", "score"])
    facts = {"coder": "themes", "origin": "model", "status": "suggested", "evidence": "=né: 0.3"}
    return cq.read_codings(table.assign(**facts), corpus, study.codebook)


def bring(study: cq.Study, path: Path) -> None:
    """Merge a study begun apart from the same files, in which somebody else has worked."""
    with cq.Study.create(path, small_corpus(("bria", "ménaka")), book(CODEBOOK)) as apart:
        apart.code("ménaka", *place(apart.corpus, "ménaka", "peur"), "fear", coder="Bo")
        study.merge(apart, who="Awa")


def seen(study: cq.Study) -> dict[str, object]:
    """Return all that is seen of a study, as plain data."""

    def plain(table: object) -> list[dict[str, object]]:
        frame = getattr(table, "frame", table)
        return json.loads(frame.to_json(orient="records", double_precision=15))

    lines = range(1, len(study.audit) + 1)
    return {
        "fingerprint": study.fingerprint,
        "texts": {one.id: [one.revision, one.text] for one in study.corpus},
        "codebook": [study.codebook.rules_fingerprint, study.codebook.content_fingerprint],
        "audit": plain(study.audit),
        "coding_table": plain(study.coding_table()),
        "readings": plain(study.codings().readings),
        "earlier": [
            study.coding_table(as_of=line)[["id", "code", "start", "end", "status"]].values.tolist()
            for line in lines
        ],
        **{
            name: plain(getattr(study, name))
            for name in ("coders", "memos", "adjudicated", "unplaced", "conflicts", "samples")
        },
    }


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
