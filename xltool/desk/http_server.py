"""The desk's server: the standard library's, on the loopback address and a free port.

Its connections are bounded here; what stands in a request is the handler's.
"""

from __future__ import annotations

import socket
import socketserver
from typing import TYPE_CHECKING, Any, Final

from xltool.desk.access import DeskAddress
from xltool.desk.connections import ConnectionTable
from xltool.desk.http_handler import DeskHandler

if TYPE_CHECKING:
    from xltool.desk.http_handler import Site

LOOPBACK: Final = "127.0.0.1"


class DeskServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Listens on a free port of the loopback address; a thread for each connection."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = False
    allow_reuse_port = False
    request_queue_size = 64

    def __init__(self, root: str, cookie: str) -> None:
        """Take a free port; nobody is answered before there is a ``site``."""
        super().__init__((LOOPBACK, 0), DeskHandler)
        port = self.socket.getsockname()[1]
        self.desk = DeskAddress(f"{LOOPBACK}:{port}", root, cookie)
        self.connections = ConnectionTable()
        self.site: Site

    def server_bind(self) -> None:
        """Take the port for this process alone: Windows lets others share it unless told not to."""
        if exclusive := getattr(socket, "SO_EXCLUSIVEADDRUSE", None):
            self.socket.setsockopt(socket.SOL_SOCKET, exclusive, 1)
        super().server_bind()

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as declared in socketserver
        """Count a new connection, and let a thread serve it."""
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - as above
        """Forget a connection that has ended."""
        self.connections.remove(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as above
        """Say nothing: a connection broke, or the system had no thread for it."""
