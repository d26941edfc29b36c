"""Desks for tests, and visitors that speak to them byte by byte."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from xltool.desk.serve import address_of, open_desk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.desk.desk import Desk
    from xltool.desk.http_server import DeskServer
    from xltool.desk.job_process import FindTask

EXAMPLE: Final = Path(__file__).parents[1] / "examples" / "hebei-2020"
LINE_END: Final = "\r\n"
PATIENCE: Final = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a desk answered; status 0 when it closed the connection without a word."""

    status: int
    fields: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode()


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever asks a desk at ``host``; with the ``cookie`` it is the user's browser."""

    host: str
    root: str
    cookie: str = ""

    @property
    def port(self) -> int:
        """The port of the desk."""
        return int(self.host.rpartition(":")[2])

    def fields(self, method: str, **changes: str | None) -> dict[str, str]:
        """Return what a browser sends with a request from our own page, with some changes."""
        own: dict[str, str | None] = {"Host": self.host, "Sec-Fetch-Site": "same-origin"}
        if method == "POST":
            own["Origin"] = f"http://{self.host}"
        if self.cookie:
            own["Cookie"] = self.cookie
        own |= {name.replace("_", "-"): value for name, value in changes.items()}
        return {name: value for name, value in own.items() if value is not None}

    def get(self, route: str, **changes: str | None) -> Answer:
        """Ask for an address below the root."""
        return self.send(head("GET", self.root + route, self.fields("GET", **changes)))

    def post(
        self, route: str, form: Mapping[str, str] | bytes = b"", **changes: str | None
    ) -> Answer:
        """Send a form, or whatever the bytes are."""
        body = form if isinstance(form, bytes) else urlencode(form).encode()
        fields = self.fields("POST", Content_Length=str(len(body)), **changes)
        return self.send(head("POST", self.root + route, fields) + body)

    def upload(self, route: str, name: str, body: bytes = b"x", purpose: str = "returns") -> Answer:
        """Send a file."""
        return self.post(route, body, X_Name=quote(name, errors="surrogatepass"), X_Purpose=purpose)

    def state(self, number: int = 1) -> dict[str, Any]:
        """Ask how the desk is."""
        found: dict[str, Any] = json.loads(self.get(f"{number}/state").content)
        return found

    def send(self, data: bytes) -> Answer:
        """Send bytes on a connection of its own, and return what is answered first."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as connection:
            with suppress(BrokenPipeError, ConnectionResetError):  # refused before all was sent
                connection.sendall(data)
            return answer_of(connection)

    def job_ends(self, number: int = 1, within: float = 30.0) -> dict[str, Any]:
        """Return the job when it does not go on any more."""
        return self.job_is({"done", "failed", "stopped", "died"}, number, within)

    def job_is(self, statuses: set[str], number: int = 1, within: float = 30.0) -> dict[str, Any]:
        """Return the job as soon as it has one of these statuses."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            job: dict[str, Any] = self.state(number)["job"]
            if job["status"] in statuses:
                return job
            time.sleep(0.03)
        raise AssertionError(job)


def head(method: str, target: str, fields: Mapping[str, str]) -> bytes:
    """Return the head of a request."""
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    return LINE_END.join([*lines, "", ""]).encode("latin-1")


def answer_of(connection: socket.socket) -> Answer:
    """Return the answer that comes on a connection."""
    response = http.client.HTTPResponse(connection)
    try:
        response.begin()
        content = response.read()
    except (ConnectionResetError, http.client.BadStatusLine):
        return Answer(0)
    return Answer(response.status, dict(response.getheaders()), content)


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """A desk at work in this process, and its user, who has entered."""

    desk: Desk
    server: DeskServer
    private: Path
    user: Visitor
    stranger: Visitor
    campaign: Path


@contextmanager
def desk_at(home: Path, find: FindTask | None = None) -> Iterator[OpenDesk]:
    """Yield a desk with one campaign, ``c`` in ``home``, at work in this process."""
    campaign = home / "c"
    if not campaign.exists():
        shutil.copytree(EXAMPLE, campaign)
    more = {"find": find} if find else {}
    with open_desk(home, "zh", **more) as (desk, server, private):
        stranger = Visitor(server.desk.host, server.desk.root)
        user = entered(stranger, address_of(desk, server))
        yield OpenDesk(desk, server, private, user, stranger, campaign)


def entered(stranger: Visitor, address: str) -> Visitor:
    """Return a visitor that has exchanged the token of an address for the cookie."""
    answer = stranger.post("enter", address.partition("#")[2].encode())
    assert answer.status == 204
    user = replace(stranger, cookie=answer.fields["Set-Cookie"].partition(";")[0])
    assert user.get("").status == 303  # to the only campaign
    return user


def visitor_of(address: str) -> Visitor:
    """Return somebody who knows the address of a desk."""
    host, _, rest = address.removeprefix("http://").partition("/")
    return Visitor(host, f"/{rest.partition('#')[0]}")
