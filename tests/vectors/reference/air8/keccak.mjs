// Keccak-256 from its definition: no tables, no dependency, slow and plain.

const LANE = (1n << 64n) - 1n;
const RATE = 136;

const rotate = (lane, by) => (by === 0n ? lane : ((lane << by) | (lane >> (64n - by))) & LANE);

/** Rotation of every lane, from the walk (x, y) -> (y, 2x + 3y) with triangular numbers. */
const ROTATIONS = (() => {
  const offsets = new Array(25).fill(0n);
  let [x, y] = [1, 0];
  for (let t = 0; t < 24; t++) {
    offsets[x + 5 * y] = BigInt((((t + 1) * (t + 2)) / 2) % 64);
    [x, y] = [y, (2 * x + 3 * y) % 5];
  }
  return offsets;
})();

/** Round constants from the shift register x^8 + x^6 + x^5 + x^4 + 1. */
const CONSTANTS = (() => {
  let register = 1;
  const next = () => {
    const bit = register & 1;
    register = register & 0x80 ? ((register << 1) ^ 0x171) & 0xff : register << 1;
    return bit;
  };
  return Array.from({ length: 24 }, () => {
    let constant = 0n;
    for (let j = 0; j < 7; j++) if (next()) constant |= 1n << BigInt(2 ** j - 1);
    return constant;
  });
})();

function permute(a) {
  const c = new Array(5);
  const b = new Array(25);
  for (const constant of CONSTANTS) {
    for (let x = 0; x < 5; x++) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
    for (let x = 0; x < 5; x++) {
      const d = c[(x + 4) % 5] ^ rotate(c[(x + 1) % 5], 1n);
      for (let y = 0; y < 25; y += 5) a[x + y] ^= d;
    }
    for (let x = 0; x < 5; x++) for (let y = 0; y < 5; y++) b[y + 5 * ((2 * x + 3 * y) % 5)] = rotate(a[x + 5 * y], ROTATIONS[x + 5 * y]);
    for (let y = 0; y < 25; y += 5) for (let x = 0; x < 5; x++) a[x + y] = b[x + y] ^ (~b[((x + 1) % 5) + y] & LANE & b[((x + 2) % 5) + y]);
    a[0] ^= constant;
  }
}

/** @param {Uint8Array} message @returns {Buffer} 32 bytes */
export function keccak256(message) {
  const padded = Buffer.alloc((Math.floor(message.length / RATE) + 1) * RATE);
  padded.set(message);
  padded[message.length] ^= 0x01;
  padded[padded.length - 1] ^= 0x80;
  const state = new Array(25).fill(0n);
  for (let start = 0; start < padded.length; start += RATE) {
    for (let lane = 0; lane < RATE / 8; lane++) state[lane] ^= padded.readBigUInt64LE(start + 8 * lane);
    permute(state);
  }
  const digest = Buffer.alloc(32);
  for (let lane = 0; lane < 4; lane++) digest.writeBigUInt64LE(state[lane], 8 * lane);
  return digest;
}
