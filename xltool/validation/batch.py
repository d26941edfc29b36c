"""The path for one returned file or many: find them, read each, validate all in one pass."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.errors import XltoolError
from xltool.reading.intake import skip_reason
from xltool.reading.sandbox import Readers, Task
from xltool.validation.coverage import duplicates, place
from xltool.validation.given import altered

if TYPE_CHECKING:
    from xltool.campaign.folder import Campaign
    from xltool.model import Finding, Pack, Return

Tell = Callable[[str], None]
Watch = Callable[[Iterable["Return"], int], Iterable["Return"]]
"""Passes returns on as they are read, and shows how far it is; the number is how many come."""


def unwatched(returns: Iterable[Return], _: int) -> Iterable[Return]:
    """Pass the returns on and show nothing."""
    return returns


def files_of(paths: Iterable[Path], tell: Tell) -> list[Path]:
    """Return the files that ``paths`` name; raise ``XltoolError`` when there are none."""
    return some(list(gather(paths, lambda text: tell(f"跳过 · skipped {text}"))))


def some(files: list[Path]) -> list[Path]:
    """Return ``files``; raise ``XltoolError`` when there are none."""
    if not files:
        message = "没有找到文件 · no files found"
        raise XltoolError(message)
    return files


def gather(paths: Iterable[Path], skipped: Tell) -> Iterator[Path]:
    """Yield the files that ``paths`` name: files, folders and glob patterns, each once.

    Lock files and the like inside folders are told to ``skipped``. A path that does not exist
    is yielded as it is: reading it gives the finding.
    """
    seen = set[Path]()
    for path in paths:
        for found in _expand(path, skipped):
            if found.resolve() not in seen:
                seen.add(found.resolve())
                yield found


def _expand(path: Path, skipped: Tell) -> Iterator[Path]:
    if any(sign in path.name for sign in "*?[") and not path.exists():
        inside: Iterable[Path] = sorted(path.parent.glob(path.name))
    elif path.is_dir():
        inside = sorted(path.iterdir())
    else:
        yield path
        return
    for found in inside:
        if reason := skip_reason(found):
            skipped(f"{found}: {reason}")
        else:
            yield found


def check(
    paths: Sequence[Path], pack: Pack, campaign: Campaign | None = None, watch: Watch = unwatched
) -> tuple[list[Return], list[Finding]]:
    """Read and validate the files; return them in the order given, and what is wrong between them.

    Files are parsed in child processes. Never raises for what a file holds.
    """
    with _readers(paths, pack, campaign) as children:
        from xltool.validation.validate import validate  # noqa: PLC0415 - imports while the children start

        returns = list(watch(children.read(paths), len(paths)))
    if campaign is not None:
        returns = altered(campaign, pack, place(campaign, returns))
    return validate(pack, returns), duplicates(returns)


def read_all(
    paths: Sequence[Path], pack: Pack, campaign: Campaign | None, watch: Watch = unwatched
) -> list[Return]:
    """Read the files; return them in the order given."""
    with _readers(paths, pack, campaign) as children:
        return list(watch(children.read(paths), len(paths)))


def _readers(paths: Sequence[Path], pack: Pack, campaign: Campaign | None) -> Readers:
    entities = campaign.entities if campaign else ()
    workers = min(len(paths), os.cpu_count() or 1)
    return Readers(Task(pack.folder, entities), workers)
