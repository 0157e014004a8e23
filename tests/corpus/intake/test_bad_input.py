"""Bad files get one clear line that names the file and the next step, and never take long."""

import io
import zipfile

import pytest

from civic_qual.corpus.intake import reading
from civic_qual.corpus.intake.reading import read_corpus
from civic_qual.errors import ReadError, TooLargeError

GOOD = "I: Who came?\nR: Nobody.\n"


def docx(body: str, **parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", body)
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def word(*paragraphs: str) -> str:
    inside = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{inside}</w:body></w:document>"
    )


BOMB = docx("<a>" + " " * 30_000_000 + "</a>")
LAUGHS = docx('<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>')
WHOLE = docx(word("I: Who came?", "R: Nobody."), **{"word/media/p.png": bytes(3_000_000)})

BAD = {
    "empty.txt": (b"", "is empty"),
    "blank.txt": (b" \n\n ", "nothing in it reads as speech"),
    "junk.txt": (bytes(range(256)) * 100, "not text"),
    "renamed.txt": (WHOLE, "zip archive.*docx"),
    "cut.docx": (WHOLE[:-200], "not a complete Word document"),
    "hole.docx": (WHOLE.replace(b"word/document.xml", b"word/dokument.xml"), "no part word/doc"),
    "torn.docx": (docx(word("I: Who?")[:-20]), "damaged"),
    "bomb.docx": (BOMB, "zip bomb"),
    "entities.docx": (LAUGHS, "declares a document type"),
    "many.odt": (b"PK", "not a complete OpenDocument"),
    "old.docx": (b"\xd0\xcf\x11\xe0" + bytes(600), "password"),
    "old.doc": (b"\xd0\xcf\x11\xe0", "save it as .docx"),
    "cut.pdf": (b"%PDF-1.7", "not a complete pdf"),
    "old.wps": (b"\xd0\xcf\x11\xe0", "Word or LibreOffice"),
    "no.rtf": (b"I: Who?", "not rich text"),
    "empty.html": (b"<html><body></body></html>", "nothing in it reads as speech"),
    "talk.mp3": (b"ID3", "files ending in .mp3 are not read"),
    "noending": (b"I: Who?", "files ending in nothing"),
    "columns.csv": (b"speaker,country\nI,CAR\n", "no column holds the words.*speaker, country"),
    "ragged.csv": (b"speaker,text\nI,one,two,three\n", "line 2 has 4 cells"),
    "sheet.xlsx": (b"PK\x03\x04oh", "not a complete Excel"),
    "captions.vtt": (b"WEBVTT\n\nhello\n", "no subtitles"),
    "captions2.srt": (b"1\nhello\n", "no subtitles"),
}


@pytest.mark.parametrize("name", BAD)
def test_alone_it_is_an_error_of_one_line(folder, name):
    data, message = BAD[name]
    (folder / name).write_bytes(data)
    with pytest.raises(ReadError, match=message) as caught:
        read_corpus(folder, languages=["en"])
    text = str(caught.value)
    assert text.startswith(f"{name}: ")
    assert "\n" not in text
    assert len(text) < 300


@pytest.mark.parametrize(("name", "other"), [("table.csv", ""), ("attributes.csv", GOOD)])
def test_words_that_stand_where_titles_should_are_not_told_at_length(read, name, other):
    with pytest.raises(ReadError, match="no column") as caught:
        read({name: "They came at night. " * 500 + ",b\nyes,c\n", "other.txt": other})
    assert len(str(caught.value)) < 400


def test_among_others_each_is_a_problem_and_the_others_are_read(read):
    corpus = read({**{name: data for name, (data, _) in BAD.items()}, "good.txt": GOOD})
    assert [one.id for one in corpus] == ["good"]
    assert len(corpus.problems) == len(BAD)
    assert {problem.split(":")[0] for problem in corpus.problems} == set(BAD)


def test_nothing_readable_names_the_files(read):
    with pytest.raises(ReadError, match=r"none of 2 files.*\na\.txt: .*\nb\.csv: "):
        read({"a.txt": b"", "b.csv": b"x,y\n1,2\n"})


def test_an_empty_folder(folder):
    with pytest.raises(ReadError, match=r"interviews: there are no transcripts; put files"):
        read_corpus(folder)


def test_a_folder_that_is_not_there(folder):
    with pytest.raises(ReadError, match="nowhere: there is no such file or folder"):
        read_corpus(folder / "nowhere")


def test_a_recording_of_the_same_stem_is_no_second_transcript(read):
    corpus = read({"one.txt": GOOD, "one.mp3": b"ID3", "one.pdf": b"%PDF"})
    assert len(corpus) == 1
    assert len(corpus.problems) == 2


