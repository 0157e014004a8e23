"""Word documents as their elements are: what is text where it stands, and what is not."""

import io
import zipfile

import pytest

from civic_qual.corpus.intake.readers.documents.docx import read_docx

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def docx(body: str, styles: str = "", main: str = "word/document.xml") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", relations(officeDocument=main))
        folder, _, name = main.rpartition("/")
        archive.writestr(f"{folder}/_rels/{name}.rels", relations(styles="other-styles.xml"))
        archive.writestr(
            f"{folder}/other-styles.xml", f"<w:styles {NAMESPACES}>{styles}</w:styles>"
        )
        archive.writestr(main, f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")
    return file.getvalue()


def relations(**parts: str) -> str:
    inside = "".join(
        f'<Relationship Id="r{kind}" Type="{OFFICE}{kind}" Target="{part}"/>'
        for kind, part in parts.items()
    )
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{inside}</Relationships>"
    )


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs: str, properties: str = "") -> str:
    whole = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{whole}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    def cell(text: str) -> str:
        held = text if text.startswith("<") else p(text)
        return f"<w:tc><w:tcPr/>{held}</w:tc>"

    return "<w:tbl>" + "".join(
        f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows
    ) + "</w:tbl>"  # fmt: skip


def said(document) -> list[tuple[str, str]]:
    return [
        (turn.speaker, " ".join(" ".join(document.text[a:b] for a, b in turn.spoken).split()))
        for turn in document.turns
    ]


def test_the_main_part_is_found_by_its_relationship():
    data = docx(p("I: Who?") + p("R: They."), main="word/document2.xml")
    assert said(read_docx(data)) == [("I", "Who?"), ("R", "They.")]


TYPES = "http://schemas.openxmlformats.org/package/2006/relationships"


BOTH = ["word/document.xml", "word/new.xml"]


