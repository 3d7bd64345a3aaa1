from collections.abc import Callable
from pathlib import Path

import pytest

from tests.partners.import_lists import HEADER


@pytest.fixture
def listing(tmp_path: Path) -> Callable[..., Path]:
    """Write a list of rows under a header, and give its path."""

    def write(
        *rows: str, header: str = HEADER, name: str = "list.csv", encoding: str = "utf-8"
    ) -> Path:
        path = tmp_path / name
        path.write_bytes("\n".join([header, *rows]).encode(encoding))
        return path

    return write
