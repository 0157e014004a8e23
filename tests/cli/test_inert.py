"""Commands open no socket, and leave no word of an interview where nobody would look for it.

Every command is run once, in a process of its own: an audit hook writes down what Python does with
sockets, in the command and in the process that reads strange files; where strace is at hand, the
system says the same of libraries that are not written in Python. Interviews hold words that stand
nowhere else, and afterwards every folder is searched for them.
"""

import csv
import os
import shlex
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import CODEBOOK

HERE = Path(__file__).parent
PDF = HERE.parent / "documents" / "labelled_pdf.pdf"  # read in a process of its own
WORDS = ["kanariyavolo", "kanariyalabel", "kanariyaexample"]  # said, of a speaker, of an example
LATE, MAIZE = f"They came late, {WORDS[0]}.", "We planted maize this year."

_HOOK = """
import os, sys
def _seen(event, args):
    if event.startswith("socket.") and event != "socket.gethostname":
        with open(os.environ["SEEN"], "a") as file:
            file.write(f"{event} {args[1:]!r}\\n")
sys.addaudithook(_seen)
"""
_COMMAND = (
    _HOOK
    + """
sys.executable = os.environ["WORKER"]
from civic_qual.cli.main import run
run()
"""
)
# Instead of Python for the process that reads strange files: the same, with the hook.
_WORKER = f"""#!/bin/sh
exec {shlex.quote(sys.executable)} -I -c {
    shlex.quote(
        _HOOK
        + '''
import runpy
runpy.run_path(sys.argv[2], run_name="__main__")
'''
    )
} "$@"
"""

