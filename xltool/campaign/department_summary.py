"""The department at a glance: its main totals so far, who is missing, what is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.campaign.checking import check_again
from xltool.campaign.inbox import look_into
from xltool.campaign.ledger import open_ledger
from xltool.campaign.prior_year import large_changes
from xltool.campaign.roll_up import LevelRollUp, sort_returns
from xltool.campaign.status_board import ReportingState, status_board
from xltool.evaluation.submission_values import SubmissionValues
from xltool.kinds import Verdict
from xltool.model.observer import SILENT
from xltool.schedules.key_figures import key_figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from xltool.campaign.prior_year import LargeChange
    from xltool.campaign.status_board import StatusBoard
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Entity, Pack
    from xltool.model.observer import Observer
    from xltool.model.submission import Submission
    from xltool.schedules.key_figures import KeyFigure


@dataclass(frozen=True, slots=True)
class DepartmentSummary:
    """What stands so far: ``figures`` are those of ``included`` entities only, in ``measure``.

    Without an accepted return there are none. ``changes`` are the large changes of their lines.
    """

    root: Entity
    board: StatusBoard
    included: tuple[Entity, ...]
    measure: str
    figures: tuple[KeyFigure, ...]
    changes: tuple[LargeChange, ...]


def department_summary(
    campaign: Campaign, pack: Pack, above: Decimal, observer: Observer = SILENT
) -> DepartmentSummary:
    """Add up the accepted returns of a campaign; ``above`` is what makes a change large, in %.

    A file that was not checked yet, or that waits for a decision, is not part of any figure.
    """
    with open_ledger(campaign.folder) as ledger:
        board = status_board(campaign, ledger, look_into(campaign, ledger))
    returns = list(_usable(board, check_again(campaign, pack, observer)[0]))
    roll_up = LevelRollUp(
        pack, campaign, sort_returns(pack, returns, campaign.period), lambda _: ()
    )
    root = campaign.entity(campaign.root)
    parent = roll_up.consolidated(root)
    figures = tuple(key_figures(SubmissionValues(pack, parent))) if parent else ()
    leaves = _leaves(parent) if parent else []
    changes = tuple(large_changes(pack, leaves, above))
    included = tuple(leaf.entity for leaf in leaves)
    return DepartmentSummary(root, board, included, _measure(pack), figures, changes)


def _usable(board: StatusBoard, returns: Iterable[Return]) -> Iterator[Return]:
    """Yield the returns that the board has as accepted."""
    states = {status.entity.code: status.state for status in board.statuses}
    for item in returns:
        if item.submission and item.verdict is Verdict.ACCEPTED:
            code = item.submission.entity.code
            if states.get(code) is ReportingState.ACCEPTED:
                yield item


def _leaves(parent: Submission) -> list[Submission]:
    """Return the submissions below a parent that are not consolidated themselves."""
    return [part for part in parent.parts() if not part.children]


def _measure(pack: Pack) -> str:
    """Return the printed unit of the first form with figures of two years."""
    for form in pack.reported:
        if form.table.years:
            return form.template.measure
    return ""
