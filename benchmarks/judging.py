"""What judging costs in this tree and in another, in processor time, turn by turn.

    python -m benchmarks.judging ~/xltool-before             the example's returns, and 100 more
    python -m benchmarks.judging ~/xltool-before -r 50 -n 10

The other tree is a clone with an environment of its own (``make .venv/.dev``). Each judges the
returns of its own example and of its own ``benchmarks.returns``, which hold the same figures.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.returns import make
from xltool.evaluation.evaluate_rules import evaluate_rules
from xltool.evaluation.submission_values import SubmissionValues
from xltool.pack.load import load_pack
from xltool.reading.read import Reader
from xltool.validation.rule_findings import with_rule_findings
from xltool.validation.validate import validate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from xltool.model.findings import Return
    from xltool.model.forms import Pack

TREE = Path(__file__).parents[1]


class Tree:
    """A tree at work: it makes and reads its returns, and judges them whenever it is asked to."""

    def __init__(self, root: Path, count: int) -> None:
        """Start it."""
        self.process = subprocess.Popen(
            [str(root / ".venv/bin/python"), __file__, "--judge", "-n", str(count), str(root)],
            env=os.environ | {"PYTHONPATH": str(root)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def turn(self) -> Mapping[str, float]:
        """Return the processor time of each part, in ms a return."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        found: Mapping[str, float] = json.loads(self.process.stdout.readline())
        return found


def judge(root: Path, count: int) -> None:
    """Judge the returns of a tree once for each line that comes, and print what that took."""
    pack = load_pack()
    reader = Reader(pack)
    with tempfile.TemporaryDirectory() as place:
        make(Path(place) / "c", count, office=False)
        folders = {"example": root / "examples/pingxiang-2020", "batch": Path(place) / "c"}
        read = {
            name: [reader.read(path) for path in sorted((folder / "in").glob("*.xlsx"))]
            for name, folder in folders.items()
        }
    for _ in sys.stdin:
        spent = {
            f"{name}: {part}": 1000 * seconds / len(returns)
            for name, returns in read.items()
            for part, seconds in _parts(pack, returns)
        }
        sys.stdout.write(json.dumps(spent) + "\n")
        sys.stdout.flush()


def _parts(pack: Pack, returns: Sequence[Return]) -> Iterator[tuple[str, float]]:
    """Yield what the rules take alone, with their findings, and what comes after them."""
    whole = [part for item in returns if item.submission for part in item.submission.parts()]
    ruled: list[Return] = []
    yield "rules", _cost(lambda: [list(evaluate_rules(SubmissionValues(pack, s))) for s in whole])
    yield "findings", _cost(lambda: ruled.extend(with_rule_findings(pack, r) for r in returns))
    yield "validate", _cost(lambda: validate(pack, ruled))


def _cost(work: Callable[[], object]) -> float:
    """Return the processor time of some work, in seconds."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def compare(before: Path, turns: int, count: int) -> None:
    """Let both trees judge in turn, and print what each part takes in either."""
    trees = [Tree(before, count), Tree(TREE, count)]
    found = [[tree.turn() for tree in trees] for _ in range(turns + 1)][1:]
    for part in found[0][0]:
        old, new = ([turn[side][part] for turn in found] for side in (0, 1))
        least, middle = min(new) / min(old), median(new) / median(old)
        sys.stdout.write(
            f"{part:20} before {min(old):6.2f} / {median(old):6.2f}  now {min(new):6.2f} / "
            f"{median(new):6.2f} ms a return (least / median): {least:.2f} × / {middle:.2f} ×\n"
        )


def main() -> None:
    """Compare two trees."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=Path)
    parser.add_argument("-n", type=int, default=100, help="how many returns besides the example's")
    parser.add_argument("-r", type=int, default=20, help="how many turns")
    parser.add_argument("--judge", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.judge:
        judge(arguments.before, arguments.n)
    else:
        compare(arguments.before, arguments.r, arguments.n)


if __name__ == "__main__":
    main()
