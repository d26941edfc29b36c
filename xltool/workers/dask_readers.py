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
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from distributed import Client, KilledWorker, get_worker

from xltool.errors import PackError, XltoolError
from xltool.model.faults import unreadable
from xltool.text import utf8
from xltool.version import __version__
from xltool.workers.worker_pool import ReadingTask, WorkerPool

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from distributed import Future, Worker

    from xltool.model.findings import Return
    from xltool.model.submission import Submission

CONNECT_TIMEOUT = "10s"
"""How long a cluster has to answer at first."""
FILES_PER_THREAD = 4
"""Files that travel or wait for each thread of the cluster."""
_PACK_FOLDERS = ("templates", "schemas")


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker needs: our version, the files of the pack, and the task but for its folder.

    ``key`` is equal for equal jobs: their files can be read by the same child.
    """

    version: str
    pack: Mapping[str, bytes]
    task: ReadingTask
    key: str

    @classmethod
    def of(cls, task: ReadingTask) -> Self:
        """Read the files of the pack that ``task`` names."""
        files = [path for part in _PACK_FOLDERS for path in sorted((task.pack / part).rglob("*.*"))]
        kept = (path for path in files if path.is_file() and path.suffix != ".pyc")
        pack = {path.relative_to(task.pack).as_posix(): path.read_bytes() for path in kept}
        key = hashlib.sha256(pickle.dumps((sorted(pack.items()), task))).hexdigest()
        return cls(__version__, pack, task, key)


class DaskReaders(AbstractContextManager["DaskReaders"]):
    """Reads returned files on a Dask cluster; use as a context manager, as ``WorkerPool``."""

    def __init__(self, task: ReadingTask, engine: str) -> None:
        """Connect to ``dask://HOST:PORT``; raise ``XltoolError`` when nobody answers."""
        self._task = task
        self._job = Job.of(task)
        self._engine = engine
        address = f"tcp://{engine.partition('://')[2]}"
        try:
            self._client = Client(address, timeout=CONNECT_TIMEOUT, set_as_default=False)
        except (OSError, ValueError) as error:
            message = (
                f"--engine {engine}: 连接不上，请核对地址和网络 · "
                "cannot be reached: check address and network"
            )
            raise XltoolError(message) from error

    def __exit__(self, *_: object) -> None:
        """End our children on the cluster, which goes on without us."""
        with suppress(Exception):  # who cannot be reached any more ends them by itself
            self._client.run(_end_idle, self._job.key)
        self._client.close()

    def read(self, paths: Sequence[Path]) -> Iterator[Return]:
        """Read the files; yield their returns in the order of ``paths``."""
        # The job is the result of a task, so that Dask makes it anew where it is lost.
        job = self._client.submit(_keep_job, self._job, pure=False)
        waiting: deque[tuple[Path, Future[Return] | None]] = deque()
        for path in paths:
            waiting.append((path, self._send(job, path)))
            threads = sum(self._client.ncores().values())
            if len(waiting) > FILES_PER_THREAD * max(threads, 1):
                yield self._receive(*waiting.popleft())
        while waiting:
            yield self._receive(*waiting.popleft())

    def _send(self, job: Future[Job], path: Path) -> Future[Return] | None:
        """Send a file out; None if it is no file, cannot be read or is too large."""
        with suppress(OSError, ValueError), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a file is large is known here
            if path.is_file() and path.stat().st_size <= self._task.limits.file_bytes:
                return self._client.submit(
                    read_on_worker, job, path.name, path.read_bytes(), pure=False
                )
        return None

    def _receive(self, path: Path, future: Future[Return] | None) -> Return:
        """Return the return of a file; one that was not sent is read here."""
        if future is None:
            with WorkerPool(self._task, 1) as pool:
                return next(pool.read([path]))
        try:
            item = future.result()
        except KilledWorker:
            return unreadable(path, "died")
        except PackError:
            raise
        except Exception as error:
            message = f"--engine {self._engine}: {error}"
            raise XltoolError(message) from error
        submission = item.submission and _with_source(path, item.submission)
        return replace(item, path=str(path), submission=submission)


def _keep_job(job: Job) -> Job:
    return job


def _with_source(path: Path, submission: Submission) -> Submission:
    """Return a submission as if it had been read from ``path``, and its children too."""
    origin = submission.origin and replace(submission.origin, source=utf8(str(path)))
    children = tuple(_with_source(path, child) for child in submission.children)
    return replace(submission, origin=origin, children=children)


def read_on_worker(job: Job, name: str, data: bytes) -> Return:
    """Read one file in a child of this worker; raise ``RuntimeError`` on another version."""
    if job.version != __version__:
        message = f"xltool {__version__} 与 {job.version} 不同 · the worker has another version"
        raise RuntimeError(message)
    with _borrow_pool(job) as pool, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return next(pool.read([path]))


@contextmanager
def _borrow_pool(job: Job) -> Iterator[WorkerPool]:
    """Lend a child that this worker has, or a new one; it stays for the next file."""
    idle = _idle_pools(get_worker(), job.key)
    pool = idle.pop() if idle else _start_pool(job)
    try:
        yield pool
    finally:
        idle.append(pool)


def _idle_pools(worker: Worker, key: str) -> list[WorkerPool]:
    """Return the children of a worker, each in a pool of its own, that have nothing to do."""
    found: list[WorkerPool] = vars(worker).setdefault("xltool", {}).setdefault(key, [])
    return found


def _end_idle(key: str, dask_worker: Worker) -> None:
    idle = _idle_pools(dask_worker, key)
    while idle:
        with idle.pop():
            pass


def _start_pool(job: Job) -> WorkerPool:
    folder = Path(tempfile.mkdtemp(prefix="pack-", dir=get_worker().local_directory))
    for name, data in job.pack.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    multiprocessing.current_process().daemon = False  # a worker under a nanny may have no children
    return WorkerPool(replace(job.task, pack=folder), 1)