@pytest.mark.parametrize("other", ["one.docx", "one.srt"])
def test_an_unreadable_file_of_the_same_stem_is_a_problem_only(read, other):
    corpus = read({"one.txt": GOOD, other: b"", "two.txt": GOOD})
    assert [one.id for one in corpus] == ["one", "two"]
    assert [problem.partition(":")[0] for problem in corpus.problems] == [other]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("attributes.csv", "a table about transcripts.*name the folder"),
        ("participants.csv", "a table about transcripts"),
        ("~$lock.docx", "lock file"),
    ],
)
def test_a_file_beside_transcripts_given_alone_is_refused(folder, name, message):
    (folder / name).write_bytes(b"transcript,country\none,Mali\ntwo,CAR\n")
    with pytest.raises(ReadError, match=message):
        read_corpus(folder / name)


def test_two_stems_that_differ_only_in_composition(folder):
    (folder / "\u00e9t\u00e9.txt").write_text(GOOD, encoding="utf-8")
    (folder / "e\u0301te\u0301.md").write_text(GOOD, encoding="utf-8")
    corpus = read_corpus(folder)
    assert [one.id for one in corpus] == ["\u00e9t\u00e9"]
    assert any("files of the same name" in note for note in corpus.notes)


def test_twenty_megabytes_are_refused_unless_told(folder):
    line = b"R: They came late, and we waited by the road until it was night again.\n"
    (folder / "long.txt").write_bytes(line * (20_000_000 // len(line)))
    with pytest.raises(TooLargeError, match=r"long.txt: 20 MB .* large=True"):
        read_corpus(folder)


def test_large_files_are_read_when_told(read):
    corpus = read({"long.txt": "I: Why?\nR: " + "They came late. " * 700_000}, large=True)
    assert len(corpus["long"].text) > 10_000_000


def test_more_turns_than_anybody_takes_are_refused_unless_told(read, monkeypatch):
    monkeypatch.setattr(reading, "MOST_TURNS", 3)
    with pytest.raises(TooLargeError, match=r"a\.txt: 4 turns .*limit is 3.*large=True"):
        read({"a.txt": GOOD * 2})
    assert len(read({"a.txt": GOOD * 2}, large=True)["a"].turns) == 4


def test_text_that_unpacks_to_too_much(folder):
    numbers = " ".join(map(str, range(1_600_000)))
    (folder / "long.docx").write_bytes(docx(word(f"R: {numbers}")))
    with pytest.raises(TooLargeError, match=r"long\.docx"):
        read_corpus(folder)


@pytest.mark.parametrize(
    "text",
    [
        "R: " + "Ils sont venus (rires) trop tard, et personne n'a répondu. " * 85_000,
        "Interviewer: Who? Respondent: Nobody " + "ever. " * 800_000,
        "R: " + "[" * 5_000_000 + "a",
        "a: " * 1_700_000,
        "R: " + ". A " * 1_250_000,
        "R: a" + "\n" * 2_000_000 + "b",
        "R: a" + "<!-- " * 1_000_000,
        "R: a" + " " * 5_000_000 + "b",
        "R: no\n" * 100_000,
    ],
    ids=["talk", "labels", "brackets", "colons", "stops", "lines", "comments", "spaces", "turns"],
)
def test_five_megabytes_in_one_line_or_none(read, text):
    one = read({"a.txt": text}).transcripts[0]
    assert one.text == text


def test_mixed_encodings_in_a_folder(read):
    corpus = read(
        {
            "a.txt": "R: brûlé".encode(),
            "b.txt": "R: brûlé, déplacés".encode("cp1252"),
            "c.txt": "R: brûlé".encode("utf-16"),
        }
    )
    assert all(one.text.startswith("R: brûlé") for one in corpus)
    assert sum("guessed" in note for note in corpus.notes) == 1


def test_an_honest_document_with_a_photograph_is_read(read):
    assert read({"a.docx": WHOLE})["a"].text == "I: Who came?\nR: Nobody."


def test_deleted_and_doubled_text_is_not_read(read):
    inside = (
        "<w:p><w:r><w:t>R: They </w:t></w:r><w:del><w:r><w:delText>never </w:delText>"
        "</w:r></w:del><w:ins><w:r><w:t>soon </w:t></w:r></w:ins><w:moveFrom><w:r><w:t>gone"
        "</w:t></w:r></w:moveFrom><w:r><w:t xml:space='preserve'>came</w:t><w:br/>"
        "<w:t>at</w:t><w:tab/><w:t>dawn</w:t><w:noBreakHyphen/><w:t>ish</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>I: Why?</w:t></w:r></w:p>"
    )
    body = word("").replace("<w:p><w:r><w:t></w:t></w:r></w:p>", inside)
    assert read({"a.docx": docx(body)})["a"].text == ("R: They soon came\nat\tdawn-ish\nI: Why?")
