"""The static files as they are served: named after their contents, each one that a page names."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings as configured
from django.core.management import call_command
from django.template import engines
from django.template.base import Node
from django.templatetags.static import StaticNode
from django.test import override_settings

TEMPLATES = sorted((configured.BASE_DIR / "templates").rglob("*.html"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


def named_files(path: Path) -> Iterator[str]:
    name = str(path.relative_to(configured.BASE_DIR / "templates"))
    template = engines["django"].get_template(name).template
    for node in template.nodelist.get_nodes_by_type(Node):
        if isinstance(node, StaticNode) and isinstance(literal := node.path.var, str):
            yield literal


def test_every_icon_is_one_that_a_page_shows() -> None:
    """The sprite is part of each first visit."""
    sprite = (configured.BASE_DIR / "static" / "icons.svg").read_text(encoding="utf-8")
    shown = {
        name for path in TEMPLATES for name in re.findall(r'{% icon "(\w+)"', path.read_text())
    }
    assert set(re.findall(r'<symbol id="(\w+)"', sprite)) == shown


def test_every_file_that_a_template_or_style_names_is_collected_under_its_hash(
    tmp_path: Path,
) -> None:
    """Production answers 500 for a page that names a file which is not there."""
    names = {name for path in TEMPLATES for name in named_files(path)}
    assert len(names) > 3
    with override_settings(STORAGES=STORAGES, STATIC_ROOT=tmp_path):
        call_command("collectstatic", verbosity=0, interactive=False)  # follows the styles' url()
        for name in sorted(names):
            hashed = StaticNode.handle_simple(name).removeprefix(configured.STATIC_URL)
            assert hashed != name
            assert (tmp_path / hashed).is_file()
