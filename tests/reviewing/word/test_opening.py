"""Word documents taken apart: what their text is, where comments stand, and what is refused."""

import io
import random
import zipfile
from contextlib import suppress

import docx
import pytest

from civic_qual.errors import CivicQualError, ReadError
from civic_qual.reviewing.word.opening import as_data, open_document
from civic_qual.reviewing.word.reading import is_document

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="a" Type="{OFFICE}/comments" Target="comments.xml"/>'
    '<Relationship Id="b" Target="commentsExtended.xml" '
    'Type="http://schemas.microsoft.com/office/2011/relationships/commentsExtended"/>'
    "</Relationships>"
)


def packed(body, comments="", threads="", head=""):
    """Return a Word document of plain XML."""
    parts = {
        "word/document.xml": f"{head}<w:document {NAMES}><w:body>{body}</w:body></w:document>",
        "word/comments.xml": f"<w:comments {NAMES}>{comments}</w:comments>",
        "word/commentsExtended.xml": f"<w15:commentsEx {NAMES}>{threads}</w15:commentsEx>",
        "word/_rels/document.xml.rels": RELATIONS,
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def run(words):
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(*inside):
    return f"<w:p>{''.join(inside)}</w:p>"


def around(name, *inside):
    """Return runs with a comment on them."""
    begin, end = (f'<w:commentRange{side} w:id="{name}"/>' for side in ("Start", "End"))
    return f'{begin}{"".join(inside)}{end}<w:r><w:commentReference w:id="{name}"/></w:r>'


def comment(name, words, *, author="Awa", paragraph_id=""):
    named = f' w14:paraId="{paragraph_id}"' if paragraph_id else ""
    return (
        f'<w:comment w:id="{name}" w:author="{author}"><w:p{named}>{run(words)}</w:p></w:comment>'
    )


def commented(found):
    """Return the words of each comment, by what it says."""
    return {said: found["text"][start:end] for _, said, start, end, _ in found["comments"]}


def test_paragraphs_stand_below_each_other_with_tabs_and_breaks():
    body = paragraph(run("one"), "<w:r><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r>")
    found = as_data(packed(body + paragraph() + paragraph(run("four"))))
    assert found["text"] == "one\ttwo\nthree\nfour\n"


def test_what_was_inserted_is_text_and_what_was_deleted_or_moved_away_is_none():
    body = paragraph(
        run("We "),
        f'<w:ins w:id="1">{run("really ")}</w:ins>',
        '<w:del w:id="2"><w:r><w:delText>never </w:delText></w:r></w:del>',
        f'<w:moveFrom w:id="3">{run("late ")}</w:moveFrom>',
        run("came "),
        f'<w:moveTo w:id="4">{run("late ")}</w:moveTo>',
    )
    assert as_data(packed(body))["text"] == "We really came late \n"


def test_a_paragraph_whose_mark_was_deleted_goes_on_in_the_next():
    first = "<w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>"
    body = paragraph(first, run("We came ")) + paragraph(run("late."))
    assert as_data(packed(body))["text"] == "We came late.\n"


def test_comments_overlap_and_reach_over_paragraphs_cells_and_text_boxes():
    body = (
        paragraph(
            '<w:commentRangeStart w:id="1"/>',
            run("They "),
            '<w:commentRangeStart w:id="2"/>',
            run("came "),
            '<w:commentRangeEnd w:id="1"/>',
            run("late."),
        )
        + paragraph(run("We fled"), '<w:commentRangeEnd w:id="2"/>', run(" at night."))
        + f"<w:tbl><w:tr><w:tc>{paragraph(around(3, run('a cell')))}</w:tc></w:tr></w:tbl>"
        + paragraph(
            run("before "),
            "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>"
            f"{paragraph(around(4, run('in a box')))}</w:txbxContent></mc:Choice>"
            f"<mc:Fallback>{paragraph(around(4, run('a copy')))}</mc:Fallback>"
            "</mc:AlternateContent></w:r>",
            run("behind"),
        )
    )
    said = "".join(comment(n, f"c{n}") for n in range(1, 5))
    found = as_data(packed(body, said))
    assert commented(found) == {
        "c1": "They came ",
        "c2": "came late.\nWe fled",
        "c3": "a cell",
        "c4": "in a box",
    }
    assert "a copy" not in found["text"]
    assert [tuple(one[2:]) for one in found["paragraphs"] if one[2] >= 0] == [(0, 0)]


def test_who_answers_whom_is_known_where_threads_are_kept():
    body = paragraph(around(1, run("words")), around(2, run("more")))
    said = comment(1, "looting", paragraph_id="0000000A") + comment(
        2, "no", paragraph_id="0000000B"
    )
    threads = '<w15:commentEx w15:paraId="0000000B" w15:paraIdParent="0000000A"/>'
    assert [one[4] for one in as_data(packed(body, said, threads))["comments"]] == [-1, 0]


def test_a_comment_without_words_stands_where_its_sign_stands_or_nowhere():
    body = paragraph(run("words"), '<w:r><w:commentReference w:id="1"/></w:r>')
    found = as_data(packed(body, comment(1, "here") + comment(2, "nowhere")))
    assert [one[2:4] for one in found["comments"]] == [[5, 5], [-1, -1]]


def test_a_document_of_python_docx_is_read_as_python_docx_reads_it(tmp_path):
    document = docx.Document()
    for words in ("Les casques bleus 🕊️ sont venus.", "كانوا خائفين", "q̃ x̄ 👩‍👩‍👧"):
        made = document.add_paragraph().add_run(words)
        document.add_comment(made, text=f"on {words}", author="Awa")
    document.save(tmp_path / "a.docx")
    opened = open_document(tmp_path / "a.docx")
    lines = [one.text for one in docx.Document(tmp_path / "a.docx").paragraphs if one.text]
    assert opened.text.splitlines() == lines
    assert [opened.text[one.start : one.end] for one in opened.comments] == lines
    assert [one.text for one in opened.comments] == [f"on {line}" for line in lines]


def test_where_a_comment_begins_is_found_though_libreoffice_left_its_sign_alone():
    def sign(name):
        return f'<w:r><w:commentReference w:id="{name}"/></w:r>'

    nowhere = '<w:commentRangeStart w:id="{0}"/><w:commentRangeEnd w:id="{0}"/>'.format
    body = (
        paragraph(run("They "), nowhere(4), sign(4), run("came "), around(5, run("late")), run("."))
        + paragraph(run("We fled"), sign(6), nowhere(7), sign(7), run(" at night."))
        + paragraph(run("All of us."), sign(9))
    )
    found = as_data(packed(body, comment(5, "fear") + comment(6, "late") + comment(9, "here")))
    assert commented(found) == {"fear": "late", "late": "came late.\nWe fled", "here": ""}


ODT = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def odt(inside):
    whole = f"<office:body><office:text>{inside}</office:text></office:body>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "content.xml", f"<office:document-content {ODT}>{whole}</office:document-content>"
        )
    return file.getvalue()


