"""Returned files, one or many: find them, read each in a child process, validate them together."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from xltool.batch.coverage import duplicates, with_registration_findings
from xltool.batch.given_facts import altered_given, load_given
from xltool.errors import XltoolError
from xltool.spreadsheets.intake import skip_reason
from xltool.workers.worker_pool import ReadingTask, WorkerPool

if TYPE_CHECKING:
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Pack
    from xltool.workers.dask_readers import DaskReaders
    from xltool.workers.worker_pool import AfterRead

Tell = Callable[[str], None]
"""Shows one line to the person at the keyboard."""
Watch = Callable[[Iterable["Return"], int], Iterable["Return"]]
"""Passes returns on as they are read, and shows how far it is; the number is how many come."""
Keep = Callable[[Iterable["Return"]], Collection["Return"]]
"""Keeps the returns as they come: ``list`` all of each, ``CompactReturns`` not their figures."""
CLUSTER = "dask://"
CHUNK = 200
"""Returns that are validated together: as many as are held in full at a time."""


def unwatched(returns: Iterable[Return], _: int) -> Iterable[Return]:
    """Pass the returns on and show nothing."""
    return returns


def files_of(paths: Iterable[Path], report: Tell) -> list[Path]:
    """Return the files that ``paths`` name, as ``gather``; raise ``XltoolError`` if none."""
    return some(list(gather(paths, lambda text: report(f"跳过 · skipped {text}"))))


def some(files: list[Path]) -> list[Path]:
    """Return ``files``; raise ``XltoolError`` when there are none."""
    if not files:
        message = "没有找到文件 · no files found"
        raise XltoolError(message)
    return files


def gather(paths: Iterable[Path], skipped: Tell) -> Iterator[Path]:
    """Yield the files that ``paths`` name: files, folders and glob patterns, each once.

    Lock files and the like inside folders are reported to ``skipped``, a line each. A path that
    does not exist is yielded as it is: reading it gives the finding.
    """
    seen = set[Path]()
    for path in paths:
        for found in _expand(path, skipped):
            if found.resolve() not in seen:
                seen.add(found.resolve())
                yield found


def _expand(path: Path, skipped: Tell) -> Iterator[Path]:
    # A shell that found no file for a pattern, or does not know any, hands on the pattern.
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


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How a batch is read: how progress is shown, where it is read, how the returns are kept.

    ``engine`` is ``dask://HOST:PORT``, or empty for the processors of this machine.
    """

    watch: Watch = unwatched
    engine: str = ""
    keep: Keep = list


READ_HERE = ReadOptions()


def check(
    paths: Sequence[Path],
    pack: Pack,
    campaign: Campaign | None = None,
    options: ReadOptions = READ_HERE,
) -> tuple[Collection[Return], list[Finding]]:
    """Read and validate the files; return them in the order given, and what is wrong between them.

    Files are parsed in child processes. Never raises for what a file holds; ``XltoolError`` when
    the engine cannot be used.
    """
    returns = options.keep(_validated(paths, pack, campaign, options))
    return returns, duplicates(returns)


def _validated(
    paths: Sequence[Path], pack: Pack, campaign: Campaign | None, options: ReadOptions
) -> Iterator[Return]:
    """Yield the returns of the files, validated some hundred at a time as they are read."""
    from xltool.validation.rule_findings import with_rule_findings  # noqa: PLC0415 - who only reads needs no rules

    given = load_given(campaign, pack) if campaign else None
    with _readers(paths, pack, campaign, options.engine, with_rule_findings) as readers:
        _load_meanwhile("xltool.validation.validate")
        returns = iter(options.watch(readers.read(paths), len(paths)))
        while chunk := list(islice(returns, CHUNK)):
            from xltool.validation.validate import validate  # noqa: PLC0415 - it takes a second to load

            if campaign is not None and given is not None:
                chunk = altered_given(given, pack, with_registration_findings(campaign, chunk))
            yield from validate(pack, chunk)


def _load_meanwhile(module: str) -> None:
    """Load a module while the children start and read."""
    Thread(target=import_module, args=(module,), daemon=True).start()


def read_returns(
    paths: Sequence[Path], pack: Pack, campaign: Campaign | None, options: ReadOptions = READ_HERE
) -> Iterator[Return]:
    """Read the files without validating them; yield them in the order given, as they are read."""
    with _readers(paths, pack, campaign, options.engine) as readers:
        yield from options.watch(readers.read(paths), len(paths))


def read_all(paths: Sequence[Path], pack: Pack, campaign: Campaign | None) -> list[Return]:
    """Read the files; return them in the order given."""
    return list(read_returns(paths, pack, campaign))


def _readers(
    paths: Sequence[Path],
    pack: Pack,
    campaign: Campaign | None,
    engine: str,
    then: AfterRead | None = None,
) -> WorkerPool | DaskReaders:
    """Return what reads the files; raise ``XltoolError`` at an unknown or uninstalled engine."""
    task = ReadingTask(pack.folder, campaign.entities if campaign else (), then)
    if not engine:
        return WorkerPool(task, min(len(paths), os.cpu_count() or 1))
    if not engine.startswith(CLUSTER):
        message = f"--engine {engine}: 应为 {CLUSTER}主机:端口 · must be {CLUSTER}HOST:PORT"
        raise XltoolError(message)
    try:
        from xltool.workers.dask_readers import DaskReaders  # noqa: PLC0415 - an extra
    except ImportError as error:
        message = "--engine: 请先安装 · install it first: pip install 'xltool[dask]'"
        raise XltoolError(message) from error
    return DaskReaders(task, engine)
