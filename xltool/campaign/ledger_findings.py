"""Findings as data that JSON holds, and back: how the ledger keeps them."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from xltool.kinds import Category, ReplyKind, Severity
from xltool.model.explanations import Explained, Reply
from xltool.model.findings import Finding
from xltool.text import Bilingual, same_in_both

if TYPE_CHECKING:
    from collections.abc import Mapping

_FINDING_FIELDS = tuple(item.name for item in fields(Finding) if item.name != "explained")


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
