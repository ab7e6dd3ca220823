// The transcript of prover/PROOFS.md: absorb(tag, m): state = H(09 | tag | length of m, 4 bytes | state | m); draw(tag, n):
// c_i = H(09 | tag | state | i, 4 bytes) mod P, and the state stays.
import { keccak256 } from '../air8/keccak.mjs';
import { P, mod } from './curve.mjs';

const hash = (...parts) => Buffer.from(keccak256(Buffer.concat(parts)));
const u32 = (n) => Buffer.from([n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]);
const hex = (n, digits) => n.toString(16).padStart(digits, '0');
export class Transcript {
  trace = [];
  constructor(state) {
    this.state = Buffer.from(state);
  }
  absorb(tag, message) {
    this.state = hash(Buffer.from([9, tag]), u32(message.length), this.state, message);
    this.trace.push(`absorb ${hex(tag, 2)} ${this.state.toString('hex')}`);
  }
  draw(tag, count) {
    return Array.from({ length: count }, (_, i) => {
      const word = mod(BigInt(`0x${hash(Buffer.from([9, tag]), this.state, u32(i)).toString('hex')}`), P);
      this.trace.push(`draw ${hex(tag, 2)} ${i} ${hex(word, 64)}`);
      return word;
    });
  }
}
