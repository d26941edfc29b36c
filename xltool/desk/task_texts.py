"""What tasks share: what they say of their work, and messages without the places of the desk."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from xltool.errors import CampaignError, ListError
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from xltool.desk.job_process import TaskInput

_SENTENCES: Final[Mapping[str, Bilingual]] = {
    "new": Bilingual("已新建任务 {name}", "The campaign {name} was started"),
    "next-year": Bilingual("已新建下年任务 {name}", "Next year's campaign {name} was started"),
    "generate": Bilingual("已生成 {count} 份工作簿", "Workbooks made: {count}"),
    "lists": Bilingual("已换用新的名单 {name}", "The new list is in use: {name}"),
    "deadline": Bilingual("截止日期改为 {day}", "Returns are due by {day} now"),
    "deadline.none": Bilingual("不再设截止日期", "No deadline is set any more"),
    "consolidate": Bilingual("已汇总：{name}", "Consolidated: {name}"),
    "consolidate.forced": Bilingual(
        "已汇总：{name}，封面注明 {count} 条错误",
        "Consolidated: {name}; its cover lists the errors ({count})",
    ),
    "consolidate.refused": Bilingual(
        "没有汇总：有 {count} 条错误", "Not consolidated: there are errors ({count})"
    ),
    "publish.draft": Bilingual("已做送审稿，编号 {number}", "The draft was made: number {number}"),
    "publish.draft.refused": Bilingual("没有写出送审稿", "No draft was written"),
    "publish.final": Bilingual("已定稿，编号 {number}", "The final was made: number {number}"),
    "publish.final.refused": Bilingual("没有定稿", "The final was not made"),
    "seal": Bilingual("已封存（{count} 个文件）", "Sealed ({count} files)"),
    "seal.refused": Bilingual("没有封存，还有没办完的", "Not sealed: something is still open"),
    "reopen": Bilingual("已解除封存", "Opened again"),
}
_NO_NAME: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
LONGEST_NAME: Final = 60
"""Characters of the name of a campaign's folder."""


def sentence(key: str, **params: object) -> dict[str, str]:
    """Return what a task has done, as its result has it in both languages."""
    text = _SENTENCES[key]
    return {"zh": text.zh.format(**params), "en": text.en.format(**params)}


def campaign_folder(task: TaskInput) -> Path:
    """Return the folder of the campaign; ``CampaignError`` for a task that has none."""
    if task.folder is None:
        msg = "先打开一个任务 · first open a campaign"
        raise CampaignError(msg)
    return task.folder


def folder_named(home: Path, name: str) -> Path:
    """Return the folder of this name in ``home``; raise ``CampaignError`` for what is no name."""
    text = name.strip()
    is_name = text and not _NO_NAME.search(text) and text[0] not in ".~" and text[-1] != "."
    if not is_name or len(text) > LONGEST_NAME:
        msg = f"{name or '（空）'}: 不能用作文件夹名，请改 · is no name of a folder: change it"
        raise CampaignError(msg)
    return home / text


def one_staged(task: TaskInput, purpose: str) -> Path | None:
    """Return the one file that waits for a purpose; None for none.

    Raises ``ListError`` for several: nobody knows which one counts.
    """
    files = task.staged.get(purpose, ())
    if len(files) > 1:
        names = "、".join(file.name for file in files)
        msg = f"只拖入一个文件，现在有：{names} · drop one file only, there are: {names}"
        raise ListError(msg)
    return files[0].path if files else None


@contextmanager
def without_places(task: TaskInput) -> Iterator[None]:
    """Raise errors without the folders of the desk: files go by the names that they came with."""
    try:
        yield
    except (CampaignError, ListError) as error:
        if type(error) not in {CampaignError, ListError}:  # one that says more than its text
            raise
        text = told = str(error)
        for files in task.staged.values():
            for file in files:
                told = told.replace(str(file.path), file.name)
        for folder in (task.folder, task.home):
            if folder:
                told = told.replace(f"{folder}/", "").replace(str(folder), folder.name)
        if told == text:
            raise
        raise type(error)(told) from error
