"""Pages of a pdf, written letter by letter: what is read, in which order, and what is not."""

from collections import Counter

import pytest

from civic_qual.corpus.intake.readers.documents.blocks import Paragraph
from civic_qual.corpus.intake.readers.documents.pages.line_ends import unhyphenated
from civic_qual.corpus.intake.readers.documents.pdf import read_pdf
from civic_qual.errors import ReadError

# From the left, from below, words, and perhaps how high their letters are.
Line = tuple[float, float, str] | tuple[float, float, str, float]


def pdf(*pages: list[Line], size: float = 10) -> bytes:
    """Write pages with lines of Courier, whose letters are all six tenths of their height wide."""
    parts = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    font = "<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Courier >> >> >>"
    kids = []
    for lines in pages:
        drawn = "\n".join(
            f"BT /F {high[0] if high else size} Tf {x} {y} Td ({words}) Tj ET"
            for x, y, words, *high in lines
        )
        parts.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
        parts.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources {font} "
            f"/Contents {len(parts)} 0 R >>"
        )
        kids.append(f"{len(parts)} 0 R")
    parts[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    whole, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(whole))
        whole += f"{number} 0 obj\n{part}\nendobj\n"
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer << /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{len(whole)}\n%%EOF"
    return f"{whole}xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{rows}{end}".encode("latin-1")


def down(lines: list[str], x: float = 50, top: float = 600) -> list[Line]:
    return [(x, top - 12 * index, line) for index, line in enumerate(lines)]


def said(document) -> list[tuple[str, str]]:
    return [
        (turn.speaker, " ".join(" ".join(document.text[a:b] for a, b in turn.spoken).split()))
        for turn in document.turns
    ]


TALK = ["I: Who came to the river", "that night?", "R: Nobody came. We waited", "for them."]


def test_lines_as_they_are_printed():
    document = read_pdf(pdf(down(TALK)))
    assert document.text == "\n".join(TALK)
    assert said(document)[0] == ("I", "Who came to the river that night?")


def test_columns_drawn_line_by_line_are_read_one_after_the_other():
    left = [
        f"I: Who came on day {n} of it" if n % 2 else f"R: The men of day {n} came"
        for n in range(1, 9)
    ]
    right = [
        f"I: And who left on day {n}" if n % 2 else f"R: Nobody left on day {n}"
        for n in range(1, 9)
    ]
    drawn = [line for pair in zip(down(left), down(right, 330), strict=True) for line in pair]
    assert read_pdf(pdf(drawn)).text.split("\n") == left + right


def in_columns(left: list[str], right: list[str], top: float) -> list[Line]:
    """Draw lines of two columns as programs do: across the page, then the next below."""
    sides = [down(left, top=top), down(right, 330, top=top)]
    return sorted((line for side in sides for line in side), key=lambda line: (-line[1], line[0]))


def talk_of(days: range) -> list[str]:
    return [
        f"I: Who came on day {n} of it" if n % 2 else f"R: The men of day {n} came" for n in days
    ]


def test_a_line_over_both_columns_ends_them():
    first, second, third, fourth = (talk_of(range(n, n + 6)) for n in (1, 11, 21, 31))
    over = "And this was said on the second day, when all had come back to it:"
    drawn = [
        *in_columns(first, second, 700),
        (50, 620, over),
        *in_columns(third, fourth, 600),
    ]
    lines = filter(None, read_pdf(pdf(drawn)).text.split("\n"))
    assert list(lines) == [*first, *second, over, *third, *fourth]


def test_words_of_a_sentence_may_stand_a_little_apart_and_those_of_columns_stand_far():
    apart = "R: Nobody came.   We left,  all   of us."
    lines = read_pdf(pdf(down([*TALK, apart, "x        y", *TALK]))).text.split("\n")
    assert lines[4:6] == [" ".join(apart.split()), "x\ty"]


@pytest.mark.parametrize("longer", [0, 1])
def test_one_column_may_go_on_below_the_other(longer):
    sides = [talk_of(range(1, 7 + 3 * (longer == 0))), talk_of(range(21, 27 + 3 * (longer == 1)))]
    assert read_pdf(pdf(in_columns(*sides, 700))).text.split("\n") == sides[0] + sides[1]


