"""What another computer needs, asked of wheels as they are and not of the computer that asks."""

import zipfile

import pytest

from civic_qual.install.wheels import TARGETS, missing_requirements

NEEDS = {
    "ours-1.0-py3-none-any.whl": [
        "click >=8.1,<9",
        'colours ; sys_platform == "win32"',
        'watching >=5,<8 ; sys_platform != "linux"',
        'old ; python_version < "3.12"',
        'notebooks ; extra == "notebook"',
        'apple ; platform_machine == "arm64" and platform_system == "Darwin"',
    ],
    "click-8.3.0-py3-none-any.whl": ['more_colours ; os_name == "nt"'],
}


@pytest.fixture
def folder(tmp_path):
    for name, needs in NEEDS.items():
        package, version = name.split("-")[:2]
        lines = [f"Name: {package}", f"Version: {version}", *(f"Requires-Dist: {n}" for n in needs)]
        write(tmp_path / name, f"{package}-{version}", "\n".join(lines))
    return tmp_path


def write(path, name, metadata):
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}.dist-info/METADATA", f"Metadata-Version: 2.1\n{metadata}\n\n")


@pytest.mark.parametrize(
    ("target", "python", "names"),
    [
        ("win_amd64", "3.11", {"colours", "watching", "old", "more_colours"}),
        ("win_amd64", "3.12", {"colours", "watching", "more_colours"}),
        ("macosx_arm64", "3.12", {"watching", "apple"}),
        ("manylinux", "3.12", set()),
    ],
)
def test_markers_are_asked_for_the_other_computer(folder, target, python, names):
    missing = missing_requirements(folder, TARGETS[target], python)
    assert {one.name for one in missing} == names


@pytest.mark.parametrize(("version", "enough"), [("5.9.6", True), ("8.0", False)])
def test_a_wheel_of_the_wrong_version_is_none(folder, version, enough):
    write(folder / f"watching-{version}-py3-none-any.whl", f"watching-{version}", "Name: watching")
    missing = missing_requirements(folder, TARGETS["macosx_arm64"], "3.12")
    assert ("watching" not in {one.name for one in missing}) == enough


def test_names_are_compared_as_pip_compares_them(folder):
    write(folder / "More.Colours-1.0-py3-none-any.whl", "More.Colours-1.0", "Name: More.Colours")
    missing = missing_requirements(folder, TARGETS["win_amd64"], "3.12")
    assert "more_colours" not in {one.name for one in missing}
