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
    "settings_schools": {"partners", "accounts", "reference"},
    "training": {"partners", "accounts", "reference"},
    "enquiries": {"settings_schools", "training", "partners", "accounts", "reference"},
    "artsmark_site": {
        *("enquiries", "settings_schools", "training"),
        *("partners", "accounts", "reference"),
    },
}
# What the lower floors may take from the top one.
OFFERED_BY_THE_TOP_FLOOR = {
    "artsmark_site.admin",
    "artsmark_site.forms",
    "artsmark_site.http",
    "artsmark_site.mail",
}
# Modules of one job each, and those they must not know. `management` holds the commands.
MUST_NOT_IMPORT = {
    "models": {"views", "forms", "services", "tasks", "imports", "admin", "urls", "management"},
    "querysets": {"views", "forms", "services", "tasks", "imports", "admin", "urls", "models"},
    "services": {"views", "forms", "imports", "admin", "urls", "management"},
    "tasks": {"views", "forms", "admin", "urls", "management"},
    "imports": {"views", "forms", "tasks", "admin", "urls", "management", "search"},
    "forms": {"views", "tasks", "imports", "admin", "urls", "management"},
    "views": {"admin", "imports", "urls", "management"},
    "admin": {"views", "urls", "management"},  # staff bring in lists on their pages
    "management": {"views", "forms", "admin", "urls"},
    "search": {"forms", "services", "tasks", "imports", "admin", "urls"},
}
# Inside partners the floors are models and querysets, then partners.search, then all the rest:
# what partners.search may take from below its own door.
BELOW_SEARCH = {
    "partners.models",
    "partners.querysets",
    "partners.amounts",
    "partners.choices",
    "partners.figures",
    "partners.launch",
}
# Modules that answer requests, wherever they are called something else.
ANSWERS_REQUESTS = {"views.py", "home.py"}
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
            folder = ROOT.joinpath(*node.module.split("."))
            for alias in node.names:  # `from partners import services` names a module, too
                if (folder / f"{alias.name}.py").exists() or (folder / alias.name).is_dir():
                    yield f"{node.module}.{alias.name}", node.lineno


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
    for role in set(parts[1:]) & MUST_NOT_IMPORT.keys():
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
    if path.name not in ANSWERS_REQUESTS:
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


@pytest.mark.parametrize(
    "path", sorted((ROOT / "partners/search").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT))
)
def test_the_search_stands_on_facts_and_scopes_alone(path: Path):
    for module, line in imported_modules(path):
        if module.split(".")[0] != "partners" or module.startswith("partners.search"):
            continue
        below = any(module == name or module.startswith(f"{name}.") for name in BELOW_SEARCH)
        assert below, f"{path}:{line} imports {module}"


def test_no_modules_import_each_other_in_a_circle():
    """A circle has no bottom: neither of its modules can be read, tested or moved alone."""
    names = {name_of(path): path for path in our_files()}
    below = {
        name: {target for target, _ in imported_modules(path) if target in names} - {name}
        for name, path in names.items()
    }
    while free := {name for name, targets in below.items() if not targets & below.keys()}:
        for name in free:
            del below[name]
    circle = {name: targets & below.keys() for name, targets in below.items()}
    assert circle == {}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
