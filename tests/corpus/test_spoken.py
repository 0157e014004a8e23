"""The one tokenisation."""

import gc
import weakref

from civic_qual.corpus.spoken import sentence_spans, spoken_words, turn_words


def test_words_of_all_turns_in_order(read):
    one = read({"a.txt": "I: Who [pause] came?\nR: Nobody (laughs)."})["a"]
    spoken = spoken_words(one)
    assert [word.form for word in spoken.words] == ["Who", "came", "Nobody"]
    assert (spoken.turn.tolist(), spoken.piece.tolist()) == ([0, 0, 1], [0, 1, 0])
    assert [one.text[start:end] for start, end in zip(spoken.start, spoken.end, strict=True)] == [
        "Who",
        "came",
        "Nobody",
    ]
    assert turn_words(one).tolist() == [2, 1]


def test_elisions_follow_the_language_of_the_turn(read):
    one = read({"a.csv": "speaker,text,language\nI,l'ami,fr\nR,l'ami,en\n"})["a"]
    assert [word.key for word in spoken_words(one).words][:1] == ["le"]
    assert [word.key for word in spoken_words(one).words][-2:] == ["l", "ami"]


def test_worked_out_once_and_forgotten_with_the_transcript(read):
    corpus = read({"a.txt": "I: Who?\nR: Nobody. No."})
    one = corpus["a"]
    assert spoken_words(one) is spoken_words(one)
    assert sentence_spans(one) is sentence_spans(one)
    left = weakref.ref(spoken_words(one))
    del corpus, one
    gc.collect()
    assert left() is None


def test_nothing_said():
    from civic_qual.corpus.model import Transcript

    empty = Transcript(id="a", text="", turns=())
    assert len(spoken_words(empty)) == len(sentence_spans(empty)) == 0
    assert turn_words(empty).tolist() == []
