"""Write the small study files of a schema, with everything in them: run by the code of its time.

`python -m tests.documents.make_study FOLDER 3` wrote `schema_3.study` and `schema_3_coders.study`,
with 87b9950, and what that saw in them as `.json`; 4 wrote those with `_beside`, 5 those with
`_reported`, 6 those with `_worked`, 7 today's, with `_settled`. Everything in them is invented.
A file once written is never written again.
"""

import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pandas as pd

import civic_qual as cq
from civic_qual.study.work.acts import (
    Accept,
    ChangeCoding,
    CodePassage,
    ReadItem,
    Reject,
    Settle,
    UndoAct,
)
from civic_qual.study.work.queue import Advice
from tests.study.small import CODEBOOK, SAID, place, small_corpus, transcript


def book(text: str) -> cq.Codebook:
    """Read a codebook from its text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "codebook.yaml"
        path.write_text(text, encoding="utf-8")
        return cq.read_codebook(path)


def write(folder: Path, schema: int) -> None:
    """Write the studies, and what is seen of them at every line of their trails."""
    for name, (filled, since) in FILES.items():
        if schema < since:
            continue
        path = folder / f"schema_{schema}{name}.study"
        corpus = reported(small_corpus()) if name == "_reported" else small_corpus()
        with cq.Study.create(path, corpus, book(CODEBOOK), who="Awa") as study:
            filled(study)
            with tempfile.TemporaryDirectory() as apart:
                bring(study, corpus, Path(apart) / "apart.study")
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


def fill_beside(study: cq.Study) -> None:
    """Do what schema 4 brought: fields, what was shown, consents, settings, releases and others."""
    corpus = study.corpus
    fields = "fields: {to: {one_of: [mission, Council]}, who: text}"
    study.change_codebook(
        book(
            CODEBOOK.replace(
                "definition: {en: They help.}", f"definition: {{en: Yes.}}\n        {fields}"
            )
        )
    )
    helped = place(corpus, "bria", "helped us")
    said = study.code(
        "bria", *helped, "perf.help", coder="Awa", fields={"to": "mission", "who": "né, she"}
    )
    study.decide(said, "change", coder="Issa", fields={"to": "Council"})
    study.code("bria", *helped, "perf.help", coder="Bo", fields={"who": "a driver"})
    for shown in ("blind", "rules", "model", "another_coder", "unknown"):
        study.read("bria", *helped, coder="Awa", shown=shown)
    study.set(author="Awa D.", minimum=7, languages=["en", "fr"], consent="paraphrase", who="Awa")
    study.set(release_policy={"method": "round", "base": 3}, period="2016-2024", organisation="UN")
    study.set(minimum=10, who="Issa", why="people are in danger")
    taken_back = study.consent("none", participant="p-bria", who="Awa", why="asked again")
    study.consent("quote", participant="p-ansongo", who="Awa")
    study.consent("withdrawn", transcript="ménaka", who="Issa", why="by telephone")
    study.undo(taken_back, coder="Awa", why="another person")
    study.keep_area("Mali", kind="country", names={"en": "Mali", "fr": "Mali"}, who="Awa")
    study.keep_area("Gao", within="Mali", kind="region", attributes={"pcode": "ML07"}, who="Awa")
    study.keep_release(
        "first", {"table": {"Mali": [3, None]}}, policy={"minimum": 5}, who="Awa", why="to all"
    )
    study.keep_model("themes", small_model(), who="Issa", why="a try")


def fill_by_work(study: cq.Study) -> None:
    """Do what schema 6 brought: passages given to coders, acts, answers to advice, a reveal."""
    corpus = study.corpus
    sample = cq.draw_sample(corpus, n=4, unit="turn", seed=5, double=0.5, name="first")
    study.assign("first", sample, "Awa", who="Bo")
    study.assign("first", "first", "Issa", who="Bo")
    lines = [
        ("bria", *place(corpus, "bria", SAID["bria"][1])),
        ("ansongo", *place(corpus, "ansongo", SAID["ansongo"][1])),
    ]
    study.assign("late", lines, ["Awa", "Issa"], kind="search", asked="late", codes="perf.*")
    for coder in ("Awa", "Issa"):
        items = study.queue("first", coder).items
        coded = CodePassage(
            transcript=items[0].transcript,
            revision=items[0].revision,
            start=items[0].start,
            end=items[0].end,
            code="fear",
            memo="né?",
            id=f"{coder}-1",
        )
        acts = [coded, *(ReadItem(item=item.key, id=item.key) for item in items)]
        study.act(acts, coder=coder, queue="first")
    study.act(UndoAct(act="Awa-1", id="Awa-2"), coder="Awa", queue="first")
    study.act(UndoAct(act="Awa-2", id="Awa-3"), coder="Awa", queue="first")
    study.reveal("first", who="Bo", why="the round is over")
    study.add(cq.RuleCoder(study.codebook).code(corpus))
    found = study.coding_table(origin="rule")["id"].tolist()[0]
    study.decide(found, "accept", coder="Awa", why="so it is")
    study.decide(found, "reject", coder="Issa", why="they were in time")
    advice = Advice(
        transcript="bria",
        revision=corpus["bria"].revision,
        spans=(place(corpus, "bria", "afraid of the road"), place(corpus, "bria", "not of them")),
        code="fear",
        origin="model",
        by="themes",
        score=0.75,
        why="= né: 0.3",
    )
    study.act(Accept(advice=advice, id="Issa-2"), coder="Issa", queue="late")
    study.act(Reject(advice=advice, id="Awa-4"), coder="Awa", queue="late")
    mine = study.coding_table(origin="human", coder="Issa", code="fear")["id"].tolist()[-1]
    study.act(ChangeCoding(coding=mine, code="perf.help", id="Issa-3"), coder="Issa", queue="late")
    late = study.queue("late", "Issa")
    study.act([ReadItem(item=late.items[0].key, id="Issa-4")], coder="Issa", queue="late")
    study.correct(
        transcript("bria", [SAID["bria"][0], SAID["bria"][1], "They went away."]), who="Issa"
    )
    study.change_codebook(
        book(CODEBOOK.replace("Somebody is afraid.", "Somebody says that he is afraid."))
    )


def fill_by_third_looks(study: cq.Study) -> None:
    """Do what schema 7 brought: settle one by one what two coders differ on, and close a round."""
    corpus = study.corpus
    for coder, passage in (("Awa", "came late"), ("Issa", "afraid to sleep")):
        study.read("ansongo", coder=coder)
        study.read("bria", coder=coder)
        study.code("ansongo", *place(corpus, "ansongo", passage), "fear", coder=coder)
    rows = study.disagreements()[["transcript", "start", "end", "code"]].to_dict("records")
    revision = corpus["ansongo"].revision
    for number, row in enumerate(rows):
        for who, decision in (("Bo", "later"), ("Bo", "yes"), ("Cé", "no")):
            settled = Settle(
                reference="agreed on",
                revision=revision,
                decision=decision,
                why="né: so she says" if number else "",
                id=f"{who}-{decision}-{number}",
                **row,
            )
            study.act(settled, coder=who)
    study.act(UndoAct(act="Cé-no-0", id="Cé-undo"), coder="Cé")
    decisions = study.third_looks.frame
    study.add(
        cq.adjudicate(study.codings(), decisions, coders=["Awa", "Issa"], coder="agreed on"),
        who="Bo",
    )
    study.change_codebook(book(CODEBOOK.replace("They help.", "They help somebody.")), who="Bo")
    study.correct(
        transcript("ansongo", ["Who came that morning?", *SAID["ansongo"][1:]]), who="Issa"
    )


def reported(corpus: cq.Corpus) -> cq.Corpus:
    """Do what schema 5 brought: take the last turn of every interview for what was noted of it."""
    return replace(
        corpus,
        transcripts=tuple(
            replace(one, turns=(*one.turns[:-1], replace(one.turns[-1], reported=True)))
            for one in corpus
        ),
    )


FILES = {
    "": (fill, 3),
    "_coders": (fill_by_coders, 3),
    "_beside": (fill_beside, 4),
    "_reported": (fill, 5),
    "_worked": (fill_by_work, 6),
    "_settled": (fill_by_third_looks, 7),
}


def small_model() -> object:
    """Return a model of three numbers a text, so that its file is small."""
    texts = [f"{word} {number}" for number in range(8) for word in ("patrol", "market")]
    is_patrol = [[int(text.startswith("patrol"))] for text in texts]
    people = [f"p{number // 2}" for number in range(len(texts))]
    model = cq.ThemeClassifier(code_texts=["a patrol came"], encoder=Lengths())
    return model.fit(texts, is_patrol, groups=people)


class Lengths:
    """An encoder that knows three numbers of a text."""

    def encode(self, texts: list[str]) -> list[list[float]]:
        """Return them."""
        return [[len(text), text.count("a"), text.count("e")] for text in texts]


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


def bring(study: cq.Study, corpus: cq.Corpus, path: Path) -> None:
    """Merge a study begun apart from the same files, in which somebody else has worked."""
    some = corpus.filter(transcript=["bria", "ménaka"])
    with cq.Study.create(path, some, book(CODEBOOK)) as apart:
        apart.code("ménaka", *place(apart.corpus, "ménaka", "peur"), "fear", coder="Bo")
        study.merge(apart, who="Awa")


_OF_WORK = ("queues", "rejections", "third_looks")


def seen(study: cq.Study) -> dict[str, object]:
    """Return all that is seen of a study, as plain data."""

    def plain(table: object) -> list[dict[str, object]]:
        frame = getattr(table, "frame", table)
        return json.loads(frame.to_json(orient="records", double_precision=15))

    lines = range(1, len(study.audit) + 1)
    return {
        "fingerprint": study.fingerprint,
        "reported": [one.id for one in study.corpus if any(turn.reported for turn in one.turns)],
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
        **{
            name: plain(getattr(study, name))
            for name in ("setting_table", "consents", "releases", "models", "areas", *_OF_WORK)
            if hasattr(study, name)
        },
    }


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