def test_opendocument_text_is_taken_apart_as_word_is():
    def annotated(name, author, *lines):
        said = "".join(f"<text:p>{line}</text:p>" for line in lines)
        return (
            f'<office:annotation office:name="{name}"><dc:creator>{author}</dc:creator>'
            f"<dc:date>2026-03-01</dc:date>{said}</office:annotation>"
        )

    end = '<office:annotation-end office:name="{}"/>'.format
    found = as_data(
        odt(
            "<text:tracked-changes><text:deletion><text:p>gone</text:p></text:deletion>"
            "</text:tracked-changes>"
            f"<text:p>They {annotated('a', 'Awa', 'Fear', 'fear · #')}came"
            f'<text:s text:c="2"/>{annotated("b", "", "no")}late.{end("a")}</text:p>\n'
            f"<text:h>We  <text:span>fled</text:span>{end('b')}<text:line-break/>at"
            "<text:tab/>night</text:h>"
            "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
            "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>"
            f"<text:p>end{annotated('c', 'Issa', 'no words')}</text:p>"
        )
    )
    assert found["text"] == "They came  late.\nWe fled\nat\tnight\na\nb\nend\n"
    assert commented(found) == {
        "Fear\nfear · #": "came  late.",
        "no": "late.\nWe fled",
        "no words": "",
    }
    assert [one[0] for one in found["comments"]] == ["Awa", "", "Issa"]
    assert [one[2:] for one in found["paragraphs"]] == [[-1, -1]] * 2 + [[0, 0], [0, 1], [-1, -1]]


# What was built to do harm

ENTITIES = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
HOSTILE = {
    "entities": packed(paragraph(run("&i;")), head=ENTITIES),
    "external": packed(
        paragraph(run("&x;")), head='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ),
    "deep": packed("<w:p>" * 100_000 + "</w:p>" * 100_000),
    "bomb": packed(paragraph(run(" " * 50_000_000))),
    "cut": packed(paragraph(run("words")))[:-40],
    "not a zip": b"PK\x03\x04" + b"\x00" * 100,
    "empty": b"",
    "no body": packed("</w:body></w:document><w:p>"),
    "opendocument": odt("<text:p>" * 100_000),
    "old": b"\xd0\xcf\x11\xe0" + b"\x00" * 600,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_a_sentence(name, tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(HOSTILE[name])
    with pytest.raises(ReadError):
        open_document(path)
    assert not is_document(path)


def test_a_large_document_is_read_by_the_worker(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(packed("".join(paragraph(run(f"line {n}")) for n in range(30_000))))
    assert open_document(path).text.count("\n") == 30_000


def test_damaged_documents_are_read_or_refused(tmp_path):
    draw = random.Random(3)
    body = paragraph(around(1, run("They came late."))) + paragraph(run("We fled."))
    whole = packed(body, comment(1, "looting", paragraph_id="0000000A"))
    path = tmp_path / "a.docx"
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(draw.choice((1, 3, 30))):
            damaged[draw.randrange(len(damaged))] = draw.randrange(256)
        path.write_bytes(bytes(damaged))
        with suppress(CivicQualError):  # nothing else is raised
            open_document(path)
