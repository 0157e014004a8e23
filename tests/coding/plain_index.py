"""A token index made word by word, and a scan that tries every token: stand-ins for tests."""

from types import SimpleNamespace

import numpy as np

from civic_qual.corpus.spoken import sentence_spans
from civic_qual.language.vocabulary import Vocabulary
from civic_qual.language.words import words


def plain_index(corpus):
    """Return the columns of a token index."""
    vocabulary, found, turn, sentence = Vocabulary(), [], [], []
    turns_before, origin, sentences = [0], [0], 0
    for transcript in corpus:
        spans = sentence_spans(transcript)
        starts = spans.start.tolist()
        for place, one in enumerate(transcript.turns):
            for start, end in one.spoken:
                for word in words(transcript.text, one.language or "en", start, end):
                    kind = vocabulary.add(one.language, word.form, word.form, word.key)
                    found.append((kind, origin[-1] + word.start, origin[-1] + word.end, word.hard))
                    turn.append(turns_before[-1] + place)
                    inside = [number for number, start in enumerate(starts)
                              if spans.turn[number] == place and start <= word.start]
                    sentence.append(sentences + inside[-1])
        sentences += len(spans)
        turns_before.append(turns_before[-1] + len(transcript.turns))
        origin.append(origin[-1] + len(transcript.text) + 1)
    kind, start, end, hard = (list(column) for column in zip(*found, strict=True)) if found else (
        [], [], [], [])
    turn, sentence = np.array(turn, dtype=np.int32), np.array(sentence, dtype=np.int32)
    return SimpleNamespace(
        vocabulary=vocabulary, word=np.array(kind, np.int32), start=np.array(start, np.int32),
        end=np.array(end, np.int32), hard=np.array(hard, bool), turn=turn, sentence=sentence,
        turn_first=np.searchsorted(turn, np.arange(turns_before[-1] + 1)),
        sentence_first=np.searchsorted(sentence, np.arange(sentences + 1)),
        turns_before=np.array(turns_before), origin=np.array(origin))


def plain_scan(index):
    """Return what gives the first tokens of a leaf."""
    def first_tokens(leaf):
        size = len(leaf.items)
        fits = [first for first in range(len(index.word) - size + 1)
                if all(index.word[first + place] in item for place, item in enumerate(leaf.items))
                and not index.hard[first + 1:first + size].any()]
        return np.array(fits, dtype=np.int64)
    return first_tokens
