"""Reading on a Dask cluster: the bytes of each file travel, and a worker's own child reads them.

What a worker needs of the pack and the entities travels once. Files that cannot travel are read
here. A worker that is lost has its files read by another; that is Dask's work, not ours.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import pickle
import tempfile
import warnings
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from distributed import Client, KilledWorker, get_worker

from xltool.errors import XltoolError
from xltool.version import __version__
from xltool.workers.worker_pool import ReadingTask, WorkerPool, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType

    from distributed import Future, Worker

    from xltool.model.findings import Return
    from xltool.model.submission import Submission

SCHEME = "dask://"
PATIENCE = "10s"
"""How long a cluster has to answer at first."""
AHEAD = 4
"""Files that travel or wait for each thread of the cluster."""
_PARTS = ("templates", "schemas")


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker needs: our version, the files of the pack, and the task but for its folder.

    ``key`` names what is alike.
    """

    version: str
    pack: Mapping[str, bytes]
    task: ReadingTask
    key: str

    @classmethod
    def of(cls, task: ReadingTask) -> Self:
        """Pack what is needed for ``task``."""
        files = [path for part in _PARTS for path in sorted((task.pack / part).rglob("*.*"))]
        kept = (path for path in files if path.is_file() and path.suffix != ".pyc")
        pack = {path.relative_to(task.pack).as_posix(): path.read_bytes() for path in kept}
        key = hashlib.sha256(pickle.dumps((sorted(pack.items()), task))).hexdigest()
        return cls(__version__, pack, task, key)


class DaskReaders:
    """Reads returned files on a Dask cluster; use as a context manager, as ``Readers``."""

    def __init__(self, task: ReadingTask, engine: str) -> None:
        """Connect to ``dask://HOST:PORT``; raise ``XltoolError`` when nobody answers."""
        self._task = task
        self._job = Job.of(task)
        self._engine = engine
        address = f"tcp://{engine.removeprefix(SCHEME)}"
        try:
            self._client = Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            message = f"--engine {engine}: 连接不上 · cannot be reached: {error}"
            raise XltoolError(message) from error

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End our children on the cluster, which goes on without us."""
        with suppress(Exception):  # who cannot be reached any more ends them by itself
            self._client.run(_release, self._job.key)
        self._client.close()

    def read(self, paths: Sequence[Path]) -> Iterator[Return]:
        """Read the files; yield their returns in the order of ``paths``."""
        job = self._client.submit(_given, self._job, pure=False)
        waiting: deque[tuple[Path, Future[Return] | None]] = deque()
        for path in paths:
            waiting.append((path, self._sent(job, path)))
            if len(waiting) > AHEAD * max(sum(self._client.ncores().values()), 1):
                yield self._answer(*waiting.popleft())
        while waiting:
            yield self._answer(*waiting.popleft())

    def _sent(self, job: Future[Job], path: Path) -> Future[Return] | None:
        """Send a file out; one that is none, cannot be read or is too large stays here."""
        with suppress(OSError, ValueError):
            if path.is_file() and path.stat().st_size <= self._task.limits.file_bytes:
                return self._submitted(job, path.name, path.read_bytes())
        return None

    def _submitted(self, job: Future[Job], name: str, data: bytes) -> Future[Return]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a file is large is known here
            return self._client.submit(read_there, job, name, data, pure=False)

    def _answer(self, path: Path, future: Future[Return] | None) -> Return:
        if future is None:
            with WorkerPool(self._task, 1) as readers:
                return next(readers.read([path]))
        try:
            item = future.result()
        except KilledWorker:
            return unreadable(path, "died")
        except Exception as error:
            message = f"--engine {self._engine}: {error}"
            raise XltoolError(message) from error
        return _from(path, item)


def _given(job: Job) -> Job:
    """Hold the job on the cluster: computed again where it is lost."""
    return job


def _from(path: Path, item: Return) -> Return:
    """Return what was read as if it had been read here."""
    whole = item.submission
    return replace(item, path=str(path), submission=whole and _of(path, whole))


def _of(path: Path, whole: Submission) -> Submission:
    origin = whole.origin and replace(whole.origin, source=str(path))
    children = tuple(_of(path, child) for child in whole.children)
    return replace(whole, origin=origin, children=children)


def read_there(job: Job, name: str, data: bytes) -> Return:
    """Read one file in a child of this worker; raise ``RuntimeError`` on another version."""
    if job.version != __version__:
        message = f"xltool {__version__} 与 {job.version} 不同 · the worker has another version"
        raise RuntimeError(message)
    with _a_reader(job) as readers, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return next(readers.read([path]))


@contextmanager
def _a_reader(job: Job) -> Iterator[WorkerPool]:
    """Lend a child that this worker has, or a new one; it stays for the next file."""
    idle = _idle(get_worker(), job.key)
    readers = idle.pop() if idle else _started(job)
    try:
        yield readers
    finally:
        idle.append(readers)


def _idle(worker: Worker, key: str) -> list[WorkerPool]:
    """Return the children of a worker that have nothing to do."""
    found: list[WorkerPool] = vars(worker).setdefault("xltool", {}).setdefault(key, [])
    return found


def _release(key: str, dask_worker: Worker) -> None:
    idle = _idle(dask_worker, key)
    while idle:
        with idle.pop():
            pass


def _started(job: Job) -> WorkerPool:
    folder = Path(tempfile.mkdtemp(prefix="pack-", dir=get_worker().local_directory))
    for name, data in job.pack.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    multiprocessing.current_process().daemon = False  # a worker under a nanny may have no children
    return WorkerPool(replace(job.task, pack=folder), 1)
