"""Words as columns are the words of `words`, whatever the text, the chunks and the tables."""

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.compiled import compiled, portable
from civic_qual.language.tokenising.interning import Gaps, HashTable, first_seen
from civic_qual.language.tokenising.raw_runs import Pieces
from civic_qual.language.tokenising.tokens import tokenise
from civic_qual.language.tokenising.vocabulary import Vocabulary
from civic_qual.language.words import Word, words

DATA = os.environ.get("CIVIC_QUAL_DATA")
LANGUAGES = st.sampled_from(["en", "fr", "", "sg"])
# Few fragments, so that rules meet one another.
_LETTERS = "U N A n t s l d M é É e\u0301 ß İ œ ا ع क ् ी 1 ʼ ſ ﬁ ǅ Ǆ.Ǆ ж. Ж.Ж. 中文 \ufe0f \u0301"
_BETWEEN = "' ’ ‘ ´ ` - ‐ . . , … _ “ 🕊 ❤️ \u00ad \u200c \u200d \u2060 \u200b \x00 \ud800 \udc00"
_WORDS = (
    "U.N. U.S D.R.C. They The Force the n't N't can’t l' L’ qu' s'il S’ILS ils N'Djamena"
    " n'délé M’Boki aujourd'hui quelqu’un peut-être Peut‐Etre prud'hommes presqu'île A la"
    " A\u0300 cause l'aube protect anticonstitutionnellement"
)
_SPACES = (" ", " ", "\n", "\n\n", "\t", "\u00a0", ". ", " A ", " - ")
FRAGMENTS = st.sampled_from([*f"{_LETTERS} {_BETWEEN} {_WORDS}".split(" "), *_SPACES])
TEXTS = st.lists(FRAGMENTS, max_size=12).map("".join) | st.text(max_size=8)
PIECES = st.lists(st.tuples(TEXTS, LANGUAGES), max_size=8)


@pytest.fixture(params=["portable", "compiled"], scope="module", autouse=True)
def loops(request):
    """Run every test with all loops in numpy, then with those in C."""
    if request.param == "portable":
        with portable():
            yield
    elif compiled("language.tokenising._tokens") is None:
        pytest.skip("civic_qual.language.tokenising._tokens was not built")
    else:
        yield


def read(pieces, languages, bits=16, **how):
    """Return the words of pieces as `words` returns them."""
    vocabulary = Vocabulary(bits)
    found = tokenise(pieces, languages, vocabulary, **how)
    assert len(found) == found.count.sum()
    flat = [
        Word(start, end, vocabulary.form[word], vocabulary.key[word], hard)
        for word, start, end, hard in zip(
            found.word.tolist(),
            found.start.tolist(),
            found.end.tolist(),
            found.hard.tolist(),
            strict=True,
        )
    ]
    told = np.repeat(np.array(languages, dtype=object), found.count).tolist()
    assert [vocabulary.language[word] for word in found.word] == told
    bounds = [0, *np.cumsum(found.count).tolist()]
    return [flat[first:after] for first, after in pairwise(bounds)]


def plain(pieces, languages):
    return [
        words(piece, language or "en") for piece, language in zip(pieces, languages, strict=True)
    ]


def same(pieces, languages, **how):
    found, expected = read(pieces, languages, **how), plain(pieces, languages)
    for piece, ours, theirs in zip(pieces, found, expected, strict=True):
        assert ours == theirs, repr(piece)


@settings(deadline=None, max_examples=150)
@given(PIECES, st.sampled_from([1, 9, 40, 1 << 18]), st.sampled_from([1, 16]))
def test_any_pieces(pieces, chunk, bits):
    same([text for text, _ in pieces], [language for _, language in pieces], chunk=chunk, bits=bits)


# Where pieces begin and end in a text, and their languages: any order, touching, overlapping.
SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), LANGUAGES), max_size=6)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.tuples(TEXTS, SPANS, st.booleans()), max_size=4), st.sampled_from([1, 40, 1 << 18])
)
def test_any_pieces_of_texts(texts, chunk):
    spans = [
        (number, min(one, other, len(text)), min(max(one, other), len(text)), language)
        for number, (text, own, in_order) in enumerate(texts)
        for one, other, language in (sorted(own) if in_order else own)
    ]
    number, start, end = np.array([one[:3] for one in spans], dtype=np.int64).reshape(-1, 3).T
    pieces = Pieces([text for text, *_ in texts], number, start, end)
    languages = [language for *_, language in spans]
    assert read(pieces, languages, chunk=chunk) == plain(list(pieces), languages)


@settings(deadline=None, max_examples=200)
@given(st.text(st.characters()), LANGUAGES)
def test_any_text(text, language):
    same([text], [language])


@pytest.mark.parametrize("language", ["en", "fr", "", "sg"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a",
        "The U.N. They came. The U.N. Force. the U.N.",
        "U.N.Bob's didn't DON’T in 'the",
        "l'A la base--A la fin. A l'aube A été",
        "s'il s'ils s'illustre S'IL\u00adx",
        "l''a l' ami l'",
        "l'armée L’ÉTAT d'l'été U.L'été a'l'on qu'aujourd'hui QU’il n'habite N'est N'Élé l'\u0301a",
        "N'Djamena n'Ali n'djamena M'Boki n'a",
        "aujourd'hui peut-être peut‑elle Peut-Etres quelqu'un",
        "❤️ 🕊️ \ufe0fword a\u200d\u0301b",
        "pro\u00adtect pro\u00ad tect",
        "क्‍ष क्षत्रिय",
        "a\0b \0\0 c",
        "one.two U.n u.N 3U.N É.N. E\u0301.N.",
        "x" * 70_000 + " " + "é" * 70_000 + " y",
        " ".join("w" * size for size in range(1, 80)),
        "…" * 500 + "a" + "' " * 500,
        "A\u00ad la",
    ],
)
def test_what_is_tricky(text, language):
    same([text], [language])
    same([text, "", text, text], [language, language, "en", "fr"], chunk=3, bits=1)


