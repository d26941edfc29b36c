"""What tasks share: their folder and files, and messages without the places of the desk."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from xltool.campaign.received_names import safe_name
from xltool.errors import CampaignError, ListError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xltool.desk.job_process import TaskInput

LONGEST_NAME: Final = 60
"""Characters of the name of a campaign's folder."""


def campaign_folder(task: TaskInput) -> Path:
    """Return the folder of the campaign; ``CampaignError`` for a task that has none."""
    if task.folder is None:
        msg = "先打开一个任务 · first open a campaign"
        raise CampaignError(msg)
    return task.folder


def folder_named(home: Path, name: str) -> Path:
    """Return the folder of this name in ``home``; raise ``CampaignError`` for what is no name."""
    text = name.strip()
    if not text or safe_name(text) != text or len(text) > LONGEST_NAME:
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
                told = told.replace(f"{folder}{os.sep}", "").replace(str(folder), folder.name)
        if told == text:
            raise
        raise type(error)(told) from error
