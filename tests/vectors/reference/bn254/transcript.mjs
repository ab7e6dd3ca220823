// The tagged Keccak transcript: absorb(tag, m): st = H(09 | tag | len32(m) | st | m); draw(tag, n): c_i = H(09 | tag | st | i) mod P, i in
// 32 bits, then st = H(09 | tag | st | "end"). Tags and numbers are big-endian bytes.
import { keccak256 } from '../air8/keccak.mjs';
import { P, mod } from './curve.mjs';

const hash = (...parts) => Buffer.from(keccak256(Buffer.concat(parts)));
const u32 = (n) => Buffer.from([n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]);
export class Transcript {
  trace = [];
  constructor(state) {
    this.state = Buffer.from(state);
  }
  absorb(tag, message) {
    this.state = hash(Buffer.from([9]), Buffer.from(tag), u32(message.length), this.state, message);
    this.trace.push(`absorb ${tag} ${message.length} ${this.state.toString('hex')}`);
  }
  draw(tag, count) {
    const values = [];
    for (let i = 0; i < count; i++) values.push(mod(BigInt(`0x${hash(Buffer.from([9]), Buffer.from(tag), this.state, u32(i)).toString('hex')}`), P));
    this.state = hash(Buffer.from([9]), Buffer.from(tag), this.state, Buffer.from('end'));
    this.trace.push(`draw ${tag} ${count} ${this.state.toString('hex')}`);
    return values;
  }
}
