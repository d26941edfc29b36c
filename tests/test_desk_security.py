"""The desk is open to its user alone: each test holds one sentence of SECURITY.md."""

from __future__ import annotations

import http.server
import os
import socket
import stat
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pytest

from tests.browser import Browser, find_browser
from tests.desks import Answer, OpenDesk, Visitor, answer_of, desk_at, head, visitor_of
from xltool.campaign.folder import load_campaign
from xltool.campaign.receiving import receive
from xltool.desk import uploads
from xltool.desk.connections import MOST as MOST_CONNECTIONS
from xltool.desk.entry_page import EntryToken
from xltool.desk.http_server import DeskServer
from xltool.desk.open_browser import open_browser
from xltool.desk.response_headers import response_head
from xltool.desk.routes import HOME_TASKS, PAGES, TASKS
from xltool.desk.serve import address_of
from xltool.desk.web_request import WebResponse
from xltool.model.observer import SILENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

READS: Final = (
    "", "state", "1/", "1/state", "1/file/0/a", *(f"1/{route}" for route in PAGES),
)  # fmt: skip
WRITES: Final = (
    "stop", "end", "language", "upload", "discard", "1/upload", "1/discard",
    *(f"1/{kind}" for kind in sorted(TASKS)), *sorted(HOME_TASKS),
)  # fmt: skip
posix = pytest.mark.skipif(os.name != "posix", reason="of rights as POSIX knows them")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenDesk]:
    """A desk that no test changes."""
    with desk_at(tmp_path_factory.mktemp("home")) as found:
        yield found


@pytest.fixture
def own(tmp_path: Path) -> Iterator[OpenDesk]:
    """A desk of the test's own."""
    with desk_at(tmp_path) as found:
        yield found


def with_fields(user: Visitor, method: str, target: str, *fields: tuple[str, str]) -> Answer:
    """Send a request with just these fields, some of them perhaps twice."""
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields)]
    return user.send("\r\n".join([*lines, "", ""]).encode("latin-1"))


# --- Who may ask --------------------------------------------------------------------------------


def test_it_listens_on_the_loopback_address_alone(opened: OpenDesk) -> None:
    """No other computer reaches the port, by whatever address of this one."""
    assert opened.server.socket.getsockname()[0] == "127.0.0.1"
    assert opened.server.socket.family is socket.AF_INET
    with pytest.raises(OSError, match=r".*"), socket.socket(socket.AF_INET6) as other:
        other.connect(("::1", opened.user.port))


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "localhost:{port}", "127.0.0.1", "127.0.0.1:1",
     "[::1]:{port}", "127.0.0.1:{port}.evil.example", "127.0.0.1:{port}@evil.example", "",
     "127.1:{port}", "0.0.0.0:{port}", "127.0.0.1.:{port}"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_other_hosts_are_misdirected(opened: OpenDesk, host: str, method: str) -> None:
    """A rebound name shows itself by the host that the browser names: 421, and nothing more."""
    user = opened.user
    fields = user.fields(method, Host=host.format(port=user.port), Content_Length="0")
    found = user.send(head(method, f"{user.root}1/", fields))
    assert (found.status, found.content) == (421, b"")


def test_a_host_is_named_once(opened: OpenDesk) -> None:
    """None, two, and an absolute address are refused as other hosts are."""
    user = opened.user
    host, cookie = ("Host", user.host), ("Cookie", user.cookie)
    page = f"{user.root}1/"
    assert with_fields(user, "GET", page, host, cookie).status == 200
    assert with_fields(user, "GET", page, cookie).status == 421
    assert with_fields(user, "GET", page, host, host, cookie).status == 421
    assert with_fields(user, "GET", page, host, ("Host", "evil.example"), cookie).status == 421
    for target in (f"http://{user.host}{page}", f"http://evil.example{page}", "*"):
        assert with_fields(user, "GET", target, host, cookie).status == 421


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "http://127.0.0.1:1", "https://{host}",
               "http://{host}.evil.example", "http://localhost:{port}", "http://{host}/", ""],
)  # fmt: skip
@pytest.mark.parametrize("route", ["language", "end", "1/upload", "1/check", "enter"])
def test_a_write_of_another_origin_is_refused(
    opened: OpenDesk, origin: str | None, route: str
) -> None:
    """A form or script of another page cannot make the browser write here, cookie or not."""
    user = opened.user
    sent = origin and origin.format(host=user.host, port=user.port)
    answer = user.post(route, {"lang": "en"}, Origin=sent, Sec_Fetch_Site=None)
    assert (answer.status, answer.content) == (403, b"")
    assert opened.desk.language == "zh"
    assert not opened.desk.ended.is_set()


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", "odd", ""])
def test_a_write_of_another_site_is_refused(opened: OpenDesk, site: str) -> None:
    """Where the browser says whose page writes, it must be ours."""
    assert opened.user.post("language", {"lang": "en"}, Sec_Fetch_Site=site).status == 403
    assert opened.desk.language == "zh"


