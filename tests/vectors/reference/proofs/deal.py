"""Honest Statements and envelopes around a proof: what a market and a Provider would have agreed on."""

from dataclasses import dataclass

from air8 import activation_root
from build import frame_index, indices
from curve import point_bytes
from field import P, word_bytes
from keccak import H, keccak256, top
from verify import ZERO, Statement


def named(text, size=32):
    """Bytes that anybody can make again."""
    return keccak256(f"aether proof vectors {text}".encode())[:size]


@dataclass(frozen=True)
class Parties:
    """Who trades where."""

    market: bytes = named("market", 20)
    verifier: bytes = named("verifier", 20)
    requester: bytes = named("requester", 20)
    nonce: int = 7
    payee: bytes = named("payee", 20)
    creator: bytes = named("creator", 20)
    royalties: bytes = named("royalties")  # H(12 | list)


@dataclass
class Deal:
    """One order: how the input is given, how the output leaves, what was computed."""

    model: object  # prove.Model
    content_hash: bytes
    frame: list
    output: list
    name: str = "deal"
    by_point: bool = False
    sealed: bool = False
    answered: bool = False
    garbage: int = 0  # ciphertext words outside the live box
    parties: Parties = Parties()

    def __post_init__(self):
        ops, setup, name, parties = self.model.graph.operators, self.model.setup, self.name, self.parties
        encoded = bytes(max(0, min(255, v + 128)) for v in self.frame)
        salt = named(f"{name} salt")
        root = activation_root(ops[0].live, encoded)
        preimage = b"".join(
            [bytes(12), parties.creator, self.content_hash, bytes(32), bytes(32), bytes(32), parties.royalties]
        )
        envelope = preimage
        if self.by_point:
            point = point_bytes(setup.commit(self.frame))
            envelope += b"\1" + salt + root + point
        else:
            point = bytes(64)
            envelope += b"\0" + salt + encoded
        self.key = named(f"{name} key") if self.sealed else ZERO
        s = Statement(
            chain_id=31337,
            market=parties.market,
            verifier=parties.verifier,
            job_id=int.from_bytes(parties.requester, "big") << 96 | parties.nonce,
            payee=parties.payee,
            model_id=H(0x10, preimage),
            input_commit=H(0x04, salt, root, point),
            output_commit=ZERO,
            cipher_commit=ZERO,
            key_hash=H(0x0D, self.key) if self.sealed else ZERO,
            units=1,
            trace_root=ZERO,
            answered=self.answered,
        )
        self.statement, self.ciphertext, y = s, None, b""
        out = ops[-1]
        if self.sealed:
            words = [self.garbage] * (1 << out.log)
            for at in indices(out.live):
                i = frame_index(out.live, at)
                words[i] = (self.output[i] + s.pad(self.key, i)) % P
            self.ciphertext = words
            raw = [word_bytes(w) for w in words]
            cipher_root, cipher_point = top([H(0x00, w) for w in raw]), point_bytes(setup.commit(words))
            s.cipher_commit = H(0x0B, cipher_root, cipher_point)
            envelope += cipher_root + cipher_point + (b"".join(raw) if self.answered else b"")
        else:
            frame = bytearray(b"\x80" * (1 << out.log))
            for at in indices(out.live):
                i = frame_index(out.live, at)
                frame[i] = self.output[i] + 128
            y = bytes(frame)
            salt = named(f"{name} output salt")
            s.output_commit = H(0x05, salt, activation_root(out.live, y))
            envelope += salt + y
        s.ic = s.commitment()
        self.preimages, self.absorbed = envelope, s.ic + y

    def prover(self, kind):
        """A prover for it: kind is prove.Prover or one that deviates."""
        claimed = self.ciphertext if self.sealed and not self.answered else None
        return kind(self.model, self.frame, self.absorbed, self.by_point, claimed)
