// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {Outputs} from "aether/libraries/Outputs.sol";
import {Signatures} from "aether/libraries/Signatures.sol";
import {Trees} from "aether/libraries/Trees.sol";
import {TypedData} from "aether/libraries/TypedData.sol";
import {Acceptance} from "aether/types/Acceptance.sol";
import {Amount} from "aether/types/Amount.sol";
import {Availability} from "aether/types/Availability.sol";
import {Bps} from "aether/types/Bps.sol";
import {Claim} from "aether/types/Claim.sol";
import {DeliveryAck} from "aether/types/DeliveryAck.sol";
import {Duration} from "aether/types/Duration.sol";
import {JobId} from "aether/types/JobId.sol";
import {ModelKind} from "aether/types/Model.sol";
import {NodeId} from "aether/types/NodeId.sol";
import {Request} from "aether/types/Request.sol";
import {Split} from "aether/types/Split.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";
import {Timestamp} from "aether/types/Timestamp.sol";

/// @notice Solidity against tests/vectors/protocol.json, which viem computed. Other languages read the same file.
contract VectorsTest is Test {
    uint256 internal constant CASES = 6;
    string internal json;
    /// @dev The case being read, like `.terms[3]`.
    string internal here;

    function setUp() public {
        json = vm.readFile(string.concat(vm.projectRoot(), "/tests/vectors/protocol.json"));
    }

    function test_vectors_inferenceCommitment() public {
        for (uint256 i = 0; i < CASES; ++i) {
            _at("inferenceCommitment", i);
            Claim memory claim = Claim({
                payee: _address("payee"),
                outputCommit: _bytes32("outputCommit"),
                cipherCommit: _bytes32("cipherCommit"),
                keyHash: _bytes32("keyHash"),
                units: uint32(_uint("units")),
                traceRoot: _bytes32("traceRoot")
            });
            bytes32 ic = Hashing.inferenceCommitment(
                _uint("chainId"),
                _address("market"),
                JobId.wrap(_uint("jobId")),
                _address("verifier"),
                _bytes32("modelId"),
                _bytes32("inputCommit"),
                claim
            );
            assertEq(ic, _bytes32("ic"), here);
        }
    }

    function test_vectors_keyHash() public {
        for (uint256 i = 0; i < CASES; ++i) {
            _at("keyHash", i);
            assertEq(Hashing.keyHash(_bytes32("key")), _bytes32("hash"), here);
        }
    }

    function test_vectors_royalties() public {
        for (uint256 i = 0; i < 4; ++i) {
            _at("royalties", i);
            address[] memory payees = vm.parseJsonAddressArray(json, string.concat(here, ".payees"));
            uint256[] memory bps = vm.parseJsonUintArray(json, string.concat(here, ".bps"));
            Split[] memory splits = new Split[](payees.length);
            for (uint256 k = 0; k < splits.length; ++k) {
                splits[k] = Split({payee: payees[k], bps: Bps.wrap(uint16(bps[k]))});
            }
            assertEq(Hashing.royalties(splits), _bytes32("hash"), here);
        }
    }

    function test_vectors_modelId() public {
        for (uint256 i = 0; i < CASES; ++i) {
            _at("modelId", i);
            bytes32 id = Hashing.modelId(
                _address("creator"),
                _bytes32("contentHash"),
                ModelKind(_uint("kind")),
                _bytes32("parent"),
                uint32(_uint("licenceId")),
                _bytes32("royaltyHash")
            );
            assertEq(id, _bytes32("modelId"), here);
        }
    }

    function test_vectors_terms() public {
        for (uint256 i = 0; i < CASES; ++i) {
            _at("terms", i);
            assertEq(Hashing.terms(_terms()), _bytes32("hash"), here);
            _at("submitted", i);
            assertEq(Hashing.submitted(_bytes32("termsHash"), _bytes32("ic")), _bytes32("hash"), here);
        }
    }

    function test_vectors_request() public {
        for (uint256 i = 0; i < CASES; ++i) {
            _at("request", i);
            string memory message = string.concat(here, ".message");
            string memory outer = here;
            here = message;
            Request memory r = _request();
            here = outer;
            _checkSigned(TypedData.hash(r));
        }
    }

    function test_vectors_acceptanceAckAndNodeKey() public {
        for (uint256 i = 0; i < CASES; ++i) {
            _at("acceptance", i);
            _checkSigned(
                TypedData.hash(Acceptance({jobId: JobId.wrap(_uint("message.jobId")), ic: _bytes32("message.ic")}))
            );
            _at("deliveryAck", i);
            _checkSigned(
                TypedData.hash(DeliveryAck({jobId: JobId.wrap(_uint("message.jobId")), ic: _bytes32("message.ic")}))
            );
            _at("nodeKey", i);
            _checkSigned(TypedData.nodeKey(_uint("message.nodeId"), _uint("message.sealX"), _uint("message.sealY")));
        }
    }

    function test_vectors_extras() public {
        for (uint256 i = 0; i < 4; ++i) {
            _at("extras", i);
            address[] memory payees = vm.parseJsonAddressArray(json, string.concat(here, ".payees"));
            uint256[] memory bps = vm.parseJsonUintArray(json, string.concat(here, ".bps"));
            Split[] memory splits = new Split[](payees.length);
            for (uint256 k = 0; k < splits.length; ++k) {
                splits[k] = Split({payee: payees[k], bps: Bps.wrap(uint16(bps[k]))});
            }
            assertEq(Hashing.extras(splits), _bytes32("hash"), here);
        }
    }

    function test_vectors_answeredAndAvailability_M41() public {
        for (uint256 i = 0; i < CASES; ++i) {
            _at("answered", i);
            assertEq(Hashing.answered(_bytes32("submitted")), _bytes32("hash"), here);
            _at("availability", i);
            _checkSigned(
                TypedData.hash(
                    Availability({
                        jobId: JobId.wrap(_uint("message.jobId")),
                        cipherCommit: _bytes32("message.cipherCommit"),
                        until: Timestamp.wrap(uint40(_uint("message.until")))
                    })
                )
            );
        }
    }

    function test_vectors_cipherOrderAndPad_M39() public {
        for (uint256 i = 0; i < CASES; ++i) {
            _at("cipherCommit", i);
            assertEq(Outputs.cipherCommit(_bytes32("outputRoot"), _bytes32("cipherRoot")), _bytes32("hash"), here);
            _at("cipherCommitOfPoint", i);
            bytes memory point = abi.encodePacked(_bytes32("x"), _bytes32("y"));
            assertEq(this.cipherCommitOfPoint(_bytes32("cipherRoot"), point), _bytes32("hash"), here);
            _at("orderKey", i);
            bytes32 order = Outputs.orderKey(
                _uint("chainId"),
                _address("market"),
                JobId.wrap(_uint("jobId")),
                _address("provider"),
                _bytes32("keyHash")
            );
            assertEq(order, _bytes32("hash"), here);
            _at("padWord", i);
            assertEq(Outputs.padWord(_bytes32("key"), _bytes32("orderKey"), _uint("index")), _bytes32("word"), here);
        }
    }

    function test_vectors_sealedPackage_M39_M41() public {
        for (uint256 i = 0; i < 4; ++i) {
            _at("sealedPackage", i);
            assertEq(Hashing.keyHash(_bytes32("key")), _bytes32("keyHash"), here);
            assertEq(Outputs.outputSalt(_bytes32("key")), _bytes32("salt"), here);
            assertEq(Outputs.outputCommit(_bytes32("salt"), _bytes32("outputRoot")), _bytes32("outputCommit"), here);
            assertEq(
                Outputs.cipherCommit(_bytes32("outputRoot"), _bytes32("cipherRoot")), _bytes32("cipherCommit"), here
            );
            uint256 count = vm.parseJsonBytes32Array(json, string.concat(here, ".leafHashes")).length;
            assertEq(this.tensorRoot(_bytes("header"), count, _bytes32("top")), _bytes32("outputRoot"), here);
            assertTrue(this.isPackage(_bytes("answer"), _bytes32("cipherCommit")), here);
            assertFalse(this.isPackage(_bytes("answer"), _bytes32("outputCommit")), here);
            _checkOrder();
            _checkOpening(count);
        }
    }

    function _checkOrder() private view {
        bytes32 order = Outputs.orderKey(
            _uint("chainId"), _address("market"), JobId.wrap(_uint("jobId")), _address("provider"), _bytes32("keyHash")
        );
        assertEq(order, _bytes32("orderKey"), here);
    }

    function _checkOpening(uint256 count) private view {
        uint256 at = _uint("openedIndex");
        bytes32 leafHash = vm.parseJsonBytes32Array(json, string.concat(here, ".leafHashes"))[at];
        bytes memory cipher = vm.parseJsonBytesArray(json, string.concat(here, ".cipherLeaves"))[at];
        bytes32[] memory leafPath = _path("openedLeafPath");
        bytes32[] memory cipherPath = _path("openedCipherPath");
        assertTrue(this.contains(_bytes32("top"), count, at, leafHash, leafPath), here);
        assertTrue(this.contains(_bytes32("cipherRoot"), count, at, Trees.leaf(cipher), cipherPath), here);
        assertEq(this.plainLeaf(cipher, at, _bytes32("key"), _bytes32("orderKey")), leafHash, here);
    }

    function _path(string memory key) private view returns (bytes32[] memory) {
        return vm.parseJsonBytes32Array(json, string.concat(here, ".", key));
    }

    function test_vectors_answers_M41() public {
        for (uint256 i = 0; i < 3; ++i) {
            _at("publicAnswer", i);
            assertTrue(this.isPublic(_bytes("answer"), _bytes32("outputCommit")), here);
            assertFalse(this.isPublic(_bytes("answer"), _bytes32("outputRoot")), here);
            _at("ciphertextOfPoint", i);
            assertTrue(this.isCiphertext(_bytes("answer"), _bytes32("cipherCommit")), here);
            assertFalse(this.isCiphertext(_bytes("answer"), _bytes32("cipherRoot")), here);
            assertEq(this.cipherCommitOfPoint(_bytes32("cipherRoot"), _bytes("point")), _bytes32("cipherCommit"), here);
        }
    }

    // ---- the libraries take calldata

    function tensorRoot(bytes calldata header, uint256 count, bytes32 top) external pure returns (bytes32) {
        return Outputs.tensorRoot(header, count, top);
    }

    function cipherCommitOfPoint(bytes32 cipherRoot, bytes calldata point) external pure returns (bytes32) {
        return Outputs.cipherCommit(cipherRoot, point);
    }

    function isPackage(bytes calldata answer, bytes32 commit) external pure returns (bool) {
        return Outputs.isPackage(answer, commit);
    }

    function isPublic(bytes calldata answer, bytes32 commit) external pure returns (bool) {
        return Outputs.isPublic(answer, commit);
    }

    function isCiphertext(bytes calldata answer, bytes32 commit) external pure returns (bool) {
        return Outputs.isCiphertext(answer, commit);
    }

    function contains(bytes32 top, uint256 count, uint256 index, bytes32 hash, bytes32[] calldata path)
        external
        pure
        returns (bool)
    {
        return Trees.contains(top, count, index, hash, path);
    }

    function plainLeaf(bytes calldata cipherLeaf, uint256 index, bytes32 key, bytes32 order)
        external
        pure
        returns (bytes32)
    {
        return Outputs.plainLeaf(cipherLeaf, index, key, order);
    }

    function _checkSigned(bytes32 structHash) private {
        assertEq(structHash, _bytes32("structHash"), here);
        vm.chainId(_uint("chainId"));
        bytes32 digest = TypedData.digest(TypedData.domainSeparator(_address("verifyingContract")), structHash);
        assertEq(digest, _bytes32("digest"), here);
        bytes memory signature = vm.parseJsonBytes(json, string.concat(here, ".signature"));
        assertTrue(Signatures.isKey(_address("signer"), digest, signature), here);
    }

    function _terms() private view returns (Terms memory t) {
        t.requestDigest = _bytes32("requestDigest");
        t.token = _address("token");
        t.price = Amount.wrap(uint96(_uint("price")));
        t.collateral = Amount.wrap(uint96(_uint("collateral")));
        t.feeBps = Bps.wrap(uint16(_uint("feeBps")));
        t.tier = Tier(_uint("tier"));
        t.listed = vm.parseJsonBool(json, string.concat(here, ".listed"));
        t.verifier = _address("verifier");
        t.nodeId = NodeId.wrap(_uint("nodeId"));
        t.modelId = _bytes32("modelId");
        t.inputCommit = _bytes32("inputCommit");
        t.watchers = _bytes32("watchers");
        t.outputMode = uint8(_uint("outputMode"));
        t.royaltyHash = _bytes32("royaltyHash");
        t.extrasHash = _bytes32("extrasHash");
        t.maxUnits = uint32(_uint("maxUnits"));
        t.execSecs = _secs("execSecs");
        t.inputSecs = _secs("inputSecs");
        t.disputeSecs = _secs("disputeSecs");
        t.relay = _address("relay");
        t.agent = _address("agent");
    }

    function _request() private view returns (Request memory r) {
        r.requester = _address("requester");
        r.nonce = uint96(_uint("nonce"));
        r.agent = _address("agent");
        r.token = _address("token");
        r.minPrice = Amount.wrap(uint96(_uint("minPrice")));
        r.maxPrice = Amount.wrap(uint96(_uint("maxPrice")));
        r.collateral = Amount.wrap(uint96(_uint("collateral")));
        r.rampStart = Timestamp.wrap(uint40(_uint("rampStart")));
        r.rampSecs = _secs("rampSecs");
        r.lockSecs = _secs("lockSecs");
        r.execSecs = _secs("execSecs");
        r.inputSecs = _secs("inputSecs");
        r.disputeSecs = _secs("disputeSecs");
        r.tier = uint8(_uint("tier"));
        r.verifier = _address("verifier");
        r.exclusive = _address("exclusive");
        r.exclusiveSecs = _secs("exclusiveSecs");
        r.gate = _address("gate");
        r.gateData = _bytes32("gateData");
        r.regionMask = uint64(_uint("regionMask"));
        r.modelId = _bytes32("modelId");
        r.inputCommit = _bytes32("inputCommit");
        r.watchers = _bytes32("watchers");
        r.outputMode = uint8(_uint("outputMode"));
        r.extrasHash = _bytes32("extrasHash");
        r.maxUnits = uint32(_uint("maxUnits"));
        r.relay = _address("relay");
    }

    function _at(string memory list, uint256 index) private {
        here = string.concat(".", list, "[", vm.toString(index), "]");
    }

    function _uint(string memory key) private view returns (uint256) {
        return vm.parseJsonUint(json, string.concat(here, ".", key));
    }

    function _secs(string memory key) private view returns (Duration) {
        return Duration.wrap(uint32(_uint(key)));
    }

    function _address(string memory key) private view returns (address) {
        return vm.parseJsonAddress(json, string.concat(here, ".", key));
    }

    function _bytes(string memory key) private view returns (bytes memory) {
        return vm.parseJsonBytes(json, string.concat(here, ".", key));
    }

    function _bytes32(string memory key) private view returns (bytes32) {
        return vm.parseJsonBytes32(json, string.concat(here, ".", key));
    }
}