@pytest.mark.parametrize("x", [100, 150, 330])
def test_labels_of_a_word_beside_a_line_each_are_no_column_of_their_own(x):
    said_there = [f"Who came to us on day {n} then?" if n % 2 else f"The men of {n} came."
                  for n in range(1, 9)]  # fmt: skip
    names = ["Ann", "Ben"] * 4
    drawn = [*down(names, top=700), *down(said_there, x, top=700)]
    document = read_pdf(pdf(sorted(drawn, key=lambda line: (-line[1], line[0]))))
    assert said(document) == list(zip(names, said_there, strict=True))


@pytest.mark.parametrize(
    ("numbers", "counted"),
    [
        (["1", "2", "3"], 3),
        (["7", "8", "9"], 3),  # of a part of a report
        (["Page 1"], 1),
        (["1"], 1),
        (["4"], 0),  # whatever it is
        (["1", "", ""], 0),  # nothing tells that it counts pages
        (["Page 1", "", ""], 1),
        (["", "", "3/3"], 1),
        (["5", "40", "12"], 3),  # at one place of every page
    ],
)
def test_numbers_at_the_foot_are_those_of_pages_where_they_count_them(numbers, counted):
    pages = [
        [*down(talk_of(range(5 * n, 5 * n + 5))), *([(290.0, 30.0, number)] if number else [])]
        for n, number in enumerate(numbers)
    ]
    document = read_pdf(pdf(*pages))
    said_there = {line for line in document.text.split("\n") if line.strip().isdecimal()}
    noted = "".join(document.notes)
    assert (f"{counted} line" in noted) == (counted > 0)
    assert len(said_there) == (0 if counted else sum(map(bool, numbers)))


def test_lines_drawn_from_below_are_read_from_above():
    document = read_pdf(pdf(down(TALK * 3)[::-1]))
    assert document.text == "\n".join(TALK * 3)


def test_heads_feet_and_numbers_of_pages_are_left_out_and_counted():
    pages = [
        [
            (50, 770, f"{'Notes' if n % 2 else 'Project'} {n} of it"),
            *down(TALK),
            (290, 30, f"- {n} -"),
        ]
        for n in range(1, 5)
    ]
    document = read_pdf(pdf(*pages))
    assert document.text == "\n".join(TALK * 4)
    assert "8 lines of page heads and page numbers" in document.notes[0]


def test_a_number_that_is_said_at_the_foot_stays():
    pages = [[*down(TALK), (50, 30, "Twelve of them.")], [*down(TALK), (50, 30, "And 40.")]]
    assert "Twelve of them." in read_pdf(pdf(*pages)).text


def test_labels_that_stand_alone_at_the_head_of_pages_stay():
    pages = [[(50, 770, "Chief:"), *down(["They came.", "I:", "Why?"], top=758)] for _ in range(3)]
    assert read_pdf(pdf(*pages)).text.count("Chief:") == 3


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("lower", [0, 3])  # points: the words beside begin so much below the label
def test_labels_beside_their_words(first, lower):
    drawn: list[Line] = []
    expected = []
    talk = [
        "Who came?",
        "Nobody came.",
        "And then?",
        "We left.",
        "Why was it?",
        "They were afraid.",
    ]
    for index, words in enumerate(talk):
        height = 600 - 40 * index
        chief = index % 2 != first
        if chief:  # a label of two lines
            drawn += [(50, height, "Chief of the"), (50, height - 12, "quarter")]
        else:
            drawn.append((50, height, "Ann"))
        more = "Tell me." if index % 2 == 0 else "Yes."
        drawn += [(200, height - lower, words), (200, height - lower - 12, more)]
        expected.append(("Chief of the quarter" if chief else "Ann", f"{words} {more}"))
    assert said(read_pdf(pdf(drawn))) == expected


NOTE = ["1 Named in the first", "interview of all."]
SAID = [("I", "Who came to the river that night?"), ("R", "Nobody came. We waited for them.")]


def small(lines: list[str], top: float, x: float = 50, size: float = 7) -> list[Line]:
    return [(x, top - 9 * index, line, size) for index, line in enumerate(lines)]


@pytest.mark.parametrize(
    ("notes", "kind"),
    [
        (NOTE, "1 footnote"),
        ([*NOTE, "2 Of the same year."], "2 footnotes"),
        (["* Named in the", "first interview.", "** Of the same year."], "2 footnotes"),
        (["1 I: he laughs.", "2 Who is that?", "3 Who is it?", "4 Who?"], "4 footnotes"),
    ],
)
def test_small_lines_at_the_foot_behind_a_number_are_footnotes(notes, kind):
    document = read_pdf(pdf(down(TALK), [*down(TALK), *small(notes, top=60)]))
    assert said(document) == SAID * 2
    assert document.notes == (f"not read as speech: {kind}",)


