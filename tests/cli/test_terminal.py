"""What a real terminal is sent: hostile names and texts are shown there, and not obeyed."""

import csv
import json
import os
import re
import subprocess
import sys
from unicodedata import bidirectional

import pytest

from tests.cli.conftest import CODEBOOK

pty = pytest.importorskip("pty")
termios = pytest.importorskip("termios")

# Clears the screen, names the window, goes back to the start of the line, turns the direction.
EVIL = "\x1b[2J\x1b]0;EVIL\x07\rEVIL\x08\x9b31m\u202eEVIL\u2066\x85EVIL\u2028EVIL"
MILD = "\u202eEVIL\u2066\x9b31mEVIL\u2028EVIL"  # what a text may hold and be taken for one
SAID = "They came late."
FORGED = "two\nerror: EVIL"  # a line that looks like ours


def sent_to_a_terminal(folder, *arguments):
    """Return the exit code of a command, and the very characters that its terminal was sent."""
    ours, its = pty.openpty()
    settings = termios.tcgetattr(its)
    settings[1] &= ~termios.OPOST  # nothing is added on the way
    termios.tcsetattr(its, termios.TCSANOW, settings)
    process = subprocess.Popen(
        [sys.executable, "-m", "civic_qual", *map(str, arguments)],
        cwd=folder, stdin=its, stdout=its, stderr=its, env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    os.close(its)
    sent = b""
    while True:
        try:
            block = os.read(ours, 65536)
        except OSError:  # nobody has it open any more
            break
        if not block:
            break
        sent += block
    os.close(ours)
    return process.wait(), sent.decode("utf-8")


def obeyed(sent):
    """Return what a terminal would obey; a progress bar may go back to the start of its line."""
    orders = [
        sign for sign in sent if (ord(sign) < 32 or 127 <= ord(sign) < 160) and sign not in "\n\t\r"
    ]
    turns = [
        sign
        for sign in sent
        if bidirectional(sign) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    ]
    backs = re.findall("\r(?=EVIL)", sent)
    lines = re.findall("[\u2028\u2029]|^error: EVIL", sent, re.MULTILINE)
    return [*orders, *turns, *backs, *lines]


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder in which everything that can have a hostile name or text has one."""
    folder = tmp_path_factory.mktemp("evil")
    (folder / "talks").mkdir()
    _interviews(folder / "talks")
    _codebooks(folder)
    _tables(folder)
    (folder / f"model{EVIL}.skops").write_bytes(b"PK\x03\x04 and then nothing")
    (folder / f"no{EVIL}.study").write_bytes(b"SQLite format 3\0 and then nothing")
    for call in (
        ["new", "kept.study", "talks", "--who", f"Awa {EVIL}"],
        ["add", "kept.study", "coded.csv", "--who", FORGED],
        ["sample", "talks", "-n", "6", "--out", "drawn.csv"],
    ):
        status, sent = sent_to_a_terminal(folder, *call)
        assert status == 0, sent
        assert obeyed(sent) == [], ascii(sent)
    return folder


def _interviews(talks):
    """A text, what a transcriber wrote, a table of turns; and files that cannot be read."""
    for number in range(3):
        turns = [("Chief", SAID), ("Interviewer", "And?"), ("Chief", "Maize.")]
        text = "".join(f"{who} {MILD}: {said} {MILD}\n" for who, said in turns)
        (talks / f"text{number}.txt").write_text(text, encoding="utf-8")
        segments = [
            {"start": second, "end": second + 1, "speaker": who + EVIL, "text": f"{said} {EVIL}"}
            for second, (who, said) in enumerate(turns)
        ]
        (talks / f"heard{number}.json").write_text(json.dumps({"segments": segments}))
        rows = [["speaker", "text"], *([who + EVIL, f"{said} {EVIL}"] for who, said in turns)]
        _write(talks / f"rows{number}.csv", rows)
    (talks / f"bad{EVIL}.txt").write_text("I: Why?\nR: So.\n", encoding="utf-8")
    (talks / f"empty{MILD}.txt").write_text("", encoding="utf-8")
    (talks / f"{FORGED}.txt").write_text("I: Why?\nR: So.\n")


def _codebooks(folder):
    quoted = EVIL.encode("unicode_escape").decode()
    book = CODEBOOK.replace("title: Small", f'title: "Small {quoted}"')
    book = book.replace("{en: Response}", f'{{en: "Response {quoted}"}}')
    (folder / "talks" / "codebook.yaml").write_text(book, encoding="utf-8")
    failing = book.replace('["They came home."]', f'["They came late {quoted}"]')
    (folder / "failing.yaml").write_text(failing, encoding="utf-8")
    (folder / "wrong.yaml").write_text(f'title: X\n"col{quoted}": red\ncodes: []\n')


def _tables(folder):
    ids = [f"{kind}{number}" for number in range(3) for kind in ("text", "heard", "rows")]
    places = [["transcript", "district"], *([one, f"Kidal {EVIL}"] for one in ids)]
    _write(folder / "talks" / "attributes.csv", places)
    columns = ["transcript", "start", "end", "code", "coder"]
    coded = [
        [f"text{number}", start, start + len(SAID), "perf.response", who]
        for number in range(3)
        for start in [(folder / "talks" / f"text{number}.txt").read_text("utf-8").index(SAID)]
        for who in (f"A {EVIL}", FORGED)
    ]
    _write(folder / "coded.csv", [columns, *coded])
    _write(folder / "strange.csv", [columns, ["text1" + EVIL, 1, 2, "x" + EVIL, "A"]])
    _write(folder / "codes.csv", [columns, ["text1", 1, 9, "x" + EVIL, "A"]])


def _write(path, rows):
    """Write a table in which orders are few among many words, so that it is taken for text."""
    heads, *cells = rows
    rows = [[*heads, "remark"], *([*row, "nothing to remark " * 60] for row in cells)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


CALLS = [
    ["look", "talks", "--by", "district"],
    ["code", "talks", "--internal", "--by", "district"],
    ["code", "kept.study", "--internal", "--by", "district", "--unit", "sentence"],
    ["code", "talks", "--strict"],
    ["code", "talks", "--model", f"model{EVIL}.skops"],
    ["code", "talks", "--out", f"nowhere/{EVIL}"],
    ["code", "talks", "--by", f"district{EVIL}"],
    ["code", "talks", "--codebook", "wrong.yaml"],
    ["code", f"nowhere{EVIL}"],
    ["code", FORGED],
    [f"code{EVIL}"],
    ["--language", EVIL, "code", "talks"],
    ["check", "failing.yaml"],
    ["check", "talks/codebook.yaml"],
    ["check", f"no{EVIL}.study"],
    ["new", f"s{EVIL}.study", "talks"],
    ["add", "kept.study", "coded.csv"],
    ["add", "kept.study", "strange.csv"],
    ["history", "kept.study"],
    ["history", "kept.study", "--undo", "1", "--coder", f"A {EVIL}", "--why", FORGED],
    ["agree", "talks", "--codings", "coded.csv"],
    ["agree", "talks", "--codings", "codes.csv"],
    ["sample", "talks", "-n", "6", "--by", "district", "--coder", f"A {EVIL}"],
    ["estimate", "talks", "--codings", "coded.csv", "--coder", EVIL, "--sample", "drawn.csv"],
    ["train", "talks", "--codings", "coded.csv", "--coder", FORGED, "--no-encoder"],
    ["export", "kept.study", "--internal", "--out", f"e{EVIL}"],
]  # fmt: skip


@pytest.mark.parametrize(
    "call", CALLS, ids=[f"{n}-{call[0][:8].strip(EVIL)}" for n, call in enumerate(CALLS)]
)
def test_nothing_hostile_is_obeyed(here, call):
    _, sent = sent_to_a_terminal(here, *call)
    assert sent
    assert obeyed(sent) == [], ascii(sent)
