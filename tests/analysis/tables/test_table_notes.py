from civic_qual.analysis.tables.notes import INVENTED, UNCORRECTED
from civic_qual.analysis.tables.theme_table import theme_table
from civic_qual.corpus.model import Corpus
from tests.analysis.small import codings, interview


def notes(coded, **asked):
    return "\n".join(theme_table(coded, **asked).notes)


def test_notes_say_who_coded_what_was_read_and_what_was_left_out(coded):
    text = notes(coded, by="country")
    assert "Coder: A (a person). Codebook: “A small codebook”, version 1" in text
    assert "rules rrrrrrrrrrrrrrrr, content cccccccccccccccc" in text
    assert "Read: all 6 turns of people who count." in text
    assert "Left out: 2 turns by interviewers and 1 turn by observers" in text
    assert "role of the speaker is unknown: 1 turn" in text
    assert "Turns read: CAR 4; Mali 2; all 6." in text


def test_unread_languages_are_reported_and_in_no_denominator(book):
    corpus = Corpus((interview("a", ["R: yes"], "en"), interview("b", ["R: ndiyo"], "sw")))
    coded = codings(corpus, book, [], read=[("a", 0, 6)], origin="rule", coder="rules")
    text = notes(coded)
    assert "Not read, so in no denominator: 1 turn (language 'sw' 1)." in text
    assert "Read: 1 of 2 turns" in text
    assert UNCORRECTED in text


def test_turns_in_neither_language_are_named(book):
    said = "Waasi walikuja usiku na kuua watu wengi sana hapa kijijini."
    corpus = Corpus((interview("a", ["R: yes"], "en"), interview("b", [f"R: {said}"], "und")))
    coded = codings(corpus, book, [], read=[("a", 0, 6)], origin="rule", coder="rules")
    text = notes(coded)
    assert "Not read, so in no denominator: 1 turn (another language (Swahili?) 1)." in text


def test_invented_interviews_say_so_first(book):
    corpus = Corpus((interview("a", ["R: yes"], invented="yes"),))
    assert theme_table(codings(corpus, book, [])).notes[0] == INVENTED


def test_a_human_coder_is_no_machine(coded):
    assert UNCORRECTED not in notes(coded)


def test_notes_say_that_interviewers_count_when_they_do(coded):
    assert "Interviewers and observers are counted too" in notes(coded, include_interviewers=True)
