"""Rich text as its control words are."""

import pytest

from civic_qual.corpus.intake.readers.documents.rtf import read_rtf
from civic_qual.errors import ReadError

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0"
    r"{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial;}{\f2\fcharset178 A;}}"
    r"{\stylesheet{\s0 Normal;}{\s1\b heading 1;}}{\info{\title Nzala}}"
)


def rtf(body: str) -> bytes:
    return (HEAD + body + "}").encode("latin-1")


def said(document) -> list[tuple[str, str]]:
    return [
        (turn.speaker, " ".join(" ".join(document.text[a:b] for a, b in turn.spoken).split()))
        for turn in document.turns
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\'e9t\'e9", "été"),
        (r"\u233?t\u233\'3f", "été"),
        ("été", "été"),
        (r"\uc0\u233t\u233 ", "été"),
        (r"\uc2\u233??t\u233??", "été"),
        (r"{\f1 \'cf\'f0}", "Пр"),
        (r"{\f2 \'c7\'e1}", "ال"),
        (r"\u-10179?\u-8704?", "😀"),
        (r"\{a\}\~b\_c\-d \emdash\lquote e\rquote\~", "{a}\u00a0b-cd —‘e’\u00a0"),
        (r"a{\b b}{\*\unknown {gone} gone}c", "abc"),
        (r"a{\bin3 }}}b", "ab"),
        ("a\r\nb", "ab"),
        (r"a\tab b\line c", "a\tb\nc"),
    ],
)
def test_letters(written, meant):
    assert read_rtf(rtf(rf"I: Who?\par R: {written} so.\par ")).text == f"I: Who?\nR: {meant} so."


@pytest.mark.parametrize(
    ("usual", "written", "meant"),
    [
        (r"\deff0", r"\'cf\'f0", "Οπ"),
        (r"\deff1", r"\'cf\'f0", "Пр"),
        (r"\deff", r"\'cf\'f0", "Οπ"),
        ("", r"\'cf\'f0", "Ïð"),
        (r"\deff1", r"{\f0 \'cf}\'f0", "Οр"),
        (r"\deff1", r"{\f \'cf}\'f0", "Οр"),
        (r"\deff1", r"\f0 \'cf\plain \'f0", "Οр"),
        (r"\deff0", r"\f1 \'cf\plain \'f0", "Пπ"),
        (r"\deff0", r"{\f1 \'cf}\'f0", "Пπ"),
    ],
)
def test_letters_are_those_of_their_font_or_of_the_usual_one(usual, written, meant):
    """Numbers of fonts that are left out are 0, and `plain` is the usual one: RTF 1.9.1."""
    fonts = r"{\fonttbl{\f0\fcharset161 Arial;}{\f1\fcharset204 Arial;}}"
    body = rf"{{\rtf1\ansi\ansicpg1252{usual}{fonts}I: Who?\par R: {written} so.\par }}"
    assert read_rtf(body.encode()).text == f"I: Who?\nR: {meant} so."


def test_what_is_deleted_hidden_or_beside_is_not_read_and_counted():
    body = (
        r"{\header Nzala}I: Who?{\footnote Nzala}\par R: {\deleted Nzala}{\v Nzala}They."
        r"{\*\atnid N}{\*\annotation Nzala}{\field{\*\fldinst PAGE Nzala}{\fldrslt  So.}}\par "
    )
    document = read_rtf(rtf(body))
    assert said(document) == [("I", "Who?"), ("R", "They. So.")]
    assert "1 tracked deletion, 1 hidden passage, 1 comment, 1 footnote" in document.notes[0]


def test_cells_rows_and_paragraphs_in_cells():
    rows = [("I", "Who?"), ("Chief", r"They.\par At night."), ("I", "Why?"), ("Chief", "Rain.")]
    body = "".join(
        r"\trowd\cellx1000\cellx5000\pard\intbl "
        + "".join(rf"{cell}\cell " for cell in row)
        + r"\row "
        for row in rows
    )
    assert said(read_rtf(rtf(body + r"\pard End of it\par ")))[:2] == [
        ("I", "Who?"),
        ("Chief", "They. At night."),
    ]


def test_headings_by_style_and_bold_labels():
    body = r"\pard\s1 Safety\par\pard " + r"{\b Ann} Who came\par {\b Di} Nobody came\par " * 4
    document = read_rtf(rtf(body))
    assert said(document)[:2] == [("Ann", "Who came"), ("Di", "Nobody came")]
    assert document.account.words_outside["heading"] == 1


def test_a_text_box_stands_beside_its_anchor():
    box = r"{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt \pard R: They.\par}}{\shprslt R: They.}}"
    document = read_rtf(rtf(rf"I: Who?\par {box}I: Why?\par R: Rain.\par "))
    assert said(document) == [("I", "Who?"), ("R", "They."), ("I", "Why?"), ("R", "Rain.")]


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"I: Who?", "not rich text"), (rtf("{" * 3_000), "more than 2000 deep")],
)
def test_what_is_none_is_refused(data, message):
    with pytest.raises(ReadError, match=message):
        read_rtf(data)


@pytest.mark.parametrize("cut", [40, 120, 200, 230])
def test_what_is_cut_off_is_read_as_far_as_it_goes(cut):
    whole = rtf(r"I: Who?\par R: They came.\par ")
    read_rtf(whole[:cut] if cut < len(whole) else whole + b"}}}}")
