"""Two interviews in a study, coded by two people, and queues of it made by hand."""

import pytest

import civic_qual as cq
from civic_qual.study.work.queue import Item, Queue
from tests.desk.conftest import small_study

__all__ = ["small_study"]

CODEBOOK = """\
title: Small
version: "1"
languages: [en, fr]
lists:
  helmets:
    en: [peacekeepers, patrol]
codes:
  - id: perf
    name: {en: Performance, fr: Conduite}
    definition: {en: How peacekeepers act}
    children:
      - id: perf.late
        name: {en: Lateness, fr: Retard}
        definition: {en: They come too late}
        rules:
          en: |
            came late
            too late
  - id: crop
    name: {en: Crops, fr: Récoltes}
    rules:
      en: maize
"""

ONE = """\
Interviewer: Did they come late?
Respondent: Yes, they came late. Always too late.
Interviewer: And then?
Respondent: The peacekeepers came and chased them.
Interviewer: What else?
Respondent: We planted maize, and maize again.
"""
TWO = """\
Interviewer: What did the patrol do?
Respondent: It was too late for the maize.
Interviewer: Why?
Respondent: The patrol slept.
"""


@pytest.fixture
def study(tmp_path):
    (tmp_path / "talks").mkdir()
    (tmp_path / "talks" / "one.txt").write_text(ONE, encoding="utf-8")
    (tmp_path / "talks" / "two.txt").write_text(TWO, encoding="utf-8")
    (tmp_path / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    corpus = cq.read_corpus(tmp_path / "talks", languages=("en",))
    codebook = cq.read_codebook(tmp_path / "codebook.yaml")
    with cq.Study.create(tmp_path / "small.study", corpus, codebook) as made:
        yield made


@pytest.fixture
def where(study):
    """Return what finds words in an interview: its name, and their start and end."""

    def find(transcript, words, nth=0):
        text, start = study.corpus[transcript].text, -1
        for _ in range(nth + 1):
            start = text.index(words, start + 1)
        return transcript, start, start + len(words)

    return find


@pytest.fixture
def queue_of(study):
    """Return what makes a queue of passages, as a study would."""

    def made(passages, *, coder="Awa", placed=True, **more):
        items = tuple(
            Item(
                key=f"K{number}",
                transcript=transcript,
                revision=study.corpus[transcript].revision,
                start=start,
                end=end,
                placed=placed,
            )
            for number, (transcript, start, end) in enumerate(passages)
        )
        terms = {"kind": "transcripts", "unit": "turn", "codes": "*", "shown": "blind", **more}
        return Queue(name="q", coder=coder, sample="", items=items, **terms)

    return made