@pytest.mark.parametrize(
    ("site", "mode", "target", "status"),
    [
        ("same-origin", "cors", "empty", 200),
        ("none", "navigate", "document", 200),
        ("cross-site", "navigate", "document", 200),
        ("same-site", "navigate", "document", 200),
        ("cross-site", "navigate", "iframe", 403),
        ("same-site", "navigate", "iframe", 403),
        ("cross-site", "navigate", "embed", 403),
        ("cross-site", "no-cors", "image", 403),
        ("cross-site", "no-cors", "script", 403),
        ("cross-site", "cors", "empty", 403),
        ("same-site", "cors", "empty", 403),
        ("odd", "cors", "empty", 403),
    ],
)
@pytest.mark.parametrize("route", ["", "1/state"])
def test_other_pages_read_nothing(
    opened: OpenDesk, site: str, mode: str, target: str, status: int, route: str
) -> None:
    """A page elsewhere may lead here, but cannot put ours into itself, or ask for it."""
    fetched = {"Sec_Fetch_Site": site, "Sec_Fetch_Mode": mode, "Sec_Fetch_Dest": target}
    assert opened.user.get(route, **fetched).status == status


def test_a_read_of_another_origin_is_refused(opened: OpenDesk) -> None:
    """Browsers without fetch metadata name the origin of a script that reads elsewhere."""
    for origin in ("http://evil.example", "null"):
        assert opened.user.get("1/", Origin=origin, Sec_Fetch_Site=None).status == 403
    same = f"http://{opened.user.host}"
    assert opened.user.get("1/", Origin=same, Sec_Fetch_Site=None).status == 200


# --- Token and cookie ---------------------------------------------------------------------------


def test_the_token_works_once(own: OpenDesk) -> None:
    """It is used up by whoever enters first; a wrong one uses up nothing."""
    token = own.desk.token.text.encode()  # which the user of this desk has used
    assert own.stranger.post("enter", token).status == 403
    assert "Set-Cookie" not in own.stranger.post("enter", token).fields


def test_a_wrong_token_is_refused(own: OpenDesk) -> None:
    """Whatever is no token leads nowhere."""
    own.desk.token = EntryToken()
    token = own.desk.token.text.encode()
    for wrong in (b"", token[:-1], token + b"x", token.upper() + b"_", b"\xff" * 43, b"None"):
        assert own.stranger.post("enter", wrong).status == 403
    assert own.stranger.post("enter", token).status == 204


