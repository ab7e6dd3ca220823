#!/usr/bin/env python3
"""Computes tests/vectors/proofs.json from prover/PROOFS.md and prover/AIR8.md, independently of the C# and Solidity that read it.

Python 3.11 or newer, standard library only.
  python3 tests/vectors/reference/proofs.py           writes the file
  python3 tests/vectors/reference/proofs.py --check   recomputes everything and fails if the file differs
"""

import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent / "proofs"))

from suites import compute  # noqa: E402

FILE = Path(__file__).parent.parent / "proofs.json"


def lines(value, depth=0):
    """JSON with a line per entry of the two outer levels."""
    if depth < 2 and isinstance(value, dict) and value:
        rows = [f"{json.dumps(key)}: {lines(each, depth + 1)}" for key, each in value.items()]
        return "{\n" + ",\n".join(rows) + "\n}"
    if depth < 2 and isinstance(value, list) and value:
        return "[\n" + ",\n".join(lines(each, depth + 1) for each in value) + "\n]"
    return json.dumps(value)


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    text = lines(compute()) + "\n"
    if not sys.argv[1:]:
        FILE.write_text(text)
    elif FILE.read_text() != text:
        print("tests/vectors/proofs.json differs from what the reference computes", file=sys.stderr)
        return 1
    print(f"proofs: {'agrees' if sys.argv[1:] else 'written'}, {len(text)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
