"""Findings as data that JSON holds, compressed, and back: how the ledger keeps them.

They repeat the same texts: compressed they take a tenth, and so does the time for which the ledger
is locked while a thousand files are entered. Ledgers of former versions have them as text.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from xltool.kinds import Category, ReplyKind, Severity
from xltool.model.explanations import Explained, Reply
from xltool.model.findings import Finding
from xltool.text import Bilingual, same_in_both

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FINDING_FIELDS = tuple(item.name for item in fields(Finding) if item.name != "explained")


def pack_findings(findings: Iterable[Finding]) -> bytes:
    """Return findings as the ledger keeps them."""
    data = json.dumps([finding_data(finding) for finding in findings], ensure_ascii=False)
    return zlib.compress(data.encode("utf-8", "surrogatepass"), 1)


def unpack_findings(kept: bytes | str) -> tuple[Finding, ...]:
    """Return the findings in such data; raise ``sqlite3.DatabaseError`` when it is damaged."""
    try:
        data = kept if isinstance(kept, str) else zlib.decompress(kept)
        return tuple(map(finding_of, json.loads(data)))
    except (zlib.error, ValueError, TypeError, KeyError) as error:
        message = "findings"
        raise sqlite3.DatabaseError(message) from error


def finding_data(finding: Finding) -> dict[str, object]:
    """Return a finding as JSON can hold it."""
    # not by asdict, which copies deeply: for many findings it took longer than judging the rules
    data: dict[str, object] = {name: getattr(finding, name) for name in _FINDING_FIELDS}
    said = finding.explained
    return data | {"explained": [said.text, said.reply]} if said else data


def finding_of(item: Mapping[str, Any]) -> Finding:
    """Return the finding in such data, of whatever version it is."""
    known = {name: value for name, value in item.items() if name in _FINDING_FIELDS}
    label = item["label"]  # one text, not two, in ledgers of version 0.1
    return Finding(
        **known
        | {
            "severity": Severity(item["severity"]),
            "category": Category(item.get("category", Category.FORM)),
            "cells": tuple(item["cells"]),
            "label": same_in_both(label) if isinstance(label, str) else Bilingual(*label),
            "explained": _explained(*item["explained"]) if "explained" in item else None,
        }
    )


def _explained(text: str, reply: tuple[str, str] | None) -> Explained:
    return Explained(text, Reply(ReplyKind(reply[0]), reply[1]) if reply else None)
