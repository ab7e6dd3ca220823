// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IVerifier} from "../interfaces/IVerifier.sol";
import {Hashing} from "../libraries/Hashing.sol";
import {Outputs} from "../libraries/Outputs.sol";
import {Statement} from "../types/Statement.sol";
import {Batches} from "./Batches.sol";
import {Curve} from "./Curve.sol";
import {Frames} from "./Frames.sol";
import {IBatchVerifier} from "./interfaces/IBatchVerifier.sol";
import {IPlans} from "./interfaces/IPlans.sol";
import {IValidityErrors} from "./interfaces/IValidityErrors.sol";
import {Mercury} from "./Mercury.sol";
import {Plan} from "./Plan.sol";
import {ProofSteps} from "./ProofSteps.sol";
import {Scalars} from "./Scalars.sol";
import {Session} from "./Session.sol";
import {Transcript} from "./Transcript.sol";

/// @title ValidityVerifier
/// @notice Takes a claim if its proof shows that the registered network gives this output for this input. One contract for every model;
/// immutable, without state beyond a transaction.
/// @dev prover/PROOFS.md. The market that calls is the market of the Statement: its address enters IC.
contract ValidityVerifier is IVerifier, IBatchVerifier, IValidityErrors {
    using Scalars for uint256;

    IPlans public immutable REGISTRY;
    /// @notice Most elements of a sealed output's frame (P-05).
    uint256 public constant SEALED_MAX = 512;
    /// @notice Most proofs of a batch.
    uint256 public constant BATCH_MAX = 32;

    uint256 private constant MODEL_BYTES = 192;
    uint256 private constant INPUT_HEADER_AT = 20;
    uint256 private constant OUTPUT_HEADER_AT = 86;

    uint256 private immutable TAU_X1;
    uint256 private immutable TAU_X0;
    uint256 private immutable TAU_Y1;
    uint256 private immutable TAU_Y0;

    /// @param registry Of models, all prepared with its SRS.
    constructor(IPlans registry) {
        REGISTRY = registry;
        uint256[4] memory tau2 = registry.tau2();
        (TAU_X1, TAU_X0, TAU_Y1, TAU_Y0) = (tau2[0], tau2[1], tau2[2], tau2[3]);
    }

    /// @inheritdoc IVerifier
    /// @param proof The envelope of prover/PROOFS.md; or nothing, where {verifyBatch} took this Statement earlier in the transaction.
    function verify(Statement calldata statement, bytes calldata proof, bytes32 key)
        external
        view
        returns (bytes4 magic)
    {
        _checkCommitment(statement, msg.sender);
        if (proof.length == 0) {
            if (!_isMarked(_mark(statement, key))) revert Validity_NotMarked(statement.ic);
            return IVerifier.verify.selector;
        }
        (uint256[4] memory sum, uint256[4] memory quotients,) = _reduce(statement, proof, key, msg.sender);
        if (!Curve.pairs(sum, quotients, _tau2())) revert Mercury.Opening_Refused();
        return IVerifier.verify.selector;
    }

    /// @inheritdoc IBatchVerifier
    function verifyBatch(
        address market,
        Statement[] calldata statements,
        bytes[] calldata proofs,
        bytes32[] calldata keys
    ) external {
        uint256 count = statements.length;
        if (count == 0 || count > BATCH_MAX) revert Validity_BatchSize(count, BATCH_MAX);
        if (proofs.length != count || keys.length != count) {
            revert Validity_BatchLengths(count, proofs.length, keys.length);
        }
        uint256[] memory points = new uint256[](4 * count);
        bytes32[] memory states = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            _checkCommitment(statements[i], market);
            uint256 free = _freeMemory();
            (uint256[4] memory a, uint256[4] memory b, bytes32 last) =
                _reduce(statements[i], proofs[i], keys[i], market);
            (points[4 * i], points[4 * i + 1], points[4 * i + 2], points[4 * i + 3]) = (a[0], a[1], b[0], b[1]);
            states[i] = last;
            // Nothing of this proof is read again, and memory costs the square of its size.
            _resetMemory(free);
        }
        Batches.requirePairings(points, states, _tau2());
        for (uint256 i = 0; i < count; ++i) {
            bytes32 place = _mark(statements[i], keys[i]);
            assembly ("memory-safe") {
                // Gone with the transaction.
                tstore(place, 1)
            }
        }
    }

    /// @dev Where a Statement is marked: everything that a proof of it shows.
    function _mark(Statement calldata statement, bytes32 key) private pure returns (bytes32) {
        return keccak256(abi.encode(statement.ic, key, statement.answered));
    }

    function _isMarked(bytes32 place) private view returns (bool marked) {
        assembly ("memory-safe") {
            marked := tload(place)
        }
    }

    function _freeMemory() private pure returns (uint256 free) {
        assembly ("memory-safe") {
            free := mload(0x40)
        }
    }

    function _resetMemory(uint256 free) private pure {
        assembly ("memory-safe") {
            // What lies above is not referenced any more.
            mstore(0x40, free)
        }
    }

    function _tau2() private view returns (uint256[4] memory) {
        return [TAU_X1, TAU_X0, TAU_Y1, TAU_Y0];
    }

    /// @dev Everything a proof is asked but the pairing.
    function _reduce(Statement calldata statement, bytes calldata proof, bytes32 key, address market)
        private
        view
        returns (uint256[4] memory, uint256[4] memory, bytes32)
    {
        if (proof.length <= MODEL_BYTES) revert Validity_LengthDiffers(proof.length, MODEL_BYTES + 1);
        Session memory s = ProofSteps.open(_plan(statement.modelId, proof));
        uint256 start;
        assembly ("memory-safe") {
            start := proof.offset
        }
        uint256 end = start + proof.length;

        (uint256 frame, uint256 output) = _layOut(s, statement, start, end);
        _checkInput(s, statement.inputCommit, start + MODEL_BYTES, frame);
        bytes32 cipherRoot = _checkOutput(s, statement, output, key);

        uint256 size = uint256(1) << s.sizes.output;
        bool isSealed = statement.cipherCommit != 0;
        s.state = Transcript.absorbWord(0, 0x01, statement.ic, output + 32, isSealed ? 0 : size);
        ProofSteps.commitments(s);
        // The output's value at r, less what is opened of it.
        uint256 value;
        uint256 r = s.m + 32 * Plan.R;
        if (frame != 0) s.first = Frames.valueOfBytes(frame, s.sizes.input, r);
        if (isSealed) {
            if (s.cipher == 0) {
                bytes32 top;
                (value, top) = Frames.valueOfWords(output + 96, s.sizes.output, r);
                if (top != cipherRoot) revert Validity_CiphertextDiffers(cipherRoot, top);
            }
            value = value.sub(_pad(s, statement, key, market, r));
        } else {
            value = Frames.valueOfBytes(output + 32, s.sizes.output, r);
        }
        ProofSteps.operators(s, value);
        ProofSteps.lookups(s);
        ProofSteps.claims(s);
        return ProofSteps.opening(s);
    }

    /// @dev IC by AIR8.md, "Commitments": of this chain, this verifier and the market that asks.
    function _checkCommitment(Statement calldata t, address market) private view {
        if (t.units != 1) revert Validity_UnitsNotOne(t.units);
        if (t.traceRoot != 0) revert Validity_TraceClaimed(t.traceRoot);
        bytes32 computed = keccak256(
            abi.encodePacked(
                Hashing.DOMAIN_IC,
                abi.encode(block.chainid, market, t.jobId, t.payee, address(this), t.modelId),
                abi.encode(t.inputCommit, t.outputCommit, t.cipherCommit, t.keyHash, t.units, t.traceRoot)
            )
        );
        if (computed != t.ic) revert Validity_CommitmentDiffers(t.ic, computed);
    }

    /// @dev Loads the points and the plan of the model that the envelope opens.
    function _plan(bytes32 modelId, bytes calldata proof) private view returns (uint256 place) {
        bytes32 given = keccak256(abi.encodePacked(Hashing.DOMAIN_MODEL, proof[:MODEL_BYTES]));
        if (given != modelId) revert Validity_ModelDiffers(modelId, given);
        bytes32 contentHash = bytes32(proof[32:64]);
        address code = REGISTRY.planOf(contentHash);
        if (code == address(0)) revert Validity_ModelUnknown(contentHash);
        assembly ("memory-safe") {
            // The registry wrote the code: STOP, then the plan. It is kept whole, a word beyond its end included, since entries are read by words.
            place := mload(0x40)
            let size := sub(extcodesize(code), 1)
            extcodecopy(code, place, 1, size)
            mstore(0x40, and(add(add(place, size), 63), not(31)))
        }
    }

    /// @dev Where the parts of the envelope stand; every length follows from the plan and the Statement.
    /// @return frame Offset of the input's frame, or zero where it comes by its point.
    /// @return output Offset of what opens the output.
    function _layOut(Session memory s, Statement calldata t, uint256 start, uint256 end)
        private
        pure
        returns (uint256 frame, uint256 output)
    {
        uint256 at = start + MODEL_BYTES;
        uint256 mode = Scalars.word(at) >> 248;
        if (mode == 0) {
            frame = at + 33;
            output = frame + (uint256(1) << s.sizes.input);
        } else if (mode == 1) {
            s.input = at + 65;
            output = at + 129;
        } else {
            revert Validity_InputModeUnknown(mode);
        }
        uint256 size = uint256(1) << s.sizes.output;
        if (t.cipherCommit == 0) {
            s.at = output + 32 + size;
        } else {
            if (size > SEALED_MAX) revert Validity_SealedTooLarge(size, SEALED_MAX);
            s.at = output + 96;
            if (t.answered) s.at += 32 * size;
            else s.cipher = output + 32;
        }
        uint256 expected = s.at + ProofSteps.length(s);
        if (expected != end) revert Validity_LengthDiffers(end - start, expected - start);
    }

    /// @dev H(04 | salt | inputRoot | C_x).
    function _checkInput(Session memory s, bytes32 inputCommit, uint256 at, uint256 frame) private pure {
        bytes32 inputRoot;
        uint256 x;
        uint256 y;
        if (frame != 0) {
            inputRoot = Frames.root(frame, s.sizes.input, s.plan + INPUT_HEADER_AT);
        } else {
            inputRoot = bytes32(Scalars.word(at + 33));
            (x, y) = (Scalars.word(s.input), Scalars.word(s.input + 32));
            if (x == 0 && y == 0) revert Validity_InputPointZero();
        }
        bytes32 given = keccak256(abi.encodePacked(bytes1(0x04), Scalars.word(at + 1), inputRoot, x, y));
        if (given != inputCommit) revert Validity_InputDiffers(inputCommit, given);
    }

    /// @dev A public output is its frame; of a sealed one the commitment to its ciphertext.
    function _checkOutput(Session memory s, Statement calldata t, uint256 at, bytes32 key)
        private
        pure
        returns (bytes32 cipherRoot)
    {
        bytes32 first = bytes32(Scalars.word(at));
        bytes32 given;
        if (t.cipherCommit == 0) {
            uint256 header = s.plan + OUTPUT_HEADER_AT;
            Frames.requireTensor(at + 32, s.sizes.output, header);
            given = Outputs.outputCommit(first, Frames.root(at + 32, s.sizes.output, header));
            if (given != t.outputCommit) revert Validity_OutputDiffers(t.outputCommit, given);
            // A public output has no key, so none travels with it.
            if (t.keyHash != 0 || key != 0) revert Validity_KeyDiffers(t.keyHash, key);
            return 0;
        }
        if (t.outputCommit != 0) revert Validity_OutputDiffers(t.outputCommit, 0);
        given = keccak256(abi.encodePacked(Hashing.DOMAIN_CIPHER, first, Scalars.word(at + 32), Scalars.word(at + 64)));
        if (given != t.cipherCommit) revert Validity_CipherDiffers(t.cipherCommit, given);
        given = Hashing.keyHash(key);
        if (given != t.keyHash) revert Validity_KeyDiffers(t.keyHash, given);
        return first;
    }

    /// @dev The sum over live i of eq(r, i) p_i.
    function _pad(Session memory s, Statement calldata t, bytes32 key, address market, uint256 r)
        private
        view
        returns (uint256)
    {
        bytes32 order = Outputs.orderKey(block.chainid, market, t.jobId, t.payee, t.keyHash);
        return Frames.valueOfPad(key, order, s.sizes.output, r, s.plan + OUTPUT_HEADER_AT);
    }
}
