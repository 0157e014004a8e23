"""No command says a word of ours in English while another language is spoken: help, tables, files.

The pseudo-locale marks what is a message; what stands outside the marks must be data. Options and
commands are data where they are written as such (`--coder`, `civic-qual code`), and only there.
"""

import csv
import io
import re
import warnings
from contextlib import chdir, redirect_stderr, redirect_stdout

import click
import pytest

import civic_qual as cq
from civic_qual.cli.main import COMMANDS, commands, run
from civic_qual.messages import PSEUDO
from civic_qual.messages.pseudo import marked
from tests.cli.conftest import CODEBOOK
from tests.nothing_before import with_nothing_before
from tests.report.test_theme_report import Page
from tests.unmarked import unmarked_words

LATE, MAIZE = "They came late that night.", "We planted maize this year."
# What is the study's own: ids, names, values, words of the codebook; names of its files.
DATA = [
    "civic-qual",
    *("Awa", "Issa", "district", "Kidal", "Bria", "Respondent", "respondent"),
    *("Interviewer", "interviewer", "perf", "perf.response", "Performance", "Response", "Small"),
    *(f"t{number}" for number in range(12)),
    *("simple-turn-40-seed1", "stratified-turn-40-seed1", "scores-turn-40-seed1"),
    *("interviews-turn-6-seed1", "simple-turn-6-seed1"),
    *("rules", "model", "combined"),  # as a coder, who is named so
    *("came", "disagreements 1", "Cai"),  # queues as they are named, and a third coder
]


def called(*arguments, language=PSEUDO):
    """Return the exit code of a command, and all that it printed."""
    text = io.StringIO()
    with (
        redirect_stdout(text),
        redirect_stderr(text),
        warnings.catch_warnings(),
        pytest.raises(SystemExit) as stop,
    ):
        run(["--language", language, *with_nothing_before(arguments)])
    return stop.value.code or 0, text.getvalue()


def options():
    """Return how options and their values are written, as a user writes them."""
    for command in (commands, *COMMANDS):
        yield f"civic-qual {command.name}"
        for one in command.params:
            names = [*one.opts, *one.secondary_opts] if isinstance(one, click.Option) else []
            yield from (*names, *(f"'{name}'" for name in names))
            choices = [*getattr(one.type, "choices", ())]
            yield from (f"[{'|'.join(choices)}]", *(f"'{choice}'" for choice in choices))
            yield from (f"{name} {choice}" for name in names for choice in choices)
            if isinstance(one.default, str):
                yield from (f"{one.default}]", f"{one.default};")


