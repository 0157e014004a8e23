"""Catalogues: the templates of messages in another language.

A catalogue is a gettext `.po` file. A wheel holds it compiled (`.mo`); in a checkout the `.po`
itself is read. This file needs nothing of the house to load, so that `setup.py` can compile with
it.
"""

from __future__ import annotations

import os
from functools import lru_cache

FOLDER = os.path.join(os.path.dirname(os.path.dirname(__file__)), "locale")  # noqa: PTH118, PTH120
DOMAIN = "civic_qual"
PSEUDO = "qps"

Entry = tuple[str, str, str, tuple[str, ...]]  # context, one, many, translations


class Catalogue:
    """English, the language in which messages are written; others override it."""

    language = "en"

    def translated(self, template: str, context: str = "") -> str | None:  # noqa: ARG002
        """Return a template in this language, or None if it has no translation."""
        return template

    def translated_plural(self, one: str, many: str, n: int, context: str = "") -> str | None:  # noqa: ARG002
        """Return the form of a template that goes with `n`, or None."""
        return one if n == 1 else many


ENGLISH = Catalogue()


class PseudoCatalogue(Catalogue):
    """Every template is translated, by marking its literal text; its fields stay."""

    language = PSEUDO

    def translated(self, template: str, context: str = "") -> str:  # noqa: ARG002
        """Return a template with its literal text marked."""
        from civic_qual.messages.pseudo import marked_template

        return marked_template(template)

    def translated_plural(self, one: str, many: str, n: int, context: str = "") -> str:
        """Return the English form that goes with `n`, marked."""
        return self.translated(one if n == 1 else many, context)


class GettextCatalogue(Catalogue):
    """A compiled catalogue; an empty translation is none."""

    def __init__(self, language: str, compiled_catalogue: bytes) -> None:
        import gettext
        import io

        class Missing(gettext.NullTranslations):
            def gettext(self, message: str) -> str:  # noqa: ARG002
                return ""

            def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002
                return ""

            def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002
                return ""

            def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002
                return ""

        self.language = language
        self._known = gettext.GNUTranslations(io.BytesIO(compiled_catalogue))
        self._known.add_fallback(Missing())

    def translated(self, template: str, context: str = "") -> str | None:
        """Return a template in this language, or None if it has no translation."""
        found = (
            self._known.pgettext(context, template) if context else self._known.gettext(template)
        )
        return found or None

    def translated_plural(self, one: str, many: str, n: int, context: str = "") -> str | None:
        """Return the form of a template that goes with `n`, or None."""
        if context:
            return self._known.npgettext(context, one, many, n) or None
        return self._known.ngettext(one, many, n) or None


@lru_cache(maxsize=16)
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language ("fr", "fr_FR.UTF-8", ...), English if there is none.

    Examples
    --------
    >>> catalogue("fr_FR.UTF-8").language
    'fr'
    >>> catalogue("sw").language
    'en'
    """
    name = language.split(".")[0].replace("-", "_")
    if name.lower().startswith(PSEUDO):
        return PseudoCatalogue()
    for one in dict.fromkeys((name, name.split("_")[0].lower())):
        found = _compiled_catalogue(one) if one.isidentifier() else None
        if found is not None:
            return GettextCatalogue(one, found)
    return ENGLISH


def languages() -> tuple[str, ...]:
    """Return the languages in which messages can be said: English, and those of catalogues.

    Examples
    --------
    >>> languages()
    ('en', 'fr')
    """
    folders = os.listdir(FOLDER) if os.path.isdir(FOLDER) else []  # noqa: PTH112, PTH208
    return tuple(sorted({"en", *(one for one in folders if catalogue(one).language == one)}))


def is_spoken(language: str) -> bool:
    """Say whether there is a catalogue of a language, and it is not English for want of one.

    Examples
    --------
    >>> is_spoken("fr_FR.UTF-8"), is_spoken("en_GB"), is_spoken("xx"), is_spoken("")
    (True, True, False, False)
    """
    own = language.split(".")[0].replace("-", "_").split("_")[0].lower()
    return own == "en" or catalogue(language) is not ENGLISH


def _compiled_catalogue(language: str) -> bytes | None:
    stem = os.path.join(FOLDER, language, "LC_MESSAGES", DOMAIN)  # noqa: PTH118
    try:
        with open(stem + ".mo", "rb") as file:  # noqa: PTH123
            return file.read()
    except OSError:
        pass
    try:
        with open(stem + ".po", encoding="utf-8") as text:  # noqa: PTH123
            return compiled_po(text.read())
    except OSError:
        return None


def compiled_po(text: str) -> bytes:
    """Compile the text of a `.po` file to the bytes of a `.mo` file.

    Entries that are fuzzy or not translated are left out.
    """
    import struct

    known = {}
    for context, one, many, translations in po_entries(text):
        key = f"{context}\4{one}" if context else one
        if all(translations):
            known[f"{key}\0{many}" if many else key] = "\0".join(translations)
    pairs = sorted((key.encode(), said.encode()) for key, said in known.items())
    keys, values = (b"".join(pair[side] + b"\0" for pair in pairs) for side in (0, 1))
    start = 28 + 16 * len(pairs)  # the head, and both lists of lengths and places
    lists = b""
    for side, place in ((0, start), (1, start + len(keys))):
        for pair in pairs:
            lists += struct.pack("<II", len(pair[side]), place)
            place += len(pair[side]) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    return head + lists + keys + values


def po_entries(text: str) -> list[Entry]:
    r"""Return the entries of a `.po` file in its order, the head first; not the fuzzy ones.

    Examples
    --------
    >>> po_entries('msgid "one turn"\nmsgid_plural "{n} turns"\nmsgstr[0] "{n} tour"\n'
    ...            'msgstr[1] "{n} "\n"tours"')
    [('', 'one turn', '{n} turns', ('{n} tour', '{n} tours'))]
    """
    import ast

    entries: list[Entry] = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        fields: dict[str, str] = {}
        keyword, fuzzy = "", False
        for line in block.split("\n"):
            if line.startswith("#"):
                fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
                continue
            start, quote, rest = line.partition('"')
            keyword = start.strip() or keyword
            if quote:
                fields[keyword] = fields.get(keyword, "") + ast.literal_eval(quote + rest.rstrip())
        if "msgid" in fields and not (fuzzy and fields["msgid"]):
            said = tuple(value for name, value in fields.items() if name.startswith("msgstr"))
            entries.append(
                (fields.get("msgctxt", ""), fields["msgid"], fields.get("msgid_plural", ""), said)
            )
    return entries
