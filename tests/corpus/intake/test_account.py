"""What came in against what went out: nothing of a file is lost, and nothing counted twice."""

from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.corpus.intake.account import account_of, without
from civic_qual.corpus.intake.layouts.lines import Features
from civic_qual.corpus.intake.layouts.turns import read_layout
from civic_qual.corpus.intake.readers.cues import Cue, document_of_cues
from civic_qual.corpus.transcripts import Turn, check_offsets

PIECES = [
    "I: ", "R: ", "P1 (F, 22): ", "Ann Lee (AL): ", "AL: ", "- ", "– ", "**Chef** : ", "[Bo] ",
    "Q. ", "A. ", "Nurse\t", "CHIEF\n", "1. ", "2. ", "[3] ", "00:01:02 ", "[00:10] ",
    "#00:00:10-1#", "Date: ", "Place: ", "Section B", "page 3", "12", "\n", "\n\n", "  ", "\t",
    ". ", "? ", "(laughs)", "[pause]", "(at 5:30 they came)", "They said: run", "who came",
    "Nobody", "First: ", "End of interview", "\xa0", "…", "É", "{", "(", "**",
]  # fmt: skip


def letters(text: str) -> int:
    return sum(not letter.isspace() for letter in text)


@settings(max_examples=250, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_what_is_said_and_what_is_not_add_up_to_the_file(pieces):
    text = "".join(pieces)
    reading = read_layout(text)
    check_offsets("a", text, reading.turns)  # turns and pieces are disjoint and in order
    said = sum(letters(text[a:b]) for turn in reading.turns for a, b in turn.spoken)
    account = reading.account
    assert account.spoken == said
    assert said + sum(account.outside.values()) == letters(text)
    assert set(account.words_outside) <= set(account.outside)


def test_every_kind_has_its_name():
    text = (
        "Date: May\nPlace: Bria\n\nSome words above.\n\n1. I: Who came?\n2. R: Nobody. [laughs]\n"
        "3. I: Why?\n4. R: Fear.\n\nSection B\n\n5. I: And then?\n6. R: Nothing.\npage 3\n"
        "End of the interview\n"
    )
    outside = read_layout(text, features=Features()).account.outside
    assert outside == {
        "facts": letters("Date: MayPlace: Bria"),
        "above": letters("Some words above."),
        "number": letters("1.2.3.4.5.6."),
        "label": letters("I:R:I:R:I:R:"),
        "note": letters("[laughs]"),
        "heading": letters("Section B"),
        "furniture": letters("page 3"),
        "footer": letters("End of the interview"),
    }


def test_the_first_kind_named_counts_and_the_rest_are_notes():
    turn = Turn(start=0, end=9, spoken=((2, 4), (6, 7)))
    account = account_of("abcdefghi", [turn], kinds=[(0, 3, "label"), (4, 5, "number")])
    assert account.outside == {"label": 2, "number": 1, "note": 3}
    assert account.spoken == 3
    assert account.characters == 9


def test_subtitles_are_accounted_for_too():
    document = document_of_cues([Cue(0, 1, "I: Who? [pause]"), Cue(1, 2, "R: Nobody.")])
    assert document.account.spoken == letters("Who?Nobody.")
    assert document.account.outside == {"label": 4, "note": 7}


def test_backchannels_are_nobodys_words():
    text = "R: We ran.\nI: Mm-hm.\nR: To the river."
    account = read_layout(text).account
    less = without(account, text, [(14, 20)], "back-channel")
    assert less.outside == {"label": 6, "back-channel": letters("Mm-hm.")}
    assert less.characters == account.characters == letters(text)
    assert without(account, text, [], "back-channel") is account
