// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BlockHeader} from "@openzeppelin/contracts/utils/BlockHeader.sol";
import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";
import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";
import {TrieProof} from "@openzeppelin/contracts/utils/cryptography/TrieProof.sol";

/// @notice A log and the way to it from the hash of its block.
/// @param header The block's header in RLP.
/// @param transactionIndex Of the transaction that emitted it.
/// @param receiptNodes Of the trie of receipts, from the root to the transaction's receipt.
/// @param logPosition Among the logs of that receipt, from 0.
struct LogProof {
    bytes header;
    uint256 transactionIndex;
    bytes[] receiptNodes;
    uint256 logPosition;
}

/// @notice What a log says.
struct ProvenLog {
    address emitter;
    bytes32[] topics;
    bytes data;
}

/// @notice Proves to a contract that trusts a block's hash what another contract emitted in that block, on this chain or on another one.
/// @dev Reverts for whatever does not hold. The same proofs are made and checked by `aether verify proof`.
library ReceiptProof {
    using RLP for *;
    using Memory for *;

    /// @notice The header is not that of the trusted block.
    error ReceiptProof_OtherBlock(bytes32 found, bytes32 trusted);

    /// @notice The receipt has fewer logs.
    error ReceiptProof_NoSuchLog(uint256 logs, uint256 position);

    /// @dev Types of receipts lie below the first byte of a list (EIP-2718).
    uint8 private constant FIRST_LIST_BYTE = 0xc0;
    uint256 private constant LOGS = 3;

    /// @param blockHash The one thing that is trusted.
    function open(bytes32 blockHash, LogProof memory proof) internal pure returns (ProvenLog memory log) {
        bytes32 found = keccak256(proof.header);
        if (found != blockHash) {
            revert ReceiptProof_OtherBlock(found, blockHash);
        }
        bytes memory receipt = TrieProof.traverse(
            BlockHeader.getReceiptsRoot(proof.header), RLP.encode(proof.transactionIndex), proof.receiptNodes
        );
        if (uint8(receipt[0]) < FIRST_LIST_BYTE) {
            receipt = Bytes.slice(receipt, 1);
        }
        Memory.Slice[] memory logs = receipt.decodeList()[LOGS].readList();
        if (proof.logPosition >= logs.length) {
            revert ReceiptProof_NoSuchLog(logs.length, proof.logPosition);
        }
        Memory.Slice[] memory fields = logs[proof.logPosition].readList();
        Memory.Slice[] memory topics = fields[1].readList();
        log.emitter = fields[0].readAddress();
        log.topics = new bytes32[](topics.length);
        for (uint256 i = 0; i < topics.length; ++i) {
            log.topics[i] = topics[i].readBytes32();
        }
        log.data = fields[2].readBytes();
    }
}
