"""The figures of a return, compressed: as they are kept, and taken as data when they are read.

They are what a reading process sends, so they are read in the same way: no code of them is run.
"""

from __future__ import annotations

import pickle
import zlib
from typing import TYPE_CHECKING, Final

from xltool.workers.plain_results import GarbledError, load_submission

if TYPE_CHECKING:
    from xltool.model.submission import Submission

LARGEST: Final = 64 << 20
"""Bytes of one submission, not compressed; what is larger is not kept."""
_LEVEL: Final = 6


def pack_figures(submission: Submission | None) -> bytes:
    """Return a submission compressed; nothing where there is none, or it is too large."""
    if submission is None:
        return b""
    data = pickle.dumps(submission, pickle.HIGHEST_PROTOCOL)
    return zlib.compress(data, _LEVEL) if len(data) <= LARGEST else b""


def unpack_figures(data: bytes) -> Submission | None:
    """Return the submission in such data; None where there is none, or it is damaged."""
    inflating = zlib.decompressobj()
    try:
        content = inflating.decompress(data, LARGEST)
        return load_submission(content) if inflating.eof else None
    except (zlib.error, GarbledError):
        return None