def test_of_many_at_once_one_enters(own: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that show the token at the same moment are not both let in."""

    def slow(first: bytes, second: bytes) -> bool:
        is_same = first == second
        time.sleep(0.05)
        return is_same

    monkeypatch.setattr("xltool.desk.entry_page.hmac.compare_digest", slow)
    own.desk.token = EntryToken()
    token, found, ready = own.desk.token.text.encode(), list[int](), threading.Barrier(12)

    def enter() -> None:
        ready.wait()
        found.append(own.stranger.post("enter", token).status)

    threads = [threading.Thread(target=enter) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [204] + [403] * 11


def test_fetching_the_address_does_not_use_it_up(own: OpenDesk) -> None:
    """Whoever looks into the link, a scanner perhaps, gets a page without any data."""
    own.desk.token = EntryToken()
    for _ in range(3):
        page = own.stranger.get("", Sec_Fetch_Site=None)
        assert page.status == 200
        assert load_campaign(own.campaign).title not in page.text
    assert own.stranger.post("enter", own.desk.token.text.encode()).status == 204


@pytest.mark.parametrize("route", READS)
@pytest.mark.parametrize("cookie", ["", "xltool-desk=", "xltool-desk=x", "other={}", "{}"])
def test_without_the_cookie_nothing_is_shown(opened: OpenDesk, route: str, cookie: str) -> None:
    """Every address but the entry is closed to whoever has not entered."""
    value = opened.server.desk.cookie
    found = opened.stranger.get(route, Cookie=cookie.format(value) or None)
    if route:
        assert (found.status, found.content) == (403, b"")
    else:
        assert found.content == opened.desk.entry_page().content


@pytest.mark.parametrize("route", WRITES)
def test_without_the_cookie_nothing_is_done(opened: OpenDesk, route: str) -> None:
    """Another user of this computer can reach the port, and that is all."""
    form = {"lang": "en", "purpose": "returns"}
    found = opened.stranger.post(route, form, X_Name="a.xlsx", X_Purpose="returns")
    assert (found.status, found.content) == (403, b"")
    assert opened.desk.language == "zh"
    assert not opened.desk.ended.is_set()
    assert opened.user.state()["staged"] == {}


@pytest.mark.parametrize("target", ["/", "/1/", "/state", "/enter", "/favicon.ico", "//", "/{}"])
def test_other_addresses_do_not_answer(opened: OpenDesk, target: str) -> None:
    """Without the random part of the address there is nothing, for the user neither."""
    path = target.format(opened.user.root.strip("/"))
    found = opened.user.send(head("GET", path, opened.user.fields("GET")))
    assert (found.status, found.content) == (404, b"")


def test_the_cookie_is_for_this_desk_alone(own: OpenDesk) -> None:
    """No script sees it, no other site causes it to be sent, no other port of ours receives it."""
    own.desk.token = EntryToken()
    answer = own.stranger.post("enter", own.desk.token.text.encode())
    value, *attributes = answer.fields["Set-Cookie"].split("; ")
    assert set(attributes) == {f"Path={own.user.root}", "HttpOnly", "SameSite=Strict"}
    assert len(value) > 40
    assert len(own.user.root) > 40
    assert len({value.partition("=")[2], own.user.root.strip("/"), own.desk.token.text}) == 3


# --- What answers carry -------------------------------------------------------------------------


def answers(opened: OpenDesk) -> Iterator[Answer]:
    """Yield an answer of each kind."""
    user, stranger = opened.user, opened.stranger
    yield stranger.get("")
    yield from (
        user.get(route.replace("*", "312002")) for route in (*READS, "nothing", "1/nothing")
    )
    yield from (stranger.get(route) for route in ("1/", "state"))
    yield user.get("1/", Host="evil.example")
    yield user.post("language", {"lang": "zh"})
    yield user.post("1/nothing")
    yield user.post("enter", b"x")
    yield user.send(b"odd\r\n\r\n")
    number = opened.desk.downloads.offer(opened.campaign / "campaign.toml")
    yield user.get(f"1/file/{number}/x")


def test_headers_of_every_answer(opened: OpenDesk) -> None:
    """All say what a browser may do with them, and none lets another origin read them."""
    for answer in answers(opened):
        fields = answer.fields
        policy = fields["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy
        assert "unsafe" not in policy
        assert "*" not in policy
        assert ("sandbox" in policy) is not fields.get("Content-Type", "").startswith("text/html")
        assert fields["X-Content-Type-Options"] == "nosniff"
        assert fields["Cache-Control"] == "no-store"
        assert fields["Cross-Origin-Opener-Policy"] == "same-origin"
        assert fields["Cross-Origin-Resource-Policy"] == "same-origin"
        assert fields["Referrer-Policy"] == "same-origin"  # no-referrer: forms say "Origin: null"
        assert not [name for name in fields if name.lower().startswith("access-control-")]
        assert "Server" not in fields


def test_pages_run_their_own_script_alone(opened: OpenDesk) -> None:
    """The policy names one style and one script by their hashes, and there are no others."""
    for page, route in ((opened.stranger.get(""), ""), (opened.user.get("1/"), "1/")):
        policy = dict(
            part.split(" ", 1) for part in page.fields["Content-Security-Policy"].split("; ")
        )
        assert policy["script-src"].startswith("'sha256-"), route
        assert policy["style-src"].startswith("'sha256-")
        assert policy["connect-src"] == policy["form-action"] == "'self'"
        assert page.text.count("<script") == page.text.count("<style") == 1
        assert " style=" not in page.text
        assert " onclick=" not in page.text


# --- Names, listings, files ---------------------------------------------------------------------

NAMES: Final = (
    "../evil.xlsx", "..\\..\\evil.xlsx", "/etc/passwd", "C:\\evil.xlsx", "C:evil.xlsx",
    "~/.profile", ".hidden.xlsx", "..", ".", "", "con", "con.xlsx", "NUL.xlsx", "lpt1",
    "a\0b.xlsx", "a\r\nX: y.xlsx", "a\u202exslx.exe", "\ud800.xlsx", "a" * 300 + ".xlsx",
    "预" * 200 + ".xlsx", "a:b.xlsx", "a|b?.xlsx", "<script>.xlsx", "a.xlsx.", "a.xlsx ",
    "%2e%2e%2fevil.xlsx", "A\u030a.xlsx", "-rf.xlsx", "campaign.toml", ".xltool-x",
    "in/../../evil.xlsx", "e\u2215vil.xlsx",
)  # fmt: skip


def test_names_of_uploads_are_labels(own: OpenDesk) -> None:
    """Whatever a file is called, it waits under a number, and enters ``in/`` and nothing else."""
    before = {path: path.stat().st_size for path in own.campaign.parent.rglob("*")}
    for number, name in enumerate(NAMES):
        assert own.user.upload("1/upload", name, str(number).encode()).status == 200, name
    waiting = own.desk.uploads.waiting(1)["returns"]
    assert len(waiting) == len(NAMES)
    for staged in waiting:
        assert staged.path.parent == own.private
        assert staged.path.name.partition(".")[0].isdecimal()
        assert not set(staged.name) & set("/\\\r\n\0\u202e\ud800")
        assert len(staged.name) <= 200
    received = receive(load_campaign(own.campaign), waiting, SILENT)
    inbox = own.campaign / "in"
    assert len(set(received)) == len(received) > 20  # the others are no returns by their names
    after = {path: path.stat().st_size for path in own.campaign.parent.rglob("*")}
    assert {path for path in after.keys() - before.keys() if path.parent != inbox} <= {
        inbox, own.campaign / "ledger.sqlite", own.campaign / ".xltool.lock",
    }  # fmt: skip
    assert before.items() <= after.items() | {(own.campaign, before[own.campaign])}


@pytest.mark.parametrize(
    "route",
    ["1", "1/in", "1/in/", "1/in/a.xlsx", "1/campaign.toml", "1/../", "1/..%2f..%2f", "..",
     "%2e%2e/", "1/file", "1/file/", "1/file/..%2fcampaign.toml", "1/file/9/x", "1/file/-1/x",
     "1/file/٣/x", "web/desk.js", "2/", "0/", "1//", "999999999999999999999/", "1/unit/../records",
     "1/file//etc/passwd"],
)  # fmt: skip
def test_there_is_no_listing(opened: OpenDesk, route: str) -> None:
    """No address is taken for a path: what no page offered is not there."""
    found = opened.user.send(
        head("GET", opened.user.root + quote(route, safe="/%"), opened.user.fields("GET"))
    )
    assert found.status in {403, 404}
    assert "entities.csv" not in found.text
    assert "period = " not in found.text


def test_offered_files_only(own: OpenDesk) -> None:
    """A file is looked up by the number under which a page offered it, and never through a link."""
    report, link = own.campaign / "报告.html", own.campaign / "link.html"
    report.write_text("<script>alert(1)</script>", encoding="utf-8")
    number = own.desk.downloads.offer(report)
    found = own.user.get(f"1/file/{number}/{quote('报告.html')}")
    assert found.content == report.read_bytes()
    assert found.fields["Content-Disposition"].startswith("attachment;")
    assert "html" not in found.fields["Content-Type"]
    if os.name == "posix":
        link.symlink_to("/etc/passwd")
        number = own.desk.downloads.offer(link)
        assert own.user.get(f"1/file/{number}/link.html").status == 404
    report.unlink()
    assert own.user.get("1/file/0/x").status == 404


def test_names_cannot_end_a_header(own: OpenDesk) -> None:
    """A file's name, or an address to go back to, adds no line to the head of an answer."""
    path = own.campaign / "plain.txt"
    path.write_bytes(b"x")
    number = own.desk.downloads.offer(path, 'a"\r\nSet-Cookie: b=c\r\n\r\n<script>.txt')
    found = own.user.get(f"1/file/{number}/x")
    assert found.content == b"x"
    assert "Set-Cookie" not in found.fields
    inside = f"http://{own.user.host}{own.user.root}"
    for odd in ("a\r\nb: c", "a\nb", "\u4e2d"):
        with pytest.raises(ValueError, match=r"X"):
            response_head(WebResponse(200, headers={"X": odd}), 0, is_last=False)
    folded = own.user.post(
        "language", Referer=f"{inside}\r\n Set-Cookie: b=c", Sec_Fetch_Mode="navigate"
    )
    assert folded.status == 400
    for page in ("http://evil.example/", f"{inside[:-1]}.evil.example/", "//evil.example"):
        assert (
            "Location"
            not in own.user.post("language", Referer=page, Sec_Fetch_Mode="navigate").fields
        )
    back = own.user.post("language", Referer=f"{inside}1/", Sec_Fetch_Mode="navigate")
    assert (back.status, back.fields["Location"]) == (303, f"{own.user.root}1/")


# --- What is too much ---------------------------------------------------------------------------


def test_too_large_is_refused_before_it_is_read(own: OpenDesk) -> None:
    """A file beyond 64 MB is answered at once, and cut off after some of it; nothing is kept."""
    fields = own.user.fields("POST", Content_Length=str(600 << 20), X_Name="a", X_Purpose="returns")
    sent = 0
    with socket.create_connection(("127.0.0.1", own.user.port), 10) as connection:
        connection.sendall(head("POST", f"{own.user.root}1/upload", fields))
        assert answer_of(connection).status == 413  # not a byte of the body was sent
        with suppress(OSError):
            while sent < 600 << 20:
                sent += connection.send(bytes(1 << 20))
    assert sent < 64 << 20
    assert own.desk.uploads.waiting(1) == {}
    assert [path for path in own.private.iterdir() if path.is_file()] == []
    at_most = own.user.fields("POST", Content_Length=str(64 << 20), X_Name="a", X_Purpose="returns")
    with socket.create_connection(("127.0.0.1", own.user.port), 10) as connection:
        connection.sendall(head("POST", f"{own.user.root}1/upload", at_most))
        connection.settimeout(0.3)
        with pytest.raises(TimeoutError):
            connection.recv(1)  # it waits for the body


def test_only_so_many_files_wait(own: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """2,000 files or 1 GB; what is taken away makes room."""
    assert (uploads.MOST, uploads.MOST_BYTES) == (2000, 1 << 30)
    monkeypatch.setattr(uploads, "MOST", 20)
    monkeypatch.setattr(uploads, "MOST_BYTES", 1000)
    assert [own.user.upload("1/upload", f"{n}.xlsx").status for n in range(21)] == [200] * 20 + [
        413
    ]
    assert len(own.desk.uploads.waiting(1)["returns"]) == 20
    assert own.user.post("1/discard", {"purpose": "returns"}).status == 204
    assert own.desk.uploads.waiting(1) == {}
    sizes = [own.user.upload("1/upload", f"{n}.xlsx", bytes(400)).status for n in range(3)]
    assert sizes == [200, 200, 413]


def test_forms_are_small(opened: OpenDesk) -> None:
    """A form beyond 256 KB is refused unread, and its connection ends."""
    fields = opened.user.fields("POST", Content_Length=str(1 << 30))
    assert opened.user.send(head("POST", f"{opened.user.root}language", fields)).status == 413


def test_a_file_is_for_a_known_purpose(opened: OpenDesk) -> None:
    """And for a campaign that is there."""
    assert opened.user.upload("1/upload", "a.xlsx", purpose="../in").status == 400
    assert opened.user.upload("9/upload", "a.xlsx").status == 400
    assert opened.user.state()["staged"] == {}


# --- Requests that are none ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "method", ["HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "get", "PROPFIND"]
)
def test_other_methods_are_not_there(opened: OpenDesk, method: str) -> None:
    """A page is read and a form is sent; nothing else is understood."""
    found = opened.user.send(head(method, f"{opened.user.root}1/", opened.user.fields("POST")))
    assert found.status == 501
    assert "Allow" not in found.fields


def test_bodies_have_one_length(opened: OpenDesk) -> None:
    """None, two, none that is a number, and bodies in pieces are refused, with the connection."""
    user = opened.user

    def status(*fields: tuple[str, str]) -> int:
        known = user.fields("POST").items()
        return with_fields(user, "POST", f"{user.root}language", *known, *fields).status

    assert status(("Content-Length", "0")) == 204
    assert status() == 411
    for wrong in ("-1", "+1", "0x1", "1,1", "", "\xb2", "1 1", "1e3"):
        assert status(("Content-Length", wrong)) == 400, wrong
    assert status(("Content-Length", "0"), ("Content-Length", "0")) == 400
    assert status(("Transfer-Encoding", "chunked")) == 501
    assert status(("Content-Length", "0"), ("Transfer-Encoding", "chunked")) == 501
    body = user.fields("GET", Content_Length="5")
    assert user.send(head("GET", f"{user.root}1/", body) + b"hello").status == 400


def test_a_body_that_breaks_off_is_none(own: OpenDesk) -> None:
    """Half a form does nothing, and half a file is not kept."""
    for route in ("end", "1/upload"):
        fields = own.user.fields("POST", Content_Length="100", X_Name="a.xlsx", X_Purpose="returns")
        with socket.create_connection(("127.0.0.1", own.user.port), 10) as connection:
            connection.sendall(head("POST", own.user.root + route, fields) + b"half")
            connection.shutdown(socket.SHUT_WR)
            assert answer_of(connection).status in {0, 400}
    assert not own.desk.ended.is_set()
    assert own.desk.uploads.waiting(1) == {}
    assert [path for path in own.private.iterdir() if path.is_file()] == []


def test_what_follows_a_refused_head_is_not_served(opened: OpenDesk) -> None:
    """A body that was not read is not taken for the next request."""
    user = opened.user
    inner = (
        head("POST", f"{user.root}language", user.fields("POST", Content_Length="7")) + b"lang=en"
    )
    fields = user.fields("POST", Origin="null", Content_Length=str(len(inner)))
    with socket.create_connection(("127.0.0.1", user.port), 10) as connection:
        connection.sendall(head("POST", f"{user.root}language", fields) + inner)
        with suppress(ConnectionResetError):
            found = b"".join(iter(lambda: connection.recv(1 << 16), b""))
            assert found.count(b"HTTP/1.1") == 1
    assert opened.desk.language == "zh"


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("GET {page}", 400),
        ("GET {page} HTTP/0.9", 400),
        ("GET {page} HTTP/2.0", 400),
        ("GET  {page} HTTP/1.1", 400),
        ("GET {page} x HTTP/1.1", 400),
        ("GET {page}\t HTTP/1.1", 400),
        ("\0GET {page} HTTP/1.1", 400),
        ("{long}", 431),
        ("GET {page}{long} HTTP/1.1", 431),
    ],
)
def test_first_lines_are_to_the_letter(opened: OpenDesk, line: str, status: int) -> None:
    """Whatever is spelt otherwise is no request; none is longer than 64 KB."""
    user = opened.user
    first = line.format(page=f"{user.root}1/", long="a" * (65 << 10))
    rest = "".join(f"{name}: {value}\r\n" for name, value in user.fields("GET").items())
    assert user.send(f"{first}\r\n{rest}\r\n".encode("latin-1")).status == status