OPTIONS = ["-h", "--help", *options()]


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder of twelve interviews in `talks`, a study `kept.study`, a sample and a model."""
    folder = tmp_path_factory.mktemp("speaks")
    (folder / "talks").mkdir()
    rows = [["transcript", "start", "end", "code", "coder"]]
    for number in range(12):
        text = ""
        for answer in range(8):
            said = LATE if (answer + number) % 2 else MAIZE
            start = len(text) + len("Respondent: ")
            if said == LATE:
                where = [f"t{number}", start, start + len(said), "perf.response"]
                rows += [[*where, "Awa"], *([[*where, "Issa"]] if answer % 3 else [])]
            text += f"Respondent: {said}\nInterviewer: And in village {number}?\n"
        (folder / "talks" / f"t{number}.txt").write_text(text, encoding="utf-8")
    (folder / "talks" / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    places = [["transcript", "district"]]
    places += [[f"t{number}", "Bria" if number % 2 else "Kidal"] for number in range(12)]
    for name, table in (("codings.csv", rows), ("attributes.csv", places)):
        with (folder / "talks" / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table)
    made = [
        ["new", "kept.study", "talks"],
        ["add", "kept.study", "talks/codings.csv"],
        ["sample", "talks", "-n", 40],
        ["train", "talks", "--no-encoder", "--coder", "Awa", "--out", "kept.skops"],
        ["export", "kept.study", "--internal"],
    ]
    with chdir(folder):
        unreadable(folder)
        for call in made:
            status, told = called(*call, language="en")
            assert status == 0, told
    return folder


def unreadable(folder):
    """Put files there with which something is wrong."""
    wrong = {
        "no_yaml.yaml": b"title: [",
        "latin.yaml": "title: Écoute".encode("latin-1"),
        "wrong.yaml": b"title: X\ncolour: red\ncodes:\n  - id: a b\n    rules: {en: '(late'}\n",
        "failing.yaml": CODEBOOK.replace("They came home.", "They came late.").encode(),
        "wrong.skops": b"PK\x03\x04 and then nothing",
        "wrong.study": b"SQLite format 3\0 and then nothing",
        "no_codes.csv": b"transcript,start\nt1,5\n",
        "other_code.csv": b"transcript,start,end,code,coder\nt1,12,20,perf.none,Awa\n",
        "outside.csv": b"transcript,start,end,code,coder\nt1,12,99999,perf,Awa\n",
        "stranger.csv": b"transcript,start,end,code,coder\nt99,12,20,perf,Awa\n",
        "empty.csv": b"",
        "empty.txt": b"",
    }
    for name, content in wrong.items():
        (folder / name).write_bytes(content)
    (folder / "bare").mkdir()
    (folder / "nobody").mkdir()
    (folder / "nobody" / "t1.txt").write_text("Interviewer: Why?\nInterviewer: And?\n")


def data_in(folder, arguments):
    """Return what else is data: what was typed, and names of files, with and without folders."""
    files = [path.relative_to(folder) for path in folder.rglob("*")]
    names = {name for path in files for name in (path.as_posix(), path.name)}
    typed = {str(one) for one in arguments if not str(one).isalpha()}
    return [*DATA, *OPTIONS, *names, *typed, *(f"'{one}'" for one in arguments)]


def unmarked(told, *data):
    """Return the words that no message marked; fingerprints are numbers."""
    return unmarked_words(re.sub(r"\b[0-9a-f]{16}\b", "", told), data)


@pytest.mark.parametrize("command", ["", *(one.name for one in COMMANDS)])
def test_help(command):
    status, told = called(*filter(None, [command, "--help"]))
    names = [] if command else [f"  {one.name} " for one in COMMANDS]
    assert status == 0
    assert unmarked_words(told, [*DATA, *OPTIONS, *names]) == []


def test_version():
    assert unmarked_words(called("--version")[1], DATA) == []


WORKS = [
    "look talks --out people.xlsx",
    "look kept.study",
    "new other.study talks --who Awa",
    "add kept.study talks/codings.csv",
    "add kept.study talks",
    "check talks/codebook.yaml",
    "check kept.study",
    "code talks --by district",
    "code kept.study --by district --unit sentence --internal",
    "code talks --model kept.skops --people-first --coder Issa",
    "sample talks -n 40 --by district --coder Awa --coder Issa --double 0.2 --out drawn.csv",
    "sample talks -n 40 --rules --out pulled.csv",
    "sample talks -n 40 --codebook talks/codebook.yaml --model kept.skops --out scored.csv",
    "sample kept.study -n 6 --interviews",
    "worksheet kept.study",
    "worksheet kept.study --search came --code perf --coder Awa --name came --out came.xlsx",
    "worksheet kept.study --transcript t1 --coder Issa --coder Awa --word --out words",
    "worksheet kept.study --name came",
    "worksheet kept.study --disagreements --coder Cai --out differ.xlsx",
    "worksheet kept.study",
    "add kept.study came.xlsx words",
    "agree talks",
    "agree kept.study --rules --level theme",
    "agree talks --out agreement.csv --disagreements differ.csv",
    "adjudicate talks differ.csv --who Cai --out reference.csv",
    "history kept.study",
    "history kept.study --undo 2 --coder Awa",
    "estimate talks --coder Awa --sample sample.csv --by district --width 0.05",
    "estimate talks --coder Awa --sample sample.csv --model kept.skops --internal",
    "estimate talks --sample sample.csv",
    "train talks --no-encoder --coder Issa --out more.skops",
    "export kept.study --internal --out copied",
    "import kept_export --out again.study",
]


def notes_of(study):
    with cq.Study(study) as opened:
        return opened.corpus.notes


@pytest.mark.parametrize("call", WORKS)
def test_what_a_command_tells(here, call):
    with chdir(here):
        status, told = called(*call.split())
        # How transcripts were read is kept in a study as it was said then.
        data = notes_of("kept.study") if "kept.study" in call else ()
    assert status == 0, told
    assert told
    data = [*data, "reference"]
    assert unmarked(told, *data_in(here, call.split()), *data) == [], told


FAILS = [
    "",
    "cod",
    "code",
    "code talks more",
    "code talks --cofe x",
    "code talks --earlier none --model",
    "code nowhere",
    "code talks --unit word",
    "code talks --minimum few",
    "code talks --minimum 0",
    "code talks --encoding klingon",
    "code talks --by nothing",
    "worksheet kept.study --search zebra --coder Awa",
    "worksheet kept.study --transcripts --disagreements --coder Awa",
    "worksheet kept.study --transcripts --out x.ods --coder Awa",
    "worksheet kept.study --suggest 5 --coder Moussa --model nothing",
    "worksheet kept.study --name nothing",
    "worksheet kept.study --search late --code perf.non --coder Awa",
    "code talks --by district --by nothing",
    "code talks --codebook nowhere.yaml",
    "code talks --codebook no_yaml.yaml",
    "code talks --codebook latin.yaml",
    "code talks --codebook wrong.yaml",
    "code bare",
    "code nobody --codebook talks/codebook.yaml",
    "code empty.txt --codebook talks/codebook.yaml",
    "code talks --policy both",
    "code talks --coder Awa",
    "code talks --people-first --coder Moussa",
    "code talks --people-first --coder Awa --unit sentence",
    "code talks --model wrong.skops",
    "code talks --out empty.csv",
    "code talks --out empty.csv/below",
    "check nowhere.yaml",
    "check failing.yaml",
    "check wrong.yaml",
    "check wrong.study",
    "check talks/codings.csv talks/attributes.csv empty.csv --source talks",
    "check bare",
    "new kept.study talks",
    "new more.study bare",
    "new nowhere/more.study talks",
    "add nowhere.study talks",
    "add wrong.study talks",
    "add kept.study no_codes.csv",
    "add kept.study other_code.csv",
    "add kept.study outside.csv",
    "add kept.study stranger.csv",
    "add kept.study empty.csv",
    "add kept.study nobody",
    "sample talks -n 0",
    "sample talks -n 4000",
    "sample talks -n many",
    "sample talks --double 2",
    "sample talks --by nothing",
    "sample talks --by district --by district",
    "sample talks -n 6 --interviews --rules",
    "sample talks -n 6 --double 0.5 --coder Awa",
    "sample bare",
    "agree talks --coder Awa",
    "agree talks --coder Awa --coder Moussa",
    "agree talks --unit sentence",
    "agree nobody --codebook talks/codebook.yaml",
    "agree talks --out table.pdf",
    "agree talks --out nowhere/table.csv",
    "estimate talks --coder Awa",
    "estimate talks --coder Awa --sample nowhere.csv",
    "estimate talks --coder Awa --sample no_codes.csv",
    "estimate talks --coder Nobody --sample sample.csv",
    "estimate talks --coder Awa --sample sample.csv --by nothing",
    "estimate talks --coder Awa --sample sample.csv --confidence 2",
    "estimate talks --coder Awa --sample sample.csv --coverage coded_only",
    "estimate kept.study --coder Awa --sample nothing",
    "train talks --coder Moussa",
    "train talks --coder Awa --out themes.pkl",
    "train nobody --codebook talks/codebook.yaml",
    "adjudicate talks nowhere.csv",
    "adjudicate talks no_codes.csv",
    "look nowhere",
    "look talks --out people.txt",
    "look talks --people talks/codings.csv",
    "history nowhere.study",
    "history wrong.study",
    "history kept.study --undo 2",
    "history kept.study --undo 99 --coder Awa",
    "export nowhere.study --internal",
    "export kept.study",
    "export kept.study --internal --out talks",
    "import nowhere",
    "import talks",
    "import kept_export --out kept.study",
]


# Names that are written in files, which an error names: columns, keys, attributes, codes, formats.
NAMED = {
    "--by nothing": ["district, language, participant, transcript"],
    "no_codes.csv": ["transcript, start"],
    "--sample no_codes.csv": [
        "end, stratum, probability, double, cluster, sample, design, unit, seed, by, "
        "frame_hash, frame_size"
    ],
    "adjudicate talks no_codes.csv": ["end, code, decision"],
    "other_code.csv": ["perf.none"],
    "wrong.yaml": [
        "languages",
        "name",
        "title, version, languages, lists, codes",
        "'a b'",
        "colour",
    ],
    "no_yaml.yaml": ["expected the node content, but found '<stream end>'"],  # its parser
    "failing.yaml": ["They came late.", "came late", "came", "late"],
    "themes.pkl": [".skops", "themes.skops"],
    "nowhere/": ["nowhere"],
    "talks more": ["more"],
}


@pytest.mark.parametrize("call", FAILS)
def test_what_a_command_refuses(here, call):
    data = [one for part, named in NAMED.items() if part in call for one in named]
    with chdir(here):
        status, told = called(*call.split())
    assert status in (1, 2), told
    assert told
    assert marked("unforeseen")[1:-1] not in told
    assert unmarked(told, *data_in(here, call.split()), *data) == [], told


def words_of(path):
    """Return what a reader reads in a file: the text of a page, the cells of a table."""
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".html":
        page = Page(text)
        return "\n".join([page.words, *(tag.get("aria-label") or "" for _, tag in page.tags)])
    if path.suffix == ".csv":
        rows = list(csv.reader(io.StringIO(text)))[1:]  # columns are for programs
        return "\n".join(cell for row in rows for cell in row)
    return text


# What stands in cells as a value that programs look for.
VALUES = ["True", "False", "turn", "suppressed", "any theme", "withheld", "all", "all codes"]
VALUES += ["banded", "people", "simple", "stratified", "scores", "interviews"]


@pytest.mark.parametrize(
    ("call", "written"),
    [
        ("code talks --by district --out w_code", "w_code/*"),
        ("estimate talks --coder Awa --sample sample.csv --by district --width .05 --out w", "w/*"),
        ("agree talks --out w_agree.csv --disagreements w_differ.csv", "w_*.csv"),
        ("sample talks -n 40 --coder Awa --out w_drawn.csv", "w_drawn*.csv"),
        ("train talks --no-encoder --coder Issa --out w_model.skops", "w_model.card.html"),
    ],
)
def test_what_a_command_writes_for_others(here, call, written):
    with chdir(here):
        status, told = called(*call.split())
    assert status == 0, told
    # A ledger is for programs.
    files = sorted(path for path in here.glob(written) if path.suffix != ".ledger")
    assert files
    for file in files:
        told = words_of(file)
        assert unmarked(told, *data_in(here, call.split()), *VALUES) == [], (file.name, told)
