"""The list of transcripts: what is stated of them, and nothing that the desk wrote there itself."""

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of
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
