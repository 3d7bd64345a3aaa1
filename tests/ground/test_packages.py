"""What the project installs: pinned, with hashes, from nowhere in particular, each for a reason."""

import re
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
LOCKS = sorted(PROJECT.glob("requirements*.txt"))
PYPROJECT = (PROJECT / "pyproject.toml").read_text()


def pinned(lock: Path) -> dict[str, str]:
    """Name to version, from the lines that begin a package."""
    begin = re.compile(r"^([a-z0-9-]+)(?:\[.*?\])?==([^ ]+)(?: ;.*?)? \\$", re.MULTILINE)
    return dict(begin.findall(lock.read_text()))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_is_pinned_with_hashes_and_without_addresses(lock: Path) -> None:
    text = lock.read_text()
    packages = re.split(r"^(?=[^ #])", text, flags=re.MULTILINE)[1:]
    assert len(packages) == len(pinned(lock)) > 0
    assert all("--hash=sha256:" in package for package in packages)
    assert not re.search(r"://|--(extra-)?index-url|--find-links|@ ", text)


def test_what_runs_is_what_was_tested() -> None:
    production, local, tested = (
        pinned(PROJECT / f"requirements{name}.txt") for name in ("", "-local", "-dev")
    )
    assert production.items() <= local.items() <= tested.items()


def test_every_dependency_has_its_reason() -> None:
    listed = [line for line in PYPROJECT.splitlines() if re.match(r'    "[A-Za-z]', line)]
    packages = [line for line in listed if re.match(r'    "[\w\[\]-]+(>=|<|==)', line)]
    assert len(packages) > 15
    assert [line for line in packages if not re.search(r'",\s+# \w+.{15,}', line)] == []


def test_few_enough_packages_are_asked_for() -> None:
    assert len(tomllib.loads(PYPROJECT)["project"]["dependencies"]) <= 25


def test_the_version_of_python() -> None:
    assert (PROJECT / ".python-version").read_text().strip() == "3.13"
    assert tomllib.loads(PYPROJECT)["project"]["requires-python"] == ">=3.12"
