// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Plan} from "./Plan.sol";
import {Scalars} from "./Scalars.sol";

/// @notice What a claim weighs at a point: prover/PROOFS.md, "Functionals", read from the entries of a {Plan}.
/// @dev `m` is where M lies, `p` where the entry does. Every word of M is canonical. A plan is written by {PlanBuilder} alone, so its
/// indices stay within M.
/// Offsets, places, counts and sizes are those of calldata, memory and a plan, all below 2^64, and their differences follow from the plan's
/// own rules, so they are taken unchecked; scalars never are: they have {Scalars}.
library Functionals {
    using Scalars for uint256;

    uint256 private constant P = Scalars.P;

    /// @notice The product of all factors from `p` on.
    /// @param shared Where the prefix products of eq(r, rho) lie; those of eq(x*, rho) behind 33 words.
    /// @return weight The product.
    /// @return next Behind the entry.
    function factors(uint256 p, uint256 m, uint256 shared) internal pure returns (uint256 weight, uint256 next) {
        unchecked {
            // Bytes of a plan, and places in memory.
            uint256 head = Scalars.number(p, 2);
            weight = Scalars.load(shared + (head >> 8) * 1056 + 32 * (head & 0xff));
            p += 2;
            while (true) {
                uint256 kind = Scalars.number(p, 1);
                if (kind < Plan.LESS) {
                    weight = run(p, m, weight);
                    p += 3;
                } else if (kind == Plan.FACTORS_END) {
                    return (weight, p + 1);
                } else {
                    uint256 factor;
                    if (kind == Plan.LESS) (factor, p) = less(p + 1, m);
                    else if (kind == Plan.BOX) (factor, p) = box(p + 1, m);
                    else (factor, p) = eq3(p + 1, m);
                    weight = weight.mul(factor);
                }
            }
        }
    }

    /// @notice `weight` times the product of a run `a b n`.
    function run(uint256 p, uint256 m, uint256 weight) internal pure returns (uint256 product) {
        assembly ("memory-safe") {
            let prime := 21888242871839275222246405745257275088548364400416034343698204186575808495617
            let entry := mload(p)
            let a := add(m, shl(5, byte(0, entry)))
            let b := add(m, shl(5, byte(1, entry)))
            let end := add(a, shl(5, byte(2, entry)))
            product := weight
            for {} lt(a, end) {} {
                let x := mload(a)
                let y := mload(b)
                let xy := mulmod(x, y, prime)
                // eq(x, y), as Scalars.eq.
                product := mulmod(product, addmod(add(1, add(xy, xy)), sub(add(prime, prime), add(x, y)), prime), prime)
                a := add(a, 32)
                b := add(b, 32)
            }
        }
    }

    /// @notice The product of eq(bit, x) over the low `n` bits of `bits`, from the words at `place` on.
    function bits(uint256 value, uint256 n, uint256 place) internal pure returns (uint256 product) {
        assembly ("memory-safe") {
            let prime := 21888242871839275222246405745257275088548364400416034343698204186575808495617
            product := 1
            for { let end := add(place, shl(5, n)) } lt(place, end) { place := add(place, 32) } {
                let x := mload(place)
                if iszero(and(value, 1)) { x := sub(add(prime, 1), x) }
                product := mulmod(product, x, prime)
                value := shr(1, value)
            }
        }
    }

    /// @notice `Less(a, b, L)`: `n L4`, then n pairs.
    function less(uint256 p, uint256 m) internal pure returns (uint256 below, uint256 next) {
        unchecked {
            uint256 n = Scalars.number(p, 1);
            uint256 size = Scalars.number(p + 1, 4);
            p += 5;
            uint256 rest = 1;
            for (uint256 j = 0; j < n; ++j) {
                uint256 a = Scalars.load(m + 32 * Scalars.number(p, 1));
                uint256 b = Scalars.load(m + 32 * Scalars.number(p + 1, 1));
                p += 2;
                uint256 ones = a.mul(b);
                // (1 - a)(1 - b).
                uint256 zeros = ones.add(uint256(1).sub(a)).sub(b);
                if ((size >> j) & 1 == 1) {
                    below = below.mul(ones.add(zeros)).add(rest.mul(zeros));
                    rest = rest.mul(ones);
                } else {
                    rest = rest.mul(ones.add(zeros)).add(below.mul(ones));
                    below = below.mul(zeros);
                }
            }
            return (below, p);
        }
    }

    /// @notice The product of `eq3(a, b, z)`: `n a b`, then n bytes z.
    function eq3(uint256 p, uint256 m) internal pure returns (uint256 product, uint256 next) {
        unchecked {
            uint256 n = Scalars.number(p, 1);
            uint256 a = m + 32 * Scalars.number(p + 1, 1);
            uint256 b = m + 32 * Scalars.number(p + 2, 1);
            p += 3;
            product = 1;
            for (uint256 j = 0; j < n; ++j) {
                uint256 x = Scalars.load(a + 32 * j);
                uint256 y = Scalars.load(b + 32 * j);
                uint256 z = Scalars.load(m + 32 * Scalars.number(p + j, 1));
                uint256 ones = x.mul(y).mul(z);
                uint256 zeros = uint256(1).sub(x).mul(uint256(1).sub(y)).mul(uint256(1).sub(z));
                product = product.mul(ones.add(zeros));
            }
            return (product, p + n);
        }
    }

    /// @dev An axis of a window while its bits are read.
    struct Automaton {
        uint256 bits;
        uint256 no;
        uint256 nk;
        uint256 nz;
        uint256 stride;
        bool isTracked;
        uint256 front;
        uint256 size;
        uint256 o;
        uint256 k;
        uint256 z;
    }

    /// @dev Sums over paths by carry: -1, 0, 1.
    struct Carries {
        uint256 minus;
        uint256 zero;
        uint256 plus;
    }

    /// @dev Sums of eq over the bits (i, kappa, o) of one place, by i - kappa - o: 1, 0, -1, -2.
    struct Steps {
        uint256 one;
        uint256 zero;
        uint256 minusOne;
        uint256 minusTwo;
    }

    /// @notice `Box`: the sum over o, kappa, i of eq(r, o) eq(k, kappa) eq(z, i) over those with i = o 2^st + kappa - front.
    function box(uint256 p, uint256 m) internal pure returns (uint256 value, uint256 next) {
        unchecked {
            Automaton memory a;
            (a, next) = _automaton(p, m);
            Carries memory below;
            Carries memory rest = Carries(0, 1, 0);
            for (uint256 j = 0; j < a.bits; ++j) {
                uint256 front = (a.front >> j) & 1;
                (Steps memory set, Steps memory unset) = _steps(a, m, j);
                if (!a.isTracked) {
                    Steps memory all =
                        Steps(set.one, set.zero.add(unset.zero), set.minusOne.add(unset.minusOne), unset.minusTwo);
                    rest = _advance(rest, all, front);
                } else if ((a.size >> j) & 1 == 1) {
                    below = _sum(_advance(_sum(below, rest), unset, front), _advance(below, set, front));
                    rest = _advance(rest, set, front);
                } else {
                    rest = _sum(_advance(rest, unset, front), _advance(_sum(below, rest), set, front));
                    below = _advance(below, unset, front);
                }
            }
            value = a.isTracked ? below.zero : rest.zero;
        }
    }

    function _automaton(uint256 p, uint256 m) private pure returns (Automaton memory a, uint256 next) {
        unchecked {
            uint256 head = Scalars.load(p);
            a.bits = head >> 248;
            a.no = (head >> 240) & 0xff;
            a.nk = (head >> 232) & 0xff;
            a.nz = (head >> 224) & 0xff;
            a.stride = (head >> 216) & 0xff;
            a.isTracked = (head >> 208) & 0xff == 1;
            a.front = (head >> 200) & 0xff;
            a.size = (head >> 168) & 0xffffffff;
            a.o = m + 32 * ((head >> 160) & 0xff);
            a.k = m + 32 * ((head >> 152) & 0xff);
            a.z = p + 13;
            next = a.z + a.nz;
        }
    }

    /// @dev A number that has no bit at place j has a zero there: its word counts as 0.
    function _steps(Automaton memory a, uint256 m, uint256 j)
        private
        pure
        returns (Steps memory set, Steps memory unset)
    {
        unchecked {
            uint256 i = j < a.nz ? Scalars.load(m + 32 * Scalars.number(a.z + j, 1)) : 0;
            uint256 k = j < a.nk ? Scalars.load(a.k + 32 * j) : 0;
            uint256 o = j >= a.stride && j - a.stride < a.no ? Scalars.load(a.o + 32 * (j - a.stride)) : 0;
            // By kappa + o: 0, 1, 2.
            uint256 two = k.mul(o);
            uint256 one = k.add(o).sub(two.add(two));
            uint256 none = uint256(1).sub(one.add(two));
            set = Steps(i.mul(none), i.mul(one), i.mul(two), 0);
            unset = Steps(0, none.sub(set.one), one.sub(set.zero), two.sub(set.minusOne));
        }
    }

    /// @dev The carry behind a place is half of carry + i + front - kappa - o, where that is even.
    function _advance(Carries memory c, Steps memory s, uint256 front) private pure returns (Carries memory n) {
        if (front == 0) {
            n.minus = c.minus.mul(s.minusOne).add(c.zero.mul(s.minusTwo));
            n.zero = c.minus.mul(s.one).add(c.zero.mul(s.zero)).add(c.plus.mul(s.minusOne));
            n.plus = c.plus.mul(s.one);
        } else {
            n.minus = c.minus.mul(s.minusTwo);
            n.zero = c.minus.mul(s.zero).add(c.zero.mul(s.minusOne)).add(c.plus.mul(s.minusTwo));
            n.plus = c.zero.mul(s.one).add(c.plus.mul(s.zero));
        }
    }

    function _sum(Carries memory a, Carries memory b) private pure returns (Carries memory) {
        unchecked {
            return Carries(a.minus.add(b.minus), a.zero.add(b.zero), a.plus.add(b.plus));
        }
    }
}
