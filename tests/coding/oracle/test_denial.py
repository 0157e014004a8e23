"""Whether a hit is denied: from before, from inside a gap, and never by its own words."""

import pytest

from tests.coding.oracle.denial import denied
from tests.coding.oracle.scopes import scope_of


@pytest.mark.parametrize(
    ("text", "language", "places", "expected"),
    [
        ("They never came", "en", [2], True),
        ("They never came", "en", [1, 2], False),
        ("They came", "en", [1], False),
        ("il a pas peur", "fr", [1, 3], True),
        ("il a pas peur", "fr", [1, 2, 3], False),
        ("il a très peur", "fr", [1, 3], False),
        ("hawakuja kamwe", "sw", [0], False),
    ],
)
def test_denied(text, language, places, expected):
    assert denied(places, scope_of(text, language)) is expected
