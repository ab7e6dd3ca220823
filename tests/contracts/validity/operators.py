"""Writes operators.json: the registration of a network of 256 operators, as many as a graph may have.

python3 tests/contracts/validity/operators.py           writes the file
python3 tests/contracts/validity/operators.py --check   fails if the file differs
"""

from large import cases, dense, network, write
from models import RELU
from registration import RegistrationProver, verify_registration

COUNT = 256


def main():
    # Dense layers that hand on eight elements each, with biases.
    cases.MODELS["operators"] = network([8, 1, 1, 1], [dense(i, 8, 20) for i in range(COUNT - 2)], (RELU,))
    made, registered = cases.model("operators")
    assert len(made.graph.operators) == COUNT
    proof = RegistrationProver(made, registered.content_hash).run()
    verify_registration(cases.SETUP, registered, proof)
    hex_, file = cases.hex_, made.file
    content = {
        "about": "Made by operators.py.",
        "graph": hex_(file.graph),
        "contentHash": hex_(registered.content_hash),
        "weightsRoot": hex_(file.weights_root),
        "lutRoot": hex_(file.lut_root),
        "points": hex_(registered.point_w + registered.point_t),
        "proof": hex_(proof),
    }
    write("operators", content)


if __name__ == "__main__":
    main()
