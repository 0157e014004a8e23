"""Text that can be said in another language: templates, and the catalogues that hold others.

A template is literal text with named fields, `{name}`; `{{` and `}}` are braces. A catalogue is a
gettext `.po` file. A wheel holds it compiled (`.mo`); in a checkout the `.po` itself is read. This
file needs nothing of the house to load, so that `setup.py` can compile with it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from functools import lru_cache
from typing import Any

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


VARIABLE = "CIVIC_QUAL_LANGUAGE"

_language: ContextVar[str] = ContextVar("language")
_commanded: ContextVar[bool] = ContextVar("commanded", default=False)
_clicked: ContextVar[bool] = ContextVar("clicked", default=False)
_PLAIN = Catalogue()  # the English that a text is as a str, wherever it was made

Say = Callable[..., str]


class Spoken(str):
    """Text that knows how it is said: as a `str` it is the English.

    `say(catalogue, *made_of)` says it in the language of a catalogue; it is a function of a
    module, so that the text can be pickled.
    """

    _say: Say
    _made_of: tuple[Any, ...]

    def __new__(cls, say: Say, *made_of: Any) -> Spoken:
        """Make the English of what the text is made of."""
        text = super().__new__(cls, say(_PLAIN, *made_of))
        text._say, text._made_of = say, made_of
        return text

    def in_language(self, language: str | None = None) -> str:
        """Return the text in a language, by default the one spoken now."""
        return self.said(catalogue(language or language_now()))

    def said(self, words: Catalogue) -> str:
        """Return the text in the language of a catalogue."""
        return self._say(words, *self._made_of)

    def __reduce__(self) -> tuple[Any, ...]:
        return Spoken, (self._say, *self._made_of)


def typed(python: str, command: str, page: str | None = None) -> str:
    """Write what a person is to type, in Python or on the command line; or to do on a page.

    Parameters
    ----------
    python
        An argument, a call, or a message that holds them.
    command
        The same as an option or a command, "" where there is none.
    page
        What to click, in words: the name of a page, and what stands there; "" where there is
        nothing. None: no page comes to say it.

    Examples
    --------
    >>> advice = typed('unread="ignore"', "--unread ignore")
    >>> with on_command_line():
    ...     print(advice, "|", render(advice))
    unread="ignore" | --unread ignore
    """
    return Spoken(_typed, python, command, page)


def unless_on_page(text: str, page: str) -> str:
    """Write what is said everywhere, in Python too, but on pages: there `page` is.

    Examples
    --------
    >>> advice = unless_on_page("draw one with civic-qual sample", "draw one on the page Work")
    >>> with on_page():
    ...     print(advice, "|", render(advice))
    draw one with civic-qual sample | draw one on the page Work
    """
    return typed(text, text, page)


def _typed(words: Catalogue, python: str, command: str, page: str | None = None) -> str:
    if page is not None and _clicked.get() and words is not _PLAIN:
        return said(page, words)
    return said(command if _commanded.get() and words is not _PLAIN else python, words)


@contextmanager
def on_command_line() -> Iterator[None]:
    """Let what a person is to type be options and commands."""
    with _while_so(_commanded):
        yield


@contextmanager
def on_page() -> Iterator[None]:
    """Let what a person is to do be what they click on a page."""
    with _while_so(_clicked):
        yield


@contextmanager
def _while_so(way: ContextVar[bool]) -> Iterator[None]:
    token = way.set(True)
    try:
        yield
    finally:
        way.reset(token)


def said(value: object, words: Catalogue) -> str:
    """Return anything as text in the language of a catalogue; plain text as it is.

    On the command line it is kept on its line: a name that holds the end of one could begin the
    next like a sentence of ours.
    """
    if isinstance(value, Spoken):
        return value.said(words)
    if _commanded.get() and words is not _PLAIN:
        return str(value).replace("\n", " ")
    return str(value)


def message_of(error: BaseException) -> str:
    """Return what an exception says, still a message if it was made of one.

    Examples
    --------
    >>> message_of(ValueError("no")), message_of(KeyError("plan"))
    ('no', "'plan'")
    """
    if len(error.args) == 1 and isinstance(error.args[0], Spoken):
        return error.args[0]
    return str(error)


def render(text: str | BaseException, language: str | None = None) -> str:
    """Return a text, or what an error or a warning says, in a language.

    Parameters
    ----------
    text
        A message, a plain text (returned as it is) or an exception.
    language
        By default the one spoken now: see `speaking`.

    Returns
    -------
    str
        Plain text; in English where nobody has translated it yet.

    Examples
    --------
    >>> render("plan"), render(ValueError("no such file"))
    ('plan', 'no such file')
    """
    if isinstance(text, BaseException):
        text = message_of(text)
    return text.in_language(language) if isinstance(text, Spoken) else text


def language_now() -> str:
    """Return the language spoken now: of `speaking`, else of the environment, else English."""
    return catalogue(_language.get("") or os.environ.get(VARIABLE, "") or "en").language


class speaking:  # noqa: N801 - reads as a word: with speaking("fr")
    """Speak a language inside a `with` block; None goes on with the one spoken now.

    Examples
    --------
    >>> with speaking("fr"):
    ...     language_now()
    'fr'
    >>> language_now()
    'en'
    """

    def __init__(self, language: str | None) -> None:
        self.language = language
        self._tokens: list[Token[str]] = []

    def __enter__(self) -> None:
        self._tokens.append(_language.set(self.language or language_now()))

    def __exit__(self, *_: object) -> None:
        _language.reset(self._tokens.pop())


_PIECE = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]*)\}|([{}])")

Part = tuple[str, bool]  # literal text, or the name of a field and True


def untranslated(text: str) -> str:
    """Mark a template for the catalogues without making a message of it."""
    return text


def untranslated_in(context: str, text: str) -> tuple[str, str]:
    """Mark a template that has a context."""
    return context, text


def untranslated_plural(one: str, many: str) -> tuple[str, str]:
    """Mark a template that has plural forms."""
    return one, many


@lru_cache(maxsize=8192)
def parts(text: str) -> tuple[Part, ...]:
    """Cut a template into literal text and fields.

    Raises
    ------
    ValueError
        If a brace stands alone, or a field is more than a name in small letters.

    Examples
    --------
    >>> parts("{file}: {{x}}")
    (('file', True), (': {x}', False))
    """
    return tuple(_merged(_pieces(text)))


def _pieces(text: str) -> Iterator[Part]:
    end = 0
    for piece in _PIECE.finditer(text):
        if piece[2]:
            raise ValueError(
                f"{text!r}: a field is a name in small letters, as in {{name}}; "
                "how it is written (!r, :.2f) belongs to its value: quoted(x), decimal(x, 2)"
            )
        yield text[end : piece.start()], False
        yield (piece[1], True) if piece[1] else (piece[0][0], False)
        end = piece.end()
    yield text[end:], False


def _merged(pieces: Iterable[Part]) -> Iterator[Part]:
    literal = ""
    for piece, is_field in pieces:
        if not is_field:
            literal += piece
            continue
        if literal:
            yield literal, False
        yield piece, True
        literal = ""
    if literal:
        yield literal, False


def fields_of(text: str) -> set[str]:
    """Return the names of the fields of a template."""
    return {part for part, is_field in parts(text) if is_field}


@lru_cache(maxsize=8192)
def has_words(text: str) -> bool:
    """Say whether there is anything to translate outside the fields of a template."""
    return any(not is_field and any(map(str.isalpha, part)) for part, is_field in parts(text))