@pytest.mark.parametrize(
    ("field", "status"),
    [
        ("X: y", 200),
        ("X : y", 400),
        (" X: y", 400),
        ("X: y\r\n continued", 400),
        ("X", 400),
        (": y", 400),
        ("X: a\0b", 400),
        ("X: a\rb", 400),
        ("X: " + "a" * (65 << 10), 431),
        ("\r\n".join(f"X{n}: y" for n in range(200)), 431),
        ("\r\n".join("X: " + "a" * 1000 for _ in range(70)), 431),
    ],
)
def test_fields_are_to_the_letter(opened: OpenDesk, field: str, status: int) -> None:
    """Continued lines, odd names, control characters and too many of them are refused."""
    user = opened.user
    rest = "".join(f"{name}: {value}\r\n" for name, value in user.fields("GET").items())
    data = f"GET {user.root}1/ HTTP/1.1\r\n{field}\r\n{rest}\r\n".encode("latin-1")
    assert user.send(data).status == status


# --- Connections --------------------------------------------------------------------------------


def quick(user: Visitor) -> None:
    """Ask for the state, which is answered within a moment."""
    begun = time.monotonic()
    assert user.get("1/state").status == 200
    assert time.monotonic() - begun < 2


def connections(stack: ExitStack, port: int, count: int, sent: bytes) -> list[socket.socket]:
    """Open connections that send something and then say no more."""
    made = []
    for _ in range(count):
        made.append(stack.enter_context(socket.create_connection(("127.0.0.1", port), 10)))
        with suppress(OSError):
            made[-1].sendall(sent)
    return made


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: ",
        b"POST / HTTP/1.1\r\nContent-Length: 9\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n",  # refused, and then silent
    ],
)
def test_silent_connections_block_nobody(opened: OpenDesk, sent: bytes) -> None:
    """Whoever is silent longest makes room: 200 that say nothing, or half of a request."""
    with ExitStack() as stack:
        made = connections(stack, opened.user.port, 200, sent)
        quick(opened.user)
        time.sleep(0.2)
        threads = [each for each in threading.enumerate() if "process_request" in each.name]
        assert len(threads) <= MOST_CONNECTIONS + 2
        made[0].settimeout(5)
        while made[0].recv(1 << 16):  # the first ones were cut
            pass


