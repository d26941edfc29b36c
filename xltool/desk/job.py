"""The one job that the desk has at a time: what it is, how far, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class JobStatus(StrEnum):
    """What a job is doing, or how it ended.

    One that waits does so for another xltool, which holds the lock of the campaign.
    """

    IDLE = "idle"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    DIED = "died"

    @property
    def is_busy(self) -> bool:
        """Whether the job goes on: no other one can start."""
        return self in {JobStatus.WAITING, JobStatus.RUNNING}


@dataclass(frozen=True, slots=True)
class JobState:
    """The job now, or the last one: ``done`` of ``total`` steps of ``stage`` are behind it.

    ``notices`` are sentences in the language of the page, ``unlisted`` how many more there were.
    ``error`` says in both languages, in lines of ``place: 中文 · English``, why it failed.
    ``number`` counts the jobs of this desk; ``campaign`` is the number of the job's campaign, 0 for
    a job of none.
    """

    kind: str = ""
    status: JobStatus = JobStatus.IDLE
    stage: str = ""
    done: int = 0
    total: int = 0
    notices: tuple[str, ...] = ()
    result: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    number: int = 0
    campaign: int = 0
    unlisted: int = 0
