"""An icon on the desktop starts this very interpreter, whatever the study is called."""

import configparser
import re
import shlex
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from civic_qual.desk.opening import shortcut
from civic_qual.errors import WriteError

STUDY = 'Étude "mali" $HOME `x` 100% \\ y.study'


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "Desktop").mkdir()
    return tmp_path


def executed(line):
    """Return the words of an Exec line, as the specification of desktop entries reads it."""
    text = line.replace("\\\\", "\\")  # first as any text of an entry
    words = re.findall(r'"((?:[^"\\]|\\.)*)"', text)
    return [re.sub(r"\\(.)", r"\1", word).replace("%%", "%") for word in words]


def test_an_entry_for_linux(home, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    path = shortcut.place_shortcut(home / STUDY)
    assert path.parent == home / "Desktop"
    read = configparser.RawConfigParser()
    read.read(path, encoding="utf-8")
    words = executed(read["Desktop Entry"]["Exec"])
    assert words[0] == sys.executable
    assert words[1:] == ["-P", "-m", "civic_qual", "desk", str(home / STUDY)]
    assert Path(read["Desktop Entry"]["Icon"]).exists()
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    if shutil.which("desktop-file-validate"):
        assert subprocess.run(["desktop-file-validate", path], check=False).returncode == 0


def test_it_stands_where_the_desktop_is_called_otherwise_or_in_the_menu(home, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    (home / "Bureau").mkdir()
    (home / ".config").mkdir()
    named = home / ".config" / "user-dirs.dirs"
    named.write_text('XDG_DESKTOP_DIR="$HOME/Bureau"\n', encoding="utf-8")
    assert shortcut.place_shortcut().parent == home / "Bureau"
    named.unlink()
    (home / "Desktop").rmdir()
    assert shortcut.place_shortcut() == home / ".local/share/applications/civic-qual.desktop"


def test_a_command_for_macos(home, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    path = shortcut.place_shortcut(home / STUDY)
    assert path.suffix == ".command"
    last = path.read_text(encoding="utf-8").splitlines()[-1]
    assert shlex.split(last) == [
        "exec", sys.executable, "-P", "-m", "civic_qual", "desk", str(home / STUDY)
    ]  # fmt: skip
    assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_a_link_for_windows_is_asked_for_without_a_word_that_is_read_as_a_command(
    home, monkeypatch
):
    asked = []

    def run(command, env, **_):
        asked.append((command, env))
        return SimpleNamespace(stdout=b"C:\\Users\\Awa\\Desktop\\x.lnk\r\n")

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(subprocess, "run", run)
    assert str(shortcut.place_shortcut(home / STUDY)) == "C:\\Users\\Awa\\Desktop\\x.lnk"
    ((command, told),) = asked
    assert "mali" not in " ".join(command)
    assert "WScript.Shell" in command[-1]
    assert told["CIVIC_QUAL_PROGRAM"] == sys.executable
    assert told["CIVIC_QUAL_ARGUMENTS"].startswith("-P -m civic_qual desk ")
    assert not set('<>:"/\\|?*') & set(told["CIVIC_QUAL_NAME"])


def test_where_none_can_be_put_it_says_what_to_do(home, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    (home / "Desktop").rmdir()
    with pytest.raises(WriteError, match="civic-qual desk"):
        shortcut.place_shortcut()
