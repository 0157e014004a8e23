"""Random work in two study files, merged now and then: nothing is lost and every state stays.

`CIVIC_QUAL_OPERATIONS=5000` runs as many operations, instead of the few that fit every day.
"""

import os
import tempfile
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.errors import StudyError
from civic_qual.study.records import KINDS, Coding
from civic_qual.study.work.acts import Accept, CodePassage, ReadItem, Reject, UndoAct
from civic_qual.study.work.queue import Advice
from tests.study.oracle import Done, Oracle
from tests.study.small import CODEBOOK, SAID, small_corpus, transcript

STEPS = 25
OPERATIONS = int(os.environ.get("CIVIC_QUAL_OPERATIONS", "150"))
files = st.sampled_from(["one", "other"])
picks = st.integers(0, 10**6)
words = st.sampled_from(["well", "they", "came late", "afraid", "the road", "né", "Après", ""])
CODEBOOKS = {
    "first": CODEBOOK,
    "defined": CODEBOOK.replace("They help.", "They help people."),
    "renamed": CODEBOOK.replace("perf.help", "perf.aid"),
    "without": CODEBOOK.replace("  - id: fear", "  - id: dread").replace("Fear: of whom", "Dread"),
    "more": CODEBOOK + "  - id: hope\n    kind: theme\n    name: {en: Hope}\n",
}


def shown(study, as_of=None):
    """All that a study shows of a moment, as text."""
    codings = study.codings(as_of=as_of)
    texts = [f"{one.id} {one.revision} {dict(one.attributes)}" for one in codings.corpus]
    return (
        codings.frame.to_csv()
        + codings.readings.to_csv()
        + "\n".join(texts)
        + codings.codebook.content_fingerprint
    )


def records(study):
    """The names of all records of a study."""
    store = study._session.store
    return {key for kind in KINDS for key in store.columns(kind, "key")["key"]}


