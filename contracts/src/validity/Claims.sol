// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Functionals} from "./Functionals.sol";
import {Plan} from "./Plan.sol";
import {Scalars} from "./Scalars.sol";
import {Session, Sizes} from "./Session.sol";

/// @notice What all claims of a proof come to at the third sumcheck's point: `sum_c gamma^c weight_c(rho) column_c(rho)`.
/// @dev prover/PROOFS.md, Protocol, messages 8 and 9. Claims on one column are summed before they meet its value.
/// Offsets, places, counts and sizes are those of calldata, memory and a plan, all below 2^64, and their differences follow from the plan's
/// own rules, so they are taken unchecked; scalars never are: they have {Scalars}.
library Claims {
    using Scalars for uint256;

    uint256 private constant P = Scalars.P;

    /// @dev Weights by column, powers of gamma included.
    struct Weights {
        uint256 power;
        uint256 w;
        uint256 y;
        uint256 v;
        uint256 r;
        uint256 x;
        uint256 ct;
    }

    /// @notice The values of all claims, each times its power of gamma.
    function values(Session memory s) internal pure returns (uint256 sum) {
        uint256 gamma = s.gamma;
        sum = _horner(0, gamma, s.words7, 7);
        sum = _horner(sum, gamma, s.words5, s.sizes.words5);
        sum = _horner(sum, gamma, s.words3, s.count3);
        // The claim on the input's block stands in front; with a point, that on X has the same value and the word.
        return sum.mul(gamma).add(s.first);
    }

    function _horner(uint256 sum, uint256 gamma, uint256 offset, uint256 count) private pure returns (uint256 result) {
        assembly ("memory-safe") {
            let prime := 21888242871839275222246405745257275088548364400416034343698204186575808495617
            result := sum
            for { let at := add(offset, shl(5, count)) } gt(at, offset) {} {
                at := sub(at, 32)
                result := addmod(mulmod(result, gamma, prime), calldataload(at), prime)
            }
        }
    }

    /// @notice The products that claims share, at rho.
    function prepare(Session memory s) internal pure {
        unchecked {
            Sizes memory n = s.sizes;
            _prefixes(s.m, s.m + 32 * Plan.R, n.rWords < n.n3 ? n.rWords : n.n3, s.shared);
            _prefixes(s.m, s.m + 32 * Plan.X, n.kmax < n.n3 ? n.kmax : n.n3, s.shared + 1056);
            uint256 m = s.m;
            uint256 tails = s.tails;
            uint256 count = n.n3;
            assembly ("memory-safe") {
                let prime := 21888242871839275222246405745257275088548364400416034343698204186575808495617
                let product := 1
                mstore(add(tails, shl(5, count)), 1)
                // 33 words each: n3 is at most 32.
                for { let i := shl(5, count) } gt(i, 0) {} {
                    i := sub(i, 32)
                    product := mulmod(product, sub(add(prime, 1), mload(add(m, i))), prime)
                    mstore(add(tails, i), product)
                }
            }
            uint256 tail = Scalars.load(tails + 32 * n.nN);
            for (uint256 i = 0; i < n.blocks; ++i) {
                uint256 entry = Scalars.number(n.blocksAt + Plan.BLOCK_BYTES * i, 5);
                uint256 size = entry >> 32;
                uint256 weight = Functionals.bits(entry & 0xffffffff, n.nN - size, m + 32 * size).mul(tail);
                uint256 place = s.blocks + 32 * i;
                assembly ("memory-safe") {
                    // One word to a block.
                    mstore(place, weight)
                }
            }
        }
    }

    /// @dev 1, eq(a_0, b_0), eq(a_0, b_0) eq(a_1, b_1), ..: count + 1 words.
    function _prefixes(uint256 a, uint256 b, uint256 count, uint256 place) private pure {
        assembly ("memory-safe") {
            let prime := 21888242871839275222246405745257275088548364400416034343698204186575808495617
            let product := 1
            mstore(place, 1)
            for { let i := 0 } lt(i, shl(5, count)) {} {
                let x := mload(add(a, i))
                let y := mload(add(b, i))
                let xy := mulmod(x, y, prime)
                // eq(x, y), as Scalars.eq.
                product := mulmod(product, addmod(add(1, add(xy, xy)), sub(add(prime, prime), add(x, y)), prime), prime)
                i := add(i, 32)
                mstore(add(place, i), product)
            }
        }
    }

    /// @notice The sum over claims at rho.
    function total(Session memory s) internal pure returns (uint256 sum) {
        unchecked {
            Weights memory w;
            w.power = 1;
            _walk(s, w);

            uint256 at = s.columns;
            sum = w.w.mul(Scalars.word(at));
            uint256 tableAt = at + 32;
            at += 64;
            if (s.input != 0) {
                sum = sum.add(w.x.mul(Scalars.word(at)));
                at += 32;
            }
            if (s.cipher != 0) {
                sum = sum.add(w.ct.mul(Scalars.word(at)));
                at += 32;
            }
            sum = sum.add(w.y.mul(Scalars.word(at)));
            sum = sum.add(w.v.mul(Scalars.word(at + 32)));
            sum = sum.add(w.r.mul(Scalars.word(at + 64)));

            // Whole columns: h V Y R at z up to nN, g M T at z up to nT.
            Sizes memory n = s.sizes;
            uint256 gamma = s.gamma;
            uint256 whole = Scalars.eqs(s.z, s.m, n.nN).mul(Scalars.load(s.tails + 32 * n.nN));
            uint256 inner = Scalars.word(at + 64).mul(gamma).add(Scalars.word(at));
            inner = inner.mul(gamma).add(Scalars.word(at + 32)).mul(gamma).add(Scalars.word(at + 128));
            sum = sum.add(w.power.mul(whole).mul(inner));
            uint256 power = gamma.mul(gamma);
            power = w.power.mul(power.mul(power));
            whole = Scalars.eqs(s.z, s.m, n.nT).mul(Scalars.load(s.tails + 32 * n.nT));
            inner = Scalars.word(tableAt).mul(gamma).add(Scalars.word(at + 96)).mul(gamma).add(Scalars.word(at + 160));
            sum = sum.add(power.mul(whole).mul(inner));
        }
    }

    /// @dev The entries of the plan, in the order of the claims.
    function _walk(Session memory s, Weights memory w) private pure {
        unchecked {
            uint256 p = s.sizes.claimsAt;
            uint256 gamma = s.gamma;
            while (true) {
                uint256 kind = Scalars.number(p, 1);
                if (kind == Plan.END) return;
                if (kind == Plan.MESSAGE_END) {
                    ++p;
                    if (s.cipher == 0) continue;
                    w.ct = w.power.mul(_whole(s, s.sizes.output));
                    w.power = w.power.mul(gamma);
                    continue;
                }
                uint256 weight;
                if (kind == Plan.LEAF) {
                    bool isInput = p == s.sizes.claimsAt;
                    uint256 block_ = Scalars.number(p + 1, 1);
                    (weight, p) = Functionals.factors(p + 2, s.m, s.shared);
                    weight = weight.mul(Scalars.load(s.blocks + 32 * block_));
                    w.y = w.y.add(w.power.mul(weight));
                    if (isInput && s.input != 0) {
                        w.power = w.power.mul(gamma);
                        w.x = w.power.mul(_whole(s, s.sizes.input));
                    }
                } else if (kind <= Plan.VR) {
                    uint256 block_ = Scalars.number(p + 1, 1);
                    uint256 size = Scalars.number(s.sizes.blocksAt + Plan.BLOCK_BYTES * block_, 1);
                    weight = Scalars.load(s.shared + 32 * size).mul(Scalars.load(s.blocks + 32 * block_));
                    w.v = w.v.add(w.power.mul(weight));
                    if (kind == Plan.VR) {
                        w.power = w.power.mul(gamma);
                        w.r = w.r.add(w.power.mul(weight));
                    }
                    p += 2;
                } else if (kind == Plan.B) {
                    w.w = w.w.add(w.power.mul(_bias(s, p + 1)));
                    p += 6;
                } else {
                    uint256 size = Scalars.number(p + 1, 1);
                    uint256 prefix = Scalars.number(p + 2, 4);
                    (weight, p) = Functionals.factors(p + 6, s.m, s.shared);
                    w.w = w.w.add(w.power.mul(weight.mul(_ofWeights(s, size, prefix))));
                }
                w.power = w.power.mul(gamma);
            }
        }
    }

    /// @dev Point r on a column of its own, from its lowest coordinate on.
    function _whole(Session memory s, uint256 size) private pure returns (uint256) {
        unchecked {
            return Scalars.load(s.shared + 32 * size).mul(Scalars.load(s.tails + 32 * size));
        }
    }

    /// @dev A block's prefix in W, and zero-extension above W.
    function _ofWeights(Session memory s, uint256 size, uint256 prefix) private pure returns (uint256) {
        unchecked {
            uint256 nW = s.sizes.nW;
            return Functionals.bits(prefix, nW - size, s.m + 32 * size).mul(Scalars.load(s.tails + 32 * nW));
        }
    }

    /// @dev Digits of a bias: 128 to the power of the digit's number, at the channels of r.
    function _bias(Session memory s, uint256 p) private pure returns (uint256 weight) {
        unchecked {
            uint256 channels = Scalars.number(p, 1);
            uint256 x0 = Scalars.load(s.m);
            uint256 x1 = Scalars.load(s.m + 32);
            // (1 - x) + 128 x, and 128^2: products of a word and a small number may wrap, so they are taken in the field.
            weight = x0.mul(127).add(1).mul(x1.mul(16_383).add(1));
            uint256 entry = (Plan.R << 248) | (2 << 240) | (channels << 232);
            uint256[] memory run = new uint256[](1);
            run[0] = entry;
            weight = Functionals.run(Scalars.wordsOf(run), s.m, weight);
            weight = weight.mul(_ofWeights(s, channels + 2, Scalars.number(p + 1, 4)));
        }
    }
}
