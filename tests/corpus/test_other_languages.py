"""What is in neither language is in no sample, and does not keep an interview from being read."""

from civic_qual.analysis.sampling.draw_sample import draw_sample
from civic_qual.analysis.tables.theme_table import theme_table
from civic_qual.codebook.files.reading import read_codebook
from civic_qual.coding.coders import RuleCoder
from civic_qual.corpus.intake.reading import read_corpus

TEXT = (
    "I: What happened in the village that night?\n"
    "R: Azo ti bira ni aga na bi, ala fâ azo mingi na kodro.\n"
    "Interpreter: Rebels came at night and killed many people here.\n"
    "R: Ala gbi ada ti e kue.\n"
    "Interpreter: They burned all of our houses.\n"
)
BOOK = """\
title: Harm
languages: [en]
codes:
  - id: harm
    name: {en: Harm}
    rules:
      en: [kill]
"""


def read(folder):
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "codebook.yaml").write_text(BOOK, encoding="utf-8")
    return read_corpus(folder / "a.txt"), read_codebook(folder / "codebook.yaml")


def test_an_interview_is_read_by_its_interpreter(tmp_path):
    corpus, book = read(tmp_path)
    coded = RuleCoder(book).code(corpus)
    turns, whole = (theme_table(coded, unit=unit) for unit in ("turn", "transcript"))
    assert "Turns read: all 2." in turns.notes
    assert "Transcripts read: all 1." in whole.notes
    assert "Not read, so in no denominator: 2 turns (another language (Sango?) 2)." in turns.notes


def test_samples_are_of_what_can_be_read(tmp_path):
    corpus, _ = read(tmp_path)
    sample = draw_sample(corpus, n=2, seed=1)
    assert sample.frame_size == 2
    assert {corpus["a"].text[start:][:11] for start in sample.units["start"]} == {"Interpreter"}
