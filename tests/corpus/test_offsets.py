"""Every offset quotes what it says: turns, spoken pieces, words and segments, in every layout."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.corpus.intake.readers.document import Utterance, built_document
from civic_qual.corpus.intake.readers.plain import read_markdown, read_plain
from civic_qual.corpus.model import Corpus, Transcript
from civic_qual.corpus.segments import UNITS
from civic_qual.corpus.spoken import sentence_spans, spoken_words
from civic_qual.normalise import normalise

WORDS = st.lists(
    st.sampled_from(
        [
            "village",
            "brûlé",
            "bru\u0302le\u0301",
            "😀",
            "👩🏽‍🌾",
            "l’eau",
            "नमस्ते",
            "قرية",
            "İ",
            "ß",
            "co\u00adton",
            "U.N.",
            "a\u0323\u0307",
            "don't",
            "14",
            "sont partis.",
            "eux,",
        ]
    ),
    min_size=1,
    max_size=6,
).map(" ".join)
SPEAKERS = st.sampled_from(["Enquêtrice", "Chef", "Enque\u0302trice", "P1", "Ada Lünd"])
TURNS = st.lists(
    st.tuples(SPEAKERS, WORDS, st.sampled_from(["", " [rires]", " (pause)"])),
    min_size=1,
    max_size=8,
)
LAYOUTS = st.sampled_from(["{}: {}", "{} : {}", "[00:01:02] {}: {}", "**{}:** {}", "@{}: {}"])
BREAKS = st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\r\n\r\n"])


def check(one: Transcript) -> None:
    """Turns follow each other, pieces lie inside them, words inside pieces; all quote the text."""
    place = 0
    for turn in one.turns:
        assert place <= turn.start <= turn.end <= len(one.text)
        place = turn.end
        assert one.text[turn.start : turn.end].strip() == one.text[turn.start : turn.end]
        inside = turn.start
        for start, end in turn.spoken:
            assert inside <= start < end <= turn.end
            inside = end
            assert one.text[start:end].strip() == one.text[start:end]
            assert not re.search(r"\[rires\]|\(pause\)", one.text[start:end])
    spoken = spoken_words(one)
    for word, turn, piece in zip(spoken.words, spoken.turn, spoken.piece, strict=True):
        start, end = one.turns[turn].spoken[piece]
        assert start <= word.start < word.end <= end
    covered = sentence_spans(one)
    for start, end, turn in zip(covered.start, covered.end, covered.turn, strict=True):
        pieces = one.turns[turn].spoken
        assert pieces[0][0] <= start < end <= pieces[-1][1]
    for unit in UNITS:
        frame = Corpus((one,)).segments(unit).frame
        for row in frame.itertuples():
            assert one.text[row.start : row.end] == row.text


@given(TURNS, LAYOUTS, BREAKS, st.sampled_from(["", "\ufeff"]), st.booleans())
@settings(deadline=None, max_examples=150)
def test_text_files(turns, layout, line_break, mark, markdown):
    text = mark + line_break.join(layout.format(who, words + note) for who, words, note in turns)
    document = (read_markdown if markdown else read_plain)(text.encode())
    assert document.text == normalise(text)
    check(Transcript("a", document.text, document.turns))


@given(TURNS)
@settings(deadline=None, max_examples=80)
def test_built_texts_keep_one_line_a_turn(turns):
    document = built_document(Utterance(who, words + note) for who, words, note in turns)
    one = Transcript("a", document.text, document.turns)
    check(one)
    assert document.text == normalise(document.text)
    assert [one.text[turn.start : turn.end] for turn in one.turns] == document.text.split("\n")
    assert [turn.speaker for turn in one.turns] == [normalise(who) for who, _, _ in turns]


@given(st.text(st.sampled_from("IR: ?.\n[](){}#@*-01é😀\u0301\t<>ab"), max_size=80))
@settings(deadline=None, max_examples=300)
def test_any_text_at_all(text):
    document = read_markdown(b"x\n" + text.encode())
    check(Transcript("a", document.text, document.turns))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_astral_letters_count_one(read, encoding):
    text = "I: 😀😀 Who?\r\nR: 👩🏽‍🌾 Nobody 😀.\r\n"
    one = read({"a.txt": text.encode(encoding)})["a"]
    assert one.text == text.replace("\r\n", "\n")
    assert [one.text[turn.start : turn.end] for turn in one.turns] == [
        "I: 😀😀 Who?",
        "R: 👩🏽‍🌾 Nobody 😀.",
    ]
