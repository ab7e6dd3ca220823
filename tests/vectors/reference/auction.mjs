// Computes tests/vectors/auction.json: what an auction asks and how a job settles, in BigInt, independently of the contracts and of the
// simulation that read it.
//   node tests/vectors/reference/auction.mjs           writes the file
//   node tests/vectors/reference/auction.mjs --check   fails if the file differs
import { readFileSync, writeFileSync } from 'node:fs';
import { keccak256, stringToHex } from 'viem';

const path = new URL('../auction.json', import.meta.url);
const MAX96 = (1n << 96n) - 1n;

// A counter hashed: reproducible, and different in every place.
let counter = 0;
const below = (bound) => BigInt(keccak256(stringToHex(`aether auction vectors ${counter++}`))) % bound;
const min = (a, b) => (a < b ? a : b);
const down = (amount, share, whole) => (amount * share) / whole;
const up = (amount, share, whole) => (amount * share + whole - 1n) / whole;

const ask = (c, second) => {
  const elapsed = second - c.exclusiveSecs;
  if (elapsed <= 0n) return c.minPrice;
  return elapsed >= c.rampSecs ? c.maxPrice : c.minPrice + down(c.maxPrice - c.minPrice, elapsed, c.rampSecs);
};
const curves = [
  { minPrice: 2_000_000n, maxPrice: 16_000_000n, exclusiveSecs: 0n, rampSecs: 600n },
  { minPrice: 0n, maxPrice: MAX96, exclusiveSecs: 7n, rampSecs: 2_592_000n },
  { minPrice: 5n, maxPrice: 9n, exclusiveSecs: 60n, rampSecs: 3n },
  { minPrice: 5n, maxPrice: 9n, exclusiveSecs: 60n, rampSecs: 0n },
  { minPrice: 7n, maxPrice: 7n, exclusiveSecs: 0n, rampSecs: 100n },
  ...Array.from({ length: 5 }, () => {
    const maxPrice = below(MAX96);
    return { minPrice: below(maxPrice + 1n), maxPrice, exclusiveSecs: below(1000n), rampSecs: 1n + below(100_000n) };
  }),
];
const prices = curves.flatMap((c) => {
  const start = c.exclusiveSecs;
  const end = start + c.rampSecs;
  const seconds = [0n, start, start + 1n, start + c.rampSecs / 2n, end, end + 1n, below(end + 1n), below(end + 1n)];
  return seconds.map((second) => ({ ...c, second, price: ask(c, second) }));
});

const settle = (price, collateral, feeBps) => {
  const fee = up(price, feeBps, 10_000n);
  const declined = up(collateral, 10n, 100n);
  const compensation = min(down(price, 25n, 100n), down(collateral, 30n, 100n));
  const quarrel = down(min(price, collateral), 5n, 100n);
  return {
    price,
    collateral,
    feeBps,
    paid: { toProvider: price - fee, fee },
    declined: { burned: declined, collateralBack: collateral - declined },
    expired: { compensation, burned: collateral - compensation },
    quarrelled: { refund: price - quarrel, burned: 2n * quarrel, collateralBack: collateral - quarrel },
  };
};
const settlements = [
  settle(0n, 0n, 100n),
  settle(1n, 1n, 10n),
  settle(10_000_000n, 30_000_000n, 100n),
  settle(99n, 101n, 250n),
  settle(MAX96, MAX96, 250n),
  ...Array.from({ length: 11 }, () => settle(below(MAX96), below(MAX96), 10n + below(241n))),
];

const vectors = {
  about:
    'Made by tests/vectors/reference/auction.mjs. Integers are decimal strings; seconds count from rampStart; all units billed, no royalties.',
  prices,
  settlements,
};
const text = JSON.stringify(vectors, (_, v) => (typeof v === 'bigint' ? v.toString() : v), 2) + '\n';
if (process.argv.includes('--check')) {
  if (readFileSync(path, 'utf8') !== text) {
    console.error('tests/vectors/auction.json differs from what tests/vectors/reference/auction.mjs computes');
    process.exit(1);
  }
} else {
  writeFileSync(path, text);
}
