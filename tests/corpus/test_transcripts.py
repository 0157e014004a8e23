"""Every offset quotes what it says: turns, spoken pieces, words and segments, in every layout."""

import re
from contextlib import nullcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.corpus.intake.readers.document import Utterance, built_document
from civic_qual.corpus.intake.readers.documents.plain import read_markdown, read_plain
from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.corpus.segments import UNITS
from civic_qual.corpus.spoken import sentence_spans, spoken_words
from civic_qual.errors import ReadError
from civic_qual.texts import normalise

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
    check(Transcript(id="a", text=document.text, turns=document.turns))


@given(TURNS)
@settings(deadline=None, max_examples=80)
def test_built_texts_keep_one_line_a_turn(turns):
    document = built_document(Utterance(who, words + note) for who, words, note in turns)
    one = Transcript(id="a", text=document.text, turns=document.turns)
    check(one)
    assert document.text == normalise(document.text)
    assert [one.text[turn.start : turn.end] for turn in one.turns] == document.text.split("\n")
    assert [turn.speaker for turn in one.turns] == [normalise(who) for who, _, _ in turns]


@given(st.text(st.sampled_from("IR: ?.\n[](){}#@*-01é😀\u0301\t<>ab"), max_size=80))
@settings(deadline=None, max_examples=150)
def test_any_text_at_all(text):
    document = read_markdown(b"x\n" + text.encode())
    check(Transcript(id="a", text=document.text, turns=document.turns))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_astral_letters_count_one(read, encoding):
    text = "I: 😀😀 Who?\r\nR: 👩🏽‍🌾 Nobody 😀.\r\n"
    one = read({"a.txt": text.encode(encoding)})["a"]
    assert one.text == text.replace("\r\n", "\n")
    assert [one.text[turn.start : turn.end] for turn in one.turns] == [
        "I: 😀😀 Who?",
        "R: 👩🏽‍🌾 Nobody 😀.",
    ]


SPANS = st.tuples(st.integers(-1, 9), st.integers(-1, 9))


@given(st.lists(st.tuples(SPANS, st.lists(SPANS, max_size=3)), max_size=3))
@settings(deadline=None, max_examples=200)
def test_a_transcript_is_made_if_no_character_is_twice_or_out_of_order(spans):
    turns = tuple(
        Turn(start=start, end=end, spoken=tuple(pieces)) for (start, end), pieces in spans
    )
    edges = [edge for turn in turns for edge in (turn.start, turn.end)]
    in_order = [0, *edges, 8] == sorted([0, *edges, 8])
    for turn in turns:
        inside = [turn.start, *(edge for piece in turn.spoken for edge in piece), turn.end]
        in_order &= inside == sorted(inside)
    expected = nullcontext() if in_order else pytest.raises(ReadError, match="transcript 'a', turn")
    with expected:
        Transcript(id="a", text="x" * 8, turns=turns)


@pytest.mark.parametrize(
    ("turns", "message"),
    [
        (
            [Turn(start=0, end=5, spoken=()), Turn(start=4, end=8, spoken=())],
            "turn 2: it begins at character 4, before .* at 5",
        ),
        (
            [Turn(start=4, end=8, spoken=()), Turn(start=0, end=4, spoken=())],
            "turn 2: it begins at character 0, before .* at 8",
        ),
        (
            [Turn(start=0, end=9, spoken=())],
            "turn 1: characters 0 to 9 are not inside the text, which has 8",
        ),
        ([Turn(start=-1, end=3, spoken=())], "turn 1: characters -1 to 3 are not inside"),
        (
            [Turn(start=5, end=3, spoken=())],
            "turn 1: it ends at character 3, before it begins at 5",
        ),
        (
            [Turn(start=0, end=4, spoken=((1, 5),))],
            "piece 1 to 5 is not inside the turn, which is 0 to 4",
        ),
        (
            [Turn(start=2, end=4, spoken=((1, 3),))],
            "piece 1 to 3 is not inside the turn, which is 2 to 4",
        ),
        ([Turn(start=0, end=8, spoken=((3, 1),))], "piece 3 to 1 is not inside the turn"),
        (
            [Turn(start=0, end=8, spoken=((0, 4), (3, 6)))],
            "piece 3 to 6 begins before .* ends, at 4",
        ),
        (
            [Turn(start=0, end=8, spoken=((4, 6), (0, 2)))],
            "piece 0 to 2 begins before .* ends, at 6",
        ),
    ],
    ids=str,
)
def test_what_is_out_of_place_is_named(turns, message):
    with pytest.raises(ReadError, match=message):
        Transcript(id="a", text="x" * 8, turns=tuple(turns))
