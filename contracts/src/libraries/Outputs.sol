// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Hashing} from "./Hashing.sol";
import {Trees} from "./Trees.sol";
import {JobId} from "../types/JobId.sol";

/// @notice The commitments under which an output is delivered, as the chain checks them. All bytes are specified in prover/AIR8.md.
/// @dev A tensor's bytes are cut into leaves of 256. Its header is type 1, rank 1, frame sizes 4 x 8, live sizes 4 x 8: 66 bytes.
library Outputs {
    bytes1 internal constant DOMAIN_OUTPUT = 0x05;
    bytes1 internal constant DOMAIN_TENSOR = 0x06;
    bytes1 internal constant DOMAIN_OUTPUT_SALT = 0x0f;
    uint256 internal constant HEADER_BYTES = 66;
    uint256 internal constant LEAF_BYTES = 256;
    uint256 internal constant WORD_BYTES = 32;
    uint256 internal constant POINT_BYTES = 64;

    /// @notice H(06 | header | leaf count, 8 bytes | top): the root of a tensor.
    function tensorRoot(bytes calldata header, uint256 count, bytes32 top) internal pure returns (bytes32) {
        // A call cannot bring 2^64 leaves.
        // forge-lint: disable-next-line(unsafe-typecast)
        return keccak256(abi.encodePacked(DOMAIN_TENSOR, header, uint64(count), top));
    }

    /// @notice H(05 | salt' | outputRoot).
    function outputCommit(bytes32 salt, bytes32 outputRoot) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(DOMAIN_OUTPUT, salt, outputRoot));
    }

    /// @notice H(0f | key): the salt of the output a key seals.
    function outputSalt(bytes32 key) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(DOMAIN_OUTPUT_SALT, key));
    }

    /// @notice H(0b | outputRoot | cipherRoot): a sealed output with the leaf hashes of its plaintext beside the ciphertext.
    function cipherCommit(bytes32 outputRoot, bytes32 cipherRoot) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(Hashing.DOMAIN_CIPHER, outputRoot, cipherRoot));
    }

    /// @notice H(0b | cipherRoot | C_ct): a sealed output that a validity proof opens by its point.
    function cipherCommit(bytes32 cipherRoot, bytes calldata point) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(Hashing.DOMAIN_CIPHER, cipherRoot, point));
    }

    /// @notice H(0c | chainId | market | jobId | provider | keyHash): what makes the pad of one job useless for every other.
    function orderKey(uint256 chainId, address market, JobId jobId, address provider, bytes32 keyHash)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encodePacked(Hashing.DOMAIN_ORDER_KEY, abi.encode(chainId, market, jobId, provider, keyHash))
        );
    }

    /// @notice H(08 | key | orderKey | index): one word of the pad.
    function padWord(bytes32 key, bytes32 order, uint256 index) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(Hashing.DOMAIN_PAD, key, order, index));
    }

    /// @notice H(00 | plaintext) of the ciphertext leaf at `index`: each of its 8 words is opened by its own pad word.
    function plainLeaf(bytes calldata cipherLeaf, uint256 index, bytes32 key, bytes32 order)
        internal
        pure
        returns (bytes32)
    {
        uint256 words = LEAF_BYTES / WORD_BYTES;
        bytes memory plain = new bytes(LEAF_BYTES);
        for (uint256 i = 0; i < words; ++i) {
            bytes32 word =
                bytes32(cipherLeaf[i * WORD_BYTES:(i + 1) * WORD_BYTES]) ^ padWord(key, order, index * words + i);
            assembly ("memory-safe") {
                // Word i of the 256 bytes behind the length.
                mstore(add(add(plain, 0x20), mul(i, 0x20)), word)
            }
        }
        return Trees.leaf(plain);
    }

    /// @notice Whether `answer` = salt' 32 | header 66 | leaves 256 each is the public output of `commit`.
    function isPublic(bytes calldata answer, bytes32 commit) internal pure returns (bool) {
        if (answer.length < WORD_BYTES + HEADER_BYTES) return false;
        bytes calldata leaves = answer[WORD_BYTES + HEADER_BYTES:];
        if (leaves.length == 0 || leaves.length % LEAF_BYTES != 0) return false;
        bytes32 root = tensorRoot(
            answer[WORD_BYTES:WORD_BYTES + HEADER_BYTES], leaves.length / LEAF_BYTES, _top(leaves, LEAF_BYTES)
        );
        return outputCommit(bytes32(answer[:WORD_BYTES]), root) == commit;
    }

    /// @notice Whether `answer` = header 66 | leaf hashes 32 each | ciphertext leaves 256 each is the package of `commit`.
    function isPackage(bytes calldata answer, bytes32 commit) internal pure returns (bool) {
        if (answer.length < HEADER_BYTES) return false;
        bytes calldata header = answer[:HEADER_BYTES];
        uint256 rest = answer.length - HEADER_BYTES;
        uint256 count = rest / (WORD_BYTES + LEAF_BYTES);
        if (count == 0 || rest != count * (WORD_BYTES + LEAF_BYTES)) return false;
        uint256 split = HEADER_BYTES + count * WORD_BYTES;
        bytes32 root = tensorRoot(header, count, Trees.top(_words(answer[HEADER_BYTES:split])));
        return cipherCommit(root, _top(answer[split:], LEAF_BYTES)) == commit;
    }

    /// @notice Whether `answer` = C_ct 64 | ciphertext words 32 each is the ciphertext of `commit`.
    function isCiphertext(bytes calldata answer, bytes32 commit) internal pure returns (bool) {
        if (answer.length <= POINT_BYTES || answer.length % WORD_BYTES != 0) return false;
        return cipherCommit(_top(answer[POINT_BYTES:], WORD_BYTES), answer[:POINT_BYTES]) == commit;
    }

    function _words(bytes calldata data) private pure returns (bytes32[] memory words) {
        words = new bytes32[](data.length / WORD_BYTES);
        for (uint256 i = 0; i < words.length; ++i) {
            words[i] = bytes32(data[i * WORD_BYTES:(i + 1) * WORD_BYTES]);
        }
    }

    function _top(bytes calldata data, uint256 leafBytes) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](data.length / leafBytes);
        for (uint256 i = 0; i < hashes.length; ++i) {
            hashes[i] = Trees.leaf(data[i * leafBytes:(i + 1) * leafBytes]);
        }
        return Trees.top(hashes);
    }
}