def test_slow_connections_block_nobody(opened: OpenDesk) -> None:
    """Requests that come letter by letter hold their places, until others are needed."""
    with ExitStack() as stack:
        made = connections(stack, opened.user.port, MOST_CONNECTIONS, b"GET /")
        for letter in b"slow":
            for each in made:
                with suppress(OSError):
                    each.sendall(bytes([letter]))
            quick(opened.user)


def test_a_silent_connection_is_closed(monkeypatch: pytest.MonkeyPatch, own: OpenDesk) -> None:
    """After half a minute without a byte, whether or not its place is needed."""
    monkeypatch.setattr("xltool.desk.http_handler.PATIENCE", 0.3)
    with socket.create_connection(("127.0.0.1", own.user.port), 10) as connection:
        connection.sendall(b"GET /")
        assert connection.recv(1) == b""


def test_the_port_is_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other program can listen on it beside us: on Windows it is asked for exclusively."""
    asked = list[int]()
    monkeypatch.setattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_KEEPALIVE, raising=False)
    server = DeskServer("/r/", "c")
    try:
        for option in (socket.SO_REUSEADDR, getattr(socket, "SO_REUSEPORT", socket.SO_REUSEADDR)):
            asked.append(server.socket.getsockopt(socket.SOL_SOCKET, option))
        assert not any(asked)
        assert server.socket.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with pytest.raises(OSError, match=r".*"):
                other.bind(server.server_address)
    finally:
        server.server_close()


def test_no_name_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting asks no server of names, which could be slow, or listen."""

    def refuse(*_: object) -> str:
        raise AssertionError

    for name in ("getfqdn", "gethostbyaddr", "gethostbyname", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    DeskServer("/r/", "c").server_close()


# --- Other users of the computer ----------------------------------------------------------------


@posix
def test_what_waits_is_private(own: OpenDesk) -> None:
    """No other user can look into the folder of uploads, nor into one of its files."""
    own.user.upload("1/upload", "a.xlsx")
    assert stat.S_IMODE(own.private.stat().st_mode) == 0o700
    (staged,) = own.desk.uploads.waiting(1)["returns"]
    assert stat.S_IMODE(staged.path.stat().st_mode) == 0o600


def _kept_in(opened: list[str]) -> Callable[[str], bool]:
    """Return what stands for the browser: it keeps the address that it is given."""

    def keep(address: str) -> bool:
        opened.append(address)
        return True

    return keep


@posix
def test_no_command_line_holds_the_token(own: OpenDesk) -> None:
    """Anybody can list the command lines: the browser is given a file that only its user reads."""
    opened = list[str]()
    assert open_browser(address_of(own.desk, own.server), own.private, _kept_in(opened))
    assert own.desk.token.text not in opened[0]
    path = Path(opened[0].removeprefix("file://"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert own.desk.token.text in path.read_text(encoding="utf-8")


def test_nothing_is_logged(tmp_path: Path) -> None:
    """After the address, which is for the user, nothing is printed: no name, address or cookie."""
    command = [sys.executable, "-m", "xltool", "desk", "-C", str(tmp_path), "--no-browser"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, encoding="utf-8") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stderr.readline()
        address = process.stdout.readline().strip()
        stranger = visitor_of(address)
        token = address.partition("#")[2].encode()
        cookie = stranger.post("enter", token).fields["Set-Cookie"].partition(";")[0]
        user = Visitor(stranger.host, stranger.root, cookie)
        assert user.get("").status == 200
        user.upload("upload", "secret.xlsx", purpose="entities")
        for found in (user.get("nothing"), stranger.get("state"), user.send(b"odd\r\n\r\n")):
            assert found.status >= 400
        assert user.post("end").status == 204
        assert process.wait(10) == 0
        assert (process.stdout.read(), process.stderr.read()) == ("", "")


# --- In a browser -------------------------------------------------------------------------------


def visited(pages: Mapping[str, str]) -> tuple[http.server.ThreadingHTTPServer, list[str]]:
    """Return a server of somebody else with these pages, and the cookies that it is sent."""
    cookies = list[str]()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            cookies.append(self.headers.get("Cookie", ""))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(pages.get(self.path, "").encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, cookies


ATTACK: Final = """<body><iframe id="frame" src="{page}"></iframe><script>
const desk = "{root}", done = (promise) => promise.then(() => "read", () => "refused");
window.attack = async () => {{
  const form = new URLSearchParams({{ lang: "en" }});
  const found = [
    await done(fetch(desk + "language",
      {{ method: "POST", body: form, credentials: "include" }})),
    await done(fetch(desk + "1/state", {{ credentials: "include" }})),
  ];
  await done(fetch(desk + "language",
    {{ method: "POST", body: form, mode: "no-cors", credentials: "include" }}));
  navigator.sendBeacon(desk + "language", form);
  return found.join();
}};
</script>"""


SHOWN: Final = "document.documentElement?.outerHTML ?? ''"


@pytest.mark.browser
@pytest.mark.skipif(not find_browser(), reason="needs Chromium")
def test_other_pages_in_the_users_browser(own: OpenDesk) -> None:
    """A page on another port, or behind a rebound name, reads and does nothing; only we do."""
    own.desk.token = EntryToken()
    here, root = f"http://{own.user.host}", own.user.root
    server, cookies = visited({"/": ATTACK.format(root=here + root, page=f"{here}{root}1/")})
    rebound = f"http://evil.example:{own.user.port}{root}1/"
    try:
        with Browser("--host-resolver-rules=MAP evil.example 127.0.0.1") as browser:
            opened = list[str]()
            assert open_browser(address_of(own.desk, own.server), own.private, _kept_in(opened))
            browser.visit(opened[0])  # the file that leads there
            title = load_campaign(own.campaign).title
            deadline = time.monotonic() + 10
            while title not in browser.run(SHOWN):
                assert time.monotonic() < deadline
                time.sleep(0.05)
            assert browser.run("document.cookie") == ""
            assert own.desk.token.text not in browser.run("location.href")
            assert browser.run("fetch('state').then((answer) => answer.status)") == 200
            browser.visit(f"http://127.0.0.1:{server.server_address[1]}/")
            assert browser.run("attack()") == "refused,refused"
            assert browser.run("document.getElementById('frame').contentDocument") is None
            browser.visit(f"http://evil.example:{server.server_address[1]}/")
            assert "attack" in browser.run(SHOWN)  # that name leads here
            browser.visit(rebound)
            assert title not in browser.run(SHOWN)
        assert set(cookies) == {""}
        assert own.desk.language == "zh"
    finally:
        server.shutdown()
        server.server_close()
