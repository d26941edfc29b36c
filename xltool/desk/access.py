"""Who may talk to the desk: from the head of a request alone, to the status that refuses it.

Any page of the internet can make a browser send requests to this computer, any other program and
user here can send them themselves, and a name of somebody's domain can be made to lead here (DNS
rebinding). What each of them cannot do is looked at: name our address as host, be an origin that is
ours, hold the cookie. HTTP: RFC 9110, 9112; origins: RFC 6454; ``Sec-Fetch-…``: W3C Fetch Metadata.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xltool.desk.request_head import RequestHead

COOKIE: Final = "xltool-desk"
ENTER: Final = "enter"
"""Where the token of the opened address is exchanged for the cookie."""
METHODS: Final = ("GET", "POST")
_OURS: Final = ("same-origin", "none")
"""Who causes a read: our own page, or the user, by address bar or bookmark."""


@dataclass(frozen=True, slots=True)
class DeskAddress:
    """Where a desk is, and what opens it: ``host`` with its port, ``root`` as ``/RANDOM/``.

    The cookie's path is ``root``: cookies know no ports, and with the path ``/`` a browser would
    send it to every other server on this computer.
    """

    host: str
    root: str
    cookie: str

    @property
    def origin(self) -> str:
        """The origin of our own pages."""
        return f"http://{self.host}"

    @property
    def set_cookie(self) -> str:
        """The field that hands the cookie to the browser: no script sees it, no other site."""
        return f"{COOKIE}={self.cookie}; Path={self.root}; HttpOnly; SameSite=Strict"


def refusal(head: RequestHead, desk: DeskAddress) -> HTTPStatus | None:
    """Return the status by which a request is refused; None for one that may go on."""
    return (
        _wrong_host(head, desk)
        or _wrong_form(head)
        or (_foreign_write(head, desk) if head.method == "POST" else _foreign_read(head, desk))
        or _closed(head, desk)
    )


def has_cookie(head: RequestHead, desk: DeskAddress) -> bool:
    """Whether the request comes from a browser that has entered."""
    pairs = (pair.strip().partition("=") for each in head.all("cookie") for pair in each.split(";"))
    held = [value for name, _, value in pairs if name == COOKIE]
    return any(hmac.compare_digest(_bytes(value), _bytes(desk.cookie)) for value in held)


def _wrong_host(head: RequestHead, desk: DeskAddress) -> HTTPStatus | None:
    """Refuse what was not sent to our address: a rebound name carries no other sign of it."""
    is_ours = head.all("host") == [desk.host] and head.target.startswith("/")
    return None if is_ours else HTTPStatus.MISDIRECTED_REQUEST


def _wrong_form(head: RequestHead) -> HTTPStatus | None:
    """Refuse other methods, bodies in pieces, and lengths that are missing, double or no number."""
    lengths = head.all("content-length")
    if head.method not in METHODS or head.all("transfer-encoding"):
        return HTTPStatus.NOT_IMPLEMENTED
    if head.method == "GET":
        return None if lengths in ([], ["0"]) else HTTPStatus.BAD_REQUEST
    if not lengths:
        return HTTPStatus.LENGTH_REQUIRED
    is_number = len(lengths) == 1 and lengths[0].isascii() and lengths[0].isdecimal()
    return None if is_number else HTTPStatus.BAD_REQUEST


def _foreign_write(head: RequestHead, desk: DeskAddress) -> HTTPStatus | None:
    """Refuse a write that none of our own pages sent: browsers name the origin of every POST."""
    sites = head.all("sec-fetch-site")
    is_ours = head.all("origin") == [desk.origin] and sites in ([], ["same-origin"])
    return None if is_ours else HTTPStatus.FORBIDDEN


def _foreign_read(head: RequestHead, desk: DeskAddress) -> HTTPStatus | None:
    """Refuse a read that another page caused, unless it opens us as a page of its own.

    A link may lead here, for a browser sends no strict cookie with it.
    """
    if head.all("origin") not in ([], [desk.origin]):
        return HTTPStatus.FORBIDDEN
    sites = head.all("sec-fetch-site")
    opens = (head.all("sec-fetch-mode"), head.all("sec-fetch-dest")) == (["navigate"], ["document"])
    is_fine = not sites or (len(sites) == 1 and (sites[0] in _OURS or opens))
    return None if is_fine else HTTPStatus.FORBIDDEN


def _closed(head: RequestHead, desk: DeskAddress) -> HTTPStatus | None:
    """Refuse other addresses, and everything but the entry to whoever has not entered."""
    path = head.target.partition("?")[0]
    if not path.startswith(desk.root):
        return HTTPStatus.NOT_FOUND
    entry = ("GET", desk.root), ("POST", desk.root + ENTER)
    may_come = (head.method, path) in entry or has_cookie(head, desk)
    return None if may_come else HTTPStatus.FORBIDDEN


def _bytes(text: str) -> bytes:
    """Return text for a comparison whose time tells nothing."""
    return text.encode("utf-8", "surrogatepass")
