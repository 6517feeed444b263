"""The house plan, held by tests: imports go downwards, one place commits, one module reads the clock.

Source: README.md, "How it is built"
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CENTER = Path(__file__).resolve().parents[1] / "center"
TENANCY = ("tenancy.calls", "tenancy.applications", "tenancy.review", "tenancy.leases")
"""The slices of tenancy, each in a folder of its own inside it, from the ground up."""
ORDER = (
    "core",
    "web",
    "files",
    "papers",
    "mail",
    "enterprises",
    "spaces",
    "accounts",
    *TENANCY,
    "bookings",
    "construction",
    "reports",
)
"""From the ground up. What is in none of these composes."""
LAYERS = ("rules", "models", "queries", "service", "adapters", "views")
ADAPTERS = {
    "exports",
    "import_pages",
    "registry_openapi",
    "sync",
    "figure_exports",
    "forms",
    "ical",
    "links",
    "api",
    "api_bodies",
    "api_schemas",
    "openapi",
    "problems",
    "mails",
    "writing_steps",
    "supplement_steps",
    "pages",
    "wishes",
    "first_values",
}
SERVICES = {"importing", "terms", "works"}
"""Commands that have a module of their own beside the slice's service."""
PURE = {"flask", "flask_babel", "flask_login", "flask_wtf", "sqlalchemy", "wtforms"}
WEB_ONLY = {"flask", "flask_babel", "flask_login", "flask_wtf", "wtforms"}
CLOCK_CALLS = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}
MODULES = sorted(CENTER.rglob("*.py"))


def parts_of(path: Path) -> tuple[str, ...]:
    """The slice of a module, then the names inside it."""
    return sliced(path.relative_to(CENTER).with_suffix("").parts)


def sliced(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names below `center`, those of a slice of tenancy as one."""
    if names[:1] == ("tenancy",) and len(names) > 1:
        return (f"tenancy.{names[1]}", *names[2:])
    return names


def names_of(module: str) -> tuple[str, ...]:
    """The same for a module as an import names it; nothing for another program's."""
    head, _, rest = module.partition(".")
    return sliced(tuple(rest.split("."))) if head == "center" and rest else ()


def imports_of(path: Path) -> Iterator[str]:
    """The names of modules a module imports, also inside its functions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer_of(parts: tuple[str, ...]) -> str:
    """The rung of the ladder a module of a slice stands on."""
    name = parts[1] if len(parts) > 1 else ""
    if name == "views" or name.endswith("_views"):
        return "views"
    if name in SERVICES:
        return "service"
    return "adapters" if name in ADAPTERS or name.endswith("_forms") else name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: ".".join(parts_of(path)))
def test_imports_go_downwards_only(path: Path) -> None:
    parts = parts_of(path)
    if parts[0] not in ORDER:
        return
    own = ORDER.index(parts[0])

    for name in imports_of(path):
        if imported := names_of(name):
            assert imported[0] in ORDER, f"{name} composes slices and is imported from below"
            assert ORDER.index(imported[0]) <= own, f"{name} lies above"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: ".".join(parts_of(path)))
def test_inside_a_slice_the_ladder_holds(path: Path) -> None:
    parts = parts_of(path)
    own = layer_of(parts)
    if own not in LAYERS or parts[0] not in ORDER[3:]:
        return

    for name in imports_of(path):
        imported = names_of(name)
        if imported[:1] == parts[:1] and len(imported) > 1:
            layer = layer_of(imported)
            allowed = own == "service" and imported[1] == "first_values"
            if layer in LAYERS and not allowed:
                assert LAYERS.index(layer) <= LAYERS.index(own), f"{name} stands higher on the ladder"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: ".".join(parts_of(path)))
def test_nobody_imports_another_slices_views_or_forms(path: Path) -> None:
    parts = parts_of(path)
    if parts[0] not in ORDER:
        return

    for name in imports_of(path):
        imported = names_of(name)
        if len(imported) > 1 and imported[0] not in (parts[0], "web"):
            assert not imported[1].endswith(("views", "forms")), name


@pytest.mark.parametrize("path", [path for path in MODULES if "rules" in parts_of(path)[1:]], ids=str)
def test_rules_are_pure(path: Path) -> None:
    heads = {name.split(".")[0] for name in imports_of(path)}
    assert not heads & PURE
    assert not any(name.endswith(("core.time.now", "core.time.today")) for name in imports_of(path))
    assert not any(name.startswith(("center.core.db", "center.web")) for name in imports_of(path))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: ".".join(parts_of(path)))
def test_service_and_queries_know_no_flask(path: Path) -> None:
    if layer_of(parts_of(path)) in {"service", "queries", "models"}:
        assert not {name.split(".")[0] for name in imports_of(path)} & WEB_ONLY


@pytest.mark.parametrize("path", MODULES, ids=lambda path: ".".join(parts_of(path)))
def test_one_place_commits_and_one_module_reads_the_clock(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr == "commit":
            assert parts_of(path) == ("core", "db")
        owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
        if (owner, node.func.attr) in CLOCK_CALLS:
            assert parts_of(path) == ("core", "time")


@pytest.mark.parametrize("path", [path for path in MODULES if layer_of(parts_of(path)) == "views"], ids=str)
def test_views_are_thin(path: Path) -> None:
    """A view of at most fifteen lines between its signature and its end, its first line of words not counted."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            lines = (node.end_lineno or 0) - node.body[0].lineno
            assert lines <= 16, f"{path.name}:{node.name} has {lines} lines"


def test_nothing_names_the_workplace() -> None:
    """What is committed stands alone: no path of a machine, no folder beside the repository."""
    root = CENTER.parent
    words = ("../" + "shared", "/wo" + "rk/", "/tm" + "p/")
    folders = ("center", "templates", "tests", "docs", "migrations", "static/css", "static/js")
    texts = [
        path
        for folder in folders
        for path in (root / folder).rglob("*")
        if path.suffix in {".py", ".md", ".html", ".css", ".js"}
    ]
    for path in [*texts, root / "README.md", root / "CHANGELOG.md", root / "Makefile", root / "pyproject.toml"]:
        found = [word for word in words if path.exists() and word in path.read_text("utf-8")]
        assert not found, f"{path}: {found}"
