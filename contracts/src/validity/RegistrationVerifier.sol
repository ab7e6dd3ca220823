// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Curve} from "./Curve.sol";
import {Frames} from "./Frames.sol";
import {IRegistrationVerifier} from "./interfaces/IRegistrationVerifier.sol";
import {Mercury} from "./Mercury.sol";
import {ProofSteps} from "./ProofSteps.sol";
import {Scalars} from "./Scalars.sol";
import {Srs} from "./Srs.sol";
import {Transcript} from "./Transcript.sol";

/// @title RegistrationVerifier
/// @notice Verifies what a model's two points hold: that all of it is int8, and that a leaf of the file is in it. Immutable, without state.
/// @dev prover/PROOFS.md, "Registration" and "Leaf challenge". One SRS, as {ValidityVerifier}.
contract RegistrationVerifier is IRegistrationVerifier {
    using Scalars for uint256;

    uint256 private constant P = Scalars.P;
    /// @dev Rows of the table of -128..127, and of a leaf.
    uint256 private constant ROWS_LOG = 8;
    uint256 private constant LEAF_BYTES = 256;
    /// @dev Words of messages 4 and 9.
    uint256 private constant WORDS = 6;
    uint256 private constant WORDS_BYTES = 192;
    /// @dev Rows of z and rho, at most 32 coordinates each.
    uint256 private constant COORDINATES_MAX = 32;

    uint256 private immutable TAU_X1;
    uint256 private immutable TAU_X0;
    uint256 private immutable TAU_Y1;
    uint256 private immutable TAU_Y0;

    /// @dev What is known of a registration so far.
    struct Registration {
        uint256 nW;
        uint256 nT;
        uint256 n;
        uint256 n3;
        bytes32 state;
        uint256 at;
        uint256 commitments;
        uint256 words;
        uint256 alpha;
        uint256 z;
        uint256 rho;
        uint256 claim;
    }

    /// @param tau2_ [tau]_2 of the SRS as EIP-197 orders it: x imaginary, x real, y imaginary, y real.
    constructor(uint256[4] memory tau2_) {
        Srs.requireServable(tau2_);
        (TAU_X1, TAU_X0, TAU_Y1, TAU_Y0) = (tau2_[0], tau2_[1], tau2_[2], tau2_[3]);
    }

    /// @inheritdoc IRegistrationVerifier
    function tau2() public view returns (uint256[4] memory) {
        return [TAU_X1, TAU_X0, TAU_Y1, TAU_Y0];
    }

    /// @inheritdoc IRegistrationVerifier
    function coordinates(uint256 nW, uint256 nT) public pure returns (uint256 n3) {
        n3 = _rounds(nW, nT);
        n3 += n3 & 1;
    }

    /// @inheritdoc IRegistrationVerifier
    function checkModel(bytes32 contentHash, bytes calldata points, uint256 nW, uint256 nT, bytes calldata proof)
        external
        view
    {
        Registration memory g;
        (g.nW, g.nT, g.n, g.n3) = (nW, nT, _rounds(nW, nT), coordinates(nW, nT));
        uint256 expected = 64 + 192 + 96 * g.n + WORDS_BYTES + 64 * g.n3 + WORDS_BYTES + Mercury.BYTES;
        if (proof.length != expected) revert Registration_LengthDiffers(proof.length, expected);
        if (points.length != 128) revert Registration_LengthDiffers(points.length, 128);
        uint256 at;
        uint256 pointsAt;
        assembly ("memory-safe") {
            at := proof.offset
            pointsAt := points.offset
        }
        g.at = at;
        g.commitments = at;
        uint256[] memory room = new uint256[](2 * COORDINATES_MAX);
        g.z = Scalars.wordsOf(room);
        g.rho = g.z + 32 * COORDINATES_MAX;
        g.state = Transcript.absorbWord(0, 0x11, contentHash, 0, 0);
        _lookups(g);
        uint256 columns = _claims(g);
        _opening(g, pointsAt, columns);
    }

    /// @inheritdoc IRegistrationVerifier
    function checkLeaf(
        uint256[2] calldata point,
        bool isWeights,
        uint256 n,
        uint256 index,
        bytes calldata leaf,
        bytes32[2] calldata seed,
        bytes calldata opening
    ) external view {
        if (leaf.length != LEAF_BYTES) revert Registration_LeafLength(leaf.length);
        if (opening.length != Mercury.BYTES) revert Registration_LengthDiffers(opening.length, Mercury.BYTES);
        bytes32 state = keccak256(abi.encodePacked(hex"0918", uint32(64), bytes32(0), seed[0], seed[1]));
        // u of the leaf, then the bits of its index, then zeros.
        uint256[] memory u = new uint256[](n);
        Transcript.drawMany(state, 0x57, ROWS_LOG, Scalars.wordsOf(u));
        for (uint256 i = ROWS_LOG; i < n; ++i) {
            u[i] = (index >> (i - ROWS_LOG)) & 1;
        }
        uint256[4] memory sum = [point[0], point[1], 0, 0];
        uint256 value = _valueOf(leaf, isWeights, u);
        uint256 at;
        assembly ("memory-safe") {
            at := opening.offset
        }
        Mercury.check(state, sum, Scalars.wordsOf(u), n, value, at, tau2());
    }

    /// @dev The sum over the leaf of eq(u, i) times value i. Reversing a word of 32 complements the low five bits of i.
    function _valueOf(bytes calldata leaf, bool isWeights, uint256[] memory u) private pure returns (uint256) {
        uint256[] memory place = new uint256[](ROWS_LOG);
        for (uint256 i = 0; i < ROWS_LOG; ++i) {
            place[i] = isWeights && i < 5 ? uint256(1).sub(u[i]) : u[i];
        }
        uint256 offset;
        assembly ("memory-safe") {
            offset := leaf.offset
        }
        return Frames.valueOfBytes(offset, ROWS_LOG, Scalars.wordsOf(place));
    }

    function _rounds(uint256 nW, uint256 nT) private pure returns (uint256 n) {
        n = nW > nT ? nW : nT;
        if (n < ROWS_LOG) n = ROWS_LOG;
    }

    /// @dev Messages 1 to 4: every value stands in the table of -128..127.
    function _lookups(Registration memory g) private pure {
        g.state = Transcript.absorb(g.state, 0x12, g.at, 64);
        g.alpha = Transcript.draw(g.state, 0x51, 0);
        g.state = Transcript.absorb(g.state, 0x13, g.at + 64, 192);
        uint256[] memory tau = new uint256[](g.n);
        Transcript.drawMany(g.state, 0x52, g.n, Scalars.wordsOf(tau));
        uint256 mu = Transcript.draw(g.state, 0x52, g.n);
        g.at += 256;
        (g.state, g.claim) = Transcript.rounds(g.state, 0x1453, 0, g.at, g.n, 3, g.z);
        g.words = g.at + 96 * g.n;
        Scalars.requireCanonical(g.words, WORDS);
        g.state = Transcript.absorb(g.state, 0x15, g.words, WORDS_BYTES);
        g.at = g.words + WORDS_BYTES;
        if (_relations(g, tau, mu) != g.claim) revert ProofSteps.Proof_EquationFails(4);
    }

    /// @dev What the first sumcheck comes to at z: of the weights, of the table outputs, of the 256 rows.
    function _relations(Registration memory g, uint256[] memory tau, uint256 mu) private pure returns (uint256 sum) {
        uint256 at = g.words;
        uint256 cube = mu.mul(mu).mul(mu);
        // hW (alpha + W) - 1.
        uint256 h = Scalars.word(at);
        uint256 relation = h.mul(g.alpha.add(Scalars.word(at + 32))).sub(1);
        uint256 part = _eqs(tau, g.z, g.nW).mul(relation).add(cube.mul(h));
        sum = part.mul(Scalars.halved(g.n - g.nW));
        // hT (alpha + T) - 1.
        h = Scalars.word(at + 64);
        relation = h.mul(g.alpha.add(Scalars.word(at + 96))).sub(1);
        part = mu.mul(_eqs(tau, g.z, g.nT)).mul(relation).add(cube.mul(h));
        sum = sum.add(part.mul(Scalars.halved(g.n - g.nT)));
        // g (alpha + in) - M.
        h = Scalars.word(at + 128);
        uint256 input = uint256(0).sub(128);
        for (uint256 i = 0; i < ROWS_LOG; ++i) {
            input = input.add(Scalars.load(g.z + 32 * i).mul(1 << i));
        }
        relation = h.mul(g.alpha.add(input)).sub(Scalars.word(at + 160));
        part = mu.mul(mu).mul(_eqs(tau, g.z, ROWS_LOG)).mul(relation).sub(cube.mul(h));
        sum = sum.add(part.mul(Scalars.halved(g.n - ROWS_LOG)));
    }

    function _eqs(uint256[] memory a, uint256 b, uint256 count) private pure returns (uint256 product) {
        product = 1;
        for (uint256 i = 0; i < count; ++i) {
            product = product.mul(a[i].eq(Scalars.load(b + 32 * i)));
        }
    }

    /// @dev Message 5: six claims and that no value is -128, at one point.
    /// @return columns Offset of the columns at that point: W T hW hT g M.
    function _claims(Registration memory g) private pure returns (uint256 columns) {
        uint256 gamma = Transcript.draw(g.state, 0x54, 0);
        uint256 claim = 0;
        for (uint256 word = g.words + WORDS_BYTES; word > g.words;) {
            word -= 32;
            claim = claim.mul(gamma).add(Scalars.word(word));
        }
        (g.state, claim) = Transcript.rounds(g.state, 0x1655, claim, g.at, g.n3, 2, g.rho);
        columns = g.at + 64 * g.n3;
        g.at = columns + WORDS_BYTES;
        Scalars.requireCanonical(columns, WORDS);
        g.state = Transcript.absorb(g.state, 0x17, columns, WORDS_BYTES);

        // hW, W; hT, T; g, M; M at row 0. Pairs of one weight each.
        uint256 power = gamma.mul(gamma);
        uint256 w = Scalars.word(columns + 64).add(gamma.mul(Scalars.word(columns)));
        uint256 sum = _weight(g, g.nW).mul(w);
        w = Scalars.word(columns + 96).add(gamma.mul(Scalars.word(columns + 32)));
        sum = sum.add(power.mul(_weight(g, g.nT)).mul(w));
        uint256 m = Scalars.word(columns + 160);
        w = Scalars.word(columns + 128).add(gamma.mul(m));
        uint256 square = power.mul(power);
        sum = sum.add(square.mul(_weight(g, ROWS_LOG)).mul(w));
        sum = sum.add(square.mul(power).mul(_tail(g, 0)).mul(m));
        if (sum != claim) revert ProofSteps.Proof_EquationFails(9);
    }

    /// @dev eq(z, rho) over the first `count` coordinates, 1 - rho over the others.
    function _weight(Registration memory g, uint256 count) private pure returns (uint256 product) {
        product = _tail(g, count);
        for (uint256 i = 0; i < count; ++i) {
            product = product.mul(Scalars.load(g.z + 32 * i).eq(Scalars.load(g.rho + 32 * i)));
        }
    }

    function _tail(Registration memory g, uint256 from) private pure returns (uint256 product) {
        product = 1;
        for (uint256 i = from; i < g.n3; ++i) {
            product = product.mul(uint256(1).sub(Scalars.load(g.rho + 32 * i)));
        }
    }

    function _opening(Registration memory g, uint256 points, uint256 columns) private view {
        uint256 delta = Transcript.draw(g.state, 0x56, 0);
        uint256[4] memory sum = [Scalars.word(points), Scalars.word(points + 32), 0, 0];
        // T hW hT g M; the proof has them in the order M, hW hT g.
        uint256 at = g.commitments;
        uint256[5] memory offsets = [points + 64, at + 64, at + 128, at + 192, at];
        uint256 power = delta;
        for (uint256 i = 0; i < offsets.length; ++i) {
            Curve.addScaled(sum, offsets[i], power);
            power = power.mul(delta);
        }
        uint256 value = 0;
        for (uint256 word = columns + WORDS_BYTES; word > columns;) {
            word -= 32;
            value = value.mul(delta).add(Scalars.word(word));
        }
        Mercury.check(g.state, sum, g.rho, g.n3, value, g.at, tau2());
    }
}
