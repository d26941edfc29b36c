"""Pages go out compressed: a third of their bytes, most of which are the style and the script.

RFC 9110, 8.4 and 12.5.3. A page holds no secret whose length somebody else could learn by it: what
is compressed is shown to the user alone.
"""

from __future__ import annotations

import gzip
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from xltool.desk.web_request import HTML

if TYPE_CHECKING:
    from xltool.desk.request_head import RequestHead
    from xltool.desk.web_request import WebResponse

SHORTEST: Final = 1400
"""Bytes of a page that are sent as they are: they fit into one packet."""
LEVEL: Final = 5
"""How hard is tried: a page of 1,000 units takes 10 ms."""


def compressed(answer: WebResponse, head: RequestHead) -> WebResponse:
    """Return an answer with its page compressed, if whoever asked takes that."""
    is_long_page = answer.content_type == HTML and len(answer.content) > SHORTEST
    if not is_long_page or not _takes_gzip(head):
        return answer
    content = gzip.compress(answer.content, LEVEL, mtime=0)
    return replace(answer, content=content, headers={**answer.headers, "Content-Encoding": "gzip"})


def _takes_gzip(head: RequestHead) -> bool:
    """Whether gzip is among what the browser names; one that refuses it says ``gzip;q=0``."""
    named = ",".join(head.all("accept-encoding")).split(",")
    return any(each.strip().lower() == "gzip" for each in named)
