"""The state of 32 bytes that every message goes into and every drawn word comes from."""

from field import P
from keccak import H


class Transcript:
    omitted = {}  # Of a tag, what is left of its message: set by omissions.py alone, to show what each message is absorbed for.

    def __init__(self):
        self.state = bytes(32)
        self.trace = []

    def absorb(self, tag, message=b""):
        message = self.omitted.get(tag, bytes)(message)
        self.state = H(0x09, bytes([tag]), len(message).to_bytes(4, "big"), self.state, message)
        self.trace.append(f"absorb {tag:02x} {self.state.hex()}")

    def draw(self, tag, count=1):
        words = []
        for i in range(count):
            drawn = H(0x09, bytes([tag]), self.state, i.to_bytes(4, "big"))
            words.append(int.from_bytes(drawn, "big") % P)
            self.trace.append(f"draw {tag:02x} {i} {words[-1].to_bytes(32, 'big').hex()}")
        return words


class Reader:
    """What a proof or an envelope still holds."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        from field import must

        must(self.at + count <= len(self.data), "bytes are missing")
        self.at += count
        return self.data[self.at - count : self.at]

    def rest(self):
        return self.take(len(self.data) - self.at)
