"""The examples that ship, from their facts files, and their figures held against each other."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.campaign.folder import examples, load_campaign, planned
from xltool.consolidation.consolidate import consolidate
from xltool.facts.facts import read_entered_facts
from xltool.model.submission import Key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

    Cell = tuple[str, str, str]
    """Table, line and column."""


def units_of(campaign: Campaign, pack: Pack) -> list[Submission]:
    """Return what the units of an example enter, in the order of its list."""
    found = []
    for entity in campaign.reporting():
        facts = read_entered_facts(campaign.folder / "facts" / f"{entity.code}.csv", pack)
        own = facts[entity.code, campaign.period]
        found.append(planned(campaign, pack, entity, own.tables, own.nil)[0])
    return found


def example_of(name: str, pack: Pack) -> list[Submission]:
    """Return the submissions of an example's units, and that of its department."""
    campaign = load_campaign(examples() / name)
    units = units_of(campaign, pack)
    return [*units, consolidate(pack, campaign.entity(campaign.root), units)]


def count_same(
    here: SubmissionValues, there: SubmissionValues, same: Mapping[Cell, Sequence[Cell]]
) -> int:
    """Return how many figures were compared; fail at the first that differs.

    ``same`` says where ``here`` prints each cell of ``there``. Blank and zero are alike.
    """
    code, compared = here.submission.entity.code, 0
    for (table, line, column), cells in same.items():
        expected = there.get(Key(table, code, line, column)) or Decimal(0)
        for cell in cells:
            name, row, at = cell
            found = here.get(Key(name, code, row, at)) or Decimal(0)
            assert (code, cell, found) == (code, cell, expected)
            compared += 1
    return compared
