"""What to do next, as a value: the command line words it as a command, the desk as a button."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xltool.campaign.folder import has_cards
from xltool.campaign.status_board import ReportingState
from xltool.kinds import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from xltool.campaign.checking import Checked
    from xltool.campaign.status_board import StatusBoard
    from xltool.model.forms import Entity, Pack


class NextStepKind(StrEnum):
    """What to do next.

    ``send`` is sending out what was generated, ``send-back`` what was reissued; both then wait for
    returns. ``check-first`` is said beside a result that leaves out what was not checked yet.
    """

    LIST_PROJECTS = "list-projects"
    GENERATE = "generate"
    SEND = "send"
    SEND_AND_FILL_OWN = "send-and-fill-own"
    CHECK = "check"
    CHECK_FIRST = "check-first"
    DECIDE = "decide"
    REISSUE = "reissue"
    SEND_BACK = "send-back"
    ASK_AGAIN = "ask-again"
    SEE_WHO_OWES = "see-who-owes"
    REMIND = "remind"
    REPLACE_BY_COMBINED = "replace-by-combined"
    CONSOLIDATE = "consolidate"
    STAY_CLOSED = "stay-closed"


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next: for which entities, with which file or folder, how many files it is about.

    ``path`` is that of what was just written, None where nothing was; ``count`` is 0 where it is
    about no files.
    """

    kind: NextStepKind
    entities: tuple[Entity, ...] = ()
    path: Path | None = None
    count: int = 0


SEALED: Final = NextStep(NextStepKind.STAY_CLOSED)
"""What to do where a campaign is closed."""
_BY_STATE: Final[Mapping[ReportingState, NextStepKind]] = MappingProxyType(
    {
        ReportingState.RETURNED: NextStepKind.CHECK,
        ReportingState.UNDECIDED: NextStepKind.DECIDE,
        ReportingState.ERRORS: NextStepKind.REISSUE,
        ReportingState.UNTOUCHED: NextStepKind.REISSUE,
        ReportingState.OWES: NextStepKind.REMIND,
    }
)
"""The step that an entity needs by its state, the first one first."""


def after_start(pack: Pack) -> NextStep:
    """Return the step of a new campaign: projects are for forms with a card for each."""
    return NextStep(NextStepKind.LIST_PROJECTS if has_cards(pack) else NextStepKind.GENERATE)


def after_generate(*, own: bool) -> NextStep:
    """Return the step after generating; ``own`` when the department got a workbook, too."""
    return NextStep(NextStepKind.SEND_AND_FILL_OWN if own else NextStepKind.SEND)


def after_check(
    checked: Checked, back: tuple[Path, Sequence[Entity]] | None = None
) -> Iterator[NextStep]:
    """Yield the steps after a check; none outside a campaign.

    ``back`` is the folder of the workbooks to send back, with the entities that they were written
    for; None when none were to be written.
    """
    if checked.campaign is None:
        return
    if checked.is_sealed:
        yield SEALED
        return
    undecided = checked.undecided()
    if undecided:
        several = (each for each in checked.campaign.entities if each.code in undecided)
        yield NextStep(NextStepKind.DECIDE, tuple(several))
    refused = sum(item.verdict is not Verdict.ACCEPTED for item in checked.returns)
    if refused and back is None:
        yield NextStep(NextStepKind.REISSUE, count=refused)
    elif refused and back:
        folder, entities = back
        kind = NextStepKind.SEND_BACK if entities else NextStepKind.ASK_AGAIN
        yield NextStep(kind, tuple(entities), folder, refused)
    if not undecided and not refused:
        owing = tuple(checked.owing())
        yield NextStep(NextStepKind.SEE_WHO_OWES if owing else NextStepKind.CONSOLIDATE, owing)


def after_combine(workbook: Path) -> NextStep:
    """Return the step after ``workbook`` was combined of two copies."""
    return NextStep(NextStepKind.REPLACE_BY_COMBINED, path=workbook)


def after_status(board: StatusBoard) -> NextStep:
    """Return the first step that the state of an entity needs, and the entities that need it."""
    if board.unchecked:
        return NextStep(NextStepKind.CHECK, count=len(board.unchecked))
    for kind in dict.fromkeys(_BY_STATE.values()):
        entities = [each.entity for each in board.statuses if _BY_STATE.get(each.state) is kind]
        if entities:
            return NextStep(kind, tuple(entities))
    return NextStep(NextStepKind.CONSOLIDATE)


def unchecked(board: StatusBoard) -> NextStep | None:
    """Return what to do about files that were not checked yet; None when there are none."""
    waiting = len(board.unchecked)
    return NextStep(NextStepKind.CHECK_FIRST, count=waiting) if waiting else None
