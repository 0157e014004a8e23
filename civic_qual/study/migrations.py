"""The changes that every study file goes through, in order, each once: SQL that never changes.

The number of migrations a file has gone through is its version. What stands here is frozen: it
depends on no other code, so that a file of any version becomes the same file for ever. To change
the schema, add a migration at the end; `tests/study/test_migrations.py` says which SQL is missing
for a kind of record (`study/records.py`), and keeps a file of every version.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Migration:
    """A change of the schema: its name, which the file keeps, and its statements."""

    name: str
    statements: tuple[str, ...]


def only_adding(*tables: str) -> tuple[str, ...]:
    """Return the triggers that refuse to change or delete what is in some tables."""
    return tuple(
        f'CREATE TRIGGER "{table}_no_{change.lower()}" BEFORE {change} ON "{table}" '
        "WHEN NOT EXISTS (SELECT 1 FROM erasing) "
        "BEGIN SELECT RAISE(ABORT, 'a study only adds: nothing is changed or deleted'); "
        "END"
        for table in tables
        for change in ("UPDATE", "DELETE")
    )


FIRST_TABLES = Migration(
    "first_tables",
    (
        "CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL)",
        "CREATE TABLE erasing (entry INTEGER PRIMARY KEY)",
        "CREATE TABLE label (number INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)",
        # A line is there before its records, and its text after them: it tells their sum.
        "CREATE TABLE line (seq INTEGER PRIMARY KEY)",
        "CREATE TABLE audit (seq INTEGER PRIMARY KEY REFERENCES line(seq), "
        "key BLOB NOT NULL UNIQUE, time TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, "
        "details TEXT NOT NULL, records INTEGER NOT NULL, digest TEXT NOT NULL, "
        "recorded TEXT NOT NULL)",
        # Records that a line of the trail brought when they were there already.
        "CREATE TABLE shared (entry INTEGER NOT NULL REFERENCES line(seq), record BLOB NOT NULL, "
        "PRIMARY KEY (entry, record)) WITHOUT ROWID",
        'CREATE TABLE "text" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        "entry INTEGER NOT NULL REFERENCES line(seq), "
        '"revision" INTEGER NOT NULL REFERENCES label(number), "text" TEXT NOT NULL)',
        'CREATE TABLE "transcript" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        "entry INTEGER NOT NULL REFERENCES line(seq), "
        '"transcript" INTEGER NOT NULL REFERENCES label(number), '
        '"revision" INTEGER NOT NULL REFERENCES label(number), "supersedes" TEXT NOT NULL, '
        '"time" TEXT NOT NULL, "language" INTEGER NOT NULL REFERENCES label(number), '
        '"source" TEXT NOT NULL, "translation_of" INTEGER NOT NULL REFERENCES label(number), '
        '"attributes" TEXT NOT NULL, "speakers" TEXT NOT NULL, "turns" TEXT NOT NULL)',
        'CREATE TABLE "participant" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        "entry INTEGER NOT NULL REFERENCES line(seq), "
        '"participant" INTEGER NOT NULL REFERENCES label(number), "supersedes" TEXT NOT NULL, '
        '"time" TEXT NOT NULL, "attributes" TEXT NOT NULL)',
        'CREATE TABLE "notice" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        "entry INTEGER NOT NULL REFERENCES line(seq), "
        '"kind" INTEGER NOT NULL REFERENCES label(number), "text" TEXT NOT NULL)',
        'CREATE TABLE "codebook" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        "entry INTEGER NOT NULL REFERENCES line(seq), "
        '"rules_fingerprint" INTEGER NOT NULL REFERENCES label(number), '
        '"content_fingerprint" INTEGER NOT NULL REFERENCES label(number), '
        '"supersedes" TEXT NOT NULL, "time" TEXT NOT NULL, "moves" TEXT NOT NULL, '
        '"text" TEXT NOT NULL)',
        'CREATE TABLE "coding" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        "entry INTEGER NOT NULL REFERENCES line(seq), "
        '"transcript" INTEGER NOT NULL REFERENCES label(number), '
        '"revision" INTEGER NOT NULL REFERENCES label(number), "start" INTEGER NOT NULL, '
        '"end" INTEGER NOT NULL, "code" INTEGER NOT NULL REFERENCES label(number), '
        '"codebook" INTEGER NOT NULL REFERENCES label(number), '
        '"coder" INTEGER NOT NULL REFERENCES label(number), '
        '"origin" INTEGER NOT NULL REFERENCES label(number), '
        '"status" INTEGER NOT NULL REFERENCES label(number), "score" REAL, '
        '"rules_fingerprint" INTEGER NOT NULL REFERENCES label(number), '
        '"content_fingerprint" INTEGER NOT NULL REFERENCES label(number), "nth" INTEGER NOT NULL, '
        '"time" TEXT NOT NULL, "evidence" TEXT NOT NULL)',
        'CREATE TABLE "reading" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        "entry INTEGER NOT NULL REFERENCES line(seq), "
        '"transcript" INTEGER NOT NULL REFERENCES label(number), '
        '"revision" INTEGER NOT NULL REFERENCES label(number), "start" INTEGER NOT NULL, '
        '"end" INTEGER NOT NULL, "unit" INTEGER NOT NULL REFERENCES label(number), '
        '"codes" INTEGER NOT NULL REFERENCES label(number), '
        '"codebook" INTEGER NOT NULL REFERENCES label(number), '
        '"coder" INTEGER NOT NULL REFERENCES label(number), '
        '"origin" INTEGER NOT NULL REFERENCES label(number), '
        '"sample" INTEGER NOT NULL REFERENCES label(number), '
        '"rules_fingerprint" INTEGER NOT NULL REFERENCES label(number), '
        '"content_fingerprint" INTEGER NOT NULL REFERENCES label(number), "nth" INTEGER NOT NULL, '
        '"time" TEXT NOT NULL)',
        'CREATE TABLE "decision" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        "entry INTEGER NOT NULL REFERENCES line(seq), "
        '"coding" BLOB NOT NULL REFERENCES coding(key), '
        '"verdict" INTEGER NOT NULL REFERENCES label(number), "replacement" BLOB NOT NULL, '
        '"who" INTEGER NOT NULL REFERENCES label(number), "why" TEXT NOT NULL, '
        '"supersedes" TEXT NOT NULL, "time" TEXT NOT NULL)',
        'CREATE TABLE "ruling" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        "entry INTEGER NOT NULL REFERENCES line(seq), "
        '"transcript" INTEGER NOT NULL REFERENCES label(number), '
        '"revision" INTEGER NOT NULL REFERENCES label(number), "start" INTEGER NOT NULL, '
        '"end" INTEGER NOT NULL, "code" INTEGER NOT NULL REFERENCES label(number), '
        '"coder" INTEGER NOT NULL REFERENCES label(number), '
        '"decision" INTEGER NOT NULL REFERENCES label(number), '
        '"decided_by" INTEGER NOT NULL REFERENCES label(number), "why" TEXT NOT NULL)',
        'CREATE TABLE "undo" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        'entry INTEGER NOT NULL REFERENCES line(seq), "subject" BLOB NOT NULL, '
        '"who" INTEGER NOT NULL REFERENCES label(number), "why" TEXT NOT NULL, '
        '"time" TEXT NOT NULL)',
        'CREATE TABLE "anchor" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        'entry INTEGER NOT NULL REFERENCES line(seq), "subject" BLOB NOT NULL, '
        '"transcript" INTEGER NOT NULL REFERENCES label(number), '
        '"revision" INTEGER NOT NULL REFERENCES label(number), "start" INTEGER NOT NULL, '
        '"end" INTEGER NOT NULL, "who" INTEGER NOT NULL REFERENCES label(number), '
        '"time" TEXT NOT NULL)',
        'CREATE TABLE "memo" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        "entry INTEGER NOT NULL REFERENCES line(seq), "
        '"about" INTEGER NOT NULL REFERENCES label(number), '
        '"target" INTEGER NOT NULL REFERENCES label(number), '
        '"transcript" INTEGER NOT NULL REFERENCES label(number), '
        '"revision" INTEGER NOT NULL REFERENCES label(number), "start" INTEGER NOT NULL, '
        '"end" INTEGER NOT NULL, "text" TEXT NOT NULL, '
        '"who" INTEGER NOT NULL REFERENCES label(number), "supersedes" TEXT NOT NULL, '
        '"time" TEXT NOT NULL)',
        'CREATE TABLE "sample" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        "entry INTEGER NOT NULL REFERENCES line(seq), "
        '"name" INTEGER NOT NULL REFERENCES label(number), "header" TEXT NOT NULL, '
        '"units" TEXT NOT NULL)',
    ),
)

ONLY_ADDED = Migration(
    "only_added",
    only_adding(
        "text",
        "transcript",
        "participant",
        "notice",
        "codebook",
        "coding",
        "reading",
        "decision",
        "ruling",
        "undo",
        "anchor",
        "memo",
        "sample",
        "audit",
        "label",
        "shared",
    ),
)

# All that is shown of the codings of a code stands side by side in the first index.
LOOKED_UP = Migration(
    "looked_up",
    (
        'CREATE INDEX coding_code ON coding ("code", "row", "entry", "transcript", "revision", '
        '"start", "end", "codebook", "coder", "origin", "status", "score", "rules_fingerprint", '
        '"content_fingerprint", "time")',
        'CREATE INDEX "coding_transcript" ON "coding" ("transcript")',
        'CREATE INDEX "decision_coding" ON "decision" ("coding")',
        'CREATE INDEX "undo_subject" ON "undo" ("subject")',
        'CREATE INDEX "anchor_subject" ON "anchor" ("subject")',
        'CREATE INDEX "text_revision" ON "text" ("revision")',
    ),
)

# A column that was added may be empty: its record has the default, and the name it had before.
# A seal tells of a line of the trail what no name tells: when it came, and in what order what.
WHAT_WAS_SHOWN_AND_SAID = Migration(
    "what_was_shown_and_said",
    (
        'ALTER TABLE "coding" ADD COLUMN "fields" TEXT',
        'ALTER TABLE "reading" ADD COLUMN "shown" INTEGER REFERENCES label(number)',
        'CREATE INDEX "coding_fields" ON "coding" ("row", "entry", "fields") '
        'WHERE "fields" IS NOT NULL',
        "CREATE TABLE seal (seq INTEGER PRIMARY KEY REFERENCES line(seq), sum BLOB NOT NULL)",
        'CREATE TABLE "consent" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        "entry INTEGER NOT NULL REFERENCES line(seq), "
        '"about" INTEGER NOT NULL REFERENCES label(number), '
        '"target" INTEGER NOT NULL REFERENCES label(number), '
        '"consent" INTEGER NOT NULL REFERENCES label(number), '
        '"who" INTEGER NOT NULL REFERENCES label(number), "why" TEXT NOT NULL, '
        '"supersedes" TEXT NOT NULL, "time" TEXT NOT NULL)',
        'CREATE TABLE "setting" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        "entry INTEGER NOT NULL REFERENCES line(seq), "
        '"name" INTEGER NOT NULL REFERENCES label(number), "value" TEXT NOT NULL, '
        '"who" INTEGER NOT NULL REFERENCES label(number), "why" TEXT NOT NULL, '
        '"supersedes" TEXT NOT NULL, "time" TEXT NOT NULL)',
        'CREATE TABLE "release" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        "entry INTEGER NOT NULL REFERENCES line(seq), "
        '"name" INTEGER NOT NULL REFERENCES label(number), "study" TEXT NOT NULL, '
        '"policy" TEXT NOT NULL, "contents" TEXT NOT NULL, '
        '"who" INTEGER NOT NULL REFERENCES label(number), "why" TEXT NOT NULL, '
        '"time" TEXT NOT NULL)',
        'CREATE TABLE "model" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        "entry INTEGER NOT NULL REFERENCES line(seq), "
        '"name" INTEGER NOT NULL REFERENCES label(number), '
        '"rules_fingerprint" INTEGER NOT NULL REFERENCES label(number), '
        '"content_fingerprint" INTEGER NOT NULL REFERENCES label(number), '
        '"content" BLOB NOT NULL, "who" INTEGER NOT NULL REFERENCES label(number), '
        '"why" TEXT NOT NULL, "supersedes" TEXT NOT NULL, "time" TEXT NOT NULL)',
        'CREATE TABLE "area" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        "entry INTEGER NOT NULL REFERENCES line(seq), "
        '"name" INTEGER NOT NULL REFERENCES label(number), '
        '"within" INTEGER NOT NULL REFERENCES label(number), '
        '"kind" INTEGER NOT NULL REFERENCES label(number), "names" TEXT NOT NULL, '
        '"attributes" TEXT NOT NULL, "who" INTEGER NOT NULL REFERENCES label(number), '
        '"supersedes" TEXT NOT NULL, "time" TEXT NOT NULL)',
        *only_adding("seal", "consent", "setting", "release", "model", "area"),
    ),
)

WHAT_IS_REPORTED = Migration(
    "what_is_reported", ('ALTER TABLE "transcript" ADD COLUMN "reported" TEXT',)
)

# What people are given to read, what they do, one act each, and what they say no to.
WHAT_PEOPLE_DO = Migration(
    "what_people_do",
    (
        'ALTER TABLE "reading" ADD COLUMN "item" INTEGER REFERENCES label(number)',
        'CREATE INDEX "reading_item" ON "reading" ("item") WHERE "item" IS NOT NULL',
        'CREATE INDEX "coding_place" ON "coding" ("transcript", "start")',
        'CREATE TABLE "assignment" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        "entry INTEGER NOT NULL REFERENCES line(seq), "
        '"queue" INTEGER NOT NULL REFERENCES label(number), '
        '"kind" INTEGER NOT NULL REFERENCES label(number), '
        '"asked" INTEGER NOT NULL REFERENCES label(number), '
        '"coder" INTEGER NOT NULL REFERENCES label(number), "nth" INTEGER NOT NULL, '
        '"transcript" INTEGER NOT NULL REFERENCES label(number), '
        '"revision" INTEGER NOT NULL REFERENCES label(number), '
        '"start" INTEGER NOT NULL, "end" INTEGER NOT NULL, '
        '"unit" INTEGER NOT NULL REFERENCES label(number), '
        '"codes" INTEGER NOT NULL REFERENCES label(number), '
        '"sample" INTEGER NOT NULL REFERENCES label(number), '
        '"shown" INTEGER NOT NULL REFERENCES label(number), '
        '"item" INTEGER NOT NULL REFERENCES label(number), '
        '"who" INTEGER NOT NULL REFERENCES label(number), "time" TEXT NOT NULL)',
        'CREATE INDEX "assignment_queue" ON "assignment" ("queue", "coder")',
        'CREATE INDEX "assignment_coder" ON "assignment" ("coder", "transcript")',
        'CREATE INDEX "assignment_item" ON "assignment" ("item")',
        'CREATE TABLE "act" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        'entry INTEGER NOT NULL REFERENCES line(seq), "id" TEXT NOT NULL, '
        '"does" INTEGER NOT NULL REFERENCES label(number), '
        '"who" INTEGER NOT NULL REFERENCES label(number), '
        '"queue" INTEGER NOT NULL REFERENCES label(number), "records" TEXT NOT NULL, '
        '"time" TEXT NOT NULL)',
        'CREATE INDEX "act_id" ON "act" ("id")',
        'CREATE TABLE "rejection" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        "entry INTEGER NOT NULL REFERENCES line(seq), "
        '"transcript" INTEGER NOT NULL REFERENCES label(number), '
        '"revision" INTEGER NOT NULL REFERENCES label(number), '
        '"start" INTEGER NOT NULL, "end" INTEGER NOT NULL, '
        '"code" INTEGER NOT NULL REFERENCES label(number), '
        '"codebook" INTEGER NOT NULL REFERENCES label(number), '
        '"coder" INTEGER NOT NULL REFERENCES label(number), '
        '"origin" INTEGER NOT NULL REFERENCES label(number), '
        '"by" INTEGER NOT NULL REFERENCES label(number), "score" REAL, '
        '"why" TEXT NOT NULL, "time" TEXT NOT NULL)',
        'CREATE INDEX "rejection_place" ON "rejection" ("transcript", "start")',
        'CREATE TABLE "reveal" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        "entry INTEGER NOT NULL REFERENCES line(seq), "
        '"queue" INTEGER NOT NULL REFERENCES label(number), '
        '"who" INTEGER NOT NULL REFERENCES label(number), "why" TEXT NOT NULL, '
        '"time" TEXT NOT NULL)',
        *only_adding("assignment", "act", "rejection", "reveal"),
    ),
)

# What somebody settles where coders differ, one by one, while a round of it is open.
WHAT_IS_SETTLED = Migration(
    "what_is_settled",
    (
        'CREATE TABLE "third_look" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        "entry INTEGER NOT NULL REFERENCES line(seq), "
        '"reference" INTEGER NOT NULL REFERENCES label(number), '
        '"transcript" INTEGER NOT NULL REFERENCES label(number), '
        '"revision" INTEGER NOT NULL REFERENCES label(number), '
        '"start" INTEGER NOT NULL, "end" INTEGER NOT NULL, '
        '"code" INTEGER NOT NULL REFERENCES label(number), '
        '"codebook" INTEGER NOT NULL REFERENCES label(number), '
        '"decision" INTEGER NOT NULL REFERENCES label(number), '
        '"who" INTEGER NOT NULL REFERENCES label(number), "why" TEXT NOT NULL, '
        '"supersedes" TEXT NOT NULL, "time" TEXT NOT NULL)',
        'CREATE INDEX "third_look_place" ON "third_look" ("transcript", "start")',
        *only_adding("third_look"),
    ),
)

MIGRATIONS: tuple[Migration, ...] = (
    FIRST_TABLES,
    ONLY_ADDED,
    LOOKED_UP,
    WHAT_WAS_SHOWN_AND_SAID,
    WHAT_IS_REPORTED,
    WHAT_PEOPLE_DO,
    WHAT_IS_SETTLED,
)
