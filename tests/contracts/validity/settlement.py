"""Writes settlement.json: proofs of jobs of the market that ValiditySettlement.t.sol deploys. Made by the reference prover; a few minutes.

python3 tests/contracts/validity/settlement.py           writes the file
python3 tests/contracts/validity/settlement.py --check   fails if the file differs
"""

from large import MODELS, cases, model_json, proof_json, write

from deal import Parties
from keccak import H
from registration import RegistrationProver, verify_registration

# Addresses of the fixture; the test compares them, and says so when one has moved.
MARKET = "62871e3ba0c5d3f2bedad03b62e4809dbee4cc29"
VERIFIER = "1f66234bffb18e5ccec9a00779961ca43c00707c"
REQUESTER = "5e23ecff53fc9d493fd07cec190106e44c4a536a"
PROVIDER = "9b78803558f9ea56f4f0a966322c8dd9b2fbebc0"
CREATOR = "2190d584e30f4a2396c1487aa784428f2068cbe8"
OWN_BPS = 500
BATCH = 8
# nonce: model, seed of the input, by point, sealed, answered
CASES = {
    1: ("dense", 5, True, False, False),
    2: ("dense", 6, False, False, False),
    3: ("dense", 7, True, True, False),
    4: ("dense", 8, True, True, True),
    **{10 + i: ("mlp", 5 + i, True, False, False) for i in range(BATCH)},
}


def parties(nonce):
    market, verifier, requester, provider, creator = map(bytes.fromhex, (MARKET, VERIFIER, REQUESTER, PROVIDER, CREATOR))
    royalties = H(0x12, creator.rjust(32, b"\0"), OWN_BPS.to_bytes(32, "big"))
    return Parties(market, verifier, requester, nonce, provider, creator, royalties)


def registered_json(name):
    made, registered = cases.model(name)
    proof = RegistrationProver(made, registered.content_hash).run()
    verify_registration(cases.SETUP, registered, proof)
    roots = {"weightsRoot": cases.hex_(made.file.weights_root), "lutRoot": cases.hex_(made.file.lut_root)}
    return {**model_json(name), **roots, "registration": cases.hex_(proof)}


def main():
    cases.MODELS.update(MODELS)
    models = [registered_json(name) for name in ("dense", "mlp")]
    proofs = [proof_json(str(nonce), *cases.deal(f"job {nonce}", case, parties(nonce))) for nonce, case in CASES.items()]
    context = {**cases.context_json(), "market": "0x" + MARKET, "verifier": "0x" + VERIFIER}
    write("settlement", {"about": "Made by settlement.py.", "context": context, "models": models, "proofs": proofs})


if __name__ == "__main__":
    main()
