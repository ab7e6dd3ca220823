// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ProofFixture} from "./ProofFixture.sol";
import {IVerifier} from "aether/interfaces/IVerifier.sol";
import {Statement} from "aether/types/Statement.sol";
import {Curve} from "aether/validity/Curve.sol";
import {Frames} from "aether/validity/Frames.sol";
import {IValidityErrors} from "aether/validity/interfaces/IValidityErrors.sol";
import {Plan} from "aether/validity/Plan.sol";
import {PlanWriter, Writer} from "aether/validity/PlanWriter.sol";
import {Scalars} from "aether/validity/Scalars.sol";

/// @notice Hostile calldata: every reason to refuse a proof, by its name and with its facts.
contract ValidityErrorsTest is ProofFixture {
    /// @dev Preimage of the model, then one byte.
    uint256 internal constant MODE = 192;
    /// @dev By its point: salt, inputRoot, point. In clear: salt, eight elements.
    uint256 internal constant OUTPUT_BY_POINT = 321;
    uint256 internal constant OUTPUT_IN_CLEAR = 233;
    /// @dev Where the envelope lies in the calldata of `verify`: selector, twelve words, offset, key, length.
    uint256 internal constant ENVELOPE_AT = 4 + 12 * 32 + 32 + 32 + 32;

    Statement internal s;
    bytes internal envelope;
    bytes32 internal key;
    uint256 internal proofAt;

    function _load(string memory name) private {
        string memory file = json;
        for (uint256 i = 0; vm.keyExistsJson(file, _at("proofs", i, "name")); ++i) {
            if (keccak256(bytes(vm.parseJsonString(file, _at("proofs", i, "name")))) != keccak256(bytes(name))) {
                continue;
            }
            (s, envelope, key) = (_statement(i), _envelope(i), _key(i));
            proofAt = vm.parseJsonUint(file, _at("proofs", i, "proofAt"));
            return;
        }
        revert(name);
    }

    function test_verify_unitsAndTrace_revert() public {
        _load("dense");
        s.units = 2;
        _refused(abi.encodeWithSelector(IValidityErrors.Validity_UnitsNotOne.selector, 2));
        s.units = 1;
        s.traceRoot = bytes32(uint256(1));
        _refused(abi.encodeWithSelector(IValidityErrors.Validity_TraceClaimed.selector, 1));
    }

    function test_verify_model_reverts() public {
        _load("dense");
        bytes32 modelId = s.modelId;
        envelope[40] ^= 0x01;
        bytes memory preimage = new bytes(192);
        for (uint256 i = 0; i < 192; ++i) {
            preimage[i] = envelope[i];
        }
        bytes32 given = keccak256(bytes.concat(bytes1(0x10), preimage));
        _refused(abi.encodeWithSelector(IValidityErrors.Validity_ModelDiffers.selector, modelId, given));
    }

    function test_verify_input_reverts() public {
        _load("denseByPoint");
        envelope[MODE] = bytes1(0x02);
        _refused(abi.encodeWithSelector(IValidityErrors.Validity_InputModeUnknown.selector, 2));
        envelope[MODE] = bytes1(0x01);
        envelope[MODE + 1] ^= 0x01;
        _refusedBy(IValidityErrors.Validity_InputDiffers.selector);
        for (uint256 i = 257; i < OUTPUT_BY_POINT; ++i) {
            envelope[i] = 0;
        }
        _refused(abi.encodeWithSelector(IValidityErrors.Validity_InputPointZero.selector));
    }

    function test_verify_publicOutput_reverts() public {
        _load("dense");
        // Three of four elements are live.
        envelope[OUTPUT_IN_CLEAR + 32 + 3] = bytes1(0x81);
        _refused(abi.encodeWithSelector(Frames.Frame_ElementInvalid.selector, 3, 0x81));
        envelope[OUTPUT_IN_CLEAR + 32 + 3] = bytes1(0x80);
        bytes1 first = envelope[OUTPUT_IN_CLEAR + 32];
        envelope[OUTPUT_IN_CLEAR + 32] = 0;
        _refused(abi.encodeWithSelector(Frames.Frame_ElementInvalid.selector, 0, 0));
        envelope[OUTPUT_IN_CLEAR + 32] = first;
        envelope[OUTPUT_IN_CLEAR] ^= 0x01;
        _refusedBy(IValidityErrors.Validity_OutputDiffers.selector);
        envelope[OUTPUT_IN_CLEAR] ^= 0x01;
        // A key beside a public output.
        key = bytes32(uint256(7));
        _refused(abi.encodeWithSelector(IValidityErrors.Validity_KeyDiffers.selector, 0, key));
    }

    function test_verify_sealedOutput_reverts() public {
        _load("denseSealed");
        bytes32 given = keccak256(bytes.concat(bytes1(0x0d), bytes32(uint256(7))));
        bytes32 own = key;
        key = bytes32(uint256(7));
        _refused(abi.encodeWithSelector(IValidityErrors.Validity_KeyDiffers.selector, s.keyHash, given));
        key = own;
        envelope[OUTPUT_IN_CLEAR] ^= 0x01;
        _refusedBy(IValidityErrors.Validity_CipherDiffers.selector);
        envelope[OUTPUT_IN_CLEAR] ^= 0x01;
        s.outputCommit = bytes32(uint256(1));
        s.ic = _commitment();
        _refused(abi.encodeWithSelector(IValidityErrors.Validity_OutputDiffers.selector, 1, 0));
    }

    function test_verify_answeredOutput_reverts() public {
        _load("denseAnswered");
        uint256 word = OUTPUT_BY_POINT + 96 + 31;
        envelope[word] ^= 0x01;
        _refusedBy(IValidityErrors.Validity_CiphertextDiffers.selector);
        envelope[word] ^= 0x01;
        _setWord(OUTPUT_BY_POINT + 96, Scalars.P);
        _refused(abi.encodeWithSelector(Scalars.Proof_WordOutOfRange.selector, ENVELOPE_AT + OUTPUT_BY_POINT + 96));
    }

    function test_verify_sealedTooLarge_reverts() public {
        _load("moreSlotsThanRows");
        s.cipherCommit = bytes32(uint256(1));
        s.ic = _commitment();
        _refused(abi.encodeWithSelector(IValidityErrors.Validity_SealedTooLarge.selector, 2048, 512));
    }

    /// @dev The modulus itself, at the first word of every message that has words of its own, and at the last of the opening.
    function test_verify_wordOutOfRange_reverts() public {
        _load("denseByPoint");
        // Message 3 starts behind six points; the last message is 768 bytes, of which the words are the last 256.
        uint256 end = envelope.length;
        uint256[2] memory exact = [proofAt + 384, end - 256];
        for (uint256 i = 0; i < exact.length; ++i) {
            uint256 before = _setWord(exact[i], Scalars.P);
            _refused(abi.encodeWithSelector(Scalars.Proof_WordOutOfRange.selector, ENVELOPE_AT + exact[i]));
            _setWord(exact[i], before);
        }
        // Every word of the proof that is no coordinate: rounds name where they start.
        for (uint256 at = proofAt + 384; at < end - 768; at += 32) {
            uint256 before = _setWord(at, Scalars.P);
            _refusedBy(Scalars.Proof_WordOutOfRange.selector);
            _setWord(at, before);
        }
        for (uint256 at = end - 256; at < end; at += 32) {
            uint256 before = _setWord(at, Scalars.P);
            _refusedBy(Scalars.Proof_WordOutOfRange.selector);
            _setWord(at, before);
        }
    }

    /// @dev Each of the proof's points: off the curve, and on it with a coordinate that is one too many times around.
    function test_verify_pointInvalid_reverts() public {
        _load("denseByPoint");
        uint256 end = envelope.length;
        for (uint256 i = 0; i < 14; ++i) {
            uint256 at = i < 6 ? proofAt + 64 * i : end - 768 + 64 * (i - 6);
            _pointRefused(at);
        }
    }

    /// @dev Changing a point changes every challenge behind it, so a proof that an equation refuses first has not reached the curve: then the
    /// point of the last opening message is asked, whose challenge is drawn behind all words.
    function _pointRefused(uint256 at) private {
        uint256 y = _setWord(at + 32, 0);
        _setWord(at + 32, y + 1);
        bytes memory reason = _reason();
        assertGt(reason.length, 0);
        if (at >= envelope.length - 768 + 6 * 64) {
            assertEq(bytes4(reason), Curve.Proof_PointInvalid.selector);
        }
        _setWord(at + 32, y + Curve.Q);
        reason = _reason();
        assertGt(reason.length, 0);
        if (at >= envelope.length - 768 + 6 * 64) {
            assertEq(bytes4(reason), Curve.Proof_PointInvalid.selector);
        }
        _setWord(at + 32, y);
    }

    /// @dev R-15: precompiles run with stipends of their own. Whatever gas is given, a proof that is refused with enough is never taken with less,
    /// and one that is taken is refused or taken.
    function test_verify_anyGas_neverTakesAFalseProof() public {
        _load("denseByPoint");
        bytes memory good = abi.encodeCall(IVerifier.verify, (s, envelope, key));
        // C_F of the opening becomes C_E.
        uint256 at = envelope.length - 256 - 64;
        for (uint256 k = 0; k < 64; ++k) {
            envelope[at + k] = envelope[at - 64 + k];
        }
        bytes memory bad = abi.encodeCall(IVerifier.verify, (s, envelope, key));
        uint256 taken = 0;
        vm.resumeGasMetering();
        for (uint256 gas = 20_000; gas < 700_000; gas += 3_001) {
            if (_answers(good, gas)) ++taken;
            assertFalse(_answers(bad, gas));
        }
        vm.pauseGasMetering();
        assertGt(taken, 0);
    }

    function test_planWriter_full_reverts() public {
        this.fillPlan(Plan.BYTES_MAX / 32);
        vm.expectRevert(abi.encodeWithSelector(PlanWriter.Plan_TooLong.selector, Plan.BYTES_MAX));
        this.fillPlan(Plan.BYTES_MAX / 32 + 1);
    }

    function fillPlan(uint256 words) external pure {
        Writer memory w = PlanWriter.open();
        for (uint256 i = 0; i < words; ++i) {
            PlanWriter.put(w, i, 32);
        }
        assertEq(PlanWriter.close(w).length, 32 * words);
    }

    function _answers(bytes memory data, uint256 gas) private returns (bool) {
        vm.prank(market);
        (bool done, bytes memory answer) = address(verifier).call{gas: gas}(data);
        return done && bytes4(answer) == IVerifier.verify.selector;
    }

    function _reason() private returns (bytes memory reason) {
        vm.prank(market);
        try verifier.verify(s, envelope, key) {}
        catch (bytes memory thrown) {
            reason = thrown;
        }
    }

    function _refused(bytes memory reason) private {
        assertEq(_reason(), reason);
    }

    function _refusedBy(bytes4 selector) private {
        assertEq(bytes4(_reason()), selector);
    }

    /// @return before What stood there.
    function _setWord(uint256 at, uint256 word) private returns (uint256 before) {
        for (uint256 i = 0; i < 32; ++i) {
            before = before << 8 | uint8(envelope[at + i]);
            envelope[at + i] = bytes1(uint8(word >> (248 - 8 * i)));
        }
    }

    function _commitment() private view returns (bytes32) {
        return keccak256(
            abi.encodePacked(
                bytes1(0x07),
                abi.encode(block.chainid, market, s.jobId, s.payee, verifier, s.modelId),
                abi.encode(s.inputCommit, s.outputCommit, s.cipherCommit, s.keyHash, s.units, s.traceRoot)
            )
        );
    }
}
