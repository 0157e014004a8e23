from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.analysis.tables.theme_table import theme_table
from civic_qual.codebook.model import Code, Codebook
from civic_qual.corpus.model import Corpus
from tests.analysis.small import codings, interview


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.text = [], []
        self.feed(html)

    def handle_starttag(self, tag, _attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text.append(data)


def test_a_notebook_shows_the_table_with_its_notes_below(coded):
    html = theme_table(coded, by="country", normalise="share")._repr_html_()
    assert html.index("2 (50%)") < html.index("Coder: A")
    assert "n = 4" in html


def test_mentions_stand_over_words_and_not_over_an_n(coded):
    html = theme_table(coded, measure="mentions").to_html()
    assert "29 words" in html
    assert "n = " not in html


def test_only_the_row_of_any_theme_is_set_apart(coded):
    assert 'class="any"' in theme_table(coded).to_html()
    assert 'class="any"' not in theme_table(coded, families=True).to_html()


def test_two_attributes_share_a_head(coded):
    html = theme_table(coded, by=["country", "sex"]).to_html()
    assert '<th scope="col" colspan="2" class="over">CAR</th>' in html


def test_plain_text_lines_up(coded):
    lines = theme_table(coded, by=["country", "sex"]).to_text().splitlines()
    assert lines[0].split() == ["country", "CAR", "Mali", "all"]
    assert lines[1].split() == ["theme", "man", "woman", "not", "stated"]
    assert {len(line) for line in lines[3:6]} == {len(lines[2])}


@settings(deadline=None, max_examples=30)
@given(
    st.text(st.sampled_from("<>&\"'/=a$`{}"), min_size=1, max_size=12).map(str.strip).filter(bool)
)
def test_hostile_text_stays_text(hostile):
    corpus = Corpus((interview("a", ["R: yes"], country=hostile),))
    book = Codebook(hostile, hostile, ("en",), (Code("x", "theme", name={"en": hostile}),))
    plain = Tags(
        theme_table(
            codings(Corpus((interview("a", ["R: yes"], country="c"),)), book, []), by="country"
        ).to_html("c")
    )
    shown = Tags(theme_table(codings(corpus, book, []), by="country").to_html(hostile))
    assert shown.tags == plain.tags
    assert hostile.replace("_", " ") in "".join(shown.text)
