"""Who may import whom: the table of the house, checked over every file of ours."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Each app, and those it stands on. Imports run down this table only.
MAY_IMPORT = {
    "reference": set(),
    "accounts": {"reference"},
    "partners": {"accounts", "reference"},
    "artsmark_site": {"partners", "accounts", "reference"},
}
# What the lower floors may take from the top one.
OFFERED_BY_THE_TOP_FLOOR = {
    "artsmark_site.admin",
    "artsmark_site.forms",
    "artsmark_site.http",
    "artsmark_site.mail",
}
# Modules of one job each, and those they must not know.
MUST_NOT_IMPORT = {
    "models": {"views", "forms", "services", "admin", "urls"},
    "querysets": {"views", "forms", "services", "admin", "urls", "models"},
    "services": {"views", "forms", "admin", "urls"},
    "forms": {"views", "admin", "urls"},
    "views": {"admin", "urls"},
}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "misc"}


def our_files() -> list[Path]:
    return [path for app in MAY_IMPORT for path in sorted((ROOT / app).rglob("*.py"))]


def imported_modules(path: Path) -> Iterator[tuple[str, int]]:
    """Modules that a file imports when it runs, with the line; type checking is not running."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno


@pytest.mark.parametrize("path", our_files(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_run_down_the_house_only(path: Path):
    app = path.relative_to(ROOT).parts[0]
    for module, line in imported_modules(path):
        target = module.split(".")[0]
        if target not in MAY_IMPORT or target == app or target in MAY_IMPORT[app]:
            continue
        assert module in OFFERED_BY_THE_TOP_FLOOR, f"{path}:{line} imports {module}"


@pytest.mark.parametrize("path", our_files(), ids=lambda p: str(p.relative_to(ROOT)))
def test_each_module_keeps_to_its_job(path: Path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    role = next((part for part in parts[1:] if part in MUST_NOT_IMPORT), None)
    if role is None:
        return
    for module, line in imported_modules(path):
        if module.split(".")[0] != parts[0]:
            continue
        wrong = MUST_NOT_IMPORT[role] & set(module.split(".")[1:])
        assert not wrong, f"{path}:{line}: {role} must not import {module}"


@pytest.mark.parametrize("path", our_files(), ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_have_names_that_say_something(path: Path):
    assert not FORBIDDEN_NAMES & set(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", our_files(), ids=lambda p: str(p.relative_to(ROOT)))
def test_views_reach_rows_through_a_scope_with_a_name(path: Path):
    """`Model.objects.filter(…)` in a view is a second definition of who may see what."""
    if path.name != "views.py":
        return
    unscoped = {"all", "filter", "get", "exclude", "first", "values", "create"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in unscoped
            and isinstance(node.value, ast.Attribute)
            and node.value.attr == "objects"
        ):
            pytest.fail(f"{path}:{node.lineno} reads rows without a scope")