def test_words_longer_than_a_hash_that_differ_in_one_letter():
    longs = ["a" * size + letter + "b" * 9 for size in range(80) for letter in "xy"]
    same([" ".join(longs)], ["en"], bits=1)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_words_of_megabytes(language):
    same(["word", "é" * 2_500_000 + "x", "l'" + "w" * 5_000_000 + "'t n't"], [language] * 3)


@pytest.mark.parametrize("size", range(55, 72))
def test_runs_that_end_where_bits_are_taken_together(size):
    same(
        [
            "".join("aé— ’"[place * size % 5] for place in range(size)),
            "a" * size,
            "—" * size,
            "é" * size,
            " " * size + "🕊" * size + "ab",
        ],
        [""] * 5,
    )


def test_thousands_of_pieces():
    pieces = [f"Word {number}. Didn't l'été {number % 7}" for number in range(3_000)]
    same(pieces, ["en", "fr", ""] * 1_000, bits=1, chunk=5_000)


def test_places_are_counted_from_where_pieces_begin():
    found = tokenise(["é one", "two"], ["en", "en"], Vocabulary(), places=[7, 2_000])
    assert found.start.tolist() == [7, 9, 2_000]
    assert found.start.dtype == np.int32
    far = tokenise(["one"], ["en"], Vocabulary(), places=[1 << 31])
    assert far.start.tolist() == [1 << 31]


def test_a_vocabulary_is_shared_and_grows():
    vocabulary = Vocabulary(1)
    once = tokenise(["The U.N. came, didn't it"], ["en"], vocabulary).word.tolist()
    size = len(vocabulary)
    assert tokenise(["The U.N. came, didn't it"], ["en"], vocabulary).word.tolist() == once
    assert len(vocabulary) == size == 5
    tokenise(["The", "the"], ["fr", "en"], vocabulary)
    assert vocabulary.language[size:] == ["en", "fr"] or vocabulary.language[size:] == ["fr", "en"]


def test_words_of_a_language():
    vocabulary = Vocabulary()
    tokenise(["The the L'été U.N. UN", "Le le l'"], ["en", "fr"], vocabulary)
    french, english = vocabulary.of("fr"), vocabulary.of("en")
    assert french.keys == ["le"]
    assert len(french.types_of_keys(["le"])) == 3
    assert english.keys == sorted({"the", "l", "été", "un"})
    assert [vocabulary.form[one] for one in english.types_of_form("UN")] == ["UN", "UN"]
    assert len(english.types_of_form("Nobody")) == 0
    assert vocabulary.of("fr") is french
    tokenise(["la"], ["fr"], vocabulary)
    assert vocabulary.of("fr").keys == ["la", "le"]


@given(st.lists(st.lists(st.integers(1, 60), max_size=30), max_size=5), st.integers(0, 9))
def test_a_table_numbers_what_is_new(lots, others):
    table, known = HashTable(bits=1), {}
    for lot in lots:
        skipped = np.arange(min(others, len(lot)))
        found, new = table.intern(
            np.array(lot, dtype=np.uint64) << np.uint64(57),
            len(known),
            skipped,
            skipped.astype(np.int32) + 500,
        )
        rest = lot[len(skipped) :]
        met = [one for one in dict.fromkeys(rest) if one not in known]
        assert new.tolist() == [rest.index(one) + len(skipped) for one in met]
        known |= {one: len(known) + place for place, one in enumerate(met)}
        assert found.tolist() == [500 + place for place in skipped] + [known[one] for one in rest]
        assert len(table) == len(known)


@given(st.lists(st.lists(st.integers(1, 60), max_size=30), max_size=5))
def test_a_table_is_a_dictionary(lots):
    table, known = HashTable(bits=1), {}
    for lot in lots:
        hashed = np.array(lot, dtype=np.uint64) << np.uint64(57)
        expected = [known.get(one, -1) for one in lot]
        assert table.find(hashed).tolist() == expected
        new = np.flatnonzero(table.find(hashed) < 0)
        where, _ = first_seen(hashed[new])
        numbers = np.arange(len(known), len(known) + len(where), dtype=np.int32)
        table.add(hashed[new[where]], numbers)
        known.update(zip([lot[one] for one in new[where]], numbers.tolist(), strict=True))
        assert len(table) == len(known)


def test_gaps_that_end_in_nothing_stay_apart():
    text = np.frombuffer(b",\0\0\0\0x   ." + bytes(16), dtype=np.uint8)
    flags = Gaps(1).flags(text, np.array([0, 6, 0]), np.array([5, 9, 4])).tolist()
    assert flags == [1, 0, 1]


@pytest.mark.skipif(not DATA, reason="CIVIC_QUAL_DATA does not name the folder of the UN debates")
def test_megabytes_of_debates():
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(Path(DATA) / "un_general_debate.parquet", columns=["text"])
    texts = table.column("text").to_pylist()[::40]
    same(texts, ["en"] * len(texts), bits=1)
    same(texts[::4], ["fr"] * len(texts[::4]), chunk=100)
