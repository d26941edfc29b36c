"""TOML files of a pack → frozen values, with the fields of their dataclasses as keys."""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any, TypeVar

from xltool.errors import PackError
from xltool.text import toml_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# a template's values are compared with the annotations of the dataclass, which are texts
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "str": str,
    "int": int,
    "float": (int, float),
    "bool": bool,
    "tuple": (list, tuple),
    "Mapping": dict,
    "frozenset": list,
}
Part = TypeVar("Part")


def read_toml(path: Path) -> dict[str, Any]:
    """Return what a file ``templates/*.toml`` holds; raise ``PackError`` when it cannot be used."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        folder = path.parent.parent
        msg = f"{folder}: 里面没有 templates/{path.name}，请核对 · holds no templates/{path.name}"
    except OSError:
        msg = f"{path.name}: 无法读取，请核对文件和权限 · cannot be read: check the file"
    except UnicodeDecodeError:
        msg = f"{path.name}: 编码应为 UTF-8 · must be in UTF-8"
    except tomllib.TOMLDecodeError as error:
        at = toml_place(error)
        msg = f"{path.name}: 不是有效的 TOML（{at.zh}） · not valid TOML ({at.en})"
    raise PackError(msg)


def from_toml(kind: type[Part], data: Mapping[str, Any], file: str) -> Part:
    """Make a dataclass from a TOML table with its fields as keys.

    Raises ``PackError`` for keys that are unknown, missing or of a wrong type.
    """
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    wrong = [f"{key}: 没有这一项 · unknown" for key in data if key not in known]
    for key, value in data.items():
        wrong += _type_problems(key, value, str(known[key].type)) if key in known else []
    wrong += [
        f"{name}: 缺少 · missing"
        for name, item in known.items()
        if name not in data and item.default is MISSING and item.default_factory is MISSING
    ]
    if wrong:
        raise PackError("\n".join(f"templates/{file}: {problem}" for problem in wrong))
    return kind(**{key: tuple(v) if isinstance(v, list) else v for key, v in data.items()})


def _type_problems(key: str, value: object, annotation: str) -> list[str]:
    """Compare a value with an annotation as text, one level deep: ``Mapping[str, float]``."""
    outer, _, inner = annotation.rstrip("]").partition("[")
    # a bool is an int in Python, but not in a template
    if not isinstance(value, _TYPES[outer]) or (outer != "bool" and isinstance(value, bool)):
        return [f"{key}: 类型不对 {value!r} · wrong type: {value!r}"]
    members: Iterable[tuple[object, object]] = ()
    if isinstance(value, dict):
        members = value.items()
    elif isinstance(value, list):
        members = enumerate(value, start=1)
    expected = _TYPES.get(inner.removesuffix(", ...").rpartition(", ")[2])
    return [
        f"{key}.{name}: 类型不对 {member!r} · wrong type: {member!r}"
        for name, member in members
        if expected and not isinstance(member, expected)
    ]
