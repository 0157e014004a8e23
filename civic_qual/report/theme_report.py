"""The theme report: one file that opens anywhere, needs nothing, and prints well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from civic_qual.analysis.passages.quotes import quotes
from civic_qual.analysis.tables.groups import attribute_names
from civic_qual.analysis.tables.plots import drawable, figure_svg, table_bars
from civic_qual.coding.coders import one_coder
from civic_qual.messages import Message
from civic_qual.pages.page import page, save_page
from civic_qual.privacy.policy import MINIMUM, protects
from civic_qual.privacy.quotations import check_quotes
from civic_qual.report.corpus_table import COUNTED, CorpusTable, corpus_table, safe_corpus_table
from civic_qual.report.summary import method, not_raised, summary
from civic_qual.report.tables import ReportTables

if TYPE_CHECKING:
    from civic_qual.analysis.tables.theme_table import ThemeTable
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.segments import Unit


_USUAL = "country"  # what a report is broken down by, where stated, unless told otherwise


@dataclass(frozen=True)
class ThemeReport:
    """A report as one HTML page without scripts, fonts or pictures from elsewhere."""

    html: str

    def save(self, path: str | Path) -> None:
        """Write the report, whole or not at all.

        Raises
        ------
        WriteError
            If the file cannot be written, or its suffix is not one of a web page.
        """
        save_page(self.html, path, Message("a report"))


def theme_report(
    codings: Codings,
    by: str | Sequence[str] | None = None,
    unit: Unit = "turn",
    coder: str | None = None,
    internal: bool = False,
    minimum: int = MINIMUM,
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
    internal
        For the eyes of the study team: quotations are shown, and no cell is suppressed. So it is
        with invented interviews in any case.
    minimum
        How many people must stand behind a number for readers outside the study.

    Raises
    ------
    TableError
        If nobody has an attribute of that name, or several coders coded and none is chosen.
    CodingError
        If the codings were made by a coarser unit.
    DisclosureError
        If `minimum` is below 1.

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
    return report_with(codings, (), by, unit, internal, minimum)[0]


def report_with(
    codings: Codings,
    beside: Sequence[ThemeTable],
    by: str | Sequence[str] | None = None,
    unit: Unit = "turn",
    internal: bool = False,
    minimum: int = MINIMUM,
) -> tuple[ThemeReport, list[ThemeTable]]:
    """Return a report, and tables that are released with it, protected together."""
    attributes = _attributes(codings, by)
    protected = protects(codings.corpus, internal)
    tables = ReportTables(codings, unit, attributes, internal, minimum, beside)
    corpus = (
        safe_corpus_table(codings.corpus, minimum, tables.groups_hidden)
        if protected
        else corpus_table(codings.corpus)
    )
    return ThemeReport(
        page("civic_qual.report", "report.html.j2").render(
            codebook=codings.codebook,
            invented=codings.corpus.invented,
            internal=internal and not codings.corpus.invented,
            unit=unit,
            minimum=minimum if protected else 0,
            corpus=corpus,
            counted=COUNTED,
            summary=_summary(corpus, tables),
            overview=tables.overview(),
            sections=[_section(tables, attribute) for attribute in attributes],
            codes=tables.overview("code", attributes[0] if attributes else None),
            crossed=[tables.crossed(family) for family in tables.families],
            quotations=_quotations(codings, internal, minimum),
            method=method(codings, unit, minimum if protected else 0),
            problems=codings.corpus.problems,
        )
    ), tables.beside


def _attributes(codings: Codings, by: str | Sequence[str] | None) -> list[str]:
    if by is None:
        return [_USUAL] if _USUAL in attribute_names(codings.corpus) else []
    return [by] if isinstance(by, str) else list(by)


def _summary(corpus: CorpusTable, tables: ReportTables) -> tuple[str, ...]:
    return summary(
        corpus, tables.table("segments"), tables.table("participants"), tables.table("transcripts")
    )


def _section(tables: ReportTables, attribute: str) -> dict[str, Any]:
    name = attribute.replace("_", " ")
    turns = tables.table("segments", attribute)
    alt = (
        f"Bar chart: the share of {turns.unit}s that carry each theme, by {name}. "
        "The numbers are those of the table before it."
    )
    return {
        "name": name,
        "tables": list(tables.by(attribute)),
        "not_raised": not_raised(tables.table("transcripts", attribute)),
        "chart": Markup(figure_svg(table_bars(turns), alt)) if drawable(turns) else "",
    }


def _quotations(codings: Codings, internal: bool, minimum: int) -> dict[str, Any]:
    """Return the passages theme by theme; none where they must not leave the study.

    Those of real people say what in them may identify, and are signed with that in mind.
    """
    if not (internal or codings.corpus.invented):
        return {"shown": False, "themes": [], "notes": ()}
    chosen = quotes(codings)
    if not codings.corpus.invented:
        chosen = check_quotes(chosen, codings.corpus, minimum)
    themes = [
        {"name": name, "passages": passages.to_dict("records")}
        for name, passages in chosen.frame.groupby("name", sort=False)
    ]
    return {"shown": True, "themes": themes, "notes": chosen.notes}
