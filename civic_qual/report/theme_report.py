"""The theme report: one file that opens anywhere, needs nothing, and prints well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from markupsafe import Markup

from civic_qual.analysis.measures import measure_named
from civic_qual.analysis.passages.quotes import quotes
from civic_qual.analysis.tables.plots import drawable, figure_svg, table_bars
from civic_qual.calls import helpful, names_given
from civic_qual.coding.coders import one_coder
from civic_qual.corpus.attributes import attribute_names
from civic_qual.messages import Message, render, speaking
from civic_qual.pages.page import page
from civic_qual.privacy.outlet.folder import write_page
from civic_qual.privacy.outlet.release import released
from civic_qual.privacy.passages.quotations import check_quotes
from civic_qual.privacy.policy import all_invented, checked_minimum, protects, to_confirm
from civic_qual.report.corpus_table import COUNTED, CorpusTable, corpus_table, safe_corpus_table
from civic_qual.report.method import method
from civic_qual.report.summary import not_raised, summary
from civic_qual.report.tables import ReportTable, ReportTables
from civic_qual.report.words import attribute_name

if TYPE_CHECKING:
    from civic_qual.analysis.tables.theme_table import ThemeTable
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.segments import Unit
    from civic_qual.privacy.suppressing.pieces import Decided
    from civic_qual.results import Row

REPORT = "report.html"
_USUAL = "country"  # what a report is broken down by, where stated, unless told otherwise


@dataclass(frozen=True, eq=False, kw_only=True)
class Section:
    """The themes by one attribute: tables, who raised what not, and a chart of the first table."""

    attribute: str
    things: str
    tables: tuple[ReportTable, ...]
    not_raised: tuple[str, ...]
    drawn: ThemeTable

    @property
    def chart(self) -> Markup:
        """The chart in the language spoken; empty if there are more groups than it can show."""
        if not drawable(self.drawn):
            return Markup("")
        told = Message(
            "Bar chart: the share of {things} that carry each theme, by {attribute}. "
            "The numbers are those of the table before it.",
            things=self.things,
            attribute=self.attribute,
        )
        return Markup(figure_svg(table_bars(self.drawn), render(told)))


@dataclass(frozen=True, kw_only=True)
class Quotations:
    """Passages theme by theme; none where they must not leave the study."""

    shown: bool
    themes: tuple[tuple[str, tuple[Row, ...]], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, kw_only=True)
class ThemeReport:
    """A report: what it says, to be made a page in a language.

    The page is one HTML file without scripts, fonts or pictures from elsewhere. `minimum` is 0
    where nothing was suppressed; `to_confirm` says why it must not leave the study yet; `whose` are
    author, organisation and period, as they are set of the study. `draft` is what it is made of.
    """

    title: str
    whose: tuple[str, ...]
    invented: bool
    internal: bool
    minimum: int
    to_confirm: str
    things: str
    corpus: CorpusTable
    summary: tuple[str, ...]
    overview: ReportTable
    sections: tuple[Section, ...]
    codes: ReportTable
    crossed: tuple[ReportTable, ...]
    quotations: Quotations
    method: tuple[str, ...]
    problems: tuple[str, ...]
    draft: Draft

    def counted(self) -> Sequence[ThemeTable]:
        """Return the tables that it is made of, as they were counted."""
        return self.draft.counted()

    def made_of(self, tables: Sequence[ThemeTable], decided: Decided | None) -> ThemeReport:
        """Return it made of these tables, protected together with others."""
        return self.draft.made_of(tables, decided)

    @property
    def html(self) -> str:
        """The page in the language spoken."""
        return self.to_html()

    def to_html(self, language: str | None = None) -> str:
        """Return the page in a language, by default the one spoken."""
        with speaking(language):
            return page("civic_qual.report", "report.html.j2").render(report=self, counted=COUNTED)

    def save(self, path: str | Path, language: str | None = None) -> None:
        """Write the report, whole or not at all; its tables are protected together.

        What else leaves of the same people goes into one release with it: `release([report, ...])`.

        Parameters
        ----------
        path
            Where to, a file that ends in .html or .htm.
        language
            "en" or "fr", by default the one spoken; what was said in interviews stays as it is.

        Raises
        ------
        WriteError
            If the file cannot be written, or its suffix is not one of a web page.
        """
        write_page(self.to_html(language), path, Message("a report"))


@helpful
def theme_report(
    codings: Codings,
    *,
    by: str | Sequence[str] | None = None,
    unit: Unit = "turn",
    coder: str | None = None,
    internal: bool = False,
    minimum: int | None = None,
) -> ThemeReport:
    """Report the themes of a corpus: tables, a chart, quotations, and how they came about.

    Parameters
    ----------
    codings
        Codings of one coder, or of several and `coder`.
    by
        Attributes; each gets tables of its own. None: the country, where one is stated.
    unit
        The unit of counting.
    coder
        Whose codings to count, if several coded.
    internal
        For the eyes of the study team: quotations are shown, and no cell is suppressed. So it is
        with invented interviews in any case.
    minimum
        How many people must stand behind a number for readers outside the study; by default what
        is set of the study, else 5.

    Returns
    -------
    ThemeReport
        Write it with `save(path, language="fr")`.

    Raises
    ------
    TableError
        If nobody has an attribute of that name, or several coders coded and none is chosen.
    CodingError
        If the codings were made by a coarser unit.
    DisclosureError
        If `minimum` is below 1.

    See Also
    --------
    theme_table : One of its tables.
    suppress_small_cells : The protection of tables that leave the study.

    Examples
    --------
    >>> import pandas as pd
    >>> import civic_qual as cq
    >>> from civic_qual.bundled import bundled
    >>> texts = ["We were afraid at the well.", "We wait for rain."]
    >>> answers = pd.DataFrame({"text": texts, "country": ["DRC", "Mali"]})
    >>> corpus = cq.Corpus.from_frame(answers, language="en")
    >>> codebook = cq.read_codebook(bundled("codebooks/tutorial.yaml"))
    >>> codings = cq.RuleCoder(codebook).code(corpus)
    >>> "Themes by country" in theme_report(codings).html
    True
    """
    codings = one_coder(codings, coder)
    minimum = checked_minimum(minimum, codings.corpus)
    draft = Draft(codings, by=by, unit=unit, internal=internal, minimum=minimum)
    made = released({REPORT: draft}, minimum=minimum, internal=internal)
    return cast("ThemeReport", made.pages[REPORT])


class Draft:
    """A report whose tables are counted: `made_of` says what may be read of it.

    Parameters
    ----------
    codings, by, unit, internal, minimum
        As `theme_report` takes them; codings are those of one coder.
    """

    def __init__(
        self,
        codings: Codings,
        *,
        by: str | Sequence[str] | None = None,
        unit: Unit = "turn",
        internal: bool = False,
        minimum: int | None = None,
    ) -> None:
        self._codings, self._unit, self._internal = codings, unit, internal
        self._minimum = minimum
        self._attributes = _attributes(codings, by)
        self._tables = ReportTables(codings, unit=unit, attributes=self._attributes)

    def counted(self) -> Sequence[ThemeTable]:
        """Return the tables that it is made of, as they were counted."""
        return self._tables.counted

    def made_of(self, tables: Sequence[ThemeTable], decided: Decided | None) -> ThemeReport:
        """Return the report of these tables: protected ones, or for the study team as counted."""
        codings = tables[0].codings if tables else self._codings  # of those who count
        corpus, minimum = codings.corpus, decided.minimum if decided else 0
        shown, own = self._tables.made_of(tables), corpus.settings
        first = self._attributes[0] if self._attributes else None
        who = safe_corpus_table(corpus, minimum, shown.groups_hidden) if minimum else None
        who = who or corpus_table(corpus)
        return ThemeReport(
            title=codings.codebook.title,
            whose=tuple(one for one in (own.author, own.organisation, own.period) if one),
            invented=corpus.invented,
            internal=self._internal and not all_invented(corpus),
            minimum=minimum,
            to_confirm=to_confirm(corpus, named=False) if minimum else "",
            things=measure_named("segments").words.things(self._unit),
            corpus=who,
            summary=_summary(who, shown),
            overview=shown.overview(),
            sections=tuple(_section(shown, attribute) for attribute in self._attributes),
            codes=shown.overview("code", first),
            crossed=tuple(shown.crossed(family) for family in shown.families),
            quotations=_quotations(codings, self._internal, self._minimum),
            method=method(codings, self._unit, minimum),
            problems=_problems(corpus, minimum),
            draft=self,
        )

    def to_html(self, language: str | None = None) -> str:
        """Return the page as it is for the study team."""
        return self.made_of(self.counted(), None).to_html(language)


def _problems(corpus: Corpus, minimum: int) -> tuple[str, ...]:
    """Return what was not read; outside the study files are not named."""
    if not minimum or not corpus.problems:
        return tuple(corpus.problems)
    number = len(corpus.problems)
    return (Message.plural("{n} file", "{n} files", n=number),)


def _attributes(codings: Codings, by: str | Sequence[str] | None) -> list[str]:
    if by is None:
        return [_USUAL] if _USUAL in attribute_names(codings.corpus) else []
    return list(names_given(by))


def _summary(corpus: CorpusTable, tables: ReportTables) -> tuple[str, ...]:
    return summary(
        corpus, tables.table("segments"), tables.table("participants"), tables.table("transcripts")
    )


def _section(tables: ReportTables, attribute: str) -> Section:
    turns = tables.table("segments", attribute)
    return Section(
        attribute=attribute_name(attribute),
        things=turns.tally.measure.words.things(turns.unit),
        tables=tuple(tables.by(attribute)),
        not_raised=not_raised(tables.table("transcripts", attribute)),
        drawn=turns,
    )


def _quotations(codings: Codings, internal: bool, minimum: int | None) -> Quotations:
    """Return the passages theme by theme; none where they must not leave the study.

    Those of real people say what in them may identify, and are signed with that in mind.
    """
    if protects(codings.corpus, internal):
        return Quotations(shown=False)
    chosen = quotes(codings)
    if not all_invented(codings.corpus):
        chosen = check_quotes(chosen, codings.corpus, minimum=minimum)
    themes: dict[str, list[Row]] = {}
    for row in chosen:
        themes.setdefault(row.name, []).append(row)
    return Quotations(
        shown=True,
        themes=tuple((name, tuple(rows)) for name, rows in themes.items()),
        notes=chosen.notes,
    )
