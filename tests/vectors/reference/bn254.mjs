// Computes tests/vectors/bn254.json from the mathematics of BN254 (EIP-196, EIP-197), independently of the C# that reads it: affine
// formulas, BigInt, no packages. Node 20 or newer.
//   node tests/vectors/reference/bn254.mjs           writes the file
//   node tests/vectors/reference/bn254.mjs --check   recomputes everything and fails if the file differs
import { readFileSync, writeFileSync } from 'node:fs';
import { keccak256 } from './air8/keccak.mjs';
import { P, Q, G1, G2, add1, add2, e32, invert, mod, multiply1, multiply2, point, point2, power } from './bn254/curve.mjs';
import { mercury } from './bn254/mercury.mjs';
import { ptau } from './bn254/ptau.mjs';

const file = new URL('../bn254.json', import.meta.url);
const hex = (bytes) => `0x${Buffer.from(bytes).toString('hex')}`;
const seeded = (name, modulus) => mod(BigInt(hex(keccak256(Buffer.from(`aether bn254 ${name}`)))), modulus);

function field(name, p) {
  const edges = [
    0n,
    1n,
    2n,
    p - 1n,
    p - 2n,
    mod(1n << 256n, p),
    mod((1n << 256n) - 1n, p),
    (1n << 253n) - 1n,
    1n << 64n,
    (1n << 128n) - 1n,
  ];
  const values = [...edges, ...Array.from({ length: 6 }, (_, i) => seeded(`${name} ${i}`, p))];
  const pairs = [];
  for (const [i, a] of values.entries())
    for (const b of [values[(i + 1) % values.length], values[(7 * i + 3) % values.length]])
      pairs.push({
        a: hex(e32(a)),
        b: hex(e32(b)),
        sum: hex(e32(mod(a + b, p))),
        difference: hex(e32(mod(a - b, p))),
        product: hex(e32(mod(a * b, p))),
        inverse: a === 0n ? null : hex(e32(invert(a, p))),
        cube: hex(e32(power(a, 3n, p))),
      });
  const refused = [p, p + 1n, (1n << 256n) - 1n, 2n * p].map((value) => hex(e32(value)));
  return { modulus: p.toString(), pairs, refused };
}

function curve() {
  const scalars = [0n, 1n, 2n, 3n, P - 1n, ...Array.from({ length: 4 }, (_, i) => seeded(`scalar ${i}`, P))];
  const multiples = scalars.map((k) => ({ k: hex(e32(k)), g1: hex(point(multiply1(k, G1))), g2: hex(point2(multiply2(k, G2))) }));
  const a = multiply1(seeded('a', P), G1);
  const b = multiply1(seeded('b', P), G1);
  const negative = (p) => [p[0], Q - p[1]];
  const sums = [
    [a, b],
    [a, a],
    [a, negative(a)],
    [null, a],
    [a, null],
    [null, null],
  ].map(([x, y]) => ({ a: hex(point(x)), b: hex(point(y)), sum: hex(point(add1(x, y))) }));
  const off = [
    hex(Buffer.concat([e32(1n), e32(3n)])),
    hex(Buffer.concat([e32(Q + 1n), e32(2n)])),
    hex(Buffer.concat([e32(0n), e32(1n)])),
    hex(Buffer.concat([e32(1n), e32(Q + 2n)])),
  ];
  // A product of pairings is one exactly when the exponents sum to zero; the words are those of precompile 08.
  const exponents = [
    [
      [3n, 5n],
      [P - 15n, 1n],
    ],
    [
      [3n, 5n],
      [P - 14n, 1n],
    ],
    [
      [7n, 11n],
      [13n, 17n],
      [P - 1n, 298n],
    ],
    [
      [7n, 11n],
      [13n, 17n],
      [P - 1n, 299n],
    ],
    [
      [0n, 5n],
      [3n, 0n],
    ],
    [[1n, 1n]],
    [],
  ];
  const pairings = exponents.map((list) => ({
    input: hex(Buffer.concat(list.flatMap(([i, j]) => [point(multiply1(i, G1)), point2(multiply2(j, G2))]))),
    one:
      mod(
        list.reduce((sum, [i, j]) => sum + i * j, 0n),
        P,
      ) === 0n,
  }));
  const g2sum = hex(point2(add2(multiply2(seeded('c', P), G2), multiply2(seeded('d', P), G2))));
  const g2scalars = [hex(e32(seeded('c', P))), hex(e32(seeded('d', P)))];
  return { multiples, sums, off, pairings, g2sum, g2scalars };
}

const text = `${JSON.stringify({ fr: field('fr', P), fq: field('fq', Q), curve: curve(), mercury: mercury(seeded), ptau: ptau(seeded) }, null, 2)}\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== text) {
    console.error('bn254.json differs from what the reference computes');
    process.exit(1);
  }
  console.log('bn254.json agrees with the reference');
} else writeFileSync(file, text);
