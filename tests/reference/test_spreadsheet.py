"""Reports hold no formulas."""

import pytest

from reference.spreadsheet import safe_row


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＠a"],  # noqa: RUF001
)
def test_what_begins_like_a_formula_gets_an_apostrophe(text):
    assert safe_row([text, "Salt Loft", 3]) == [f"'{text}", "Salt Loft", 3]
