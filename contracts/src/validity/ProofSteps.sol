// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Claims} from "./Claims.sol";
import {Curve} from "./Curve.sol";
import {Functionals} from "./Functionals.sol";
import {Mercury} from "./Mercury.sol";
import {Plan} from "./Plan.sol";
import {Scalars} from "./Scalars.sol";
import {Session, Sizes} from "./Session.sol";
import {Transcript} from "./Transcript.sol";

/// @notice The messages of a proof, one function each: prover/PROOFS.md, "Protocol".
/// @dev The caller has checked that the calldata holds exactly {length} bytes from `s.at` on.
/// Offsets, places, counts and sizes are those of calldata, memory and a plan, all below 2^64, and their differences follow from the plan's
/// own rules, so they are taken unchecked; scalars never are: they have {Scalars}.
library ProofSteps {
    using Scalars for uint256;

    /// @notice An equation of this message does not hold.
    error Proof_EquationFails(uint256 message);

    uint256 private constant P = Scalars.P;

    /// @notice Reads a plan's header and lays out what a verification keeps in memory.
    /// @param points Place of C_W and C_T, with the plan behind them.
    function open(uint256 points) internal pure returns (Session memory s) {
        unchecked {
            s.points = points;
            s.plan = points + 128;
            Sizes memory n = s.sizes;
            uint256 plan = s.plan;
            uint256 head = Scalars.number(plan, 20);
            n.nW = head >> 152;
            n.nT = (head >> 144) & 0xff;
            n.nN = (head >> 136) & 0xff;
            n.n2 = (head >> 128) & 0xff;
            n.n3 = (head >> 120) & 0xff;
            n.rWords = (head >> 112) & 0xff;
            n.kmax = (head >> 104) & 0xff;
            n.input = (head >> 96) & 0xff;
            n.output = (head >> 88) & 0xff;
            n.words3 = (head >> 72) & 0xffff;
            n.words5 = (head >> 56) & 0xffff;
            n.tables = (head >> 40) & 0xffff;
            n.blocks = (head >> 24) & 0xffff;
            n.operators = (head >> 8) & 0xffff;
            n.outputLeaves = head & 0xff;
            n.blocksAt = plan + Plan.TABLES_AT + Plan.TABLE_BYTES * n.tables;
            n.operatorsAt = n.blocksAt + Plan.BLOCK_BYTES * n.blocks;
            n.claimsAt = n.operatorsAt + Plan.OPERATOR_BYTES * n.operators;

            uint256[] memory room = new uint256[](Plan.M_WORDS + 66 + 33 + 33 + n.blocks);
            s.m = Scalars.wordsOf(room);
            room[Plan.ONE] = 1;
            s.shared = s.m + 32 * Plan.M_WORDS;
            s.tails = s.shared + 32 * 66;
            s.z = s.tails + 32 * 33;
            s.blocks = s.z + 32 * 33;
        }
    }

    /// @notice Bytes of a proof. Columns X and Ct count where they are opened.
    function length(Session memory s) internal pure returns (uint256) {
        unchecked {
            Sizes memory n = s.sizes;
            uint256 columns = 8;
            uint256 words3 = n.words3;
            if (s.input != 0) (columns, words3) = (columns + 1, words3 + 1);
            if (s.cipher != 0) (columns, words3) = (columns + 1, words3 + 1);
            return 256 + 128 + 32 * words3 + 64 * n.kmax + 32 * n.words5 + 128 * n.n2 + 224 + 64 * n.n3 + 32 * columns
                + Mercury.BYTES;
        }
    }

    /// @notice Messages 1 and 2.
    function commitments(Session memory s) internal pure {
        unchecked {
            s.commitments = s.at;
            bytes32 state = Transcript.absorb(s.state, 0x02, s.at, 256);
            uint256 count = s.sizes.rWords;
            Transcript.drawMany(state, 0x42, count, s.m + 32 * Plan.R);
            s.alpha = Transcript.draw(state, 0x42, count);
            s.beta = Transcript.draw(state, 0x42, count + 1);
            s.state = Transcript.absorb(state, 0x03, s.at + 256, 128);
            s.at += 384;
        }
    }

    /// @notice Message 3, its equations, and the first sumcheck, messages 4 and 5.
    /// @param output What the leaves of the output sum to, less Ct(r) where that is opened.
    function operators(Session memory s, uint256 output) internal pure {
        unchecked {
            Sizes memory n = s.sizes;
            s.words3 = s.at;
            s.count3 = n.words3 + (s.input != 0 ? 1 : 0) + (s.cipher != 0 ? 1 : 0);
            Scalars.requireCanonical(s.at, s.count3);
            if (s.input != 0) {
                s.first = Scalars.word(s.at);
                s.at += 32;
            }
            uint256[] memory accumulators = new uint256[](n.operators);
            uint256 products = _accumulators(s, accumulators);
            uint256 sum = _sum(s, n.outputLeaves);
            if (s.cipher != 0) {
                output = output.add(Scalars.word(s.at));
                s.at += 32;
            }
            if (sum != output) revert Proof_EquationFails(3);
            s.state = Transcript.absorb(s.state, 0x04, s.words3, s.at - s.words3);
            uint256 lambda = Transcript.draw(s.state, 0x43, 0);

            uint256 claim = 0;
            for (uint256 i = products; i > 0; --i) {
                claim = claim.mul(lambda).add(accumulators[i - 1]);
            }
            (s.state, claim) = Transcript.rounds(s.state, 0x0544, claim, s.at, n.kmax, 2, s.m + 32 * Plan.X);
            s.at += 64 * n.kmax;
            s.words5 = s.at;
            Scalars.requireCanonical(s.at, n.words5);
            if (_products(s, lambda) != claim) revert Proof_EquationFails(5);
            s.state = Transcript.absorb(s.state, 0x06, s.words5, s.at - s.words5);
        }
    }

    /// @dev Accumulators of all operators. Those that are linear are checked, those of products kept: what the first sumcheck claims of them.
    function _accumulators(Session memory s, uint256[] memory accumulators) private pure returns (uint256 products) {
        unchecked {
            Sizes memory n = s.sizes;
            for (uint256 i = 0; i < n.operators; ++i) {
                uint256 entry = Scalars.number(n.operatorsAt + Plan.OPERATOR_BYTES * i, 7);
                uint256 flags = entry >> 48;
                uint256 shift = (entry >> 40) & 0xff;
                uint256 acc = Scalars.word(s.at).mul(1 << shift);
                s.at += 32;
                if (shift != 0) {
                    acc = acc.add(Scalars.word(s.at)).sub(1 << (shift - 1));
                    s.at += 32;
                }
                if (flags & Plan.BILINEAR != 0) {
                    if (flags & Plan.BIASED != 0) {
                        acc = acc.sub(Scalars.word(s.at));
                        s.at += 32;
                    }
                    // Fewer coordinates than the longest term has: a factor 2 for each that is summed over nothing.
                    accumulators[products] = acc.mul(1 << (n.kmax - ((entry >> 32) & 0xff)));
                    ++products;
                } else {
                    uint256 sum = _sum(s, (entry >> 8) & 0xff).mul(1 << ((entry >> 24) & 0xff));
                    uint256 second = _sum(s, entry & 0xff).mul(1 << ((entry >> 16) & 0xff));
                    sum = flags & Plan.NEGATIVE != 0 ? sum.sub(second) : sum.add(second);
                    if (sum != acc) revert Proof_EquationFails(3);
                }
            }
        }
    }

    /// @dev The next `count` words, added.
    function _sum(Session memory s, uint256 count) private pure returns (uint256 sum) {
        unchecked {
            for (uint256 i = 0; i < count; ++i) {
                sum = sum.add(Scalars.word(s.at + 32 * i));
            }
            s.at += 32 * count;
        }
    }

    /// @dev sum_i lambda^i a_i w_i.
    function _products(Session memory s, uint256 lambda) private pure returns (uint256 sum) {
        unchecked {
            Sizes memory n = s.sizes;
            uint256 power = 1;
            for (uint256 i = 0; i < n.operators; ++i) {
                uint256 entry = Scalars.number(n.operatorsAt + Plan.OPERATOR_BYTES * i, 7);
                if ((entry >> 48) & Plan.BILINEAR == 0) continue;
                uint256 a = _sum(s, (entry >> 8) & 0xff);
                sum = sum.add(power.mul(a).mul(Scalars.word(s.at)));
                s.at += 32;
                power = power.mul(lambda);
            }
        }
    }

    /// @notice The second sumcheck, messages 6 and 7: lookups.
    function lookups(Session memory s) internal pure {
        unchecked {
            Sizes memory n = s.sizes;
            uint256[] memory tau = new uint256[](n.n2);
            Transcript.drawMany(s.state, 0x45, n.n2, Scalars.wordsOf(tau));
            uint256 mu = Transcript.draw(s.state, 0x45, n.n2);
            (s.state, s.claim) = Transcript.rounds(s.state, 0x0746, 0, s.at, n.n2, 4, s.z);
            s.words7 = s.at + 128 * n.n2;
            s.at = s.words7 + 224;
            Scalars.requireCanonical(s.words7, 7);
            s.state = Transcript.absorb(s.state, 0x08, s.words7, 224);

            // n2 is the larger of the two.
            uint256 shared = n.nN < n.nT ? n.nN : n.nT;
            uint256 place = Scalars.wordsOf(tau);
            uint256 eqN = Scalars.eqs(place, s.z, shared);
            uint256 eqT = eqN.mul(Scalars.eqs(place + 32 * shared, s.z + 32 * shared, n.n2 - shared));
            if (n.nN > n.nT) (eqN, eqT) = (eqT, eqN);
            uint256 value = _slots(s, eqN, mu).mul(Scalars.halved(n.n2 - n.nN));
            value = value.add(_rows(s, eqT, mu).mul(Scalars.halved(n.n2 - n.nT)));
            if (value != s.claim) revert Proof_EquationFails(7);
            s.gamma = Transcript.draw(s.state, 0x47, 0);
        }
    }

    /// @dev eq(tau, z) (h A B - A - B) + mu^2 h.
    function _slots(Session memory s, uint256 eqN, uint256 mu) private pure returns (uint256) {
        unchecked {
            uint256 at = s.words7;
            (uint256 id, uint256 idr) = _ids(s);
            uint256 beta = s.beta;
            uint256 a = Scalars.word(at + 64).mul(beta).add(Scalars.word(at + 32)).mul(beta).add(id).add(s.alpha);
            uint256 b = Scalars.word(at + 96).mul(beta).add(idr).add(s.alpha);
            uint256 h = Scalars.word(at);
            return eqN.mul(h.mul(a.mul(b)).sub(a).sub(b)).add(mu.mul(mu).mul(h));
        }
    }

    /// @dev mu eq(tau, z) (g D - M) - mu^2 g.
    function _rows(Session memory s, uint256 eqT, uint256 mu) private pure returns (uint256) {
        unchecked {
            uint256 at = s.words7;
            (uint256 id, uint256 input) = _table(s);
            uint256 d = Scalars.word(at + 192).mul(s.beta).add(input).mul(s.beta).add(id).add(s.alpha);
            uint256 g = Scalars.word(at + 128);
            uint256 inner = eqT.mul(g.mul(d).sub(Scalars.word(at + 160)));
            return mu.mul(inner.sub(mu.mul(g)));
        }
    }

    /// @dev id(z) and idr(z): what slots of every block look up, by its prefix.
    function _ids(Session memory s) private pure returns (uint256 id, uint256 idr) {
        unchecked {
            Sizes memory n = s.sizes;
            for (uint256 i = 0; i < n.blocks; ++i) {
                uint256 entry = Scalars.number(n.blocksAt + Plan.BLOCK_BYTES * i, 8);
                uint256 size = entry >> 56;
                uint256 weight = Functionals.bits((entry >> 24) & 0xffffffff, n.nN - size, s.z + 32 * size);
                id = id.add(weight.mul((entry >> 8) & 0xffff));
                idr = idr.add(weight.mul((entry & 0xff) + 1));
            }
        }
    }

    /// @dev T_id(z) and T_in(z), in closed form.
    function _table(Session memory s) private pure returns (uint256 id, uint256 input) {
        unchecked {
            Sizes memory n = s.sizes;
            // sum_i 2^i z_i over i < size, of every size.
            uint256[] memory sums = new uint256[](n.nT + 1);
            uint256 sum = 0;
            uint256 place = Scalars.wordsOf(sums);
            for (uint256 i = 0; i < n.nT; ++i) {
                // A canonical word times a power of two below 2^32, reduced before it is added.
                sum = addmod(sum, mulmod(Scalars.load(s.z + 32 * i), 1 << i, P), P);
                place += 32;
                assembly ("memory-safe") {
                    // Word i + 1 of n + 1.
                    mstore(place, sum)
                }
            }
            for (uint256 i = 0; i < n.tables; ++i) {
                uint256 entry = Scalars.number(s.plan + Plan.TABLES_AT + Plan.TABLE_BYTES * i, 7);
                uint256 block_ = entry >> 40;
                uint256 size = (entry >> 32) & 0xff;
                uint256 weight = Functionals.bits(entry & 0xffffffff, n.nT - size, s.z + 32 * size);
                // The first row of a LUT holds -32768, of in8 -128, of a range 0.
                uint256 first = block_ >= 32 ? 32_768 : block_ == 18 ? 128 : 0;
                id = id.add(weight.mul(block_));
                input = input.add(weight.mul(sums[size].sub(first)));
            }
        }
    }

    /// @notice The third sumcheck, messages 8 and 9: all claims at one point.
    function claims(Session memory s) internal pure {
        unchecked {
            Sizes memory n = s.sizes;
            uint256 claim = Claims.values(s);
            (s.state, claim) = Transcript.rounds(s.state, 0x0948, claim, s.at, n.n3, 2, s.m + 32 * Plan.RHO);
            s.columns = s.at + 64 * n.n3;
            uint256 count = 8 + (s.input != 0 ? 1 : 0) + (s.cipher != 0 ? 1 : 0);
            s.at = s.columns + 32 * count;
            Scalars.requireCanonical(s.columns, count);
            s.state = Transcript.absorb(s.state, 0x0a, s.columns, 32 * count);
            Claims.prepare(s);
            if (Claims.total(s) != claim) revert Proof_EquationFails(9);
        }
    }

    /// @notice The opening, message 10, all but its pairing: {Mercury.reduce}.
    function opening(Session memory s)
        internal
        view
        returns (uint256[4] memory sum, uint256[4] memory quotients, bytes32 last)
    {
        unchecked {
            uint256 delta = Transcript.draw(s.state, 0x49, 0);
            uint256 points = s.points;
            sum = [Scalars.load(points), Scalars.load(points + 32), 0, 0];
            Curve.addScaled(sum, Scalars.load(points + 64), Scalars.load(points + 96), delta);
            uint256 power = delta.mul(delta);
            if (s.input != 0) {
                Curve.addScaled(sum, s.input, power);
                power = power.mul(delta);
            }
            if (s.cipher != 0) {
                Curve.addScaled(sum, s.cipher, power);
                power = power.mul(delta);
            }
            // Y V R M h g; the proof has them in the order V Y R M, h g.
            uint256 at = s.commitments;
            uint256[6] memory offsets = [at + 64, at, at + 128, at + 192, at + 256, at + 320];
            for (uint256 i = 0; i < 6; ++i) {
                Curve.addScaled(sum, offsets[i], power);
                power = power.mul(delta);
            }
            uint256 value = 0;
            for (uint256 word = s.at; word > s.columns;) {
                word -= 32;
                value = value.mul(delta).add(Scalars.word(word));
            }
            (quotients, last) = Mercury.reduce(s.state, sum, s.m + 32 * Plan.RHO, s.sizes.n3, value, s.at);
        }
    }
}
