"""OpenDocument texts as their elements are: what is text where it stands, and what is not."""

import io
import zipfile

from civic_qual.corpus.intake.readers.documents.odt import read_odt

NAMES = {
    "office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing",
    "fo": "xsl-fo-compatible",
}  # fmt: skip
DECLARED = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in NAMES.items()
)


def odt(body: str, styles: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "content.xml",
            f"<office:document-content {DECLARED}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
        )
    return file.getvalue()


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def style(name: str, properties: str) -> str:
    return (
        f'<style:style style:name="{name}" style:family="text">'
        f"<style:text-properties {properties}/></style:style>"
    )


def said(document) -> list[tuple[str, str]]:
    return [
        (turn.speaker, " ".join(" ".join(document.text[a:b] for a, b in turn.spoken).split()))
        for turn in document.turns
    ]


def test_deletions_notes_and_comments_are_not_read():
    deleted = f"<text:deletion>{p('R: Nzala.')}</text:deletion>"
    note = (
        "<text:note><text:note-citation>1</text:note-citation>"
        f"<text:note-body>{p('x')}</text:note-body></text:note>"
    )
    comment = f"<office:annotation>{p('check')}</office:annotation>"
    body = (
        f"<text:tracked-changes>{deleted}</text:tracked-changes>"
        + p(f"I: Who{comment}?")
        + p(f"R: They{note}.")
    )
    document = read_odt(odt(body))
    assert said(document) == [("I", "Who?"), ("R", "They.")]
    assert "1 tracked deletion, 1 comment, 1 footnote" in document.notes[0]


def test_text_before_behind_and_between_elements_is_kept_in_order():
    body = p(
        "I: a<text:span>b</text:span>c<text:s text:c='2'/>d<text:tab/>e<text:line-break/>f?"
    ) + p("R: g.")
    assert read_odt(odt(body)).text == "I: abc  d\te\nf?\nR: g."


def test_what_a_style_or_a_section_hides_is_not_read():
    styles = style("H", 'text:display="none"')
    body = (
        p("I: Who?") + p('R: They<text:span text:style-name="H"> Nzala</text:span>.')
        + f'<text:section text:display="none">{p("R: Nzala.")}</text:section>'
    )  # fmt: skip
    assert "Nzala" not in read_odt(odt(body, styles)).text


def test_bold_labels_and_tables_of_contents():
    styles = style("B", 'fo:font-weight="bold"')
    turns = [("Ann", "Who came"), ("Di", "Nobody came"), ("Ann", "And then"), ("Di", "We left")] * 2
    talk = "".join(
        p(f'<text:span text:style-name="B">{name}</text:span> {words}') for name, words in turns
    )
    body = f"<text:index-body>{p('Safety 1')}</text:index-body>"
    index = f"<text:table-of-content>{body}</text:table-of-content>"
    document = read_odt(odt(index + talk, styles))
    assert said(document)[:2] == [("Ann", "Who came"), ("Di", "Nobody came")]
    assert document.account.words_outside["heading"] == 2


def test_covered_and_repeated_cells_keep_their_columns():
    def cell(text: str, **told: int) -> str:
        spans = " ".join(f'table:number-{name.replace("_", "-")}="{n}"' for name, n in told.items())
        return f"<table:table-cell {spans}>{p(text)}</table:table-cell>"

    covered = "<table:covered-table-cell/>"
    rows = [
        cell("Part 2", columns_spanned=2) + covered,
        cell("Chief", rows_spanned=2) + cell("It was cut by the rain."),
        covered + cell("Nobody could pass."),
        cell("I") + cell("And then?"),
        cell("Chief") + cell("We walked."),
    ]
    whole = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    assert said(read_odt(odt(f"<table:table>{whole}</table:table>"))) == [
        ("Chief", "It was cut by the rain. Nobody could pass."), ("I", "And then?"),
        ("Chief", "We walked."),
    ]  # fmt: skip


def test_a_text_box_stands_where_it_is_anchored():
    box = f"<draw:frame><draw:text-box>{p('R: They.')}</draw:text-box></draw:frame>"
    body = p("I: Who?") + p(f"{box}I: Why?") + p("R: Nobody knows.")
    assert said(read_odt(odt(body)))[1:3] == [("R", "They."), ("I", "Why?")]


def test_numbers_a_document_claims_are_not_believed():
    body = p('I: Who<text:s text:c="999999999"/>?') + (
        '<table:table><table:table-row><table:table-cell table:number-columns-repeated="99999999">'
        f"{p('R: They.')}</table:table-cell></table:table-row></table:table>"
    )
    assert len(read_odt(odt(body)).text) < 2_000
