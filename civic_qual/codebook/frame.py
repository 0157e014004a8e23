"""A codebook as a table, for looking over and for spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.codebook.model import Code, Codebook


def codebook_frame(codebook: Codebook) -> pd.DataFrame:
    """Return one row a code, indexed by its id, in the order of the codebook.

    Returns
    -------
    pandas.DataFrame
        Columns kind, top (the theme or family above, or itself), parent, colour, sensitive,
        examples and counterexamples (their numbers), and for every language `en` of the codebook
        name_en, definition_en, include_en, exclude_en ("" if not written) and rules_en (number).

    Examples
    --------
    >>> from civic_qual.bundled import bundled
    >>> from civic_qual.codebook.files.reading import read_codebook
    >>> codebook = read_codebook(bundled("codebooks/tutorial.yaml"))
    >>> codebook_frame(codebook)[["top", "name_en", "rules_en"]]
                     top         name_en  rules_en
    code
    water          water           Water         0
    water.access   water  Reaching water         1
    safety        safety          Safety         2
    """
    import pandas as pd

    index = pd.Index([code.id for code in codebook], name="code")
    return pd.DataFrame([_row(codebook, code) for code in codebook], index=index)


def _row(codebook: Codebook, code: Code) -> dict[str, object]:
    row: dict[str, object] = {
        "kind": code.kind,
        "top": codebook.top(code.id).id,
        "parent": code.parent,
        "colour": code.colour,
        "sensitive": code.sensitive,
        "examples": len(code.examples),
        "counterexamples": len(code.counterexamples),
    }
    for language in codebook.languages:
        for name in ("name", "definition", "include", "exclude"):
            row[f"{name}_{language}"] = getattr(code, name).get(language, "")
        row[f"rules_{language}"] = sum(rule.language == language for rule in code.rules)
    return row
