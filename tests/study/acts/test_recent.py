"""Studies that were opened before are remembered by this computer, and by no study."""

import pytest

from civic_qual.study.acts.recent import opened_before, remember


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "settings"))
    monkeypatch.setenv("HOME", str(tmp_path / "settings"))
    return tmp_path


def test_the_last_one_is_first_and_each_stands_once(settings):
    for name in ("a", "b", "a"):
        remember(settings / f"{name}.study")
    assert [one.path.name for one in opened_before()] == ["a.study", "b.study"]


def test_what_cannot_be_read_is_as_if_nothing_was(settings):
    remember(settings / "a.study")
    (kept,) = settings.rglob("opened.json")
    kept.write_text("[1", encoding="utf-8")
    assert opened_before() == []
