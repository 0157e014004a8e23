"""What is kept for the next time: private, never wrong, and never in the way."""

import json
import os
import shutil
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from civic_qual import prepared
from civic_qual.prepared import Table, keep, kept, key_of

KEY = key_of("a version")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv(prepared.FOLDER, str(tmp_path / "cache"))
    return tmp_path / "cache"


def only_file(home):
    (file,) = home.iterdir()
    return file


def test_what_is_kept_comes_back():
    assert kept("words", KEY) is None
    keep("words", KEY, "élu\nélus\n")
    assert kept("words", KEY) == "élu\nélus\n"
    assert kept("words", key_of("another version")) is None
    assert kept("forms", KEY) is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights than these")
def test_nobody_else_may_read_it(home):
    keep("words", KEY, "élu")
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE(only_file(home).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: b"",
        lambda content: content.replace(b"lu", b"la"),
        lambda content: b"\xff" * 100,
    ],
)
def test_what_is_not_whole_counts_as_missing_and_is_made_anew(home, damage):
    keep("words", KEY, "élu")
    only_file(home).write_bytes(damage(only_file(home).read_bytes()))
    assert kept("words", KEY) is None
    keep("words", KEY, "élu")
    assert kept("words", KEY) == "élu"


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights than these")
def test_what_others_could_have_written_counts_as_missing(home, tmp_path):
    keep("words", KEY, "élu")
    file = only_file(home)
    for mode in (0o620, 0o602):
        file.chmod(mode)
        assert kept("words", KEY) is None
    file.chmod(0o600)
    assert kept("words", KEY) == "élu"
    elsewhere = tmp_path / "elsewhere"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    assert kept("words", KEY) is None


def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(prepared.FOLDER, str(tmp_path / "file" / "cache"))
    keep("words", KEY, "élu")
    assert kept("words", KEY) is None
    table = Table("words", lambda: KEY)
    table.add("élu", ["élu", "élus"])
    table.keep()
    assert table.get("élu") == ["élu", "élus"]
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_nothing_is_kept_when_it_is_switched_off(tmp_path, monkeypatch):
    monkeypatch.setenv(prepared.FOLDER, "")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    keep("words", KEY, "élu")
    assert kept("words", KEY) is None
    assert not list(tmp_path.rglob("*"))


def test_old_versions_go(home):
    for version in range(9):
        keep("words", key_of(str(version)), "élu")
    assert len(list(home.iterdir())) == 4
    assert kept("words", key_of("8")) == "élu"


def test_a_table_outlives_its_process_and_two_of_them_add_up():
    one, other = (Table("forms", lambda: KEY) for _ in range(2))
    assert one.get("élu") is None
    assert other.get("élu") is None
    one.add("élu", ["élus"])
    other.add("mil", ["mils"])
    one.keep()
    other.keep()
    again = Table("forms", lambda: KEY)
    assert (again.get("élu"), again.get("mil"), again.get("aga")) == (["élus"], ["mils"], None)


@pytest.mark.parametrize("content", ["[1, 2]", "{", "null", "[" * 100_000])
def test_a_table_of_something_else_is_empty(content):
    keep("forms", KEY, content)
    table = Table("forms", lambda: KEY)
    assert table.get("élu") is None
    table.add("élu", ["élus"])
    table.keep()
    assert json.loads(kept("forms", KEY)) == {"élu": ["élus"]}


def test_a_large_table_keeps_what_is_in_use(monkeypatch):
    monkeypatch.setattr(prepared, "_MOST_TEXT", 60)
    first = Table("forms", lambda: KEY)
    first.add("used", ["u" * 20])
    first.add("old", ["o" * 20])
    first.keep()
    second = Table("forms", lambda: KEY)
    assert second.get("used")
    second.add("new", ["n" * 20])
    second.keep()
    assert set(json.loads(kept("forms", KEY))) == {"used", "new"}


def test_what_cannot_be_told_is_not_kept(home):
    def unknown():
        raise FileNotFoundError

    table = Table("forms", unknown)
    table.add("élu", ["élus"])
    table.keep()
    assert not home.exists()


_CODE = """
import sys
import civic_qual as cq
interview, codebook = sys.argv[1:]
codings = cq.RuleCoder(cq.read_codebook(codebook)).code(cq.read_corpus(interview))
print(codings.frame.drop(columns="time").to_csv())
"""


@pytest.fixture(scope="module")
def interview(tmp_path_factory):
    folder = tmp_path_factory.mktemp("interview")
    (folder / "a.txt").write_text(
        "Q: Who came?\nA: Zarambaly brought the quinquanda home.\nA: We feared Dr. Ouandaogo.\n"
    )
    (folder / "book.yaml").write_text(
        "title: T\nlanguages: [en]\ncodes:\n  - id: bring\n    name: {en: Bring}\n"
        "    examples:\n      en: [Kpangbalet brought the quinquanda.]\n"
        "    rules:\n      en: |\n        bring AND home\n        fear NOT (joy OR /[0-9]+/)\n"
    )
    return folder / "a.txt", folder / "book.yaml"


def coded(interview, cache):
    env = os.environ | {prepared.FOLDER: str(cache)}
    command = [sys.executable, "-c", _CODE, *map(str, interview)]
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def two_at_once(interview, tmp_path_factory):
    """What two processes find that start from nothing, and the folder where both keep things."""
    cache = tmp_path_factory.mktemp("kept") / "cache"
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(coded, [interview] * 2, [cache, cache])), cache


def test_codings_are_the_same_with_two_at_once_prepared_and_damaged(
    interview, two_at_once, tmp_path
):
    plain = coded(interview, "")
    assert "brought" in plain
    assert "feared" in plain
    assert two_at_once[0] == [plain, plain]
    cache = tmp_path / "cache"
    shutil.copytree(two_at_once[1], cache)
    files = sorted(cache.iterdir())
    kinds = {file.name.rpartition("-")[0] for file in files}
    words = {"lexicon-en", "lexicon-fr", "words-en", "words-fr"}  # which language a turn is in
    assert kinds == {"forms-en", "nodes", "rules", *words}
    assert coded(interview, cache) == plain
    for file in files:
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    assert coded(interview, cache) == plain


def test_nothing_of_an_interview_or_of_an_example_is_kept(two_at_once):
    found, cache = two_at_once
    assert "brought" in found[0]
    content = b"".join(file.read_bytes() for file in cache.iterdir()).lower()
    assert b"brought" in content  # a form of the rule's word
    for word in (b"zarambaly", b"quinquanda", b"ouandaogo", b"kpangbalet"):
        assert word not in content
