"""The catalogues of messages, kept up to date with the sources.

`python -m tests.catalogues update` extracts all messages again into `civic_qual/locale`: into
`civic_qual.pot`, and into the `.po` of every language, where translations are kept, those of
messages that are gone are dropped, and new messages wait for a translator with an empty `msgstr`.
`python -m tests.catalogues language sw` begins a language.
"""

import ast
import io
import json
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "civic_qual" / "locale"
POT = LOCALE / "civic_qual.pot"
PAGES = "civic_qual/reviewing/component/words.json"  # what pages say, as built
OPTIONS = {"**.j2": {"silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}}
KEYWORDS = {
    "Message": None,
    "_": None,
    "untranslated": None,
    "plural": (1, 2),
    "untranslated_plural": (1, 2),
    "in_context": ((1, "c"), 2),
    "untranslated_in": ((1, "c"), 2),
}


def messages_of_python(file, keywords, comment_tags, options):  # noqa: ARG001
    """Yield what a source says, as Babel asks for it.

    Babel's own reader loses a message in whose fields a function is given another message, and
    joins the two texts of `"a" if x else "b"`.
    """
    source = file.read().decode("utf-8")
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda one: (one.lineno, one.col_offset)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        texts = [getattr(one, "value", None) for one in call.args]
        if name in keywords and texts and all(isinstance(text, str) for text in texts):
            yield call.lineno, name, tuple(texts), _told(source, call.lineno, comment_tags)


def _told(source, line, tags):
    """Return the comment for translators that stands right above a line."""
    above = source.splitlines()[: line - 1]
    comment = []
    while above and above[-1].strip().startswith("#"):
        comment.insert(0, above.pop().strip(" #"))
    return comment if any(comment[:1] and comment[0].startswith(tag) for tag in tags) else []


METHODS = [("**.py", messages_of_python), ("**.j2", "jinja2")]
# Where the common rule is simpler than the one Babel knows (French would have a form for millions).
PLURALS = {"fr": "nplurals=2; plural=(n > 1);"}


def extracted():
    """Return all messages of the sources, with the files in which they stand."""
    catalogue = _empty()
    found = extract_from_dir(
        ROOT / "civic_qual", METHODS, OPTIONS, KEYWORDS, ["Translators:"], strip_comment_tags=True
    )
    # In an order that moving a function within its file does not change.
    for file, _, message, comments, context in sorted(found, key=_by_file_and_text):
        catalogue.add(
            message,
            None,
            [(f"civic_qual/{Path(file).as_posix()}", 0)],
            auto_comments=comments,
            context=context,
        )
    for one, many in json.loads((ROOT / PAGES).read_text(encoding="utf-8")):
        catalogue.add((one, many) if many else one, None, [("front", 0)])
    return catalogue


def _by_file_and_text(one):
    file, _, message, _, context = one
    return file, message if isinstance(message, str) else message[0], context or ""


def _empty(language=None):
    catalogue = Catalog(
        language, charset="utf-8", fuzzy=False, header_comment="# What civic_qual says to people."
    )
    if language in PLURALS:
        catalogue.mime_headers = [("Plural-Forms", PLURALS[language])]
    return catalogue


def written(catalogue):
    """Return a catalogue as text, without the times and tools that made it."""
    text = io.BytesIO()
    write_po(text, catalogue, width=96, ignore_obsolete=True, include_lineno=False)
    unsteady = (
        '"POT-Creation-Date',
        '"PO-Revision-Date',
        '"Generated-By',
        '"Last-Translator',
        '"Report-Msgid',
        '"Language-Team',
        '"Project-Id',
    )
    return "".join(
        line
        for line in text.getvalue().decode().splitlines(keepends=True)
        if not line.startswith(unsteady)
    )


def read(path):
    """Return the catalogue of a file."""
    with path.open("rb") as file:
        return read_po(file, locale=None if path == POT else path.parents[1].name)


def languages():
    """Return the `.po` files, one a language."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/civic_qual.po"))


def updated(path, template):
    """Return the catalogue of a language with the messages of a template."""
    new, known = _empty(path.parents[1].name), read(path)
    for message in template:
        if not message.id:
            continue
        old = known.get(message.id, message.context)
        new.add(
            message.id,
            old.string if old else None,
            message.locations,
            old.flags if old else (),
            message.auto_comments,
            old.user_comments if old else (),
            context=message.context,
        )
    return new


def update():
    """Extract all messages, and bring every language up to date."""
    template = extracted()
    POT.write_text(written(template), encoding="utf-8")
    for path in languages():
        path.write_text(written(updated(path, template)), encoding="utf-8")
        new = updated(path, template)
        missing = sum(1 for one in new if one.id and not all(_strings(one)))
        print(f"{path.relative_to(ROOT)}: {len(new)} messages, {missing} not translated")


def _strings(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def begin(language):
    """Begin the catalogue of a language."""
    path = LOCALE / language / "LC_MESSAGES" / "civic_qual.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text(written(_empty(language)), encoding="utf-8")
    update()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["update"]:
            update()
        case ["language", name]:
            begin(name)
        case _:
            sys.exit(__doc__)
