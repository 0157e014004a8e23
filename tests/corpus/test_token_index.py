"""The words of a corpus as columns: as `words` finds them, read once, never stale."""

import gc
import weakref
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.corpus.spoken import sentence_spans, spoken_words, turn_words
from civic_qual.corpus.token_index import token_index
from civic_qual.language.words import words

SAID = st.text(st.sampled_from("aNt'’. UÉ\n,é!"), max_size=12)
TURNS = st.lists(
    st.tuples(st.lists(SAID, max_size=3), st.sampled_from(["en", "fr", ""])), max_size=4
)


def transcript(name, turns):
    """Return a transcript whose pieces stand between brackets."""
    text, made = "", []
    for pieces, language in turns:
        begin, spoken = len(text), []
        for piece in pieces:
            spoken.append((len(text) + 3, len(text) + 3 + len(piece)))
            text += f"[x]{piece}"
        made.append(
            Turn(
                start=begin,
                end=len(text),
                spoken=tuple(spoken),
                speaker="R",
                role="respondent",
                language=language,
            )
        )
    return Transcript(id=name, text=text, turns=tuple(made))


def corpus_of(*several):
    return Corpus(tuple(transcript(f"t{place:03}", turns) for place, turns in enumerate(several)))


def naive(corpus):
    """Return turn, place, end, form, key and hard of every word, one by one."""
    found, turn, origin = [], 0, 0
    for one in corpus:
        for own in one.turns:
            for start, end in own.spoken:
                found += [
                    (turn, origin + word.start, origin + word.end, own.language, *word[2:])
                    for word in words(one.text, own.language or "en", start, end)
                ]
            turn += 1
        origin += len(one.text) + 1
    return found


def listed(index):
    known = index.vocabulary
    return [
        (turn, start, end, known.language[word], known.form[word], known.key[word], hard)
        for turn, start, end, word, hard in zip(
            index.turn.tolist(),
            index.start.tolist(),
            index.end.tolist(),
            index.word.tolist(),
            index.hard.tolist(),
            strict=True,
        )
    ]


@settings(deadline=None, max_examples=150)
@given(st.lists(TURNS, max_size=4))
def test_any_corpus(several):
    corpus = corpus_of(*several)
    index = token_index(corpus)
    assert listed(index) == naive(corpus)
    assert index.turn_first.tolist()[-1] == len(index) == len(index.end)
    assert index.turns_before[-1] == len(index.turn_first) - 1
    assert token_index(corpus) is index


@settings(deadline=None, max_examples=150)
@given(st.lists(TURNS, min_size=1, max_size=6), st.data())
def test_shared_transcripts_keep_their_words(several, data):
    first = corpus_of(*several)
    kept = data.draw(st.sets(st.sampled_from(range(len(several)))))
    before = token_index(first)
    new = [
        transcript(f"t{place:03}n", turns)
        for place, turns in enumerate(data.draw(st.lists(TURNS, max_size=4)))
    ]
    second = Corpus((*(first.transcripts[place] for place in kept), *new))
    index = token_index(second)
    assert listed(index) == naive(second)
    assert listed(before) == naive(first)
    assert (index.vocabulary is before.vocabulary) == bool(kept)
    assert index.start.dtype == index.end.dtype == index.word.dtype == np.int32


@settings(deadline=None, max_examples=100)
@given(st.lists(TURNS, max_size=3))
def test_sentences_share_out_the_words_of_each_turn(several):
    corpus = corpus_of(*several)
    index = token_index(corpus)
    assert len(index.sentence) == len(index)
    assert (np.diff(index.sentence_first) >= 0).all()
    for number in range(len(index.sentence_first) - 1):
        own = slice(*index.sentence_first[number : number + 2])
        assert len(set(index.turn[own].tolist())) <= 1
    starts = [
        place + int(origin)
        for one, origin in zip(corpus, index.origin, strict=False)
        for place in sentence_spans(one).start.tolist()
    ]
    if len(starts) == len(index.sentence_first) - 1:
        for sentence, start in zip(index.sentence.tolist(), index.start.tolist(), strict=True):
            assert starts[sentence] <= start
            assert sentence + 1 == len(starts) or start < starts[sentence + 1]


def test_words_of_a_transcript_are_those_of_its_corpus(read):
    corpus = read({"a.txt": "I: Who [pause] came?\nR: Nobody. (laughs) No.", "b.txt": "R: Yes."})
    alone = spoken_words(replace(corpus["a"]))
    index = token_index(corpus)
    shared = spoken_words(corpus["a"])
    assert shared.index is index
    assert shared.words == alone.words
    assert shared.piece.tolist() == alone.piece.tolist() == [0, 1, 0, 1]
    assert shared.start.dtype == np.int64
    assert turn_words(corpus["a"]).tolist() == [2, 2]


def test_a_larger_corpus_keeps_the_vocabulary(read):
    corpus = read({"a.txt": "R: One.", "b.txt": "R: Two."})
    known = token_index(corpus).vocabulary
    new = transcript("c", [(["Three."], "en")])
    more = token_index(corpus.with_transcripts([*corpus.transcripts, new]))
    assert more.vocabulary is known
    assert [known.key[word] for word in more.word] == ["one", "two", "three"]


def test_a_corrected_transcript_is_another_one(read):
    corpus = read({"a.txt": "R: One.", "b.txt": "R: Two."})
    token_index(corpus)
    corrected = replace(corpus["a"], text="R: Six.")
    other = corpus.with_transcripts([corrected, corpus["b"]])
    assert [token_index(other).vocabulary.form[word] for word in token_index(other).word] == [
        "Six",
        "Two",
    ]


def test_sentences_worked_out_go_with_their_transcripts(read):
    corpus = read({"a.txt": "R: One. Two."})
    known = sentence_spans(corpus["a"])
    more = corpus.with_transcripts([*corpus.transcripts, transcript("b", [(["Three."], "en")])])
    assert token_index(more).sentences(0) is known
    assert token_index(more).sentence_first.tolist() == [0, 1, 2, 3]


def test_forgotten_with_the_corpus(read):
    corpus = read({"a.txt": "R: One."})
    left = weakref.ref(token_index(corpus))
    spoken_words(corpus["a"])
    del corpus
    gc.collect()
    assert left() is None


def test_nothing_said():
    index = token_index(Corpus(()))
    assert (len(index), index.origin.tolist(), index.turn_first.tolist()) == (0, [0], [0])
    assert index.sentence_first.tolist() == [0]
    silent = token_index(corpus_of([([], "en")], [(["..."], "fr")], []))
    assert silent.turn_first.tolist() == [0, 0, 0]
