"""The fields of every answer, and the content security policies of pages.

A policy names a style and a script by the Base64 of their SHA-256 (Content Security Policy Level 3,
hash-source): whatever text of a cell or a file's name would get into a page is neither.
"""

from __future__ import annotations

import base64
import hashlib
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.desk.web_request import WebResponse

NO_PAGE: Final = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
)
"""The policy of whatever is no page: opened as one, it can do nothing."""
_ALWAYS: Final = (
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    # with no-referrer, browsers send forms with "Origin: null"
    ("Referrer-Policy", "same-origin"),
)


def page_policy(style: str, script: str = "") -> str:
    """Return the policy of a page with one style and one script: they may run, and ask us only."""
    asks = f"script-src {_hash(script)}; connect-src 'self'; form-action 'self'; " if script else ""
    form = "" if script else "form-action 'none'; "
    return (
        f"default-src 'none'; style-src {_hash(style)}; {asks}{form}"
        "base-uri 'none'; frame-ancestors 'none'"
    )


def printed_policy(html: str) -> str:
    """Return the policy of a document to print: with the first style in it, and no script."""
    _, _, rest = html.partition("<style>")
    return page_policy(rest.partition("</style>")[0])


def response_head(answer: WebResponse, length: int, *, is_last: bool) -> bytes:
    """Return the head of an answer whose content has ``length`` bytes.

    ``is_last`` says that the connection ends with it. Raises ``ValueError`` for a field that would
    end its line.
    """
    status = HTTPStatus(answer.status)
    lines = [f"HTTP/1.1 {status.value} {status.phrase}"]
    for name, value in _fields(answer, length):
        if not (value.isascii() and value.isprintable()):
            raise ValueError(name)
        lines.append(f"{name}: {value}")
    if is_last:
        lines.append("Connection: close")
    return "\r\n".join([*lines, "", ""]).encode("ascii")


def _fields(answer: WebResponse, length: int) -> Iterator[tuple[str, str]]:
    yield "Content-Security-Policy", answer.policy or NO_PAGE
    yield from _ALWAYS
    if length:
        yield "Content-Type", answer.content_type
    if answer.status != HTTPStatus.NO_CONTENT:
        yield "Content-Length", str(length)
    yield from answer.headers.items()


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
