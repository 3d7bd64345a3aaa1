"""What our code does not do, checked over every file; exceptions stand here with their reasons."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "artsmark_site",
    "enquiries",
    "settings_schools",
    "training",
    "accounts",
    "partners",
    "reference",
)
PYTHON = sorted(
    path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

# Where text is taken for markup that is safe.
MAY_MARK_SAFE = {
    "partners/posters.py": "joins what format_html made",
    "partners/local_map.py": "joins what format_html made",
    "partners/structured_data.py": "JSON whose every < is escaped",
    "artsmark_site/information/markdown.py": "made by a library that escapes what was typed",
}
# Where SQL is written by hand: each statement is a constant, values are parameters.
MAY_WRITE_SQL = {
    "artsmark_site/due.py": "the table of Django's shared cache has no model",
    "partners/figures/daily.py": "adds to many rows at once, new or not",
    "partners/search/current.py": "one snapshot for several reads",
    "partners/search/management/commands/rebuild_search.py": "calls the database's own function",
    "partners/search/each_word.py": "asks the database's word tables for each word",
    "partners/search/known_words.py": "asks the database's word tables for many words at once",
    "partners/search/missed.py": "adds to many rows at once, new or not",
    "partners/search/words.py": "asks the database's word tables",
    "reference/guessed_places.py": "likeness of names, by the database's trigrams",
    "reference/named_areas.py": "one list out of four tables",
    "reference/place_in_words.py": "likeness of names, by the database's trigrams",
    "reference/postcode_import.py": "COPY of millions of rows",
    "reference/services.py": "COPY of tens of thousands of rows",
    "reference/turns.py": "locks of the database",
    "settings_schools/register/find.py": "how alike is near enough, for one query",
    "settings_schools/register/gias_import.py": "COPY of tens of thousands of rows",
    "settings_schools/register/links.py": "COPY of tens of thousands of rows",
}
# Where a post needs no token: there the origin of the form is checked in its place.
MAY_BE_CSRF_EXEMPT = {"artsmark_site/http.py"}
OF_THE_CLOCK = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today"}
OF_SQL = {"cursor", "raw", "extra", "RawSQL"}
NEVER = {"eval", "exec", "__import__"}


def said(node: ast.AST) -> str:
    """`a.b.c` of a name, without calls and indices."""
    if isinstance(node, ast.Attribute):
        return f"{said(node.value)}.{node.attr}".lstrip(".")
    return node.id if isinstance(node, ast.Name) else ""


def calls(path: Path, found: Callable[[ast.Call, str], bool]) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and found(node, said(node.func)):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)[:60]}"


def reads_the_clock(call: ast.Call, name: str) -> bool:
    """Time without a zone. `timezone.now()` and `timezone.localdate()` know theirs."""
    end = ".".join(name.split(".")[-2:])
    in_a_zone = end == "datetime.now" and bool(call.args or call.keywords)
    of_utc = isinstance(call.func, ast.Attribute) and call.func.attr == "date"
    inner = call.func.value if isinstance(call.func, ast.Attribute) else call
    utc_date = of_utc and isinstance(inner, ast.Call) and said(inner.func).endswith("timezone.now")
    return (end in OF_THE_CLOCK and not in_a_zone) or utc_date


def in_a_shell(call: ast.Call, name: str) -> bool:
    return name == "os.system" or any(
        word.arg == "shell" and getattr(word.value, "value", True) for word in call.keywords
    )


def is_called(names: set[str]) -> Callable[[ast.Call, str], bool]:
    return lambda call, name: name.split(".")[-1] in names


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
class TestPython:
    def test_days_and_moments_have_a_zone(self, path: Path) -> None:
        assert list(calls(path, reads_the_clock)) == []

    def test_nothing_is_evaluated_and_no_shell_is_asked(self, path: Path) -> None:
        assert list(calls(path, is_called(NEVER))) == []
        assert list(calls(path, in_a_shell)) == []
        assert not re.search(r"^\s*(import|from) (pickle|marshal|shelve)\b", path.read_text(), re.M)
        if str(path.relative_to(ROOT)) not in MAY_BE_CSRF_EXEMPT:
            assert "csrf_exempt" not in path.read_text()

    def test_markup_is_made_by_format_html(self, path: Path) -> None:
        if str(path.relative_to(ROOT)) not in MAY_MARK_SAFE:
            assert list(calls(path, is_called({"mark_safe", "SafeString", "SafeText"}))) == []

    def test_sql_stays_where_it_is_known(self, path: Path) -> None:
        if str(path.relative_to(ROOT)) not in MAY_WRITE_SQL:
            assert list(calls(path, is_called(OF_SQL))) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_escape_everything_and_hold_no_script_or_style(path: Path) -> None:
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.S)
    assert not re.search(r"\|\s*safe(seq)?\b|{%\s*autoescape\s+off", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


def test_no_exception_outlives_its_reason() -> None:
    for allowed, names in ((MAY_MARK_SAFE, {"mark_safe"}), (MAY_WRITE_SQL, OF_SQL)):
        for path in allowed:
            assert list(calls(ROOT / path, is_called(names))), path


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("datetime.now()", True),
        ("datetime.datetime.now()", True),
        ("datetime.now(tz=UTC)", False),
        ("datetime.utcnow()", True),
        ("date.today()", True),
        ("timezone.now().date()", True),
        ("timezone.now()", False),
        ("timezone.localdate()", False),
    ],
)
def test_the_rule_of_the_clock_sees_what_it_should(line: str, refused: bool) -> None:
    found = [node for node in ast.walk(ast.parse(line)) if isinstance(node, ast.Call)]
    assert any(reads_the_clock(call, said(call.func)) for call in found) is refused
