"""Times behind words, and pages among them, are nobody's; times and years that are said stay."""

import pytest

from civic_qual.corpus.intake.layouts.turns import read_layout


def said(text: str) -> list[tuple[str, str]]:
    return [
        (turn.speaker, " ".join(" ".join(text[a:b] for a, b in turn.spoken).split()))
        for turn in read_layout(text).turns
    ]


TALK = [
    ("Ada", "Who came?"),
    ("Ben", "Nobody. We left"),
    ("Ada", "Why did you?"),
    ("Ben", "Yes [laughs]"),
    ("Ada", "And then?"),
    ("Ben", "Rain."),
]


@pytest.mark.parametrize("line", ["{}: {} {}", "{} – {} {}", "{}\t{} {}", "**{}:** {} {}"])
@pytest.mark.parametrize("form", ["0:{:02}", "00:01:{:02}"])
def test_times_behind_words(line, form):
    lines = [line.format(who, words, form.format(5 * n)) for n, (who, words) in enumerate(TALK)]
    expected = [(who, words.removesuffix(" [laughs]")) for who, words in TALK]
    assert said("\n\n".join(lines)) == expected


def test_times_behind_wrapped_turns():
    text = "".join(
        f"{who}: {words} So the boats went out before dawn,\nand nobody said a word of it to us,\n"
        f"nor to the others on the shore, who waited.\nThat was so. 0:{n + 10}\n\n"
        for n, (who, words) in enumerate(TALK)
    )
    assert all(words.endswith("That was so.") for _, words in said(text))


def test_a_time_behind_words_inside_a_turn():
    lines = [f"{who}: {words}. 0:1{n}" for n, (who, words) in enumerate(TALK)]
    lines[1] += "\n[Recording interrupted]\nAnd we came back."
    assert said("\n".join(lines))[1] == ("Ben", "Nobody. We left. And we came back.")


def test_a_time_that_is_said_stays():
    text = "Ada: When?\nBen: At 10:30.\nAda: Which day?\nBen: We left at 9:15\nAda: So?\nBen: So."
    assert [words for _, words in said(text)][3] == "We left at 9:15"


def test_a_wrapped_time_stays_where_times_stand_before_labels():
    text = "".join(f"0:1{n} {who}: {words}\n" for n, (who, words) in enumerate(TALK))
    text += "0:30 Ada: Until when?\n0:40 Ben: Nobody passes from 6:00 to\n18:30 at all.\n"
    assert said(text)[-1] == ("Ben", "Nobody passes from 6:00 to 18:30 at all.")


HEAD = ["Talk at the ferry", "kept by hand", "on paper", "and typed"]
NUMBERS_SAID = ["400 men came that day and", "90 of them left again, so", "7 boats remained and"]


@pytest.mark.parametrize("above", [[], HEAD])
@pytest.mark.parametrize(("first", "counted"), [(0, True), (1, True), (5, False), (30, False)])
def test_lines_counted_from_the_first_on_lose_their_numbers_though_others_are_said(
    above, first, counted
):
    lines: list[str] = []
    for number in range(first, first + 9):
        lines.append(f"{number} {'AB'[number % 2]}da: words of line {number} so")
        if number % 3 == 2:
            lines.append(NUMBERS_SAID[number // 3 % 3])
    found = said("\n".join([*above, *lines]))
    assert (("Ada", f"words of line {first + 4 - first % 2} so") in found) == counted
    assert {"Ada", "Bda"} <= {name for name, _ in found} or not counted
    for line in NUMBERS_SAID:
        assert any(line in words for _, words in found)


@pytest.mark.parametrize(
    "page", ["2/14", "2 / 14", "- 2 -", "Page 2 of 14", "Page 2", "p. 2", "(2/14)", "2 sur 14"]
)
@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_one_page(page, blank):
    lines = [f"{who}: {words}" for who, words in TALK]
    text = blank.join([*lines[:3], page, *lines[3:]])
    assert said(text)[2] == ("Ada", "Why did you?")


@pytest.mark.parametrize("answer", ["14/2", "2/14"])
def test_what_somebody_answers_is_no_page(answer):
    text = f"Ada:\nHow many boats?\nBen:\n{answer}\nAda:\nWhy?\nBen:\nFear.\n"
    assert said(text)[1] == ("Ben", answer)


def test_a_year_alone_is_no_page():
    lines = [f"{who}: {words}" for who, words in TALK]
    text = "\n".join(
        [*lines[:4], "    2021", *lines[4:], "Ada: When was it?", "Ben: It was in", "    2021"]
    )
    assert said(text)[3][1].endswith("2021")
    assert said(text)[-1] == ("Ben", "It was in 2021")


@pytest.mark.parametrize("form", ["[0h02'{:02}]", "(0h02’{:02}″)", "0h02'{:02}''"])
def test_minutes_and_seconds_with_strokes(form):
    lines = [f"{form.format(n)} {who}: {words}" for n, (who, words) in enumerate(TALK)]
    found = said("\n".join(lines))
    assert [who for who, _ in found] == [who for who, _ in TALK]
    assert "02" not in str(found)
