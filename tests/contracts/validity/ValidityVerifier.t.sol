// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IVerifier} from "aether/interfaces/IVerifier.sol";
import {JobId} from "aether/types/JobId.sol";
import {Statement} from "aether/types/Statement.sol";
import {IPlanBuilder} from "aether/validity/interfaces/IPlanBuilder.sol";
import {IGraphChecker} from "aether/validity/interfaces/IGraphChecker.sol";
import {IValidityErrors} from "aether/validity/interfaces/IValidityErrors.sol";
import {Refusal} from "aether/validity/Refusal.sol";
import {Scalars} from "aether/validity/Scalars.sol";
import {ProofFixture} from "./ProofFixture.sol";

/// @notice The verifier against tests/vectors/proofs.json, which a prover made that was written from the page alone.
contract ValidityVerifierTest is ProofFixture {
    uint256 internal constant MODEL_BYTES = 192;

    function setUp() public override {
        super.setUp();
        vm.pauseGasMetering();
    }

    function _accepts(Statement memory s, bytes memory envelope, bytes32 key) internal returns (bool) {
        vm.prank(market);
        try verifier.verify(s, envelope, key) returns (bytes4 magic) {
            return magic == IVerifier.verify.selector;
        } catch {
            return false;
        }
    }

    function _index(string memory name) internal view returns (uint256 i) {
        while (keccak256(bytes(vm.parseJsonString(json, _at("proofs", i, "name")))) != keccak256(bytes(name))) ++i;
    }

    function test_codeSize() public view {
        assertLe(address(verifier).code.length, 24_000);
    }

    function test_verify_vectors() public {
        uint256 i = 0;
        for (; vm.keyExistsJson(json, _at("proofs", i, "name")); ++i) {
            vm.prank(market);
            assertEq(verifier.verify(_statement(i), _envelope(i), _key(i)), IVerifier.verify.selector);
        }
        assertEq(i, 18);
    }

    function test_plans_sizesOfTheVectors() public view {
        uint256 i = 0;
        for (; vm.keyExistsJson(json, _at("models", i, "name")); ++i) {
            bytes memory code = plans.planOf(vm.parseJsonBytes32(json, _at("models", i, "contentHash"))).code;
            string[7] memory fields =
                ["logs.nW", "logs.nT", "logs.nN", "logs.n2", "logs.n3", "coordinates.r", "coordinates.kMax"];
            for (uint256 f = 0; f < fields.length; ++f) {
                // STOP and two points stand before the plan.
                assertEq(uint8(code[129 + f]), vm.parseJsonUint(json, _at("models", i, fields[f])), fields[f]);
            }
        }
        assertEq(i, 14);
    }

    function test_refusedModels_sameRule() public {
        IGraphChecker checker = IGraphChecker(deployCode("GraphChecker.sol:GraphChecker"));
        IPlanBuilder builder = IPlanBuilder(deployCode("PlanBuilder.sol:PlanBuilder"));
        uint256 i = 0;
        for (; vm.keyExistsJson(graphs, _at("refused", i, "rule")); ++i) {
            bytes memory graph = vm.parseJsonBytes(graphs, _at("refused", i, "graph"));
            bytes4 rule = bytes4(bytes(vm.parseJsonString(graphs, _at("refused", i, "rule"))));
            bytes memory given;
            try checker.check(graph) {
                try builder.build(graph, vm.parseJsonUint(graphs, _at("refused", i, "srsLog"))) {}
                catch (bytes memory reason) {
                    given = reason;
                }
            } catch (bytes memory reason) {
                given = reason;
            }
            assertEq(bytes4(given), Refusal.Graph_Refused.selector);
            assembly ("memory-safe") {
                // Only the first argument, behind the selector.
                mstore(given, 36)
            }
            assertEq(given, abi.encodePacked(Refusal.Graph_Refused.selector, rule, bytes28(0)));
        }
        assertEq(i, 3);
    }

    /// @dev R-2: one more, one less, and the same scalar written with the modulus added, at every word of the envelope behind the model's preimage.
    function test_verify_everyWordMoved_refused() public {
        string[4] memory names = ["denseByPoint", "acrossParts", "repeatedSealed", "singleAnswered"];
        for (uint256 n = 0; n < names.length; ++n) {
            uint256 i = _index(names[n]);
            Statement memory s = _statement(i);
            bytes memory envelope = _envelope(i);
            bytes32 key = _key(i);
            assertTrue(_accepts(s, envelope, key));
            // Words of the proof lie on a grid that ends with it.
            uint256 first = MODEL_BYTES + (envelope.length - MODEL_BYTES) % 32;
            for (uint256 at = first; at < envelope.length; at += 32) {
                uint256 word = _read(envelope, at);
                _write(envelope, at, word ^ 1);
                assertFalse(_accepts(s, envelope, key), vm.toString(at));
                if (word < type(uint256).max - Scalars.P) {
                    _write(envelope, at, word + Scalars.P);
                    assertFalse(_accepts(s, envelope, key), vm.toString(at));
                }
                _write(envelope, at, word);
            }
            assertTrue(_accepts(s, envelope, key));
        }
    }

    function test_verify_everyByteOfThePreimages_refused() public {
        string[3] memory names = ["denseByPoint", "dense", "denseAnswered"];
        for (uint256 n = 0; n < names.length; ++n) {
            uint256 i = _index(names[n]);
            bytes memory envelope = _envelope(i);
            Statement memory s = _statement(i);
            bytes32 key = _key(i);
            uint256 end = vm.parseJsonUint(json, _at("proofs", i, "proofAt"));
            for (uint256 at = 0; at < end; ++at) {
                envelope[at] ^= 0x01;
                assertFalse(_accepts(s, envelope, key), vm.toString(at));
                envelope[at] ^= 0x01;
            }
        }
    }

    function test_verify_otherLengths_refused() public {
        string[3] memory names = ["denseByPoint", "dense", "denseAnswered"];
        for (uint256 n = 0; n < names.length; ++n) {
            uint256 i = _index(names[n]);
            bytes memory envelope = _envelope(i);
            Statement memory s = _statement(i);
            bytes32 key = _key(i);
            assertFalse(_accepts(s, bytes.concat(envelope, bytes1(0)), key));
            assertFalse(_accepts(s, bytes.concat(envelope, bytes32(0)), key));
            uint256 length = envelope.length;
            for (uint256 cut = 1; cut < 100; cut += 7) {
                assembly ("memory-safe") {
                    // Only shortens.
                    mstore(envelope, sub(length, cut))
                }
                assertFalse(_accepts(s, envelope, key));
            }
            for (uint256 short = 0; short < 260; short += 13) {
                assembly ("memory-safe") {
                    // Only shortens.
                    mstore(envelope, short)
                }
                assertFalse(_accepts(s, envelope, key));
            }
        }
    }

    /// @dev R-6: each field swapped, first alone, then with the commitment that belongs to it: what the proof shows is of this Statement.
    function test_verify_otherStatement_refused() public {
        string[4] memory names = ["dense", "denseByPoint", "denseSealed", "denseAnswered"];
        for (uint256 n = 0; n < names.length; ++n) {
            uint256 i = _index(names[n]);
            bytes memory envelope = _envelope(i);
            Statement memory untouched = _statement(i);
            bytes32 key = _key(i);
            for (uint256 field = 0; field < 10; ++field) {
                Statement memory s = abi.decode(abi.encode(untouched), (Statement));
                _swap(s, field);
                assertFalse(_accepts(s, envelope, key));
                s.ic = _commitment(s);
                assertFalse(_accepts(s, envelope, key), vm.toString(field));
            }
            assertEq(_commitment(untouched), untouched.ic);
            untouched.answered = !untouched.answered;
            bool isSealed = untouched.cipherCommit != 0;
            // Of a public output nothing follows from it.
            assertEq(_accepts(untouched, envelope, key), !isSealed);
            untouched.answered = !untouched.answered;
            assertTrue(_accepts(untouched, envelope, key));
            assertFalse(_accepts(untouched, envelope, key ^ bytes32(uint256(1))));
        }
    }

    function test_verify_otherMarketOrChain_refused() public {
        uint256 i = _index("dense");
        vm.expectRevert();
        verifier.verify(_statement(i), _envelope(i), _key(i));
        vm.chainId(1);
        assertFalse(_accepts(_statement(i), _envelope(i), _key(i)));
    }

    function test_verify_unknownModel_refused() public {
        uint256 i = _index("dense");
        bytes32 contentHash = bytes32(_read(_envelope(i), 32));
        plans.put(contentHash, address(0));
        vm.expectRevert(abi.encodeWithSelector(IValidityErrors.Validity_ModelUnknown.selector, contentHash));
        vm.prank(market);
        verifier.verify(_statement(i), _envelope(i), _key(i));
    }

    /// @dev The plan of another model, or other points: the key is part of what is proved.
    function test_verify_otherKey_refused() public {
        uint256 i = _index("dense");
        address place = plans.planOf(bytes32(_read(_envelope(i), 32)));
        bytes memory code = place.code;
        bytes memory other = bytes.concat(code);
        // C_W and C_T change places.
        for (uint256 at = 0; at < 64; ++at) {
            (other[1 + at], other[65 + at]) = (code[65 + at], code[1 + at]);
        }
        vm.etch(place, other);
        assertFalse(_accepts(_statement(i), _envelope(i), _key(i)));
        vm.etch(place, code);
        assertTrue(_accepts(_statement(i), _envelope(i), _key(i)));
    }

    function _swap(Statement memory s, uint256 field) private pure {
        if (field == 0) s.jobId = JobId.wrap(JobId.unwrap(s.jobId) + 1);
        if (field == 1) s.payee = address(1);
        if (field == 2) s.modelId ^= bytes32(uint256(1));
        if (field == 3) s.inputCommit ^= bytes32(uint256(1));
        if (field == 4) s.outputCommit ^= bytes32(uint256(1));
        if (field == 5) s.cipherCommit ^= bytes32(uint256(1));
        if (field == 6) s.keyHash ^= bytes32(uint256(1));
        if (field == 7) s.units = 2;
        if (field == 8) s.traceRoot = bytes32(uint256(1));
        if (field == 9) s.units = 0;
    }

    function _commitment(Statement memory s) private view returns (bytes32) {
        return keccak256(
            abi.encodePacked(
                bytes1(0x07),
                abi.encode(block.chainid, market, s.jobId, s.payee, verifier, s.modelId),
                abi.encode(s.inputCommit, s.outputCommit, s.cipherCommit, s.keyHash, s.units, s.traceRoot)
            )
        );
    }

    function _read(bytes memory data, uint256 at) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            // The caller keeps at + 32 within the data.
            word := mload(add(add(data, 0x20), at))
        }
    }

    function _write(bytes memory data, uint256 at, uint256 word) private pure {
        assembly ("memory-safe") {
            // As {_read}.
            mstore(add(add(data, 0x20), at), word)
        }
    }
}
