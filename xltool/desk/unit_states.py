"""The state of a unit as the desk names it, and what has to be done in it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from xltool.campaign.status_board import ReportingState
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.campaign.status_board import EntityStatus


class UnitState(StrEnum):
    """The states, those that need the officer first; ``late`` owes after the deadline.

    Of ``answers`` the explanations wait for a reply, of ``several`` nobody has said which counts.
    """

    RETURNED = "returned"
    SEVERAL = "several"
    ANSWERS = "answers"
    ERRORS = "errors"
    EMPTY = "empty"
    LATE = "late"
    OWES = "owes"
    ACCEPTED = "accepted"


ORDER: Final = {state: place for place, state in enumerate(UnitState)}
"""The place of a state in lists."""
NEEDS: Final = frozenset(UnitState) - {UnitState.OWES, UnitState.ACCEPTED}
"""The states in which the officer has something to do."""
STATE_WORDS: Final[Mapping[UnitState, Bilingual]] = {
    UnitState.RETURNED: Bilingual("待审核", "Not checked"),
    UnitState.SEVERAL: Bilingual("两份待定", "Two versions"),
    UnitState.ANSWERS: Bilingual("提醒未答", "Warnings open"),
    UnitState.ERRORS: Bilingual("退回修改", "Needs correction"),
    UnitState.EMPTY: Bilingual("没有填写", "Not filled in"),
    UnitState.LATE: Bilingual("逾期未报", "Overdue"),
    UnitState.OWES: Bilingual("未报", "Not received"),
    UnitState.ACCEPTED: Bilingual("可以接受", "Accepted"),
}
_STATES: Final[Mapping[ReportingState, UnitState]] = {
    ReportingState.RETURNED: UnitState.RETURNED,
    ReportingState.UNDECIDED: UnitState.SEVERAL,
    ReportingState.ERRORS: UnitState.ERRORS,
    ReportingState.UNTOUCHED: UnitState.EMPTY,
}


def unit_state(status: EntityStatus, unreplied: int) -> UnitState:
    """Return the state of a unit, to whose explanations so many replies are missing."""
    if status.state is ReportingState.OWES:
        return UnitState.LATE if status.late else UnitState.OWES
    if status.state is ReportingState.ACCEPTED:
        return UnitState.ANSWERS if unreplied else UnitState.ACCEPTED
    return _STATES[status.state]
