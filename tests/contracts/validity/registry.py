"""Writes registry.json: a model, its registration, and answers to challenges of the registry that ValidityRegistry.t.sol deploys.

python3 tests/contracts/validity/registry.py           writes the file
python3 tests/contracts/validity/registry.py --check   fails if the file differs
"""

from large import cases, write

from deal import named
from keccak import H, keccak256, top
from registration import RegistrationProver, answer_leaf, verify_leaf, verify_registration
from suites import leaf_of

# Address of the fixture; the test compares it, and says so when it has moved.
REGISTRY = "5b028692dc3be8ea18b8085d632c6c66692ef1ce"
CHAIN_ID = 31337
MODEL = "flatten"
# Challenges in the order they are made: section, leaf.
LEAVES = (("weights", 2), ("tables", 200))


def branch(hashes, index):
    """Top of the tree, and the siblings of a leaf from below."""
    filler, path, level = H(0x14), [], hashes
    while len(level) > 1:
        level = level + [filler] * (len(level) % 2)
        path.append(level[index ^ 1])
        level = [H(0x01, a, b) for a, b in zip(level[::2], level[1::2])]
        index, filler = index // 2, H(0x01, filler, filler)
    return level[0], path


def main():
    hex_ = cases.hex_
    made, registered = cases.model(MODEL)
    file = made.file
    proof = RegistrationProver(made, registered.content_hash).run()
    verify_registration(cases.SETUP, registered, proof)
    leaves = []
    for number, (section, index) in enumerate(LEAVES, 1):
        weights = section == "weights"
        count = (len(file.weights if weights else file.tables) + 255) // 256
        hashes = [H(0x00, leaf_of(file, weights, i)) for i in range(count)]
        above, path = branch(hashes, index)
        assert above == top(list(hashes))
        challenge = keccak256(b"".join(bytes.fromhex(f) for f in (f"{CHAIN_ID:064x}", REGISTRY.rjust(64, "0"), f"{number:064x}")))
        block, leaf = named(f"block of challenge {number}"), leaf_of(file, weights, index)
        opening = answer_leaf(made, weights, index, challenge + block)
        verify_leaf(cases.SETUP, registered, weights, index, leaf, challenge + block, opening)
        leaves.append(
            {
                "isWeights": weights,
                "index": index,
                "leaf": hex_(leaf),
                "top": hex_(above),
                "path": [hex_(node) for node in path],
                "challengeId": hex_(challenge),
                "blockHash": hex_(block),
                "opening": hex_(opening),
            }
        )
    content = {
        "about": "Made by registry.py.",
        "context": cases.context_json(),
        "registry": "0x" + REGISTRY,
        "graph": hex_(file.graph),
        "contentHash": hex_(registered.content_hash),
        "weightsRoot": hex_(file.weights_root),
        "lutRoot": hex_(file.lut_root),
        "points": hex_(registered.point_w + registered.point_t),
        "proof": hex_(proof),
        "leaves": leaves,
    }
    write("registry", content)


if __name__ == "__main__":
    main()
