"""Plain text and Markdown as they are shown."""

import pytest

from civic_qual.corpus.intake.readers.documents.plain import read_markdown, read_plain


def said(document) -> list[tuple[str, str]]:
    return [
        (turn.speaker, " ".join(" ".join(document.text[a:b] for a, b in turn.spoken).split()))
        for turn in document.turns
    ]


@pytest.mark.parametrize("read", [read_plain, read_markdown])
@pytest.mark.parametrize("tag", ["u", "b", "i", "strong", "em", "U"])
def test_tags_around_a_label_are_no_part_of_it(read, tag):
    text = "\n\n".join(
        [
            f"<{tag}>Ada Lund:</{tag}>\tWho rowed you over?",
            f"<{tag}>Ben Ray:</{tag}>\tMy aunt, in <{tag}>her</{tag}> boat.",
            f"<{tag}>Ada Lund:</{tag}>\tAnd then?",
            f"<{tag}>Ben Ray:</{tag}>\tWe slept.",
        ]
    )
    found = said(read(text.encode()))
    assert [speaker for speaker, _ in found] == ["Ada Lund", "Ben Ray", "Ada Lund", "Ben Ray"]
    assert found[1][1].replace("*", "") == "My aunt, in her boat."


def test_of_a_link_its_words_are_said_and_its_target_is_not():
    text = (
        "Q: Did you read [the letter](https://letters.example/7_(old)) then?\nA: No, [crying] no."
    )
    assert said(read_markdown(text.encode())) == [
        ("Q", "Did you read the letter then?"),
        ("A", "No, no."),
    ]


def test_what_markdown_escapes_is_read_as_it_is_shown():
    text = "Q: Was it boat \\#7?\nA: Yes \\[laughs\\] it was."
    assert said(read_markdown(text.encode())) == [("Q", "Was it boat #7?"), ("A", "Yes it was.")]


def test_a_title_underlined_with_hyphens_is_nobodys():
    text = "Part 3: The_boats\n-----\n" + "Ada: Who rowed?\n\nBen: My aunt.\n\n" * 3
    document = read_markdown(text.encode())
    assert {turn.speaker for turn in document.turns} == {"Ada", "Ben"}
    assert document.account.words_outside["heading"] >= 3


def test_a_label_in_angle_brackets_stays_one():
    assert said(read_plain(b"<I> Who came?\n<R> My aunt.\n<I> And?\n<R> No one.\n"))[0][0] == "I"


@pytest.mark.parametrize("names", [("Speaker 1", "Speaker 2"), ("Ada Lund", "Ben Ray"), ("Q", "A")])
@pytest.mark.parametrize(
    "heading", ["## {0}", "### {0} (00:0{1}:10)", "#### [00:0{1}:10] {0}", "## {0} [0{1}:10]"]
)
def test_headings_that_return_name_who_speaks(heading, names):
    turns = [
        f"{heading.format(names[number % 2], number)}\n\nWe saw {number} boats.\n\nThen we slept."
        for number in range(6)
    ]
    document = read_markdown("\n\n".join(["# The boats", "## Part 1", *turns, "## End"]).encode())
    assert said(document) == [
        (names[number % 2], f"We saw {number} boats. Then we slept.") for number in range(6)
    ]


def test_headings_that_return_and_name_nobody_stay_headings():
    part = "## Notes on the day\n\nQ: Who rowed?\nA: My aunt, as she did every day.\n\n"
    document = read_markdown((part * 4).encode())
    assert {turn.speaker for turn in document.turns} == {"Q", "A"}
    assert "Notes" not in " ".join(words for _, words in said(document))