class TwoFiles(RuleBasedStateMachine):
    """Two people work in two files of one study."""

    @initialize()
    def begin(self):
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        first = cq.Study.create(self.folder / "one.study", small_corpus(), codebook_of(CODEBOOK))
        first.backup(self.folder / "other.study")
        self.studies = {"one": first, "other": cq.Study(self.folder / "other.study")}
        self.oracle = Oracle(known={"one": set(), "other": set()})
        self.states = {"one": {}, "other": {}}
        self.copies, self.answered = 0, set()

    def pick(self, file, pick, *kinds):
        """Choose one of the things done in a file that stand."""
        names = [
            name
            for name in self.oracle.done
            if name in self.oracle.known[file]
            and self.oracle.done[name].kind in kinds
            and self.oracle.stands(file, name)
        ]
        return names[pick % len(names)] if names else None

    def passage(self, study, pick):
        name = list(study.corpus.positions)[pick % len(study.corpus)]
        size = len(study.corpus[name].text)
        start = pick // 7 % (size - 1)
        return name, start, start + 1 + pick // 31 % (size - start)

    @rule(file=files, pick=picks, code=picks, memo=words)
    def code(self, file, pick, code, memo):
        study = self.studies[file]
        codes = list(study.codebook.positions)
        made = study.code(
            *self.passage(study, pick), codes[code % len(codes)], coder=file, memo=memo, why=memo
        )
        self.oracle.note(file, made, Done("coding"))

    @rule(file=files, pick=picks, codes=st.sampled_from(["*", "perf"]))
    def read(self, file, pick, codes):
        made = self.studies[file].read(
            *self.passage(self.studies[file], pick), coder=file, codes=codes
        )
        self.oracle.note(file, made, Done("reading"))

    @rule(file=files, pick=picks, verdict=st.sampled_from(["accept", "reject"]))
    def decide(self, file, pick, verdict):
        if coding := self.pick(file, pick, "coding"):
            made = self.studies[file].decide(coding, verdict, coder="judge", why=verdict)
            self.oracle.note(file, made, Done("decision", coding, verdict))

    @rule(file=files, pick=picks)
    def change(self, file, pick):
        study = self.studies[file]
        if coding := self.pick(file, pick, "coding"):
            before = records(study)
            name, start, end = self.passage(study, pick)
            of = {
                coding.key.hex(): coding.record.transcript
                for coding in study._session.store.records(Coding)
            }
            if of[coding] != name:
                return
            made = study.decide(
                coding, "change", coder="judge", code="perf.late", start=start, end=end
            )
            (replacement,) = {key.hex() for key in records(study) - before} - {made}
            self.oracle.note(file, replacement, Done("coding"))
            self.oracle.note(file, made, Done("decision", coding, "change", replacement))

    @rule(file=files, pick=picks, code=picks, number=st.integers(0, 4))
    def act(self, file, pick, code, number):
        """Code by an act that may have been done in the other file, too."""
        study = self.studies[file]
        codes = list(study.codebook.positions)
        name, start, end = self.passage(study, pick)
        coded = CodePassage(
            transcript=name,
            revision=study.corpus[name].revision,
            start=start,
            end=end,
            code=codes[code % len(codes)],
            id=f"act{number}",
        )
        self.done(file, coded, "coding")

    @rule(file=files, number=st.integers(0, 4), again=st.integers(0, 2))
    def undo_act(self, file, number, again):
        """Take an act back, or bring it back; that may have been done in the other file, too."""
        subject = f"act{number}" if again < 2 else f"undo0-act{number}"
        made = [
            one
            for one, of in self.oracle.done.items()
            if of.act == subject and one in self.oracle.known[file]
            if self.oracle.stands(file, one)
        ]
        self.done(file, UndoAct(act=subject, id=f"undo{again}-{subject}"), "undo", *made)

    @rule(file=files, pick=picks, code=picks, yes=st.booleans())
    def answer(self, file, pick, code, yes):
        study = self.studies[file]
        codes = list(study.codebook.positions)
        name, *span = self.passage(study, pick)
        advice = Advice(
            transcript=name,
            revision=study.corpus[name].revision,
            spans=(tuple(span),),
            code=codes[code % len(codes)],
            origin="rule",
        )
        answer = Accept if yes else Reject
        if pick not in self.answered:
            self.answered.add(pick)
            asked = f"answerer {pick} {code}"  # of whom no other answer is known
            self.done(file, answer(advice=advice), "coding" if yes else "rejection", coder=asked)

    @rule(file=files, pick=picks)
    def assign(self, file, pick):
        study = self.studies[file]
        passage = self.passage(study, pick)
        study.assign(f"queue {passage[0]}", [passage], "Awa", kind="transcripts", who=file)

    @rule(file=files, pick=picks, number=st.integers(0, 2))
    def read_item(self, file, pick, number):
        """Read a passage of a queue, which may have been read in the other file, too."""
        study = self.studies[file]
        queues = [study.queue(name, "Awa") for name in study.queues["queue"]]
        items = [item for queue in queues for item in queue.items]
        if items:
            item = items[pick % len(items)]
            read = ReadItem(item=item.key, id=f"read{number}-{item.key}")
            self.done(file, read, "reading", item=item.key)

    def done(self, file, act, kind, subject="", coder="Awa", item=""):
        """Do an act, and tell the oracle of it unless it was refused, or done before."""
        (answer,) = self.studies[file].act(act, coder=coder)
        (again,) = self.studies[file].act(act, coder=coder)
        if answer.refused:
            assert again == answer
            return
        assert again == replace(answer, repeated=True)
        if not answer.repeated and answer.records:
            (made,) = answer.records
            self.oracle.note(file, made, Done(kind, subject, act=act.id, item=item))

    @rule(file=files, pick=picks)
    def undo(self, file, pick):
        if record := self.pick(file, pick, "coding", "reading", "decision", "undo"):
            made = self.studies[file].undo(record, coder="judge")
            self.oracle.note(file, made, Done("undo", record))

    @rule(file=files, text=words.filter(bool), pick=picks)
    def memo(self, file, text, pick):
        name, start, end = self.passage(self.studies[file], pick)
        made = self.studies[file].memo(text, coder=file, transcript=name, start=start, end=end)
        self.oracle.note(file, made, Done("memo"))

    @rule(file=files, pick=picks, insert=words)
    def correct(self, file, pick, insert):
        name = list(SAID)[pick % len(SAID)]
        said = list(SAID[name])
        place = pick // 3 % len(said)
        said[place] = f"{insert} {said[place][pick % 5 :]}"
        corrected = transcript(name, said)
        with suppress(StudyError):  # nothing to correct
            self.studies[file].correct(replace(corrected, source=str(pick % 3)), who=file)

    @rule(file=files, book=st.sampled_from(sorted(CODEBOOKS)))
    def change_codebook(self, file, book):
        study = self.studies[file]
        if "perf.late" in study.codebook:
            study.change_codebook(codebook_of(CODEBOOKS[book]), who=file)

    @rule(into=files)
    def merge(self, into):
        source = "other" if into == "one" else "one"
        apart = records(self.studies["one"]) | records(self.studies["other"])
        there, back = self.copy(into), self.copy(source)
        with there, back:
            there.merge(back)
            assert apart <= records(there)
            back.merge(there)
            assert there.fingerprint == back.fingerprint
        there, back = self.copy(into), self.copy(source)
        with there, back:
            back.merge(there)
            self.studies[into].merge(self.studies[source])
            assert self.studies[into].fingerprint == back.fingerprint
            assert shown(self.studies[into]) == shown(back)
            for name in ("conflicts", "queues", "rejections", "memos"):
                assert getattr(self.studies[into], name).equals(getattr(back, name)), name
        lines = len(self.studies[into].audit)
        self.studies[into].merge(self.studies[source])
        assert len(self.studies[into].audit) == lines
        self.oracle.known[into] |= self.oracle.known[source]

    @rule(file=files)
    def export_and_import(self, file):
        self.copies += 1
        folder = self.folder / f"folder{self.copies}"
        study = self.studies[file]
        study.export(folder)
        with cq.Study.import_folder(folder, self.folder / f"again{self.copies}.study") as again:
            assert again.fingerprint == study.fingerprint
            assert again.audit.equals(study.audit)
            assert again.memos.equals(study.memos)
            assert shown(again) == shown(study)
            assert again.integrity() == []

    @precondition(lambda self: hasattr(self, "studies"))
    @rule(file=files, pick=picks)
    def look_back(self, file, pick):
        lines = list(self.states[file])
        line = lines[pick % len(lines)]
        assert shown(self.studies[file], line) == self.states[file][line]

    @invariant()
    def shows_what_holds(self):
        for file, study in getattr(self, "studies", {}).items():
            last = int(study.audit["line"].iloc[-1])
            if last not in self.states[file]:
                self.states[file][last] = shown(study)
                open_ones = set(study.unplaced["id"])
                table = study.coding_table()
                kept = dict(zip(table["id"], table["status"], strict=True))
                told = self.oracle.codings(file)
                assert kept == {name: told[name] for name in told if name not in open_ones}
                assert {
                    name
                    for name in open_ones
                    if name in self.oracle.done and self.oracle.done[name].kind == "coding"
                } <= set(told)
                rejected = self.oracle.rejected(file)
                assert {*study.rejections["id"]} == rejected - open_ones
                read = {
                    item.key
                    for queue in study.queues["queue"]
                    for item in study.queue(queue, "Awa").items
                    if item.read
                }
                assert read == self.oracle.read(file)

    def teardown(self):
        for file, study in getattr(self, "studies", {}).items():
            for line, state in self.states[file].items():
                assert shown(study, line) == state
            assert study.integrity() == []
            study.close()
        if hasattr(self, "stack"):
            self.stack.close()

    def copy(self, file):
        self.copies += 1
        path = self.folder / f"copy{self.copies}.study"
        self.studies[file].backup(path)
        return cq.Study(path)


TestTwoFiles = TwoFiles.TestCase
TestTwoFiles.settings = settings(
    max_examples=max(1, OPERATIONS // STEPS),
    stateful_step_count=STEPS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
