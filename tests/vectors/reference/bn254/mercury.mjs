// A Mercury opening (Eagen and Gabizon, ePrint 2025/385; prover/PROOFS.md, Opening) made the slow way: with tau known, a commitment is one
// evaluation.
import { keccak256 } from '../air8/keccak.mjs';
import { G1, G2, P, e32, invert, mod, multiply1, multiply2, point, point2, power } from './curve.mjs';
import { Transcript } from './transcript.mjs';

const evaluate = (p, x) => p.reduceRight((sum, c) => mod(sum * x + c, P), 0n);
const eqTable = (u) => u.reduce((row, x) => [...row.map((a) => mod(a * (1n - x), P)), ...row.map((a) => mod(a * x, P))], [1n]);
const inner = (a, b) =>
  mod(
    a.reduce((sum, x, i) => sum + x * b[i], 0n),
    P,
  );
/** (p - p(x)) / (X - x) */
function divide(p, x) {
  const quotient = Array(Math.max(0, p.length - 1)).fill(0n);
  let carry = 0n;
  for (let i = p.length - 1; i > 0; i--) quotient[i - 1] = carry = mod(carry * x + p[i], P);
  return quotient;
}

function open(tau, table, u, state) {
  const commit = (p) => multiply1(evaluate(p, tau), G1);
  const size = table.length;
  const t = u.length / 2;
  const b = 1 << t;
  const [e1, e2] = [eqTable(u.slice(0, t)), eqTable(u.slice(t))];
  const h = Array.from({ length: b }, (_, j) => inner(e1, table.slice(j * b, (j + 1) * b)));
  const value = inner(e2, h);
  const transcript = new Transcript(state);
  const commitment = commit(table);
  const points = [point(commit(h))];
  transcript.absorb(0x0b, points[0]);
  const [alpha] = transcript.draw(0x4a, 1);
  const rest = [...table];
  const q = Array(size - b).fill(0n);
  for (let i = size - 1; i >= b; i--) {
    q[i - b] = rest[i];
    rest[i - b] = mod(rest[i - b] + alpha * rest[i], P);
  }
  const g = rest.slice(0, b);
  points.push(point(commit(q)), point(commit(g)));
  transcript.absorb(0x0c, Buffer.concat(points.slice(1, 3)));
  const [gamma] = transcript.draw(0x4b, 1);
  const s = Array(b - 1).fill(0n);
  for (let i = 0; i < b; i++)
    for (let j = 0; j < b; j++) if (i !== j) s[Math.abs(i - j) - 1] = mod(s[Math.abs(i - j) - 1] + g[i] * e1[j] + gamma * h[i] * e2[j], P);
  const d = [...g].reverse();
  points.push(point(commit(s)), point(commit(d)));
  transcript.absorb(0x0d, Buffer.concat(points.slice(3, 5)));
  const [z] = transcript.draw(0x4c, 1);
  const zi = invert(z, P);
  const zb = power(z, BigInt(b), P);
  const whole = table.map((a, i) => mod(a - (i < q.length ? (zb - alpha) * q[i] : 0n), P));
  points.push(point(commit(divide(whole, z))));
  const values = [evaluate(g, z), evaluate(g, zi), evaluate(h, z), evaluate(h, zi), evaluate(s, zi), evaluate(h, alpha)];
  transcript.absorb(0x0e, Buffer.concat([points[5], ...values.map(e32)]));
  const [beta] = transcript.draw(0x4d, 1);
  const all = [z, zi, alpha];
  const parts = [
    [g, [z, zi]],
    [h, all],
    [s, [z, zi]],
    [d, [z]],
  ];
  const w = Array(b).fill(0n);
  parts.forEach(([p, at], k) => at.reduce(divide, p).forEach((c, i) => (w[i] = mod(w[i] + power(beta, BigInt(k), P) * c, P))));
  points.push(point(commit(w)));
  transcript.absorb(0x0f, points[6]);
  const [y] = transcript.draw(0x4e, 1);
  const vanish = (list) => list.reduce((product, x) => mod(product * (y - x), P), 1n);
  const l = Array(b).fill(0n);
  parts.forEach(([p, at], k) => {
    const weight = power(beta, BigInt(k), P) * vanish(all.filter((x) => !at.includes(x)));
    p.forEach((c, i) => (l[i] = mod(l[i] + weight * c, P)));
  });
  w.forEach((c, i) => (l[i] = mod(l[i] - vanish(all) * c, P)));
  points.push(point(commit(divide(l, y))));
  transcript.absorb(0x10, points[7]);
  transcript.draw(0x4f, 1);
  const hints = [zi, invert(mod((zi - z) * (alpha - z) * (alpha - zi), P), P)];
  return { commitment, value, proof: Buffer.concat([...points, ...[...values, ...hints].map(e32)]), transcript };
}

const hex = (bytes) => `0x${Buffer.from(bytes).toString('hex')}`;
export function mercury(seeded) {
  const tau = seeded('tau', P);
  const cases = [2, 4, 6].map((n) => {
    const table = Array.from({ length: 1 << n }, (_, i) =>
      i % 3 === 0 ? seeded(`table ${n} ${i}`, P) : mod(BigInt((i * 37) % 255) - 127n, P),
    );
    const u = Array.from({ length: n }, (_, i) => seeded(`point ${n} ${i}`, P));
    const state = Buffer.from(keccak256(Buffer.from(`aether bn254 state ${n}`)));
    const made = open(tau, table, u, state);
    return {
      table: table.map((x) => hex(e32(x))),
      point: u.map((x) => hex(e32(x))),
      state: hex(state),
      commitment: hex(point(made.commitment)),
      value: hex(e32(made.value)),
      proof: hex(made.proof),
      trace: made.transcript.trace,
    };
  });
  return { tau: hex(e32(tau)), tau2: hex(point2(multiply2(tau, G2))), cases };
}
