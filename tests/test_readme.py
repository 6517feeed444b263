"""The README tells the truth: its settings, commands, targets, tests and links are those that there are."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from center.cli import main

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "docs" / "README.md", ROOT / "docs" / "operations.md"]
PROMISED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", README)
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


def section(title: str) -> str:
    """The text under a heading of the second level."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, f"the README has no section {title!r}"
    return found[1]


def first_cells(text: str) -> set[str]:
    """What stands as code in the first column of a table."""
    return set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))


def commands_of(command: click.Command, name: str) -> Iterator[str]:
    """The full names of all commands that do something, groups left out."""
    if not isinstance(command, click.Group):
        yield name
        return
    for part, below in command.commands.items():
        yield from commands_of(below, f"{name} {part}")


def names_of_tests(path: Path) -> set[str]:
    """The names of the tests in a file."""
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def targets() -> set[str]:
    """What the Makefile can make."""
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def test_the_settings_are_exactly_those_that_are_read() -> None:
    source = (ROOT / "center" / "settings.py").read_text("utf-8")

    assert first_cells(section("Settings")) == {*re.findall(r"CENTER_[A-Z][A-Z_]*", source), "PORT"}


def test_no_setting_is_read_elsewhere() -> None:
    known = set(re.findall(r"CENTER_[A-Z][A-Z_]*", (ROOT / "center" / "settings.py").read_text("utf-8")))
    for path in sorted((ROOT / "center").rglob("*.py")):
        named = set(re.findall(r"CENTER_[A-Z][A-Z_]*", path.read_text("utf-8")))

        assert named <= known, f"{path}: {named - known}"


def test_the_commands_are_exactly_those_that_there_are() -> None:
    assert first_cells(section("Commands")) == set(commands_of(main, "center"))


def test_there_are_promises() -> None:
    assert len(PROMISED) > 10
    assert len(re.findall(r"^\| \d+ \|", section("The promises that hold"), re.MULTILINE)) >= 9


@pytest.mark.parametrize(("file", "test"), PROMISED, ids=lambda part: str(part).rpartition("/")[2])
def test_every_promise_names_a_test_that_exists(file: str, test: str) -> None:
    assert test in names_of_tests(ROOT / file)


def test_every_row_of_promises_names_a_test() -> None:
    rows = re.findall(r"^\| \d+ \|.*$", section("The promises that hold"), re.MULTILINE)

    assert [row for row in rows if "::test_" not in row] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_target_that_is_named_can_be_made(document: Path) -> None:
    code = " ".join(CODE.findall(document.read_text("utf-8")))

    assert set(re.findall(r"\bmake ([a-z]+)", code)) <= targets()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file(document: Path) -> None:
    links = LINK.findall(document.read_text("utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []
