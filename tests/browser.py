"""A headless Chromium, driven over two pipes by its own protocol: no library, no port."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--no-first-run", "--hide-scrollbars", "--remote-debugging-pipe",
)  # fmt: skip
TOLD = {"Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled"}


def find_browser() -> str:
    """Return the path of Chromium; empty when there is none."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), "")


class Browser:
    """One page in a running Chromium; use as a context manager.

    ``told`` is everything that the page has told its console: errors, violations of its policy.
    """

    def __init__(self, *flags: str) -> None:
        """Start Chromium with a fresh profile, and with these flags besides the usual ones."""
        self._profile = tempfile.mkdtemp()
        down, self._write = os.pipe()
        self._read, up = os.pipe()
        command = [find_browser(), *FLAGS, *flags, f"--user-data-dir={self._profile}"]
        script = f'exec "$@" 3<&{down} 4>&{up} 2>/dev/null'
        self._process = subprocess.Popen(
            ["/bin/bash", "-c", script, "bash", *command], pass_fds=(down, up)
        )
        for end in (down, up):
            os.close(end)
        self._rest, self._number, self._session = b"", 0, ""
        self.told: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        """Open an empty page and listen to its console."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End Chromium and remove its profile."""
        self._process.kill()
        self._process.wait()
        for end in (self._write, self._read):
            os.close(end)
        shutil.rmtree(self._profile, ignore_errors=True)

    def call(self, method: str, /, **params: object) -> Any:  # noqa: ANN401 - what the protocol says
        """Send a command; return its result."""
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"]

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            piece = os.read(self._read, 1 << 16)
            assert piece, "Chromium has ended"
            self._rest += piece
        text, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        if message.get("method") in TOLD:
            self.told.append(message)
        if message.get("method") == "Network.requestWillBeSent":
            self.told += [message] if "file:" not in message["params"]["request"]["url"] else []
        return message

    def open(self, path: Path, width: int = 1280) -> None:
        """Open a file as wide as asked, and wait until it is there."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=900, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip
        self.visit(path.resolve().as_uri())

    def visit(self, address: str) -> None:
        """Go to an address, and wait until the page is there."""
        self.call("Page.navigate", url=address)
        while self._next().get("method") != "Page.loadEventFired":
            pass

    def run(self, script: str) -> Any:  # noqa: ANN401 - whatever the script returns
        """Return the value of an expression in the page."""
        answer = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def media(self, *, scheme: str = "light", kind: str = "screen") -> None:
        """Show the page in the light or the dark, on a screen or on paper."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", media=kind, features=features)

    def picture(self, target: Path) -> None:
        """Save the whole page as a picture."""
        found = self.call("Page.captureScreenshot", captureBeyondViewport=True)
        target.write_bytes(base64.b64decode(found["data"]))

    def paper(self) -> bytes:
        """Return the page as it prints, as PDF."""
        self.media(kind="")
        printed = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        return base64.b64decode(printed["data"])
