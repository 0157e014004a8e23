"""A bundle: what pip is asked for; and, if wished, one that is really installed offline."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from civic_qual.errors import NotNamedError, WriteError
from civic_qual.install import bundle as bundles
from civic_qual.install.bundle import make_bundle

SLOW = "CIVIC_QUAL_TEST_BUNDLE"


class Pip:
    """Stands for pip: writes the wheels that it is asked for, if it has them."""

    def __init__(self, needs):
        self.needs, self.calls, self.environments = needs, [], []

    def __call__(self, arguments, environment=None):
        self.calls.append(list(arguments))
        self.environments.append(environment or {})
        if arguments[0] == "wheel":
            assert (Path(arguments[-1]) / "civic_qual" / "install" / "bundle.py").exists()
            assert not list(Path(arguments[-1]).rglob("*.so"))
            self.write(Path(arguments[3]), "civic_qual")
            return
        folder = Path(arguments[arguments.index("--dest") + 1])
        for one in arguments[arguments.index("--dest") + 2 :]:
            name = one.partition("<")[0].partition(">")[0]
            if name in self.needs:
                self.write(folder, name)

    def write(self, folder, name):
        with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
            lines = "".join(f"Requires-Dist: {need}\n" for need in self.needs[name])
            wheel.writestr(f"{name}-1.0.dist-info/METADATA", f"Name: {name}\n{lines}\n")


@pytest.fixture
def pip(monkeypatch):
    made = Pip(
        {
            "civic_qual": ['colorama>=0.4; sys_platform == "win32"'],
            "colorama": ['deeper; os_name == "nt"'],
            "deeper": [],
        }
    )
    monkeypatch.setattr(bundles, "_pip", made)
    return made


def test_what_only_the_other_computer_needs_is_downloaded_too(pip, tmp_path):
    made = make_bundle("win_amd64", tmp_path / "new", pythons=["3.12"])
    names = {one.name.partition("-")[0] for one in (tmp_path / "new" / "wheels").iterdir()}
    assert names == {"civic_qual", "colorama", "deeper"}
    assert (made.wheels, made.starter.name) == (3, "start.bat")
    downloads = [call for call in pip.calls if call[0] == "download"]
    assert all("--only-binary=:all:" in call and "win_amd64" in call for call in downloads)
    assert all(call[call.index("--python-version") + 1] == "3.12" for call in downloads)
    assert pip.environments[0] == {"CIVIC_QUAL_PORTABLE": "1"}


def test_what_has_no_wheel_is_named(pip, tmp_path):
    del pip.needs["deeper"]
    with pytest.raises(WriteError, match="no wheels were found of deeper"):
        make_bundle("win_amd64", tmp_path)


def test_a_folder_with_something_in_it_stays_as_it_is(pip, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(WriteError, match="there is something in it"):
        make_bundle("manylinux", tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]
    assert pip.calls == []


def test_without_its_source_it_says_how_to_name_it(pip, tmp_path, monkeypatch):
    (tmp_path / "civic_qual").mkdir()
    monkeypatch.setattr(bundles.civic_qual, "__file__", str(tmp_path / "civic_qual/__init__.py"))
    with pytest.raises(NotNamedError, match="--source"):
        make_bundle("manylinux", tmp_path / "new")
    assert pip.calls == []


def test_what_pip_says_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(bundles.sys, "executable", shutil.which("false"))
    with pytest.raises(WriteError, match="pip could not collect the packages"):
        make_bundle("manylinux", tmp_path)


@pytest.mark.skipif(not os.environ.get(SLOW), reason=f"takes minutes: set {SLOW}=1 to run it")
@pytest.mark.skipif(sys.platform != "linux", reason="installs the bundle for Linux")
def test_the_bundle_for_linux_installs_without_a_network_and_codes(tmp_path):
    try:
        made = make_bundle("manylinux", tmp_path / "bundle")
    except WriteError as error:
        pytest.skip(f"wheels cannot be downloaded here: {error}")
    alone = ["unshare", "-rn"]  # a network without anything on it, where the system allows that
    if subprocess.run([*alone, "true"], check=False, capture_output=True).returncode:
        alone = []
    done = subprocess.run(
        [*alone, "sh", str(made.starter), "demo", "--out", str(tmp_path / "demo")],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Read 24 transcripts" in done.stdout
    assert (tmp_path / "demo" / "report.html").stat().st_size > 100_000