@pytest.mark.parametrize(
    ("related", "parts", "read"),
    [
        ([("officeDocument", "word/new.xml", "")], BOTH, 1),
        ([("officeDocument", "/word/new.xml", "")], BOTH, 1),
        ([("officeDocument", "./x/../word/new.xml", "")], BOTH, 1),
        ([("officeDocument", "new.xml", "")], ["word/document.xml", "new.xml"], 1),
        ([("about", "word/document.xml", ""), ("officeDocument", "word/new.xml", "")], BOTH, 1),
        ([("officeDocument", "word/new.xml", "External")], BOTH, 0),
        ([("officeDocument", "word/gone.xml", "")], BOTH, 0),
        ([], BOTH, 0),
        (None, BOTH, 0),
    ],
)
def test_relationships_say_which_part_is_the_document(related, parts, read):
    """Which of two parts it is stands in ECMA-376, part 2: relative, or from the root."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        if related is not None:
            inside = "".join(
                f'<Relationship Id="r{n}" Type="{OFFICE}{kind}" Target="{target}"'
                f"{f' TargetMode={mode!r}' if mode else ''}/>"
                for n, (kind, target, mode) in enumerate(related)
            )
            archive.writestr(
                "_rels/.rels", f'<Relationships xmlns="{TYPES}">{inside}</Relationships>'
            )
        for number, part in enumerate(parts):
            said = p(f"I: Who came {number}?") + p("R: They.")
            archive.writestr(part, f"<w:document {NAMESPACES}><w:body>{said}</w:body></w:document>")
    assert said_first(file.getvalue()) == f"Who came {read}?"


def said_first(data: bytes) -> str:
    return said(read_docx(data))[0][1]


def test_styles_are_found_beside_it_and_build_on_each_other():
    styles = (
        '<w:style w:styleId="A"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="B"><w:name w:val="Mine"/><w:basedOn w:val="A"/></w:style>'
        '<w:style w:styleId="C"><w:name w:val="toc 2"/></w:style>'
    )
    titles = "".join(
        p(text, properties=f'<w:pStyle w:val="{style}"/>')
        for text, style in [("Safety", "B"), ("Safety and food", "C")]
    )
    body = p("I: Who?") + p("R: They.") + titles + p("I: Why?") + p("R: No.")
    assert said(read_docx(docx(body, styles)))[1] == ("R", "They.")


def test_headings_that_ask_are_questions():
    styles = '<w:style w:styleId="H"><w:name w:val="heading 2"/></w:style>'
    asked = [p(f"Who came {n}?", properties='<w:pStyle w:val="H"/>') for n in range(4)]
    body = "".join(one + p("Nobody came. We waited for them.") for one in asked)
    document = read_docx(docx(body, styles))
    assert said(document)[0][1] == "Who came 0?"
    assert document.account.words_outside.get("heading", 0) == 0


@pytest.mark.parametrize(
    ("titles", "first"),
    [(("Locuteur", "Propos"), "Enquêtrice"), (("Qui", "Ce qui a été dit"), "Enquêtrice")],
)
def test_titles_of_columns_are_said_by_nobody(titles, first):
    rows = [titles, ("Enquêtrice", "Qui ?"), ("Chef", "Ils sont partis."),
            ("Enquêtrice", "Quand ?"), ("", "Et où ?"), ("Chef", "En mai.")]  # fmt: skip
    document = read_docx(docx(table(*rows)))
    assert said(document) == [
        (first, "Qui ?"), ("Chef", "Ils sont partis."), (first, "Quand ? Et où ?"),
        ("Chef", "En mai."),
    ]  # fmt: skip


def test_an_empty_cell_of_a_speaker_goes_on_with_whoever_spoke():
    rows = [("I", "Who?"), ("Chief", "They came at night."), ("", "First: the young ones."),
            ("I", "And?"), ("Chief", "Nobody helped.")]  # fmt: skip
    assert said(read_docx(docx(table(*rows))))[1] == (
        "Chief",
        "They came at night. First: the young ones.",
    )


def test_merged_cells_reach_over_columns_and_rows():
    def row(*cells: tuple[str, str]) -> str:
        held = [f"<w:tc><w:tcPr>{told}</w:tcPr>{p(text)}</w:tc>" for told, text in cells]
        return f"<w:tr>{''.join(held)}</w:tr>"

    rows = "".join(
        [
            row(("<w:gridSpan w:val='2'/>", "Part 2: The road")),
            row(("<w:vMerge w:val='restart'/>", "Chief"), ("", "It was cut by the rain.")),
            row(("<w:vMerge/>", ""), ("", "Nobody could pass.")),
            row(("", "I"), ("", "And then?")),
            row(("", "Chief"), ("", "We walked.")),
        ]
    )
    assert said(read_docx(docx(f"<w:tbl>{rows}</w:tbl>"))) == [
        ("Chief", "It was cut by the rain. Nobody could pass."), ("I", "And then?"),
        ("Chief", "We walked."),
    ]  # fmt: skip


def test_a_column_of_questions_without_titles():
    rows = [
        ("Who came that night?", "Armed men."),
        ("And what did you do?", "We fled to the base."),
    ]
    assert said(read_docx(docx(table(*rows)))) == [
        ("Q", "Who came that night?"), ("R", "Armed men."),
        ("Q", "And what did you do?"), ("R", "We fled to the base."),
    ]  # fmt: skip


def test_notes_behind_questions_and_labels_that_are_said():
    rows = [("Who came that night? [phone rings]", "Question: who pays? Answer: we do."),
            ("And what did you do? (inaudible)", "We fled to the base.")]  # fmt: skip
    untitled = said(read_docx(docx(table(*rows))))
    assert untitled == [
        ("Q", "Who came that night?"), ("R", "Question: who pays? Answer: we do."),
        ("Q", "And what did you do?"), ("R", "We fled to the base."),
    ]  # fmt: skip
    assert said(read_docx(docx(table(("Question", "Answer"), *rows)))) == untitled


def test_answers_of_several_people_to_one_question():
    rows = [("Question", "Awa", "Moussa"), ("Qui est venu ?", "Des hommes.", "Personne."),
            ("Et après ?", "Nous avons fui.", "Rien.")]  # fmt: skip
    assert said(read_docx(docx(table(*rows))))[:3] == [
        ("Question", "Qui est venu ?"), ("Awa", "Des hommes."), ("Moussa", "Personne."),
    ]  # fmt: skip


def test_columns_of_comments_are_left_out_and_said():
    rows = [("Speaker", "Words", "Code"), ("I", "Who?", ""), ("R", "They burned it.", "harm"),
            ("I", "Why?", ""), ("R", "Nobody knows.", "")]  # fmt: skip
    document = read_docx(docx(table(*rows)))
    assert "harm" not in document.text
    assert any("'Code'" in note for note in document.notes)


def test_a_table_of_facts_is_no_talk():
    facts = table(("Date", "May 2022"), ("Place", "Kolongo"), ("Interviewer", "Ann Lee"))
    body = (
        facts
        + p("Ann Lee: Who came?")
        + p("Chief: Nobody.")
        + p("Ann Lee: Why?")
        + p("Chief: Rain.")
    )
    document = read_docx(docx(body))
    assert [speaker for speaker, _ in said(document)] == ["Ann Lee", "Chief", "Ann Lee", "Chief"]
    assert "Date: May 2022" in document.text


@pytest.mark.parametrize(
    "rows",
    [
        [("Date", "May 2022", "a"), ("Place", "Kolongo", "b")],  # three columns
        [("Date",), ("Place",)],  # one
        [("Date", "May 2022"), ("Date", "June 2022")],  # one title twice
        [("", "May 2022"), ("Place", "Kolongo")],  # no title
        [("Date", "word " * 30), ("Place", "Kolongo")],  # a long value
        [("word " * 30, "May 2022"), ("Place", "Kolongo")],  # a long title
    ],
)
def test_other_tables_above_a_talk_state_no_facts_and_stay_as_they_are(rows):
    talk = "".join(p(f"Ann Lee: Who {n}?") + p(f"Chief: Nobody {n}.") for n in range(9))
    document = read_docx(docx(table(*rows) + talk))
    cells = ["\t".join(row).strip() for row in rows]
    assert [line.strip() for line in document.text.split("\n")[: len(rows)]] == cells
    assert document.account.words_outside.get("facts", 0) == 0
    assert said(document)[-2:] == [("Ann Lee", "Who 8?"), ("Chief", "Nobody 8.")]


def test_a_table_there_for_its_looks_is_paragraphs():
    body = table((p("I: Who?") + p("R: They.") + p("I: Why?") + p("R: Nobody knows."),))
    assert len(said(read_docx(docx(body)))) == 4


def test_deleted_hidden_and_moved_words_are_not_read_and_counted():
    body = (
        p("I: Who came?")
        + p(run("R: "), "<w:del><w:r><w:delText>Nzala</w:delText></w:r></w:del>",
            "<w:ins>" + run("Somebody") + "</w:ins>", run(" came."), run(" Nzala", "<w:vanish/>"),
            "<w:moveFrom>" + run("moved") + "</w:moveFrom>")
    )  # fmt: skip
    document = read_docx(docx(body))
    assert said(document)[1] == ("R", "Somebody came.")
    assert "not read as speech: 1 tracked deletion, 1 hidden passage" in document.notes[0]


def test_a_paragraph_whose_end_was_deleted_goes_on():
    mark = "<w:rPr><w:del w:id='1'/></w:rPr>"
    body = p("I: Who?") + p("R: They came ", properties=mark) + p("I: at night.") + p("I: Why?")
    assert said(read_docx(docx(body)))[1] == ("R", "They came I: at night.")


def test_a_deleted_row_is_not_read():
    rows = table(("I", "Who?"), ("R", "Nzala did."), ("I", "Why?"), ("R", "Rain."))
    gone = rows.replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>", 2).replace(
        "<w:tr><w:trPr><w:del/></w:trPr>", "<w:tr>", 1
    )
    assert "Nzala" not in read_docx(docx(gone)).text


def box(*texts: str) -> str:
    inside = "".join(map(p, texts))
    held = f"<wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice>{held}</mc:Choice>"
        f"<mc:Fallback>{held}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_text_boxes_stand_once_and_in_their_place():
    body = (
        p("I: Who?") + p(box("R: They."), "I: Why?") + p("R: Nobody knows.", box("I: Really?"))
        + p("R: Yes.")
    )  # fmt: skip
    assert said(read_docx(docx(body))) == [
        ("I", "Who?"), ("R", "They."), ("I", "Why?"), ("R", "Nobody knows."), ("I", "Really?"),
        ("R", "Yes."),
    ]  # fmt: skip


def test_a_form_not_filled_in_says_nothing():
    def form(properties: str, text: str) -> str:
        content = f"<w:sdtContent>{p(text)}</w:sdtContent>"
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr>{content}</w:sdt>"

    forms = form("<w:showingPlcHdr/>", "Click here") + form("", "R: They.")
    document = read_docx(docx(p("I: Who?") + forms))
    assert "Click" not in document.text
    assert said(document)[1] == ("R", "They.")


def test_labels_in_bold_without_a_colon_are_labels():
    turns = [("Ann", "Who came"), ("Di", "Nobody came"), ("Ann", "And then"), ("Di", "We left")] * 2
    body = "".join(p(run(name, "<w:b/>"), f" {words}") for name, words in turns)
    assert said(read_docx(docx(body)))[:2] == [("Ann", "Who came"), ("Di", "Nobody came")]


def test_an_embedded_document_is_named():
    document = read_docx(docx(p("I: Who?") + p("R: They.") + '<w:altChunk w:id="x"/>'))
    assert "embedded" in document.problems[0]


def test_letters_that_programs_wrote_out():
    document = read_docx(
        docx(p("I: Who?_x000D_") + p("R: L&amp;#39;&amp;eacute;t&amp;eacute; &amp;amp;amp; moi."))
    )
    assert said(document) == [("I", "Who?"), ("R", "L'été & moi.")]


def test_a_title_over_all_columns_of_a_small_table_is_nobodys():
    def row(*cells: str, across: int = 1) -> str:
        told = f"<w:tcPr><w:gridSpan w:val='{across}'/></w:tcPr>"
        return f"<w:tr>{''.join(f'<w:tc>{told}{p(text)}</w:tc>' for text in cells)}</w:tr>"

    rows = [
        row("Section A: security", across=2), row("Interviewer", "Who came?"),
        row("Oumar", "The boats."),
        row("Section B: justice", across=2), row("Interviewer", "When?"), row("Oumar", "At ten."),
    ]  # fmt: skip
    assert said(read_docx(docx(f"<w:tbl>{''.join(rows)}</w:tbl>"))) == [
        ("Interviewer", "Who came?"), ("Oumar", "The boats."), ("Interviewer", "When?"),
        ("Oumar", "At ten."),
    ]  # fmt: skip
