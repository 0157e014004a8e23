"""The words of the pages in a language, and where the built pages lie."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from civic_qual.messages.catalogues import catalogue

COMPONENT = Path(__file__).parent / "component"  # built of `front/` by esbuild


@lru_cache(maxsize=4)
def page_words(language: str) -> dict[str, list[str]]:
    """Return what pages say in a language, by the English text: one form, or one and many.

    Where nobody translated a text, it is left out, and the page says the English one.
    """
    known, words = catalogue(language), {}
    for one, many in json.loads((COMPONENT / "words.json").read_text(encoding="utf-8")):
        if many:
            forms = [known.translated_plural(one, many, n) for n in (1, 2)]
        else:
            forms = [known.translated(one)]
        if all(forms):
            words[one] = [form for form in forms if form]
    return words
