// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {Curve} from "aether/validity/Curve.sol";
import {IRegistrationVerifier} from "aether/validity/interfaces/IRegistrationVerifier.sol";
import {Mercury} from "aether/validity/Mercury.sol";
import {ProofSteps} from "aether/validity/ProofSteps.sol";
import {Scalars} from "aether/validity/Scalars.sol";

/// @notice Registrations and leaf challenges of tests/vectors/proofs.json, which an independent prover made: each is taken or refused as there.
contract RegistrationVerifierTest is Test {
    string internal json;
    IRegistrationVerifier internal verifier;
    /// @dev nW and nT by model.
    mapping(string model => uint256[2]) internal logsOf;

    function setUp() public {
        vm.pauseGasMetering();
        json = vm.readFile(string.concat(vm.projectRoot(), "/tests/vectors/proofs.json"));
        verifier =
            IRegistrationVerifier(deployCode("RegistrationVerifier.sol:RegistrationVerifier", abi.encode(_tau2())));
        for (uint256 i = 0; vm.keyExistsJson(json, _at(".models", i, "name")); ++i) {
            logsOf[vm.parseJsonString(json, _at(".models", i, "name"))] = [
                vm.parseJsonUint(json, _at(".models", i, "logs.nW")),
                vm.parseJsonUint(json, _at(".models", i, "logs.nT"))
            ];
        }
    }

    function _tau2() internal view returns (uint256[4] memory) {
        return abi.decode(vm.parseJsonBytes(json, ".context.tauG2"), (uint256[4]));
    }

    function test_codeSize() public view {
        assertLe(address(verifier).code.length, 24_000);
    }

    function test_checkModel_accepted() public view {
        uint256 i = 0;
        for (; vm.keyExistsJson(json, _at(".registrations.accepted", i, "what")); ++i) {
            _checkModel(".registrations.accepted", i);
        }
        assertEq(i, 5);
    }

    /// @dev What each is refused by, in the words of the reference.
    function test_checkModel_refused() public view {
        uint256 i = 0;
        for (; vm.keyExistsJson(json, _at(".registrations.refused", i, "what")); ++i) {
            bytes memory reason = _refusal(".registrations.refused", i);
            string memory by = vm.parseJsonString(json, _at(".registrations.refused", i, "refusedBy"));
            if (_is(by, "registration: the lookups")) {
                assertEq(reason, abi.encodeWithSelector(ProofSteps.Proof_EquationFails.selector, 4), by);
            } else if (_is(by, "message 9: the columns")) {
                assertEq(reason, abi.encodeWithSelector(ProofSteps.Proof_EquationFails.selector, 9), by);
            } else if (_is(by, "the opening")) {
                assertEq(reason, abi.encodeWithSelector(Mercury.Opening_Refused.selector), by);
            } else {
                assertEq(bytes4(reason), IRegistrationVerifier.Registration_LengthDiffers.selector, by);
            }
        }
        assertEq(i, 14);
    }

    /// @dev Every word of an honest proof: one bit changed, and the same scalar with the modulus added.
    function test_checkModel_everyWordMoved_refused() public {
        string memory model = vm.parseJsonString(json, ".registrations.accepted[1].model");
        (uint256 nW, uint256 nT) = _logs(model);
        bytes32 contentHash = vm.parseJsonBytes32(json, ".registrations.accepted[1].contentHash");
        bytes memory points = _points(".registrations.accepted", 1);
        bytes memory proof = vm.parseJsonBytes(json, ".registrations.accepted[1].proof");
        for (uint256 at = 0; at < proof.length; at += 32) {
            uint256 word = _word(proof, at);
            _write(proof, at, word ^ 1);
            assertFalse(_accepts(contentHash, points, nW, nT, proof), vm.toString(at));
            if (word < type(uint256).max - Scalars.P) {
                _write(proof, at, word + Scalars.P);
                assertFalse(_accepts(contentHash, points, nW, nT, proof), vm.toString(at));
            }
            _write(proof, at, word);
        }
        assertTrue(_accepts(contentHash, points, nW, nT, proof));
        assertFalse(_accepts(contentHash, points, nW, nT, bytes.concat(proof, bytes1(0))));
        assertFalse(_accepts(contentHash, bytes.concat(points, bytes1(0)), nW, nT, proof));
        // Off the curve: neither of the model's points is used unchecked.
        for (uint256 at = 0; at < 128; at += 64) {
            uint256 word = _word(points, at);
            _write(points, at, word + 1);
            vm.expectRevert(Curve.Proof_PointInvalid.selector);
            verifier.checkModel(contentHash, points, nW, nT, proof);
            _write(points, at, word);
        }
    }

    function test_checkLeaf_vectors() public view {
        uint256 i = 0;
        for (; vm.keyExistsJson(json, _at(".leaves", i, "what")); ++i) {
            bytes memory answer = vm.parseJsonBytes(json, _at(".leaves", i, "answer"));
            bool accept = vm.parseJsonBool(json, _at(".leaves", i, "accept"));
            assertEq(_accepts(_leafCall(i, answer)), accept, vm.parseJsonString(json, _at(".leaves", i, "what")));
        }
        assertEq(i, 10);
    }

    function test_checkLeaf_everyByteOfTheLeaf_refused() public view {
        bytes memory call = _leafCall(0, vm.parseJsonBytes(json, ".leaves[0].answer"));
        // Selector, nine words of arguments, the leaf's length.
        uint256 first = 4 + 9 * 32 + 32;
        assertEq(_word(call, first - 32), 256);
        for (uint256 at = first; at < first + 256; ++at) {
            call[at] ^= 0x01;
            assertFalse(_accepts(call), vm.toString(at));
            call[at] ^= 0x01;
        }
        assertTrue(_accepts(call));
    }

    function test_checkLeaf_lengths_revert() public {
        bytes memory answer = vm.parseJsonBytes(json, ".leaves[0].answer");
        uint256[2] memory point;
        bytes32[2] memory seed;
        vm.expectRevert(abi.encodeWithSelector(IRegistrationVerifier.Registration_LeafLength.selector, 255));
        verifier.checkLeaf(point, true, 18, 0, new bytes(255), seed, answer);
        vm.expectRevert(
            abi.encodeWithSelector(IRegistrationVerifier.Registration_LengthDiffers.selector, 769, Mercury.BYTES)
        );
        verifier.checkLeaf(point, true, 18, 0, new bytes(256), seed, bytes.concat(answer, bytes1(0)));
    }

    function _checkModel(string memory list, uint256 i) internal view {
        (uint256 nW, uint256 nT) = _logs(vm.parseJsonString(json, _at(list, i, "model")));
        verifier.checkModel(
            vm.parseJsonBytes32(json, _at(list, i, "contentHash")),
            _points(list, i),
            nW,
            nT,
            vm.parseJsonBytes(json, _at(list, i, "proof"))
        );
    }

    function _refusal(string memory list, uint256 i) internal view returns (bytes memory reason) {
        (uint256 nW, uint256 nT) = _logs(vm.parseJsonString(json, _at(list, i, "model")));
        bytes memory proof = vm.parseJsonBytes(json, _at(list, i, "proof"));
        bytes32 contentHash = vm.parseJsonBytes32(json, _at(list, i, "contentHash"));
        try verifier.checkModel(contentHash, _points(list, i), nW, nT, proof) {}
        catch (bytes memory thrown) {
            reason = thrown;
        }
    }

    function _accepts(bytes32 contentHash, bytes memory points, uint256 nW, uint256 nT, bytes memory proof)
        internal
        view
        returns (bool)
    {
        try verifier.checkModel(contentHash, points, nW, nT, proof) {
            return true;
        } catch {
            return false;
        }
    }

    function _leafCall(uint256 i, bytes memory answer) internal view returns (bytes memory) {
        bool isWeights = _is(vm.parseJsonString(json, _at(".leaves", i, "section")), "weights");
        bytes memory point = vm.parseJsonBytes(json, _at(".leaves", i, isWeights ? "pointW" : "pointT"));
        return abi.encodeCall(
            IRegistrationVerifier.checkLeaf,
            (
                abi.decode(point, (uint256[2])),
                isWeights,
                _coordinates(i),
                vm.parseJsonUint(json, _at(".leaves", i, "index")),
                vm.parseJsonBytes(json, _at(".leaves", i, "leaf")),
                _seed(i),
                answer
            )
        );
    }

    function _accepts(bytes memory call) internal view returns (bool done) {
        (done,) = address(verifier).staticcall(call);
    }

    function _coordinates(uint256 i) internal view returns (uint256) {
        (uint256 nW, uint256 nT) = _logs(vm.parseJsonString(json, _at(".leaves", i, "model")));
        return verifier.coordinates(nW, nT);
    }

    function _seed(uint256 i) internal view returns (bytes32[2] memory seed) {
        seed[0] = vm.parseJsonBytes32(json, _at(".leaves", i, "challengeId"));
        seed[1] = vm.parseJsonBytes32(json, _at(".leaves", i, "blockHash"));
    }

    function _points(string memory list, uint256 i) internal view returns (bytes memory) {
        return
            bytes.concat(
                vm.parseJsonBytes(json, _at(list, i, "pointW")), vm.parseJsonBytes(json, _at(list, i, "pointT"))
            );
    }

    function _logs(string memory model) internal view returns (uint256 nW, uint256 nT) {
        (nW, nT) = (logsOf[model][0], logsOf[model][1]);
        assertGt(nT, 0, model);
    }

    function _at(string memory list, uint256 i, string memory field) internal pure returns (string memory) {
        return string.concat(list, "[", vm.toString(i), "].", field);
    }

    function _is(string memory a, string memory b) internal pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }

    function _word(bytes memory data, uint256 at) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            // The caller keeps at + 32 within the data.
            word := mload(add(add(data, 0x20), at))
        }
    }

    function _write(bytes memory data, uint256 at, uint256 word) private pure {
        assembly ("memory-safe") {
            // As {_word}.
            mstore(add(add(data, 0x20), at), word)
        }
    }
}