COMMANDS = {
    "demo": "demo --out demo",
    "desk": "desk --help",  # which listens on this computer, and what else is held in tests/desk
    "look": "look talks --out people.xlsx",
    "check": "check talks/codebook.yaml",
    "code": "code talks --by district --out coded --earlier none",
    "code --internal": "code talks --by district --internal --out counted",
    "new": "new kept.study talks",
    "add": "add kept.study talks/codings.csv",
    "sample": "sample talks -n 40 --out sample.csv",
    "agree": "agree talks --disagreements differ.csv",
    "adjudicate": "adjudicate talks differ.csv --who Cai --out reference.csv",
    "estimate": "estimate talks --coder Awa --sample sample.csv --by district --out estimated "
    "--earlier coded/release.ledger",
    "train": "train talks --coder Awa --no-encoder --out trained.skops",
    "worksheet": "worksheet kept.study --transcript t0 --coder Moussa --out given.xlsx",
    "report": "report kept.study --out reported",
    "refresh": "refresh kept.study --rules --out refreshed",
    "history": "history kept.study",
    "export": "export kept.study --internal",
    "import": "import kept_export --out again.study",
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """What every command did: its exit code, what it told, what was seen of sockets."""
    folder = tmp_path_factory.mktemp("inert")
    _interviews(folder)
    worker = folder / "worker.sh"
    worker.write_text(_WORKER)
    worker.chmod(0o700)
    return folder, {name: _run(folder, name, call) for name, call in COMMANDS.items()}


def _interviews(folder):
    (folder / "talks").mkdir()
    rows = [["transcript", "start", "end", "code", "coder"]]
    for number in range(8):
        text = ""
        for answer in range(8):
            said = LATE if (answer + number) % 2 else MAIZE
            start = len(text) + len(f"{WORDS[1]}: ")
            if said == LATE:
                where = [f"t{number}", start, start + len(said), "perf.response"]
                rows += [[*where, "Awa"], *([[*where, "Issa"]] if answer % 3 else [])]
            text += f"{WORDS[1]}: {said}\nInterviewer: And in village {number}?\n"
        (folder / "talks" / f"t{number}.txt").write_text(text, encoding="utf-8")
    shutil.copy(PDF, folder / "talks" / "scan.pdf")
    rules = CODEBOOK.index("        rules:"), CODEBOOK.index("        examples:")
    book = (
        CODEBOOK[: rules[0]]
        + "        rules:\n          en:\n            - came late\n"
        + "            - pattern: [{LOWER: maize}]\n"
        + CODEBOOK[rules[1] :]
    ).replace('"The peacekeepers chased them."', f'"We planted maize, {WORDS[2]}."')
    (folder / "talks" / "codebook.yaml").write_text(book, encoding="utf-8")
    places = [["transcript", "district"]]
    places += [[f"t{number}", "Bria" if number % 2 else "Kidal"] for number in range(8)]
    for name, table in (("codings.csv", rows), ("attributes.csv", places)):
        with (folder / "talks" / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table)


def _surroundings(folder):
    """The environment of a command: folders of its own for all that is kept or put aside."""
    aside = {"HOME": "home", "TMPDIR": "aside", "XDG_CACHE_HOME": "home/.cache"}
    for name in aside.values():
        (folder / name).mkdir(parents=True, exist_ok=True)
    kept = ("PATH", "PYTHONPATH", "LANG", "SYSTEMROOT", "PYTHONPYCACHEPREFIX")
    ours = {name: os.environ[name] for name in kept if name in os.environ}
    own = {name: str(folder / where) for name, where in aside.items()}
    return ours | own | {"WORKER": str(folder / "worker.sh")}


def _run(folder, name, call):
    seen, traced = folder / f"seen {name}.log", folder / f"traced {name}.log"
    seen.touch()
    command = [sys.executable, "-c", _COMMAND, *call.split()]
    if _traces():
        command = ["strace", "-f", "--seccomp-bpf", "-e", "trace=network", "-o", traced, *command]
    environment = _surroundings(folder) | {"SEEN": str(seen)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    sockets = [line for line in _lines(traced) if "(" in line and "resumed" not in line]
    return done.returncode, done.stdout + done.stderr, [*_lines(seen), *sockets]


def _traces():
    """Whether what is started can be traced here."""
    if not shutil.which("strace"):
        return False
    tried = ["strace", "-f", "--seccomp-bpf", "-e", "trace=network", "-o", os.devnull, "true"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


def _lines(path):
    return path.read_text(errors="replace").splitlines() if path.exists() else []


def test_every_command_is_tried():
    from civic_qual.cli.main import COMMANDS as ALL

    assert {one.name for one in ALL} <= set(COMMANDS)


@pytest.mark.skipif(os.name == "nt", reason="a script stands for Python there")
@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_opens_a_socket(runs, name):
    status, told, sockets = runs[1][name]
    assert status == 0, told
    assert sockets == []


def test_no_name_of_the_library_opens_a_socket(tmp_path):
    """All that it offers is loaded, and a table and a report are shown as a notebook shows them."""
    seen = tmp_path / "seen"
    seen.touch()
    program = (
        _HOOK
        + """
import civic_qual as cq
for name in cq.__all__:
    getattr(cq, name)
codings = cq.example_codings().filter(coder="A")
cq.theme_table(codings, by="country")._repr_html_()
cq.theme_report(codings).to_html()
"""
    )
    environment = os.environ | {"SEEN": str(seen)}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
    assert _lines(seen) == []


def test_the_hook_sees_a_socket(tmp_path):
    seen = tmp_path / "seen"
    program = _HOOK + "import socket\nsocket.socket().close()"
    subprocess.run([sys.executable, "-c", program], env={"SEEN": str(seen)}, check=True)
    assert "socket.__new__" in seen.read_text()


def test_nobody_but_one_place_loads_spacy():
    package = HERE.parents[1] / "civic_qual"
    loading = [
        path.name
        for path in package.rglob("*.py")
        for line in _lines(path)
        if line.strip().startswith(("import spacy", "from spacy"))
        and line.strip() not in ("from spacy.language import Language",
                                 "from spacy.matcher import Matcher")
    ]  # fmt: skip
    assert loading == []


def holding(folder, words=WORDS):
    """Return the files below a folder that hold one of the words, unpacked too."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            held = _contents(path)
            if any(word.encode(form) in held for word in words for form in ("utf-8", "utf-16-le")):
                found.append(path.relative_to(folder).as_posix())
    return found


def _contents(path):
    data = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            data += b"".join(map(archive.read, archive.namelist()))
    return data


def test_no_word_of_an_interview_is_kept_aside(runs):
    folder, _ = runs
    assert holding(folder / "home") == []
    assert list((folder / "aside").iterdir()) == []
    assert list((folder / "home").rglob("*")), "something was prepared, and searched"


def test_words_stand_only_in_files_that_are_meant_to_hold_them(runs):
    folder, _ = runs
    meant = ("talks/", "counted/", "kept.study", "again.study", "kept_export/", "people.xlsx",
             "trained.", "differ.csv", "reference.csv", "given.xlsx")  # fmt: skip
    assert [name for name in holding(folder) if not name.startswith(meant)] == []
    assert not list(folder.rglob(".writing-*"))


# What becomes of a file half-written.
_STOPPED = """
import os, signal, sys
from pathlib import Path
from civic_qual.cli.main import run
replace = Path.replace
def stopped(beside, target):
    if "x_killed" in str(target):
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(beside, target)
Path.replace = stopped
run()
"""
_FULL = """
import resource, signal
from civic_qual.cli.main import run
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
run()
"""
WRITES = [
    "code talks --internal --out x_{}",
    "train talks --coder Awa --no-encoder --out x_{}.skops",
]


@pytest.mark.skipif(os.name == "nt", reason="killed and limited as only Unix does")
@pytest.mark.parametrize("call", WRITES)
def test_who_is_killed_leaves_words_only_beside_the_target(runs, call):
    folder, _ = runs
    done = _broken(folder, _STOPPED, call.format("killed"))
    assert done.returncode == -signal.SIGKILL, done.stderr
    left = list(folder.rglob(".writing-*"))
    assert left
    assert {path.parent for path in left} <= {folder, folder / "x_killed"}
    assert {path.stat().st_mode & 0o077 for path in left} == {0}
    assert holding(folder / "home") == holding(folder / "aside") == []
    for path in left:  # the other tests look for them
        path.unlink()


@pytest.mark.skipif(os.name == "nt", reason="killed and limited as only Unix does")
@pytest.mark.parametrize("call", WRITES)
def test_a_full_disk_leaves_no_words_at_all(runs, call):
    folder, _ = runs
    done = _broken(folder, _FULL, call.format("full"))
    assert done.returncode == 1, done.stderr
    assert not any(word in done.stderr for word in WORDS)
    assert not list(folder.rglob(".writing-*"))
    assert holding(folder / "home") == holding(folder / "aside") == []
    assert [name for name in holding(folder) if name.startswith("x_full")] == []


def _broken(folder, program, call):
    command = [sys.executable, "-c", program, *call.split()]
    return subprocess.run(
        command, cwd=folder, env=_surroundings(folder), capture_output=True, text=True, check=False
    )
