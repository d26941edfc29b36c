"""What the desk says of a job: while it works, and how it ended.

A task returns its sentence in both languages as ``zh`` and ``en`` of its result, and as ``file``
the path of what the officer may take at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.desk.job import JobStatus
from xltool.text import Bilingual, in_one_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.desk.job import JobState

KINDS: Final[Mapping[str, Bilingual]] = {
    "check": Bilingual("审核", "Checking"),
    "accept": Bilingual("采用", "Choosing"),
    "answer": Bilingual("答复", "Replying"),
    "reissue": Bilingual("写退回稿", "Writing corrections"),
    "new": Bilingual("新建任务", "Starting a campaign"),
    "next-year": Bilingual("新建下年任务", "Starting next year's campaign"),
    "generate": Bilingual("生成下发的工作簿", "Generating the workbooks"),
    "lists": Bilingual("换用名单", "Changing a list"),
    "deadline": Bilingual("改截止日期", "Changing the deadline"),
    "consolidate": Bilingual("汇总", "Consolidating"),
    "publish": Bilingual("生成公开稿", "Making the publication"),
    "seal": Bilingual("封存", "Sealing"),
    "reopen": Bilingual("解除封存", "Reopening"),
}
_OTHER = Bilingual("处理", "Working")
_STAGES: Final[Mapping[str, Bilingual]] = {
    "receiving": Bilingual("收下文件", "taking in files"),
    "reading": Bilingual("读取和审核", "reading and checking"),
    "consolidating": Bilingual("逐级汇总", "consolidating"),
    "writing": Bilingual("写工作簿", "writing the workbook"),
    "reissuing": Bilingual("写退回稿", "writing corrections"),
    "generating": Bilingual("写工作簿", "writing workbooks"),
    "publishing": Bilingual("核对公开稿", "proving the publication"),
}
_RUNNING = Bilingual("正在{0}", "{0}")
_FAILED = Bilingual("{0}没有完成", "{0}: not done")
_PLAIN: Final[Mapping[JobStatus, Bilingual]] = {
    JobStatus.IDLE: Bilingual("没有正在做的事", "Nothing is being done"),
    JobStatus.WAITING: Bilingual(
        "另一个 xltool 正在处理本任务，它结束后接着{0}；现在可以看，不能改",
        "Another xltool works on this campaign; {0} begins when it ends. Until then you can read",
    ),
    JobStatus.DONE: Bilingual("{0}已完成", "{0}: done"),
    JobStatus.STOPPED: Bilingual("{0}已停止", "{0} was stopped"),
    JobStatus.DIED: Bilingual(
        "{0}意外结束，已收的文件都在", "{0} ended unexpectedly; all files are kept"
    ),
}
_STOPPED_CHECK = Bilingual(
    "审核已停止。已收的文件都在，没有审核完的仍待审核",
    "Checking was stopped. All files are kept; those not checked yet wait",
)


def kind_text(kind: str, language: str) -> str:
    """Return what a job of this kind does: ``审核``."""
    return KINDS.get(kind, _OTHER).in_language(language)


def job_text(job: JobState, language: str) -> str:
    """Return the line about a job: how far it is, or how it ended; why it failed is another."""
    name = kind_text(job.kind, language)
    match job.status:
        case JobStatus.RUNNING:
            return _running_text(job, name, language)
        case JobStatus.DONE if language in job.result:
            return job.result[language]
        case JobStatus.FAILED:
            return _failed_text(job, name, language)
        case JobStatus.STOPPED if job.kind == "check":
            return _STOPPED_CHECK.in_language(language)
        case _:
            return _PLAIN[job.status].in_language(language).format(name)


def error_lines(job: JobState, language: str) -> list[str]:
    """Return why a job failed, in one language, line by line; none of any other job."""
    if job.status is not JobStatus.FAILED:
        return []
    return in_one_language(job.error, language).splitlines()


def _failed_text(job: JobState, name: str, language: str) -> str:
    """Return that a job failed, and why if that is one line."""
    text, lines = _FAILED.in_language(language).format(name), error_lines(job, language)
    if len(lines) != 1:
        return text
    return f"{text}: {lines[0]}" if language == "en" else f"{text}：{lines[0]}"


def _running_text(job: JobState, name: str, language: str) -> str:
    doing = _RUNNING.in_language(language).format(name)
    stage = _STAGES.get(job.stage)
    if stage:
        part = stage.in_language(language)
        doing += f": {part}" if language == "en" else f"：{part}"
    if not job.total:
        return doing
    how_far = f"{job.done} / {job.total}"
    return f"{doing} ({how_far})" if language == "en" else f"{doing}（{how_far}）"
