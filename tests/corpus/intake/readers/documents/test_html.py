"""Web pages as browsers show them."""

import pytest

from civic_qual.corpus.intake.readers.documents.html import read_html


def said(page: str | bytes) -> list[tuple[str, str]]:
    document = read_html(page.encode() if isinstance(page, str) else page)
    return [
        (turn.speaker, " ".join(" ".join(document.text[a:b] for a, b in turn.spoken).split()))
        for turn in document.turns
    ]


TWO = [("I", "Who?"), ("R", "They.")]


@pytest.mark.parametrize(
    "page",
    [
        "<p>I: Who?<p>R: They.",
        "<div>I: Who?</div><div>R: They.</div>",
        "I: Who?<br>R: They.",
        "<ul><li>I: Who?<li>R: They.</ul>",
        "<title>x</title><style>p {a: b}</style><p>I:\n   Who?</p><script>R: No.</script>"
        "<p>R: They.</p>",
        "<p>I: Who?</p><p hidden>R: No.</p><p style='display: none'>R: No.</p><p>R: They.</p>",
        "<p>I: Who?</p><p><del>R: Nzala.</del></p><p>R: <ins>They.</ins></p>",
        "<pre>I: Who?\nR: They.</pre>",
        "<dl><dt>I<dd>Who?<dt>R<dd>They.</dl>",
        "<h1>Interview</h1><p>I: Who?</p><h2>Part 2</h2><p>R: They.</p>",
        "<p>I: Who?<sup><a href='#_ftn1' name='_ftnref1'>[1]</a></sup></p><p>R: They.</p>"
        "<div id='ftn1'><p><a href='#_ftnref1'>[1]</a> A note.</p></div>",
        "<![if !supportLists]><p>I: Who?</p><![endif]><!-- R: No. --><p>R: They.</p>",
        "<nav>Home: here</nav><p>I&#58; Who&quest;</p><p>R&colon; They.</p>",
        "<table><tr><td>I<td>Who?<tr><td>R<td>They.</table>",
        "<table><thead><th>Speaker<th>Words</thead><tr><td>I<td>Who?<tr><td>R<td>They.</table>",
        "<table><td>I<td>Who?<tr><td>R<td>They.</table>",
    ],
)
def test_what_is_shown_is_read(page):
    assert said(page) == TWO


def marked(mark: str, note: str) -> str:
    """Write a talk with marks behind both questions and answer, and what they lead to."""
    talk = f"<p>I: Who?{mark.format(n=1)}</p><p>R: They.{mark.format(n=2)}</p>"
    return talk + note.format(n=1) + note.format(n=2)


@pytest.mark.parametrize(
    ("mark", "note", "kind"),
    [
        (  # Word
            "<a href='#_ftn{n}' name='_ftnref{n}'>[{n}]</a>",
            "<div id='ftn{n}'><p><a href='#_ftnref{n}' name='_ftn{n}'>[{n}]</a> Aside.</p></div>",
            "footnote",
        ),
        (  # LibreOffice
            "<a class='sdfootnoteanc' name='sdfootnote{n}anc' href='#sdfootnote{n}sym'>{n}</a>",
            "<div id='sdfootnote{n}'><p><a href='#sdfootnote{n}anc'>{n}</a> Aside.</p></div>",
            "footnote",
        ),
        (  # Google
            "<sup><a href='#cmnt{n}' id='cmnt_ref{n}'>[a]</a></sup>",
            "<div><p><a href='#cmnt_ref{n}' id='cmnt{n}'>[a]</a><span>Aside.</span></p></div>",
            "comment",
        ),
        (  # Pandoc
            "<a href='#fn{n}' id='fnref{n}' role='doc-noteref'><sup>{n}</sup></a>",
            "<ol><li id='fn{n}'><p>Aside.<a href='#fnref{n}'>back</a></p></li></ol>",
            "footnote",
        ),
    ],
)
def test_marks_of_notes_are_counted_once_and_neither_mark_nor_note_is_said(mark, note, kind):
    page = marked(mark, note)
    assert said(page) == TWO
    assert read_html(page.encode()).notes == (f"not read as speech: 2 {kind}s",)
    assert read_html(marked(mark, "").encode()).notes == (f"not read as speech: 2 {kind}s",)
    assert read_html(marked("", note).encode()).notes == ()
    for said_aside in ("Ibid.", "Interviewer: he laughs.", "Who is that?"):
        assert said(page.replace("Aside.", said_aside)) == TWO
    unseen = f"<div hidden>{marked(mark, note)}</div><p>I: Who?</p><p>R: They.</p>"
    assert read_html(unseen.encode()).notes == ("not read as speech: 1 hidden passage",)


def test_tables_without_cells_are_nothing():
    empty = "<table></table><table><tr></tr></table><table><tr><td></td></tr></table>"
    page = f"{empty}<p>I: Who?</p>{empty}<p>R: They.</p>{empty}"
    assert said(page) == TWO


def test_cells_that_reach_over_rows_and_columns():
    page = (
        "<table><tr><th colspan=2>Part 2</th></tr>"
        "<tr><td rowspan=2>Chief</td><td>It was cut by the rain.</td></tr>"
        "<tr><td>Nobody could pass.</td></tr><tr><td>I</td><td>And then?</td></tr>"
        "<tr><td>Chief</td><td>We walked.</td></tr></table>"
    )
    assert said(page) == [
        ("Chief", "It was cut by the rain. Nobody could pass."), ("I", "And then?"),
        ("Chief", "We walked."),
    ]  # fmt: skip


def test_labels_in_bold():
    turns = [("Ann", "Who came"), ("Di", "Nobody came"), ("Ann", "And then"), ("Di", "We left")] * 2
    page = "".join(f"<p><b>{name}</b> {words}</p>" for name, words in turns)
    assert said(page)[:2] == [("Ann", "Who came"), ("Di", "Nobody came")]
    styled = page.replace("<b>", "<span style='font-weight:700'>").replace("</b>", "</span>")
    assert said(styled) == said(page)


@pytest.mark.parametrize("told", ["windows-1252", "iso-8859-1", "utf-8", "utf-16", "nonsense"])
def test_encodings(told):
    page = f"<meta charset='{told}'><p>Enquêtrice : Où ?</p><p>Chef : Là-bas, l'été.</p>"
    data = page.encode("utf-16" if told == "utf-16" else "utf-8" if told == "utf-8" else "cp1252")
    assert said(data) == [("Enquêtrice", "Où ?"), ("Chef", "Là-bas, l'été.")]


@pytest.mark.parametrize(
    "page",
    ["<div>" * 20_000 + "I: Who?", "<table>" * 5_000 + "<td>" * 5_000, "</p>" * 9_000, "<" * 50_000,
     "<!" * 20_000, "<td>I: Who?</td></table></tr>", "&" * 50_000],
)  # fmt: skip
def test_pages_that_nobody_wrote_end(page):
    read_html(page.encode())


def test_times_written_with_letters_are_nobodys_words():
    rows = "".join(
        f"<tr><td>0h0{minute}m00s<td>then we went on to the {minute}th house by the river"
        for minute in range(3)
    )
    page = f"<table><thead><th>Time<th>Transcript</thead>{rows}</table>"
    assert said(page) == [
        ("", f"then we went on to the {minute}th house by the river") for minute in range(3)
    ]
