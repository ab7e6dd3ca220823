// BN254: the two groups in affine coordinates, from the curve equations y^2 = x^3 + 3 over F_q and y^2 = x^3 + 3/(9+i) over F_q[i], i^2 = -1.
export const P = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
export const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
export const mod = (a, m) => ((a % m) + m) % m;
export function power(a, e, m) {
  let result = 1n;
  for (a = mod(a, m); e > 0n; e >>= 1n, a = (a * a) % m) if (e & 1n) result = (result * a) % m;
  return result;
}
export const invert = (a, m) => power(a, m - 2n, m);
export const e32 = (x) => Buffer.from(x.toString(16).padStart(64, '0'), 'hex');

export const G1 = [1n, 2n];
// Complex numbers are [real, imaginary].
export const G2 = [
  [
    10857046999023057135944570762232829481370756359578518086990519993285655852781n,
    11559732032986387107991004021392285783925812861821192530917403151452391805634n,
  ],
  [
    8495653923123431417604973247489272438418190587263600148770280649306958101930n,
    4082367875863433681332203403145435568316851327593401208105741076214120093531n,
  ],
];

const f1 = {
  sub: (a, b) => mod(a - b, Q),
  mul: (a, b) => mod(a * b, Q),
  inv: (a) => invert(a, Q),
  same: (a, b) => a === b,
  times: (k, a) => mod(k * a, Q),
};
const f2 = {
  sub: (a, b) => [mod(a[0] - b[0], Q), mod(a[1] - b[1], Q)],
  mul: (a, b) => [mod(a[0] * b[0] - a[1] * b[1], Q), mod(a[0] * b[1] + a[1] * b[0], Q)],
  inv: (a) => {
    const d = invert(a[0] * a[0] + a[1] * a[1], Q);
    return [mod(a[0] * d, Q), mod(-a[1] * d, Q)];
  },
  same: (a, b) => a[0] === b[0] && a[1] === b[1],
  times: (k, a) => [mod(k * a[0], Q), mod(k * a[1], Q)],
};
// null is the point at infinity.
function add(f, a, b) {
  if (a === null) return b;
  if (b === null) return a;
  let slope;
  if (f.same(a[0], b[0])) {
    if (!f.same(a[1], b[1])) return null;
    slope = f.mul(f.times(3n, f.mul(a[0], a[0])), f.inv(f.times(2n, a[1])));
  } else slope = f.mul(f.sub(b[1], a[1]), f.inv(f.sub(b[0], a[0])));
  const x = f.sub(f.sub(f.mul(slope, slope), a[0]), b[0]);
  return [x, f.sub(f.mul(slope, f.sub(a[0], x)), a[1])];
}
function multiply(f, k, a) {
  let result = null;
  for (k = mod(k, P); k > 0n; k >>= 1n, a = add(f, a, a)) if (k & 1n) result = add(f, result, a);
  return result;
}
export const add1 = (a, b) => add(f1, a, b);
export const add2 = (a, b) => add(f2, a, b);
export const multiply1 = (k, a) => multiply(f1, k, a);
export const multiply2 = (k, a) => multiply(f2, k, a);
/** 64 bytes x | y; infinity is zeros. */
export const point = (a) => (a === null ? Buffer.alloc(64) : Buffer.concat([e32(a[0]), e32(a[1])]));
/** 128 bytes, the imaginary part of a coordinate first (EIP-197). */
export const point2 = (a) => (a === null ? Buffer.alloc(128) : Buffer.concat([e32(a[0][1]), e32(a[0][0]), e32(a[1][1]), e32(a[1][0])]));
