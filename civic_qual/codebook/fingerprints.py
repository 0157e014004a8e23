"""Two fingerprints of a codebook: of what changes machines, and of what changes people.

Every coding stores both, so that it is known later whether its codebook is still the same. The
order of codes, rules and list items changes neither.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from civic_qual.codebook.rules.canonical import format_rule
from civic_qual.language.version import LANGUAGE_VERSION

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from civic_qual.codebook.codes import Code, Example, Rule
    from civic_qual.codebook.model import Codebook

LENGTH = 16  # hexadecimal digits


def rules_fingerprint(codebook: Codebook) -> str:
    """Return the fingerprint of the rules, the word lists and the resources of languages.

    Notes of rules, names and definitions do not change it; a new version of the lemmatiser does,
    and so does a new `civic_qual.language.version.LANGUAGE_VERSION`.

    Returns
    -------
    str
        16 hexadecimal digits.

    Examples
    --------
    >>> from civic_qual.bundled import bundled
    >>> from civic_qual.codebook.files.reading import read_codebook
    >>> codebook = read_codebook(bundled("codebooks/tutorial.yaml"))
    >>> len(rules_fingerprint(codebook)), rules_fingerprint(codebook) == codebook.rules_fingerprint
    (16, True)
    """
    rules = {code.id: sorted(map(rule_meaning, code.rules)) for code in codebook if code.rules}
    lists = {
        name: {language: sorted(map(format_rule, trees)) for language, trees in listed.items()}
        for name, listed in codebook.lists.items()
    }
    return _digest([rules, lists, _resources()])


def content_fingerprint(codebook: Codebook) -> str:
    """Return the fingerprint of what people read: names, definitions, examples and their like.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    return _digest({code.id: _content(code) for code in codebook})


def rule_meaning(rule: Rule) -> str:
    """Return what a rule does, as text that sorts: how it is spelt and noted does not matter."""
    options = {name: _any_order(value) for name, value in rule.options.items() if name != "note"}
    return json.dumps([rule.language, format_rule(rule.tree), options], sort_keys=True)


def _any_order(value: Any) -> Any:
    """Return the value of an option without the order in which its parts were written."""
    if not isinstance(value, tuple):
        return value
    if value and isinstance(value[0], tuple):
        return {name: sorted(values) for name, values in value}
    return sorted(value)


def _content(code: Code) -> list[object]:
    texts = (code.name, code.definition, code.include, code.exclude, code.unmet)
    return [
        code.kind,
        code.parent,
        code.sensitive,
        *(dict(by_language) for by_language in texts),
        sorted(map(_example, code.examples)),
        sorted(map(_example, code.counterexamples)),
        # Not there without fields: earlier codebooks keep their fingerprints.
        *sorted([field.name, sorted(field.one_of)] for field in code.fields),
    ]


def _example(example: Example) -> str:
    return json.dumps([example.language, example.text, sorted(example.attributes)])


@cache
def _resources() -> list[str]:
    """Return what decides about words and sentences beside the rules.

    These are the versions of the lemmatiser and of the sentence splitter, the version that our own
    rules of languages declare, and their tables. How our code is written changes nothing.
    """
    digest = hashlib.sha256()
    for name, entry in sorted(_lists(files("civic_qual.language")), key=itemgetter(0)):
        digest.update(name.encode() + entry.read_bytes().replace(b"\r\n", b"\n"))
    return [version("simplemma"), version("nltk"), str(LANGUAGE_VERSION), digest.hexdigest()]


def _lists(folder: Traversable, within: str = "") -> Iterator[tuple[str, Traversable]]:
    """Yield the lists of words in a folder and in those below it, by their paths."""
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _lists(entry, f"{within}{entry.name}/")
        elif entry.name.endswith((".csv", ".txt")):
            yield within + entry.name, entry


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
