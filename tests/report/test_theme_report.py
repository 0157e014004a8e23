import re
from html.parser import HTMLParser

import pytest

from civic_qual.codebook.model import Code, Codebook
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.people import Participants
from civic_qual.errors import CodingError, TableError, WriteError
from civic_qual.report.theme_report import theme_report
from tests.analysis.small import codebook, codings, interview

BOOK = codebook(
    "plan",
    "plan.patrol",
    "plan.late",
    "alert",
    "assessment",
    "assessment.works",
    families=("assessment",),
    title="Protecting people",
)


class Page(HTMLParser):
    """A page as its reader meets it: headings, tags with attributes, and text."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.headings, self.text, self._open = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag):
        self._open.append(f"/{tag}")

    def handle_data(self, data):
        if self._open and self._open[-1] in ("h1", "h2"):
            self.headings.append(data)
        if self._open and self._open[-1] != "style":
            self.text.append(data)

    @property
    def words(self):
        return " ".join(" ".join(self.text).split())


def study(**attributes):
    corpus = Corpus(
        (
            interview(
                "car_1",
                ["I: Patrols?", "R: The patrol came late, and that was good.", "R: We flee."],
                country="CAR",
                **attributes,
            ),
            interview(
                "mali_1",
                ["I: And here?", "R: No patrol. Nothing at all."],
                country="Mali",
                **attributes,
            ),
        ),
        Participants({("car_1", "R"): "p1", ("mali_1", "R"): "p2"}),
    )
    return codings(
        corpus,
        BOOK,
        [
            ("car_1", "patrol came late", "plan.patrol"),
            ("car_1", "good", "assessment.works"),
            ("mali_1", "patrol", "plan.patrol"),
        ],
        coder="rules",
        origin="rule",
    )


@pytest.fixture(scope="module")
def protected():
    """The report of two people's interviews: all that may tell of one of them is hidden."""
    return theme_report(study())


def test_a_report_tells_its_story_in_order():
    page = Page(theme_report(study(invented="yes")).html)
    assert page.headings == [
        "Protecting people",
        "Summary",
        "Who was interviewed",
        "Themes",
        "Themes by country",
        "Codes",
        "What is said of the themes",
        "Quotations",
        "Method",
    ]
    captions = re.findall(r"(?:Table|Figure) \d+", page.words)
    assert captions == [f"Table {n}" for n in range(1, 6)] + ["Figure 1", "Table 6", "Table 7"]


def test_the_summary_counts_interviews_people_and_turns():
    words = Page(theme_report(study(), internal=True).html).words
    assert "2 interviews with 2 people in CAR and Mali: 3 turns and" in words
    assert "in English. Coded by rules. Of 3 turns read, 2 (67%) carry at least one theme" in words
    assert "Plan (2 of 2 interviews, 2 of 2 people)" in words
    assert "Alert : raised in no interview of CAR (n = 1) and Mali (n = 1)" in words.replace(
        "Alert:", "Alert :"
    )


def test_a_page_needs_nothing_and_lets_nothing_in():
    page = Page(theme_report(study(invented="yes")).html)
    policy = next(
        tag["content"]
        for name, tag in page.tags
        if name == "meta" and tag.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert not {"script", "link", "iframe", "object", "img"} & {name for name, _ in page.tags}
    outside = [
        value
        for _, tag in page.tags
        for key, value in tag.items()
        if key in ("href", "src", "action", "xlink:href") and not value.startswith("#")
    ]
    assert outside == []


def test_the_chart_says_what_it_shows(protected):
    page = Page(protected.html)
    (chart,) = [tag for name, tag in page.tags if name == "svg"]
    assert chart["role"] == "img"
    assert chart["aria-label"].startswith("Bar chart: the share of turns that carry each theme")


def test_no_percentage_stands_without_its_n():
    html = theme_report(study(invented="yes"), by=["country"]).html
    for table in re.findall(r"<table.*?</table>", html, flags=re.S):
        assert "%" not in table or "n = " in table


def test_quotations_of_real_people_are_left_out_unless_internal(protected):
    outside, inside = protected.html, theme_report(study(), internal=True).html
    assert "came late" not in outside
    assert "Quotations are left out" in outside
    assert "came late" in inside
    assert "For the study team only" in inside
    assert "Nothing was suppressed" in inside
    assert "Protected for readers outside the study" in outside


def test_invented_interviews_are_quoted_and_say_so():
    words = Page(theme_report(study(invented="yes")).html).words
    assert words.index("Invented interviews.") < words.index("Summary")
    assert "The patrol came late, and that was good. Respondent, CAR car_1" in words
    assert "For the study team only" not in words


def test_without_consent_nothing_is_quoted():
    words = Page(theme_report(study(consent="none"), internal=True).html).words
    assert "came late" not in words
    assert "2 passages not open to quotation" in words


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7*7 }}",
        "</style>",
        "]]></svg><b>",
        "&lt;b&gt;",
        "'$\\frac$",
    ],
)
def test_hostile_text_stays_text(hostile):
    corpus = Corpus(
        (
            interview(
                "a",
                [f"R: it was {hostile} there"],
                country=hostile,
                role=hostile,
                respondent_group=hostile,
                consent=hostile,
            ),
            interview("b", [f"R: it was {hostile} there"], country="x", role=hostile),
        ),
        problems=(f"{hostile}: not read",),
    )
    book = Codebook(
        hostile,
        hostile,
        ("en",),
        (
            Code("x", "theme", name={"en": hostile}),
            Code("assessment", "family", name={"en": hostile}),
        ),
    )
    coded = codings(corpus, book, [("b", hostile, "x")], coder=hostile)
    page = Page(theme_report(coded, by=["country", "role"], internal=True).html)
    assert {name for name, _ in page.tags} <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "main",
        "section",
        "p",
        "h1",
        "h2",
        "h3",
        "strong",
        "div",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "ul",
        "li",
        "figure",
        "figcaption",
        "blockquote",
        "footer",
        "span",
        "svg",
        "g",
        "defs",
        "path",
        "use",
        "text",
        "clippath",
        "rect",
        "pattern",
    }
    assert not [tag for _, tag in page.tags for key in tag if key.startswith("on")]
    assert hostile in page.headings


