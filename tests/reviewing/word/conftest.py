"""A study with an interview of several paragraphs, given to a coder, and its document."""

from dataclasses import replace

import pytest

import civic_qual as cq
from benchmarks.documents.pen import Pen
from benchmarks.documents.recount import recounted
from civic_qual.reviewing.word.reading import read_document
from civic_qual.reviewing.word.writing import documents_of
from civic_qual.study.work.queue import Advice

CODEBOOK = """\
title: Small
version: "1"
languages: [en, fr]
codes:
  - id: perf
    kind: theme
    name: {en: Performance, fr: Conduite}
    definition: {en: How peacekeepers act, fr: Comment agissent les casques bleus}
    children:
      - id: perf.late
        name: {en: Lateness, fr: Retard}
        definition: {en: They come too late, fr: Ils arrivent trop tard}
  - id: fear
    kind: theme
    name: {en: Fear, fr: Peur}
  - id: crop
    kind: theme
    name: {en: "Crops, fields", fr: "Récoltes, champs"}
"""

TALK = """\
I: Did they come late?
R1: Yes, they came late. Always too late.
I: And then?
R1: The peacekeepers 🕊️ came and chased them.

We were afraid, كنا خائفين, of q̃ and x̄.
I: What else?
R2: We planted maize, and maize again.
I: Who helped?
R2: Nobody, nobody at all.
"""
PASSAGES = (
    "R1: Yes, they came late. Always too late.",
    "R1: The peacekeepers 🕊️ came and chased them.\n\nWe were afraid, كنا خائفين, of q̃ and x̄.",
    "R2: We planted maize, and maize again.",
    "R2: Nobody, nobody at all.",
)
# Words that are suggested: passage, words, which time they stand in it, code.
ADVICE = (
    (0, ("they came late",), "perf.late"),
    (0, ("Always too late",), "perf.late.not"),
    (1, ("were afraid",), "fear"),
    (2, ("maize", "maize again"), "crop"),
)


@pytest.fixture
def study(tmp_path):
    """A study of one interview."""
    (tmp_path / "talks").mkdir()
    (tmp_path / "talks" / "bria.txt").write_text(TALK, encoding="utf-8")
    (tmp_path / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    corpus = cq.read_corpus(tmp_path / "talks", languages=("en",))
    codebook = cq.read_codebook(tmp_path / "codebook.yaml")
    with cq.Study.create(tmp_path / "small.study", corpus, codebook) as made:
        yield made


class Desk:
    """A coder's desk: a document of the study, a pen, and what came of it."""

    def __init__(self, study, folder, *, advice=(), coder="Awa", language="en", name="first"):
        self.study, self.folder, self.coder, self.name = study, folder, coder, name
        self.text = study.corpus["bria"].text
        spans = [self.span(words) for words in PASSAGES]
        shown = "rules" if advice else "blind"
        given = study.assign(
            name, [("bria", *span) for span in spans], coder, kind="search", shown=shown
        )
        self.queue = self._advised(given[coder], advice)
        self.keys = [item.key for item in sorted(self.queue.items, key=lambda one: one.start)]
        (self.document,) = documents_of(study, self.queue, language=language).values()
        self.path = folder / f"{coder}.docx"
        self.document.save(self.path)
        self.pen = Pen(self.path, author=coder)

    def span(self, words, nth=0):
        """Where words stand in the interview."""
        start = -1
        for _ in range(nth + 1):
            start = self.text.index(words, start + 1)
        return start, start + len(words)

    def _advised(self, queue, advice):
        by_start = {item.start: [] for item in queue.items}
        for number, words, code in advice:
            first, last = self.span(PASSAGES[number])
            spans = tuple(
                (first + place, first + place + len(one))
                for one in words
                for place in [self.text[first:last].rindex(one)]
            )
            by_start[first].append(
                Advice(
                    transcript="bria",
                    revision=self.study.corpus["bria"].revision,
                    spans=tuple(sorted(spans)),
                    code=code,
                    origin="rule",
                    by="rules of today",
                    score=0.93,
                    why="found",
                )
            )
        items = [replace(item, advice=tuple(by_start[item.start])) for item in queue.items]
        return replace(queue, items=tuple(items))

    def place(self, position):
        """The line of a character of the interview in the document, and which one it is there."""
        lines, start = [], 0
        for line in self.text.split("\n"):
            if line.strip():
                lines.append((start, start + len(line)))
            start += len(line) + 1
        row = max(n for n, (begin, _) in enumerate(lines) if begin <= position)
        return row, position - lines[row][0]

    def comment(self, words, said, nth=0):
        """Put a comment on words of the interview."""
        start, end = self.span(words, nth)
        row, last = self.place(end - 1)
        return self.pen.comment(said, self.place(start), (row, last + 1))

    def suggestion(self, code):
        """The comment that suggests a code."""
        return next(
            name
            for name in self.pen.suggestions().values()
            if f"{code} · " in "\n".join(self.pen._of(name).itertext())
        )

    def save(self, name="back.docx", **how):
        """Save what was done, and return where."""
        self.pen.save(self.folder / name, **how)
        return self.folder / name

    def read(self, **how):
        """What the document says, once saved."""
        return read_document(self.save(**how), self.study)

    def bring_in(self, **how):
        """Bring the document into the study; return what was told."""
        returned = self.read(**how)
        for (queue, coder), acts in returned.acts.items():
            for done in self.study.act(acts, coder=coder, queue=queue):
                assert not done.refused, done.refused
        return returned

    def codings(self, coder=None):
        """What the coder codes now, counted in the study's file: words and code."""
        found = recounted(self.study.path, coder or self.coder).codings
        return sorted((self.text[start:end], code) for _, start, end, code in found)

    def rejected(self):
        """What the coder rejected: words and code."""
        found = recounted(self.study.path, self.coder).rejections
        return sorted((self.text[start:end], code) for _, start, end, code in found)

    def read_passages(self):
        """The numbers of the passages that the coder has read."""
        spans = [self.span(words) for words in PASSAGES]
        found = recounted(self.study.path, self.coder).readings
        return sorted(spans.index((start, end)) + 1 for _, start, end in found)


@pytest.fixture
def desk(study, tmp_path):
    """A desk with a blind document."""
    return Desk(study, tmp_path)
