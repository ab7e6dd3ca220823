// A powers-of-tau file of the form snarkjs reads and writes: sections 1 to 7, coordinates little-endian in Montgomery form (x 2^256 mod q).
import { G1, G2, P, Q, e32, mod, multiply1, multiply2, point, point2, power } from './curve.mjs';

const hex = (bytes) => `0x${Buffer.from(bytes).toString('hex')}`;
const little = (x, bytes) => Buffer.from(x.toString(16).padStart(2 * bytes, '0'), 'hex').reverse();
const coordinate = (x) => little(mod(x << 256n, Q), 32);
const one = ([x, y]) => Buffer.concat([coordinate(x), coordinate(y)]);
const two = ([x, y]) => Buffer.concat([...x, ...y].map(coordinate));
const section = (id, body) => Buffer.concat([little(BigInt(id), 4), little(BigInt(body.length), 8), body]);

export function ptau(seeded) {
  const log = 3;
  const [tau, a, b] = ['tau', 'alpha', 'beta'].map((name) => seeded(`ptau ${name}`, P));
  const size = 1 << log;
  const powers = (count, start, group, base, write) =>
    Buffer.concat(Array.from({ length: count }, (_, i) => write(group(start * power(tau, BigInt(i), P), base))));
  const sections = [
    section(1, Buffer.concat([little(32n, 4), little(Q, 32), little(BigInt(log), 4), little(BigInt(log), 4)])),
    section(2, powers(2 * size - 1, 1n, multiply1, G1, one)),
    section(3, powers(size, 1n, multiply2, G2, two)),
    section(4, powers(size, a, multiply1, G1, one)),
    section(5, powers(size, b, multiply1, G1, one)),
    section(6, two(multiply2(b, G2))),
    section(7, little(0n, 4)),
  ];
  const file = Buffer.concat([Buffer.from('ptau'), little(1n, 4), little(BigInt(sections.length), 4), ...sections]);
  return {
    tau: hex(e32(tau)),
    log,
    file: hex(file),
    points: Array.from({ length: 2 * size - 1 }, (_, i) => hex(point(multiply1(power(tau, BigInt(i), P), G1)))),
    tau2: hex(point2(multiply2(tau, G2))),
  };
}
