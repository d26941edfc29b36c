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
from xltool.batch.editions import with_edition_notes
from xltool.batch.given_facts import GivenFacts, altered_given, load_given
from xltool.batch.resubmissions import NO_EARLIER_RETURNS, EarlierReturns
from xltool.errors import XltoolError
from xltool.model.faults import as_pack_error, faulty
from xltool.model.observer import SILENT, Stage, watched
from xltool.workers.worker_pool import ReadingTask, WorkerPool

if TYPE_CHECKING:
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Pack
    from xltool.model.observer import Observer
    from xltool.workers.dask_readers import DaskReaders
    from xltool.workers.worker_pool import AfterRead

Keep = Callable[[Iterable["Return"]], Collection["Return"]]
"""Keeps the returns as they come: ``list`` all of each, ``CompactReturns`` not their figures."""
CLUSTER = "dask://"
CHUNK = 200
"""Returns that are validated together: as many as are held in full at a time."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How a batch is read: where it is read, how the returns are kept.

    ``engine`` is ``dask://HOST:PORT``, or empty for the processors of this machine. ``earlier`` is
    what is known of earlier returns.
    """

    engine: str = ""
    keep: Keep = list
    earlier: EarlierReturns = NO_EARLIER_RETURNS


READ_HERE = ReadOptions()


def check(
    paths: Sequence[Path],
    pack: Pack,
    campaign: Campaign | None = None,
    options: ReadOptions = READ_HERE,
    observer: Observer = SILENT,
) -> tuple[Collection[Return], list[Finding]]:
    """Read and validate the files; return them in the order given, and what is wrong between them.

    Files are parsed in child processes. Never raises for what a file holds; ``XltoolError`` when
    the engine cannot be used.
    """
    returns = options.keep(_validated(paths, pack, campaign, options, observer))
    return returns, duplicates(returns)


def _validated(
    paths: Sequence[Path],
    pack: Pack,
    campaign: Campaign | None,
    options: ReadOptions,
    observer: Observer,
) -> Iterator[Return]:
    """Yield the returns of the files, validated some hundred at a time as they are read."""
    from xltool.validation.rule_findings import with_rule_findings  # noqa: PLC0415 - who only reads needs no rules

    given = load_given(campaign, pack) if campaign else None
    with _readers(paths, pack, campaign, options.engine, with_rule_findings) as readers:
        _load_meanwhile("xltool.validation.validate")
        returns = watched(readers.read(paths), observer, Stage.READING, len(paths))
        required = campaign is not None and campaign.answers_required
        while chunk := list(islice(returns, CHUNK)):
            for item in _judged(pack, campaign, given, chunk):
                yield options.earlier.with_history(item, required=required)


def _judged(
    pack: Pack, campaign: Campaign | None, given: GivenFacts | None, chunk: Sequence[Return]
) -> list[Return]:
    """Return the returns with all their findings; where that fails, each alone, to tell which."""
    from xltool.validation.validate import validate  # noqa: PLC0415 - it takes a second to load

    try:
        judged = list(chunk)
        if campaign is not None and given is not None:
            judged = with_edition_notes(campaign, pack, given, judged)
            judged = altered_given(given, pack, with_registration_findings(campaign, judged))
        return list(validate(pack, judged))
    except XltoolError:
        raise
    except Exception as error:
        path = Path(chunk[0].path)
        if of_pack := as_pack_error(error, path):
            raise of_pack from error
        if len(chunk) == 1:
            return [faulty(path, error, chunk[0].sha256)]
        return [item for each in chunk for item in _judged(pack, campaign, given, [each])]


def _load_meanwhile(module: str) -> None:
    """Load a module while the children start and read."""
    Thread(target=import_module, args=(module,), daemon=True).start()


def read_returns(
    paths: Sequence[Path],
    pack: Pack,
    campaign: Campaign | None,
    options: ReadOptions = READ_HERE,
    observer: Observer = SILENT,
) -> Iterator[Return]:
    """Read the files without validating them; yield them in the order given, as they are read."""
    with _readers(paths, pack, campaign, options.engine) as readers:
        yield from watched(readers.read(paths), observer, Stage.READING, len(paths))


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
    entities = campaign.entities if campaign else ()
    task = ReadingTask(pack.folder, entities, then, added=pack.added)
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
