"""One connection to the desk: heads are read and judged, then the site answers.

It bounds what anybody can make it hold, and asks ``access`` before anything else. What is answered
to those let in, a ``Site`` knows.
"""

from __future__ import annotations

import io
import socket
import socketserver
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import parse_qsl

from xltool.desk.access import ENTER, has_cookie, refusal
from xltool.desk.compressed_page import compressed
from xltool.desk.downloads import open_file
from xltool.desk.request_body import PIECE, RequestBody
from xltool.desk.request_head import HeadError, read_head
from xltool.desk.response_headers import response_head
from xltool.desk.web_request import WebRequest, WebResponse

if TYPE_CHECKING:
    from xltool.desk.access import DeskAddress
    from xltool.desk.connections import HeardSocket
    from xltool.desk.request_head import RequestHead

LONGEST_FORM: Final = 256 << 10
"""Bytes of a form; the longest is that of the replies to the warnings of a unit."""
MOST_FIELDS: Final = 2000
DRAINED: Final = 8 << 20
"""Bytes of a body that is too large which are read away, so that the browser reads the answer."""
PATIENCE: Final = 30.0
"""Seconds that a connection may be silent before it is closed."""


class Site(Protocol):
    """What stands behind the server."""

    def enter(self, token: bytes) -> bool:
        """Return whether this is the token of the opened address, shown for the first time."""

    def entry_page(self) -> WebResponse:
        """Answer a browser that has not entered."""

    def answer(self, request: WebRequest) -> WebResponse:
        """Answer a request for a page, or with a form."""

    def take_upload(self, route: str, head: RequestHead, body: RequestBody) -> WebResponse | None:
        """Take a file; None when the route is no upload's.

        A refusal is returned before anything of the body is read.
        """


class DeskHandler(socketserver.BaseRequestHandler):
    """Serves the requests of a connection, one after the other."""

    request: socket.socket

    def setup(self) -> None:
        """Read through what times a connection."""
        self._desk: DeskAddress = self.server.desk  # type: ignore[attr-defined] # DeskServer, which imports this file
        self._site: Site = self.server.site  # type: ignore[attr-defined] # as above
        self._heard: HeardSocket = self.server.connections.find(self.request)  # type: ignore[attr-defined] # as above
        self._input = io.BufferedReader(self._heard, PIECE)
        self._is_over = False

    def handle(self) -> None:
        """Serve requests until the connection ends, however it does."""
        with suppress(OSError, ValueError):
            self.request.settimeout(PATIENCE)
            self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while not self._is_over:
                self._serve_one()

    def _serve_one(self) -> None:
        """Read a head, and answer; whatever is no request ends the connection."""
        try:
            head = read_head(self._input)
        except HeadError as error:
            if error.status:
                self._refuse(error.status)
            self._is_over = True
            return
        self._heard.is_answered = True
        try:
            self._answer(head)
        finally:
            self._heard.is_answered = False

    def _answer(self, head: RequestHead) -> None:
        if status := refusal(head, self._desk):
            self._refuse(status, RequestBody(self._input, head.length))
        elif head.method == "GET":
            self._send(self._read(head), is_last=not head.keeps)
        else:
            self._write(head)

    def _read(self, head: RequestHead) -> WebResponse:
        if not has_cookie(head, self._desk):
            return self._site.entry_page()
        route, query = self._route(head)
        answer = self._site.answer(WebRequest("GET", route, _fields(query)))
        return compressed(answer, head)

    def _write(self, head: RequestHead) -> None:
        body = RequestBody(self._input, head.length)
        answer = self._site.take_upload(self._route(head)[0], head, body)
        if answer is None and body.left > LONGEST_FORM:
            answer = WebResponse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        elif answer is None:
            content = body.whole()
            if body.left:
                self._is_over = True
                return  # half a form is none
            answer = self._act(head, content)
        self._send(answer, is_last=not head.keeps or bool(body.left))
        body.drain(DRAINED)

    def _act(self, head: RequestHead, content: bytes) -> WebResponse:
        route, query = self._route(head)
        if route == ENTER:
            if not self._site.enter(content):
                return WebResponse(HTTPStatus.FORBIDDEN)
            headers = {"Set-Cookie": self._desk.set_cookie}
            return WebResponse(HTTPStatus.NO_CONTENT, headers=headers)
        form = _fields(content.decode("utf-8", "replace"))
        request = WebRequest("POST", route, _fields(query), form, self._page_of(head))
        return self._site.answer(request)

    def _route(self, head: RequestHead) -> tuple[str, str]:
        """Return the address below the root of the desk, and what stands behind ``?``."""
        path, _, query = head.target.partition("?")
        return path.removeprefix(self._desk.root), query

    def _page_of(self, head: RequestHead) -> str:
        """Return the page whose form the browser itself submitted; empty for a script's request."""
        pages, inside = head.all("referer"), self._desk.origin + self._desk.root
        submitted = head.all("sec-fetch-mode") == ["navigate"] and len(pages) == 1
        is_ours = submitted and pages[0].startswith(inside)
        return pages[0].removeprefix(self._desk.origin) if is_ours else ""

    def _refuse(self, status: HTTPStatus, body: RequestBody | None = None) -> None:
        """Answer with a status alone and end the connection: what follows may be anything."""
        self._send(WebResponse(status), is_last=True)
        self._heard.is_answered = False  # what it still sends, or does not, makes room for others
        if body:
            body.drain(PIECE)

    def _send(self, answer: WebResponse, *, is_last: bool) -> None:
        """Send an answer, its file piece by piece."""
        opened = open_file(answer.path) if answer.path else None
        if answer.path and not opened:
            answer = WebResponse(HTTPStatus.NOT_FOUND)
        file, length = opened or (io.BytesIO(answer.content), len(answer.content))
        with file:
            piece = file.read(min(length, PIECE))
            self.request.sendall(response_head(answer, length, is_last=is_last) + piece)
            length -= len(piece)
            while length and (piece := file.read(min(length, PIECE))):
                length -= len(piece)
                self.request.sendall(piece)
        self._is_over = is_last or bool(length)  # a file that became shorter meanwhile


def _fields(text: str) -> dict[str, str]:
    """Return the fields of a form or query; none of one that has too many."""
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}
