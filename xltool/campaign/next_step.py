"""The command to run next, which each command prints at its end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltool.campaign.folder import IN, OUT, PROJECTS, has_cards
from xltool.kinds import Verdict
from xltool.lists.headed_list import find_list
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.campaign.checking import Checked
    from xltool.campaign.status_board import StatusBoard
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity, Pack

MOST_NAMED = 5
"""Entities that a line names."""
_TEXTS = {
    "started": Bilingual(
        "下一步：在 {projects} 里列好要填绩效目标的项目，然后运行 xltool generate{at}",
        "Next: list the projects that state their objectives in {projects}, then xltool "
        "generate{at}",
    ),
    "complete": Bilingual("下一步：xltool generate{at}", "Next: xltool generate{at}"),
    "generated": Bilingual(
        "下一步：把 {out} 里的 zip 发给各单位；报回的放进 {in_}，然后运行 xltool check{at}",
        "Next: send the zip files in {out}; put what comes back into {in_}, then xltool check{at}",
    ),
    "generated.own": Bilingual(
        "下一步：把 {out} 里的 zip 发给各单位，部门填报由部门自己填；报回的和填好的都放进 {in_}，"
        "然后运行 xltool check{at}",
        "Next: send the zip files in {out}, and fill in the department's own workbook; put it and "
        "what comes back into {in_}, then xltool check{at}",
    ),
    "decide": Bilingual(
        "下一步：同一单位有两份不同的报表，定下一份：xltool accept{at} 文件",
        "Next: an entity has sent two different files; choose one: xltool accept{at} FILE",
    ),
    "errors": Bilingual(
        "下一步：xltool check{at} --reissue 退回修改，把 退回修改 里标好问题的工作簿发回填报单位",
        "Next: xltool check{at} --reissue back, and send the marked workbooks back",
    ),
    "reissued": Bilingual(
        "下一步：把 {back} 里的工作簿发回{units}；改好报回的放进 {in_}，再运行 xltool check{at}",
        "Next: send those in {back} to {units}; put what comes back into {in_}, then xltool "
        "check{at}",
    ),
    "refused": Bilingual(
        "下一步：有的文件不能退回修改，原因见上；请重报，放进 {in_}，再运行 xltool check{at}",
        "Next: some files could not be reissued, see above; have them sent again to {in_}, then "
        "xltool check{at}",
    ),
    "new": Bilingual(
        "下一步：有新报回的文件，运行 xltool check{at}",
        "Next: new files have come back: xltool check{at}",
    ),
    "unchecked": Bilingual(
        "有 {count} 份文件还没有审核，没有计入；先运行 xltool check{at}",
        "{count} of the files are not checked yet and left out: run xltool check{at} first",
    ),
    "missing": Bilingual(
        "下一步：还有单位没有报齐，运行 xltool status{at} 查看",
        "Next: somebody still owes: xltool status{at}",
    ),
    "owes": Bilingual(
        "下一步：催报，xltool remind{at} -o 催报.html；收齐后运行 xltool check{at}",
        "Next: ask those who owe, xltool remind{at} -o reminders.html; then xltool check{at}",
    ),
    "combined": Bilingual(
        "下一步：把 {back} 放进 {in_}，原来的两份移出去，再运行 xltool check{at}",
        "Next: put {back} into {in_}, take the two copies out of it, then xltool check{at}",
    ),
    "sealed": Bilingual(
        "下一步：已封存，不再改动；确要改动，先运行 xltool seal{at} --reopen 原因",
        "Next: it is sealed; to change anything, first xltool seal{at} --reopen REASON",
    ),
    "ready": Bilingual("下一步：xltool consolidate{at}", "Next: xltool consolidate{at}"),
}


def after_init(campaign: Campaign, pack: Pack, language: str) -> str:
    """Return the text after ``init``: projects are for forms with a card for each."""
    return _next_step("started" if has_cards(pack) else "complete", campaign, language)


def after_generate(campaign: Campaign, language: str, *, own: bool) -> str:
    """Return the text after ``generate``; ``own`` when the department got a workbook, too."""
    return _next_step("generated.own" if own else "generated", campaign, language)


def after_check(checked: Checked, language: str, back: tuple[Path, Sequence[Entity]] | None) -> str:
    """Return the text after ``check``, a line for each step; empty outside a campaign.

    ``back`` is the folder of the workbooks to send back, with the entities that they were written
    for; None when none were to be written.
    """
    if checked.campaign is None:
        return ""
    if checked.is_sealed:
        return after_seal(checked.campaign, language)
    steps = []
    if checked.undecided():
        steps.append("decide")
    if any(item.verdict is not Verdict.ACCEPTED for item in checked.returns):
        steps.append("errors" if back is None else "reissued" if back[1] else "refused")
    if steps:
        return "\n".join(_next_step(step, checked.campaign, language, back) for step in steps)
    return _next_step("missing" if checked.owing() else "ready", checked.campaign, language)


def after_seal(campaign: Campaign, language: str) -> str:
    """Return the text where a campaign is closed."""
    return _next_step("sealed", campaign, language)


def after_combine(campaign: Campaign, workbook: Path, language: str) -> str:
    """Return the text after ``combine`` has written ``workbook``."""
    return _next_step("combined", campaign, language, (workbook, ()))


def after_status(campaign: Campaign, board: StatusBoard, language: str) -> str:
    """Return the text after ``status``: the first step that the state of an entity needs."""
    states = {status.state.value for status in board.standings}
    steps = {
        "returned": "new", "undecided": "decide", "errors": "errors", "untouched": "errors",
        "owes": "owes",
    }  # fmt: skip
    step = next((step for state, step in steps.items() if state in states), "ready")
    if board.unchecked:
        step = "new"
    return _next_step(step, campaign, language)


def unchecked(campaign: Campaign, board: StatusBoard, language: str) -> str:
    """Return what to do about files that were not checked yet; empty when there are none."""
    waiting = len(board.unchecked)
    return _next_step("unchecked", campaign, language, count=waiting) if waiting else ""


def _next_step(
    step: str,
    campaign: Campaign,
    language: str,
    back: tuple[Path, Sequence[Entity]] | None = None,
    count: int = 0,
) -> str:
    """Return a text of ``_TEXTS``; its commands name the campaign unless it is right here."""
    folder = campaign.folder
    at = "" if folder == Path() else f" {_quoted(folder)}"
    text = _TEXTS[step].in_language(language)
    target, entities = back or ("", ())
    units = _named(entities, language)
    return text.format(
        at=at, out=folder / OUT, in_=folder / IN, back=target, units=units, count=count,
        projects=find_list(folder, PROJECTS),
    )  # fmt: skip


def _named(entities: Sequence[Entity], language: str) -> str:
    """Return the names of entities; of many, how many more there are."""
    english = language == "en"
    named = (", " if english else "、").join(entity.short for entity in entities[:MOST_NAMED])
    more = len(entities) - MOST_NAMED
    if more <= 0:
        return named
    return f"{named} and {more} more" if english else f"{named}等 {len(entities)} 个单位"


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)
