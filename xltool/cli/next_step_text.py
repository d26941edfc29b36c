"""The next step as the command to run, which each command prints at its end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from xltool.campaign.folder import IN, OUT, PROJECTS
from xltool.campaign.next_step import NextStepKind
from xltool.lists.headed_list import find_list
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.campaign.next_step import NextStep
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity

MOST_NAMED: Final = 5
"""Entities that a line names."""
_TEXTS: Final[Mapping[NextStepKind, Bilingual]] = {
    NextStepKind.LIST_PROJECTS: Bilingual(
        "下一步：在 {projects} 里列好要填绩效目标的项目，然后运行 xltool generate{at}",
        "Next: list the projects that state their objectives in {projects}, then xltool "
        "generate{at}",
    ),
    NextStepKind.GENERATE: Bilingual("下一步：xltool generate{at}", "Next: xltool generate{at}"),
    NextStepKind.SEND: Bilingual(
        "下一步：把 {out} 里的 zip 发给各单位；报回的放进 {in_}，然后运行 xltool check{at}",
        "Next: send the zip files in {out}; put what comes back into {in_}, then xltool check{at}",
    ),
    NextStepKind.SEND_AND_FILL_OWN: Bilingual(
        "下一步：把 {out} 里的 zip 发给各单位，部门填报由部门自己填；报回的和填好的都放进 {in_}，"
        "然后运行 xltool check{at}",
        "Next: send the zip files in {out}, and fill in the department's own workbook; put it and "
        "what comes back into {in_}, then xltool check{at}",
    ),
    NextStepKind.DECIDE: Bilingual(
        "下一步：同一单位有两份不同的报表，定下一份：xltool accept{at} 文件",
        "Next: an entity has sent two different files; choose one: xltool accept{at} FILE",
    ),
    NextStepKind.REISSUE: Bilingual(
        "下一步：xltool check{at} --reissue 退回修改，把 退回修改 里标好问题的工作簿发回填报单位",
        "Next: xltool check{at} --reissue back, and send the marked workbooks back",
    ),
    NextStepKind.SEND_BACK: Bilingual(
        "下一步：把 {path} 里的工作簿发回{units}；改好报回的放进 {in_}，再运行 xltool check{at}",
        "Next: send those in {path} to {units}; put what comes back into {in_}, then xltool "
        "check{at}",
    ),
    NextStepKind.ASK_AGAIN: Bilingual(
        "下一步：有的文件不能退回修改，原因见上；请重报，放进 {in_}，再运行 xltool check{at}",
        "Next: some files could not be reissued, see above; have them sent again to {in_}, then "
        "xltool check{at}",
    ),
    NextStepKind.CHECK: Bilingual(
        "下一步：有新报回的文件，运行 xltool check{at}",
        "Next: new files have come back: xltool check{at}",
    ),
    NextStepKind.CHECK_FIRST: Bilingual(
        "有 {count} 份文件还没有审核，没有计入；先运行 xltool check{at}",
        "{count} of the files are not checked yet and left out: run xltool check{at} first",
    ),
    NextStepKind.SEE_WHO_OWES: Bilingual(
        "下一步：还有单位没有报齐，运行 xltool status{at} 查看",
        "Next: somebody still owes: xltool status{at}",
    ),
    NextStepKind.REMIND: Bilingual(
        "下一步：催报，xltool remind{at} -o 催报.html；收齐后运行 xltool check{at}",
        "Next: ask those who owe, xltool remind{at} -o reminders.html; then xltool check{at}",
    ),
    NextStepKind.REPLACE_BY_COMBINED: Bilingual(
        "下一步：把 {path} 放进 {in_}，原来的两份移出去，再运行 xltool check{at}",
        "Next: put {path} into {in_}, take the two copies out of it, then xltool check{at}",
    ),
    NextStepKind.STAY_CLOSED: Bilingual(
        "下一步：已封存，不再改动；确要改动，先运行 xltool seal{at} --reopen 原因",
        "Next: it is sealed; to change anything, first xltool seal{at} --reopen REASON",
    ),
    NextStepKind.CONSOLIDATE: Bilingual(
        "下一步：xltool consolidate{at}", "Next: xltool consolidate{at}"
    ),
}
"""The line of each step, with the commands to run."""


def next_step_text(step: NextStep, campaign: Campaign, language: str) -> str:
    """Return a step as a line; its commands name the campaign unless it is right here."""
    folder = campaign.folder
    at = "" if folder == Path() else f" {_quoted(folder)}"
    return _TEXTS[step.kind].in_language(language).format(
        at=at, out=folder / OUT, in_=folder / IN, path=step.path,
        units=_named(step.entities, language), count=step.count,
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
