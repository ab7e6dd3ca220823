#!/usr/bin/env python3
"""Computes tests/vectors/proofs.json from prover/PROOFS.md and prover/AIR8.md, independently of the C# and Solidity that read it.

Python 3.11 or newer, standard library only.
  python3 tests/vectors/reference/proofs.py           writes the file, and tests/vectors/proofmutants.json
  python3 tests/vectors/reference/proofs.py --check   fails if a file differs from what it computes; proofs of larger models are made
                                                      again where AETHER_DEEP is yes, else judged again
  python3 tests/vectors/reference/proofs.py --mutants N --seed S [--out FILE]
                                                      writes N mutated cases with the verdict of this verifier
  python3 tests/vectors/reference/proofs.py --agree FOLDER
                                                      compares the verdicts of three verifiers on FOLDER/mutants.json, and counts them
  python3 tests/vectors/reference/proofs.py --omissions
                                                      leaves out each equation, claim and absorbed message in turn; corners,
                                                      random networks, and that no wire is free (more of it where AETHER_DEEP is yes)
  python3 tests/vectors/reference/proofs.py --omissions --out FILE
                                                      writes what each of these provers sends, for the contracts
  python3 tests/vectors/reference/proofs.py --errors  prints the soundness error, challenge by challenge
"""

import argparse
import json
import os
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent / "proofs"))

import corners  # noqa: E402
import errors  # noqa: E402
import omissions  # noqa: E402
import suites  # noqa: E402
import wires  # noqa: E402
from mutants import PAIRED, agreement, mutants  # noqa: E402

FOLDER = Path(__file__).parent.parent
SMALL = 200  # cases of the file that is checked in


def lines(value, depth=0):
    """JSON with a line per entry of the two outer levels."""
    if depth < 2 and isinstance(value, dict) and value:
        rows = [f"{json.dumps(key)}: {lines(each, depth + 1)}" for key, each in value.items()]
        return "{\n" + ",\n".join(rows) + "\n}"
    if depth < 2 and isinstance(value, list) and value:
        return "[\n" + ",\n".join(lines(each, depth + 1) for each in value) + "\n]"
    return json.dumps(value)


def mutated(count, seed):
    return lines(mutants(count, seed, small=count <= SMALL)) + "\n"


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--mutants", type=int, metavar="N")
    parser.add_argument("--seed", default="1", metavar="S")
    parser.add_argument("--out", type=Path, metavar="FILE")
    parser.add_argument("--agree", type=Path, metavar="FOLDER")
    parser.add_argument("--omissions", action="store_true")
    parser.add_argument("--errors", action="store_true")
    given, deep = parser.parse_args(), os.environ.get("AETHER_DEEP") == "yes"
    if given.errors:
        print(errors.text())
        return 0
    if given.omissions and given.out:
        given.out.write_text(lines(omissions.cases_json()) + "\n")
        return 0
    if given.omissions:
        corners.run(deep)
        wires.run(deep)
        print(f"omissions: {omissions.run(deep)}, each with a prover who profits and whom the whole verifier refuses")
        return 0
    if given.agree:
        print(agreement(given.agree))
        return 0
    if given.mutants:
        text = mutated(given.mutants, given.seed)
        given.out.write_text(text) if given.out else sys.stdout.write(text)
        print(f"{given.mutants} cases, {PAIRED['judged']} of them judged by a pairing too", file=sys.stderr)
        return 0
    if given.check and not deep:
        suites.keep((FOLDER / "proofs.json").read_text())
    # The second reads the first.
    for name, compute_text in (("proofs", lambda: lines(suites.compute()) + "\n"), ("proofmutants", lambda: mutated(SMALL, "1"))):
        file, text = FOLDER / f"{name}.json", compute_text()
        if not given.check:
            file.write_text(text)
        elif file.read_text() != text:
            print(f"tests/vectors/{name}.json differs from what the reference computes", file=sys.stderr)
            return 1
        print(f"{name}: {'agrees' if given.check else 'written'}, {len(text)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