def test_a_report_needs_no_country_and_no_attribute():
    corpus = Corpus((interview("a", ["R: a patrol"]),))
    plain = codings(corpus, BOOK, [("a", "patrol", "plan.patrol")])
    assert "Themes by" not in theme_report(plain).html
    assert "Themes by" not in theme_report(study(), by=[]).html


def test_files_that_could_not_be_read_are_named_for_the_study_team_and_counted_for_others():
    broken = Corpus((interview("a", ["R: a patrol"]),), problems=("b.docx: damaged",))
    coded = codings(broken, BOOK, [])
    assert "b.docx: damaged" in theme_report(coded, internal=True).html
    outside = theme_report(coded).html
    assert "b.docx" not in outside
    assert "1 file" in outside


def test_what_does_not_exist_is_refused():
    with pytest.raises(TableError, match="did you mean 'country'"):
        theme_report(study(), by="contry")
    with pytest.raises(CodingError, match="no unit"):
        theme_report(study(), unit="line")


def test_the_same_codings_give_the_same_report():
    assert theme_report(study(invented="yes")).html == theme_report(study(invented="yes")).html


def test_a_report_is_saved_whole_or_not_at_all(protected, tmp_path):
    protected.save(tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == protected.html
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]
    with pytest.raises(WriteError, match="make the folder first"):
        protected.save(tmp_path / "nowhere" / "report.html")


@pytest.mark.parametrize("name", ["report.docx", "report.xlsx", "report.pdf", "report"])
def test_other_formats_are_refused_with_what_there_is(protected, tmp_path, name):
    with pytest.raises(WriteError, match=r"\.html or \.htm so far"):
        protected.save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def many(**attributes):
    """Make 26 interviews, of which 2 in Chad raise the plan, 12 in Mali, and nobody the alert."""
    rows, transcripts = [], []
    for place in range(26):
        country, name = ("Chad", f"c{place}") if place < 12 else ("Mali", f"m{place}")
        transcripts.append(
            interview(name, ["R: The patrol came late."], country=country, **attributes)
        )
        if place < 2 or place >= 14:
            rows.append((name, "patrol", "plan.patrol"))
    return codings(Corpus(tuple(transcripts)), BOOK, rows)


def test_small_cells_of_a_report_are_suppressed_unless_internal_or_invented():
    outside = Page(theme_report(many()).html).words
    assert "Protected for readers outside the study" in outside
    assert "Plan suppressed suppressed 14 (54%)" in outside
    assert "Plan 2 (17%) 12 (86%) 14 (54%)" not in outside
    assert "fewer than 5 people" in outside
    for shown in (theme_report(many(), internal=True), theme_report(many(invented="yes"))):
        assert "Plan 2 (17%) 12 (86%) 14 (54%)" in Page(shown.html).words
        assert "suppressed" not in Page(shown.html).words.replace("Nothing was suppressed", "")


def test_the_minimum_can_be_told():
    assert "Plan 2 (17%) 12 (86%) 14 (54%)" in Page(theme_report(many(), minimum=2).html).words


def test_what_is_hidden_in_a_table_is_told_nowhere_else_on_the_page():
    words = Page(theme_report(many()).html).words
    assert "raised in no interview of Chad (n = 12) and Mali (n = 14)" in words  # the alert
    assert "2 of 12" not in words
    assert "17%" not in words


def test_few_interviews_are_counted_as_a_whole_only(protected):
    words = Page(protected.html).words
    assert "Groups of fewer than 5 people are not shown apart" in words
    assert "how many carry a theme is suppressed" in words
    assert "a theme was raised is suppressed for: Plan and Alert." in words
    assert "From the theme raised in most interviews" not in words
    assert "is in two rows" not in words


def test_quotations_for_the_team_say_what_must_be_looked_at():
    words = Page(theme_report(study(role="village chief"), internal=True).html).words
    assert "look at: line shared by" in words
    assert "look at" not in Page(theme_report(study(invented="yes")).html).words
