// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {LogProof, ProvenLog, ReceiptProof} from "aether/libraries/ReceiptProof.sol";

/// @notice Proofs of logs in blocks of a real node, from tests/vectors/receipts.json: the same ones C# reads.
contract ReceiptProofTest is Test {
    string private json;
    uint256 private count;

    function setUp() public {
        json = vm.readFile(string.concat(vm.projectRoot(), "/tests/vectors/receipts.json"));
        count = vm.parseJsonUint(json, ".count");
    }

    function open(bytes32 blockHash, LogProof calldata proof) external pure returns (ProvenLog memory) {
        return ReceiptProof.open(blockHash, proof);
    }

    function test_vectors_openToTheirLogs() public view {
        assertGt(count, 3);
        for (uint256 i = 0; i < count; ++i) {
            (bytes32 blockHash, LogProof memory proof, ProvenLog memory log) = _entry(i);
            assertEq(abi.encode(this.open(blockHash, proof)), abi.encode(log));
        }
    }

    function test_vectors_anotherBlockIndexPositionOrNode_reverts() public {
        for (uint256 i = 0; i < count; ++i) {
            (bytes32 blockHash, LogProof memory proof,) = _entry(i);
            _refused(~blockHash, proof);
            LogProof memory changed = _copy(proof);
            changed.header[changed.header.length - 1] ^= 0x01;
            _refused(blockHash, changed);
            changed = _copy(proof);
            changed.transactionIndex += 1;
            _refused(blockHash, changed);
            changed = _copy(proof);
            changed.logPosition += 100;
            _refused(blockHash, changed);
            for (uint256 n = 0; n < proof.receiptNodes.length; ++n) {
                changed = _copy(proof);
                bytes memory node = changed.receiptNodes[n];
                node[vm.randomUint(0, node.length - 1)] ^= 0x01;
                _refused(blockHash, changed);
            }
            changed = _copy(proof);
            changed.receiptNodes = new bytes[](proof.receiptNodes.length + 1);
            for (uint256 n = 0; n <= proof.receiptNodes.length; ++n) {
                changed.receiptNodes[n] = proof.receiptNodes[n == proof.receiptNodes.length ? n - 1 : n];
            }
            _refused(blockHash, changed);
        }
    }

    function _refused(bytes32 blockHash, LogProof memory proof) private {
        vm.expectRevert();
        this.open(blockHash, proof);
    }

    function _copy(LogProof memory proof) private pure returns (LogProof memory) {
        return abi.decode(abi.encode(proof), (LogProof));
    }

    function _entry(uint256 i) private view returns (bytes32 blockHash, LogProof memory proof, ProvenLog memory log) {
        string memory at = string.concat(".proofs[", vm.toString(i), "]");
        blockHash = vm.parseJsonBytes32(json, string.concat(at, ".blockHash"));
        proof.header = vm.parseJsonBytes(json, string.concat(at, ".header"));
        proof.transactionIndex = vm.parseJsonUint(json, string.concat(at, ".transactionIndex"));
        proof.receiptNodes = vm.parseJsonBytesArray(json, string.concat(at, ".receiptNodes"));
        proof.logPosition = vm.parseJsonUint(json, string.concat(at, ".logPosition"));
        log.emitter = vm.parseJsonAddress(json, string.concat(at, ".log.address"));
        log.topics = vm.parseJsonBytes32Array(json, string.concat(at, ".log.topics"));
        log.data = vm.parseJsonBytes(json, string.concat(at, ".log.data"));
    }
}
