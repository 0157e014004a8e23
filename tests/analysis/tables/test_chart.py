from IPython.core.formatters import DisplayFormatter

from civic_qual.analysis.tables.theme_table import theme_table


def test_a_notebook_shows_the_chart_itself(coded):
    shown, _ = DisplayFormatter().format(theme_table(coded, by="country").plot())
    assert shown["image/png"].startswith(b"\x89PNG")
