"""What a browser asked for and what it is answered, without the protocol between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HTML = "text/html; charset=utf-8"
JSON = "application/json"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class WebRequest:
    """A request that was let in: ``route`` is the address below the random path of the desk.

    ``form`` are the fields of a write; of a field that is given twice the last one counts. ``back``
    is the address of the page whose form the browser itself submitted; a script's has none.
    """

    method: str
    route: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    back: str = ""


@dataclass(frozen=True, slots=True)
class WebResponse:
    """An answer: ``content``, or the content of the file ``path`` if there is one.

    ``policy`` is the content security policy of a page; anything else is allowed nothing.
    """

    status: int
    content: bytes = b""
    content_type: str = TEXT
    headers: Mapping[str, str] = field(default_factory=dict)
    policy: str = ""
    path: Path | None = None
