// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Claim} from "../types/Claim.sol";
import {JobId} from "../types/JobId.sol";
import {ModelKind} from "../types/Model.sol";
import {Split} from "../types/Split.sol";
import {Terms} from "../types/Terms.sol";

/// @notice Every hash of ours that is not EIP-712. The first byte names the structure, so no two structures share a preimage;
/// all other fields are 32-byte big-endian words.
library Hashing {
    bytes1 internal constant DOMAIN_IC = 0x07;
    bytes1 internal constant DOMAIN_PAD = 0x08;
    bytes1 internal constant DOMAIN_CIPHER = 0x0b;
    bytes1 internal constant DOMAIN_ORDER_KEY = 0x0c;
    bytes1 internal constant DOMAIN_KEY = 0x0d;
    bytes1 internal constant DOMAIN_MODEL = 0x10;
    bytes1 internal constant DOMAIN_TERMS = 0x11;
    bytes1 internal constant DOMAIN_ROYALTIES = 0x12;
    bytes1 internal constant DOMAIN_EXTRAS = 0x13;

    /// @notice H(0d | key).
    function keyHash(bytes32 key) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(DOMAIN_KEY, key));
    }

    /// @notice H(07 | chainId | market | jobId | payee | verifier | modelId | inputCommit | outputCommit | cipherCommit | keyHash |
    /// units | traceRoot): the inference commitment, 1 + 12 x 32 bytes.
    function inferenceCommitment(
        uint256 chainId,
        address market,
        JobId jobId,
        address verifier,
        bytes32 model,
        bytes32 inputCommit,
        Claim memory claim
    ) internal pure returns (bytes32) {
        return keccak256(
            abi.encodePacked(
                DOMAIN_IC,
                abi.encode(chainId, market, jobId, claim.payee, verifier, model),
                abi.encode(
                    inputCommit, claim.outputCommit, claim.cipherCommit, claim.keyHash, claim.units, claim.traceRoot
                )
            )
        );
    }

    /// @notice H(11 | the 21 words of Terms).
    function terms(Terms memory t) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(DOMAIN_TERMS, abi.encode(t)));
    }

    /// @notice {terms} straight from calldata, where its 21 words lie in order: no decoding, no copying twice.
    /// @dev Words are not cleaned: dirty upper bits give another hash, which no job has. `HashingTest` compares it with {terms}.
    function termsCalldata(Terms calldata t) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            // 1 + 21 x 32 = 673 bytes of memory above the free pointer, used at once and left free.
            let buffer := mload(0x40)
            mstore8(buffer, 0x11)
            calldatacopy(add(buffer, 1), t, 672)
            result := keccak256(buffer, 673)
        }
    }

    /// @notice H(11 | H(Terms) | IC): what a submitted job stores. 65 bytes, so never a Terms.
    function submitted(bytes32 termsHash, bytes32 ic) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(DOMAIN_TERMS, termsHash, ic));
    }

    /// @notice H(11 | {submitted}): what a submitted job stores once its output was answered on chain. 33 bytes, so never either of the others.
    function answered(bytes32 submitted_) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(DOMAIN_TERMS, submitted_));
    }

    /// @notice H(10 | creator | contentHash | kind | parent | licenceId | royaltyHash).
    function modelId(
        address creator,
        bytes32 contentHash,
        ModelKind kind,
        bytes32 parent,
        uint32 licenceId,
        bytes32 royaltyHash
    ) internal pure returns (bytes32) {
        return keccak256(
            abi.encodePacked(DOMAIN_MODEL, abi.encode(creator, contentHash, kind, parent, licenceId, royaltyHash))
        );
    }

    /// @notice H(12 | payee | bps | payee | bps | ...); of an empty list, H(12).
    function royalties(Split[] memory splits) internal pure returns (bytes32) {
        return _splits(DOMAIN_ROYALTIES, splits);
    }

    /// @notice {royalties} straight from calldata, where a list is its words in order.
    function royaltiesCalldata(Split[] calldata splits) internal pure returns (bytes32) {
        return _splitsCalldata(DOMAIN_ROYALTIES, splits);
    }

    /// @notice H(13 | payee | bps | ...); of an empty list zero, which is what a Request without extras carries.
    function extras(Split[] memory splits) internal pure returns (bytes32) {
        return splits.length == 0 ? bytes32(0) : _splits(DOMAIN_EXTRAS, splits);
    }

    /// @notice {extras} straight from calldata.
    function extrasCalldata(Split[] calldata splits) internal pure returns (bytes32) {
        return splits.length == 0 ? bytes32(0) : _splitsCalldata(DOMAIN_EXTRAS, splits);
    }

    function _splits(bytes1 domain, Split[] memory splits) private pure returns (bytes32) {
        bytes memory buffer = abi.encodePacked(domain);
        // At most 8 splits: their owner checks the length before it pays or stores anything.
        for (uint256 i = 0; i < splits.length; ++i) {
            buffer = abi.encodePacked(buffer, abi.encode(splits[i].payee, splits[i].bps));
        }
        return keccak256(buffer);
    }

    /// @dev Words are not cleaned: dirty upper bits give another hash, which no list has. `HashingTest` compares it with {_splits}.
    function _splitsCalldata(bytes1 domain, Split[] calldata splits) private pure returns (bytes32 result) {
        assembly ("memory-safe") {
            // The ABI decoder bounded the length by the calldata that carries it, so the product cannot overflow.
            let size := mul(splits.length, 0x40)
            let buffer := mload(0x40)
            mstore(buffer, domain)
            calldatacopy(add(buffer, 1), splits.offset, size)
            result := keccak256(buffer, add(size, 1))
        }
    }

    /// @notice {inferenceCommitment} with the Claim straight from calldata.
    /// @dev Words are not cleaned; see {termsCalldata}. `HashingTest` compares it with {inferenceCommitment}.
    function inferenceCommitmentCalldata(
        uint256 chainId,
        address market,
        JobId jobId,
        address verifier,
        bytes32 model,
        bytes32 inputCommit,
        Claim calldata claim
    ) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            // 1 + 12 x 32 = 385 bytes above the free pointer, used at once and left free. The words of the commitment are
            // chainId, market, jobId, payee, verifier, modelId, inputCommit, then outputCommit to traceRoot as the Claim has them.
            let buffer := mload(0x40)
            mstore8(buffer, 0x07)
            let words := add(buffer, 1)
            mstore(words, chainId)
            mstore(add(words, 0x20), shr(96, shl(96, market)))
            mstore(add(words, 0x40), jobId)
            calldatacopy(add(words, 0x60), claim, 0x20)
            mstore(add(words, 0x80), shr(96, shl(96, verifier)))
            mstore(add(words, 0xa0), model)
            mstore(add(words, 0xc0), inputCommit)
            calldatacopy(add(words, 0xe0), add(claim, 0x20), 0xa0)
            result := keccak256(buffer, 385)
        }
    }
}
