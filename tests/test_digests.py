"""What the example gives is what it gave before, but where somebody meant to change it."""

from __future__ import annotations

import json

from tests.digests import RECORDED, made


def test_outputs_are_as_recorded() -> None:
    """Workbooks, zips, reports, listings and facts are the same, member for member.

    Where a change is meant, ``make digests`` records it and the commit says why.
    """
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    found = made()
    assert found.keys() == recorded.keys()
    assert [name for name in found if found[name] != recorded[name]] == []
