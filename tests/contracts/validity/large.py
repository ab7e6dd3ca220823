"""Writes large.json: proofs of networks that somebody would use, for gas. Made by the reference prover of tests/vectors/reference; a minute or two.

python3 tests/contracts/validity/large.py           writes the file
python3 tests/contracts/validity/large.py --check   fails if the file differs
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "vectors" / "reference" / "proofs"))

import cases  # noqa: E402
from models import PLAIN, RELU, network, op, seeded, window  # noqa: E402
from prove import Prover  # noqa: E402
from verify import verify  # noqa: E402


def dense(source, outputs, limit, **given):
    return op("Gemm", source, outputs=outputs, weights=seeded(11, limit), bias=seeded(11, 100), shift=8, table=0, **given)


def conv(source, outputs, limit, of):
    return op("Conv2D", source, outputs=outputs, window=of, weights=seeded(11, limit), bias=seeded(11, 100), shift=8, table=0)


VALID, SAME = window(5, 5), window(5, 5, 0, 0, 2, 2, 2, 2)
AVERAGE = {"logs": [1, 1], "shift": 2, "table": 1}
MODELS = {
    "mlp": network([784, 1, 1, 1], [dense(0, 128, 9), dense(1, 10, 20)], (RELU,)),
    "lenet": network(
        [1, 28, 28, 1],
        [conv(0, 6, 60, VALID), op("AvgPool", 1, **AVERAGE), conv(2, 16, 40, VALID), op("AvgPool", 3, **AVERAGE)]
        + [dense(4, 120, 20, axes=2), dense(5, 84, 30), dense(6, 10, 30)],
        (RELU, PLAIN),
    ),
    # Zeros added all around, and the largest of two by two.
    "lenetMax": network(
        [1, 28, 28, 1],
        [conv(0, 6, 60, SAME), op("PairMap", 1, axis=1, table=1), op("PairMap", 2, axis=2, table=1)]
        + [conv(3, 16, 40, VALID), op("PairMap", 4, axis=1, table=1), op("PairMap", 5, axis=2, table=1)]
        + [dense(6, 120, 20, axes=2), dense(7, 84, 30), dense(8, 10, 30)],
        (RELU, {"pair": "max"}),
    ),
}
# model, seed of the input, by point, sealed, answered
CASES = {
    "mlp": ("mlp", 5, True, False, False),
    "mlpInClear": ("mlp", 5, False, False, False),
    "mlpSealed": ("mlp", 5, True, True, False),
    "lenet": ("lenet", 5, True, False, False),
    "lenetMax": ("lenetMax", 5, True, False, False),
}


def model_json(name):
    made, registered = cases.model(name)
    return {
        "name": name,
        "graph": cases.hex_(made.file.data[256 : 256 + int.from_bytes(made.file.data[8:16], "big")]),
        "contentHash": cases.hex_(registered.content_hash),
        "pointW": cases.hex_(registered.point_w),
        "pointT": cases.hex_(registered.point_t),
    }


def proof_json(name, deal, registered):
    envelope = deal.preimages + deal.prover(Prover).run()
    verify(cases.SETUP, registered, deal.statement, deal.key, envelope)
    size = len(envelope) - len(deal.preimages)
    print(name, size)
    return {
        "name": name,
        "bytes": size,
        "statement": cases.statement_json(deal.statement),
        "key": cases.hex_(deal.key),
        "envelope": cases.hex_(envelope),
    }


def write(name, content):
    """The file, or with --check whether it is the same."""
    file, text = HERE / f"{name}.json", json.dumps(content, indent=1) + "\n"
    if "--check" not in sys.argv[1:]:
        file.write_text(text)
    elif file.read_text() != text:
        sys.exit(f"tests/contracts/validity/{file.name} differs: run {name}.py")


def main():
    cases.MODELS.update(MODELS)
    models = [model_json(name) for name in MODELS]
    proofs = [proof_json(name, *cases.deal(name, case)) for name, case in CASES.items()]
    write("large", {"about": "Made by large.py.", "context": cases.context_json(), "models": models, "proofs": proofs})


if __name__ == "__main__":
    main()
