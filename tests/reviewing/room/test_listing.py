"""The list of transcripts: what is stated of them, and nothing that the desk wrote there itself."""

import numpy as np

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.corpus.counted_words import counted_words
from civic_qual.corpus.model import Corpus
from civic_qual.reviewing.room.listing import stated_of
from tests.study.small import CODEBOOK, transcript


def test_that_a_reading_was_confirmed_is_no_attribute_to_choose_by():
    one = transcript("a", ["Who came?"], reading="confirmed")
    assert stated_of(one) == {"country": "Mali"}


def test_what_is_stated_of_all_is_told_without_what_anybody_did(tmp_path, asking):
    corpus = Corpus(transcript(one, ["Who came?"], reading="confirmed") for one in "ab")
    with cq.Study.create(tmp_path / "two.study", corpus, codebook_of(CODEBOOK)) as study:
        told = asking(study, "")("stated")
    assert told["columns"] == ["id", "language", "attributes"]
    assert told["rows"] == [[one, "en", {"country": "Mali"}] for one in "ab"]


def test_it_tells_of_each_transcript_what_the_table_of_all_codings_does(study, asking):
    """Codings of people by whoever, and of the words that count the share the coder has read."""
    names = [*study.corpus.positions]
    for coder, name, start, end in (
        ("Awa", names[0], 3, 30),
        ("Awa", names[0], 20, 60),
        ("Issa", names[0], 0, 90),
        ("Awa", names[-1], 0, len(study.corpus[names[-1]].text)),
    ):
        study.read(name, start, end, coder=coder)
        study.code(name, start, end, next(iter(study.codebook)).id, coder=coder)
    study.undo(study.read(names[0], 60, 80, coder="Awa"), coder="Awa")
    everything = study.codings(origin="human")
    words = counted_words(study.corpus)
    for coder in ("Awa", "Issa", "nobody"):
        rows = asking(study, coder)("transcripts")["rows"]
        own = everything.readings[everything.readings["coder"] == coder]
        for place, (name, *_, number, share) in enumerate(rows):
            assert number == (everything.frame["transcript"] == name).sum()
            here = words.transcript == place
            first, after = (words.offset(edge[here])[1] for edge in (words.start, words.end - 1))
            seen = np.zeros(here.sum(), dtype=bool)
            for one in own[own["transcript"] == name].itertuples():
                seen |= (first >= one.start) & (after < one.end)
            assert share == round(seen.sum() / max(1, here.sum()), 3), (coder, name)
