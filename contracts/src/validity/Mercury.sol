// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Curve} from "./Curve.sol";
import {Scalars} from "./Scalars.sol";
import {Transcript} from "./Transcript.sol";

/// @notice A Mercury opening: that the table behind a point has a value at a point of 2t coordinates. prover/PROOFS.md, "Opening".
/// @dev Eagen and Gabizon, ePrint 2025/385, with the batch opening of BDFG20. 768 bytes and one pairing equation, whatever the size.
/// Offsets, places, counts and sizes are those of calldata, memory and a plan, all below 2^64, and their differences follow from the plan's
/// own rules, so they are taken unchecked; scalars never are: they have {Scalars}.
library Mercury {
    using Scalars for uint256;

    /// @notice One of the two inverses of an opening is none.
    error Opening_InverseDiffers();
    /// @notice The pairing equation of an opening does not hold.
    error Opening_Refused();

    uint256 internal constant BYTES = 768;
    uint256 private constant P = Scalars.P;

    // Offsets of points, then words.
    uint256 private constant H = 0;
    uint256 private constant QUOTIENT = 64;
    uint256 private constant G = 128;
    uint256 private constant S = 192;
    uint256 private constant D = 256;
    uint256 private constant K = 320;
    uint256 private constant E = 384;
    uint256 private constant F = 448;
    uint256 private constant WORDS = 512;
    uint256 private constant G_Z = 512;
    uint256 private constant G_ZI = 544;
    uint256 private constant H_Z = 576;
    uint256 private constant H_ZI = 608;
    uint256 private constant S_ZI = 640;
    uint256 private constant H_AL = 672;
    uint256 private constant Z_INVERSE = 704;
    uint256 private constant INVERSE = 736;

    /// @dev Challenges by the names of the specification, and what follows from them.
    struct Values {
        uint256 al;
        uint256 ga;
        uint256 z;
        uint256 be;
        uint256 zp;
        uint256 de;
        uint256 zi;
        uint256 zb;
        uint256 sz;
        uint256 dz;
    }

    /// @dev What each point of the second opening is taken times.
    struct Scales {
        uint256 g;
        uint256 h;
        uint256 s;
        uint256 d;
        uint256 e;
        uint256 one;
    }

    /// @notice Returns if the opening holds, and reverts otherwise.
    /// @param state Of the transcript.
    /// @param point The table's point in two words, two of scratch; overwritten.
    /// @param u Where 2t canonical coordinates lie in memory.
    /// @param n 2t, even.
    /// @param value Of the table at u.
    /// @param at Offset of the opening's 768 bytes in the calldata.
    /// @param tau2 [tau]_2 of the SRS.
    function check(
        bytes32 state,
        uint256[4] memory point,
        uint256 u,
        uint256 n,
        uint256 value,
        uint256 at,
        uint256[4] memory tau2
    ) internal view {
        (uint256[4] memory b,) = reduce(state, point, u, n, value, at);
        if (!Curve.pairs(point, b, tau2)) revert Opening_Refused();
    }

    /// @notice As {check}, all but the pairing: the opening holds if and only if e(point, [1]_2) = e(b, [tau]_2).
    /// @return b Its first two words.
    /// @return last The transcript's state behind the opening, which everything above follows from.
    function reduce(bytes32 state, uint256[4] memory point, uint256 u, uint256 n, uint256 value, uint256 at)
        internal
        view
        returns (uint256[4] memory b, bytes32 last)
    {
        unchecked {
            Scalars.requireCanonical(at + WORDS, 8);
            Values memory c;
            (c, last) = _challenges(state, at);
            c.zi = Scalars.word(at + Z_INVERSE);
            if (c.zi.mul(c.z) != 1) revert Opening_InverseDiffers();
            _reciprocal(c, u, n >> 1, value, at);
            Scales memory scales = _scales(c, at);

            Curve.addPoint(b, Scalars.word(at + K), Scalars.word(at + K + 32));
            Curve.addScaled(b, at + F, c.de);

            Curve.addScaled(point, at + QUOTIENT, c.al.sub(c.zb));
            Curve.addScaled(point, at + K, c.z);
            Curve.addScaled(point, at + G, c.de.mul(scales.g));
            Curve.addScaled(point, at + H, c.de.mul(scales.h));
            Curve.addScaled(point, at + S, c.de.mul(scales.s));
            Curve.addScaled(point, at + D, c.de.mul(scales.d));
            Curve.addScaled(point, at + E, uint256(0).sub(c.de.mul(scales.e)));
            Curve.addScaled(point, at + F, c.de.mul(c.zp));
            Curve.addScaled(point, 1, 2, uint256(0).sub(Scalars.word(at + G_Z).add(c.de.mul(scales.one))));
        }
    }

    function _challenges(bytes32 state, uint256 at) private pure returns (Values memory c, bytes32) {
        unchecked {
            state = Transcript.absorb(state, 0x0b, at + H, 64);
            c.al = Transcript.draw(state, 0x4a, 0);
            state = Transcript.absorb(state, 0x0c, at + QUOTIENT, 128);
            c.ga = Transcript.draw(state, 0x4b, 0);
            state = Transcript.absorb(state, 0x0d, at + S, 128);
            c.z = Transcript.draw(state, 0x4c, 0);
            state = Transcript.absorbTwo(state, 0x0e, at + K, 64, at + WORDS, 192);
            c.be = Transcript.draw(state, 0x4d, 0);
            state = Transcript.absorb(state, 0x0f, at + E, 64);
            c.zp = Transcript.draw(state, 0x4e, 0);
            state = Transcript.absorb(state, 0x10, at + F, 64);
            c.de = Transcript.draw(state, 0x4f, 0);
            return (c, state);
        }
    }

    /// @dev S(z) from the reciprocal identity, D(z) = z^(b-1) g(1/z), z^b.
    function _reciprocal(Values memory c, uint256 u, uint256 t, uint256 value, uint256 at) private pure {
        // E1(z), E1(1/z), E2(z), E2(1/z): products over coordinates of (1 - u_k) + u_k X^(2^k).
        uint256[4] memory e = [uint256(1), 1, 1, 1];
        uint256 x = c.z;
        uint256 xi = c.zi;
        unchecked {
            // Coordinates are canonical: P + 1 - u is at least 2, and a sum of it and a canonical scalar is below 2^256.
            for (uint256 k = 0; k < t; ++k) {
                uint256 low = Scalars.load(u + 32 * k);
                uint256 rest = P + 1 - low;
                e[0] = mulmod(e[0], rest + mulmod(low, x, P), P);
                e[1] = mulmod(e[1], rest + mulmod(low, xi, P), P);
                uint256 high = Scalars.load(u + 32 * (t + k));
                rest = P + 1 - high;
                e[2] = mulmod(e[2], rest + mulmod(high, x, P), P);
                e[3] = mulmod(e[3], rest + mulmod(high, xi, P), P);
                x = mulmod(x, x, P);
                xi = mulmod(xi, xi, P);
            }
        }
        uint256 gz = Scalars.word(at + G_Z);
        uint256 gzi = Scalars.word(at + G_ZI);
        uint256 left = gz.mul(e[1]).add(gzi.mul(e[0]));
        left = left.add(c.ga.mul(Scalars.word(at + H_Z).mul(e[3]).add(Scalars.word(at + H_ZI).mul(e[2]))));
        uint256 right = Scalars.word(at + H_AL).add(c.ga.mul(value));
        right = right.add(right).add(c.zi.mul(Scalars.word(at + S_ZI)));
        c.sz = left.sub(right).mul(c.zi);
        c.zb = x;
        c.dz = x.mul(c.zi).mul(gzi);
    }

    /// @dev The scale of polynomial i is be^i (Z/Z_i)(zp), of E it is Z(zp), of [1] the sum of the interpolations so scaled.
    function _scales(Values memory c, uint256 at) private pure returns (Scales memory s) {
        unchecked {
            uint256 d1 = c.zi.sub(c.z);
            uint256 d2 = c.al.sub(c.z);
            uint256 d3 = c.al.sub(c.zi);
            uint256 inverse = Scalars.word(at + INVERSE);
            if (inverse.mul(d1.mul(d2.mul(d3))) != 1) revert Opening_InverseDiffers();
            uint256 x = c.zp.sub(c.z);
            uint256 y = c.zp.sub(c.zi);
            uint256 a = c.zp.sub(c.al);
            s.g = a;
            s.h = c.be;
            uint256 power = c.be.mul(c.be);
            s.s = power.mul(a);
            s.d = power.mul(c.be).mul(a.mul(y));
            s.e = x.mul(y.mul(a));

            // 1/(1/z - z), and the line through two values taken at zp.
            uint256 i1 = inverse.mul(d2.mul(d3));
            uint256 slope = x.mul(i1);
            uint256 first = Scalars.word(at + G_Z);
            s.one = s.g.mul(first.add(Scalars.word(at + G_ZI).sub(first).mul(slope)));
            s.one = s.one.add(s.s.mul(c.sz.add(Scalars.word(at + S_ZI).sub(c.sz).mul(slope))));
            s.one = s.one.add(s.d.mul(c.dz));
            // h through three values, by Newton.
            first = Scalars.word(at + H_Z);
            uint256 c1 = Scalars.word(at + H_ZI).sub(first).mul(i1);
            uint256 c2 = Scalars.word(at + H_AL).sub(first).mul(inverse.mul(d1.mul(d3)));
            c2 = c2.sub(c1).mul(inverse.mul(d1.mul(d2)));
            s.one = s.one.add(s.h.mul(first.add(x.mul(c1.add(c2.mul(y))))));
        }
    }
}