@pytest.mark.parametrize(
    "foot",
    [
        small(NOTE, top=60, size=10),  # as large as all
        small(["Named in the first", "interview of all."], top=60),  # no number
    ],
)
def test_what_stands_at_the_foot_otherwise_is_no_footnote(foot):
    document = read_pdf(pdf([*down(TALK), *foot]))
    assert said(document)[1][1] == f"{SAID[1][1]} {foot[0][2]} {foot[1][2]}"
    assert document.notes == ()


def test_small_lines_at_the_top_of_a_page_are_no_footnotes():
    document = read_pdf(pdf([*small(NOTE, top=790), *down(TALK)]))
    assert document.text.startswith("\n".join(NOTE))
    assert document.notes == ()


@pytest.mark.parametrize("before", ["I: Who came", "I: Who came to the river then"])
@pytest.mark.parametrize("apart", [0, 5])
def test_the_raised_number_of_a_footnote_is_no_word(before, apart):
    end = 50 + 6 * len(before) + apart
    line: list[Line] = [(50, 600, before), (end, 604, "1", 6), (end + 10, 600, "that night?")]
    document = read_pdf(pdf([*line, (50, 588, "R: 12 came."), *small(NOTE, top=60)]))
    assert said(document) == [("I", f"{before[3:]} that night?"), ("R", "12 came.")]


@pytest.mark.parametrize("slope", [-0.1, -0.03, 0.03, 0.1])  # points a letter
def test_a_line_that_was_scanned_aslant_is_one_line(slope):
    lines = ["I: Who came to the river that night when it rained", "R: Nobody came."] * 4
    drawn: list[Line] = []
    for x, y, line in down(lines):
        at = 0
        for word in line.split():
            drawn.append((x + 6 * at, y + slope * at, word))
            at += len(word) + 1
    assert read_pdf(pdf(drawn)).text.split("\n") == lines


def test_a_page_that_is_a_picture_is_named_and_a_file_of_them_refused():
    document = read_pdf(pdf(down(TALK), []))
    assert "page 2 holds no text" in document.problems[0]
    with pytest.raises(ReadError, match="pictures without text"):
        read_pdf(pdf([], []))


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"", pdf(down(TALK))[:60], b"I: Who?"])
def test_what_is_no_pdf_is_refused(data):
    with pytest.raises(ReadError, match="not a complete pdf"):
        read_pdf(data)


@pytest.mark.parametrize(
    ("first", "second", "others", "meant"),
    [
        ("They com-", "plained often.", ["complained"], ["They complained", "often."]),
        ("C'est peut-", "être lui.", [], ["C'est peut-être", "lui."]),
        ("the vice-", "prefect.", [], ["the vice-prefect."]),
        ("un porte-", "parole dit", ["porte-parole"], ["un porte-parole", "dit"]),
        ("la sécu-", "rité, enfin", [], ["la sécurité,", "enfin"]),
        ("a to-", "xyzzy b", [], ["a to-", "xyzzy b"]),
        ("1990-", "1992 was", [], ["1990-", "1992 was"]),
        ("We saw -", "nothing", [], ["We saw -", "nothing"]),
        ("with Jean-", "Pierre", [], ["with Jean-", "Pierre"]),
        ("soft\u00ad", "ened by", [], ["softened", "by"]),
    ],
)
def test_words_parted_at_the_end_of_a_line(first, second, others, meant):
    lines = [Paragraph(first), Paragraph(second)]
    assert [one.text for one in unhyphenated(lines, Counter(others))] == meant


@pytest.mark.parametrize("by_column", [True, False])
def test_what_stands_above_two_columns_is_above_them_wherever_it_is_written(by_column):
    left = down([f"{'IR'[n % 2]}: They came to town on day {n}." for n in range(8)], x=40)
    right = down([f"{'IR'[n % 2]}: They left the town on day {n}." for n in range(8)], x=330)
    across = [line for pair in zip(left, right, strict=True) for line in pair]
    drawn = [*left, *right] if by_column else across
    document = read_pdf(pdf([*drawn, (250, 700, "Project X, confidential", 8), (300, 20, "1")]))
    assert document.text.startswith("Project X, confidential\n")
    assert len(document.turns) == 16
    assert "confidential" not in str(said(document))
    assert said(document)[8] == ("I", "They left the town on day 0.")
