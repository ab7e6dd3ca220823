// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Trees} from "./Trees.sol";

/// @notice The hashes that name a model and bind an input and a trace, as the tiers check them. Those of outputs are in {Outputs}, that of a Claim in {Hashing}.
/// @dev prover/AIR8.md, "Trees" and "Commitments". A point is 64 bytes, x then y; zeros where there is none.
library Commitments {
    bytes1 internal constant DOMAIN_GRAPH = 0x02;
    bytes1 internal constant DOMAIN_CONTENT = 0x03;
    bytes1 internal constant DOMAIN_INPUT = 0x04;
    bytes1 internal constant DOMAIN_TRACE = 0x0a;
    bytes1 internal constant DOMAIN_TRACE_SALT = 0x0e;

    /// @notice H(02 | graph section).
    function graphHash(bytes memory graph) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(DOMAIN_GRAPH, graph));
    }

    /// @notice H(03 | graphHash | weightsRoot | C_W | lutRoot | C_T | airVersion | srsId).
    function contentHash(
        bytes32 graph,
        bytes32 weightsRoot,
        bytes32[2] memory weightsPoint,
        bytes32 tablesRoot,
        bytes32[2] memory tablesPoint,
        uint32 airVersion,
        bytes32 srsId
    ) internal pure returns (bytes32) {
        return keccak256(
            abi.encodePacked(
                DOMAIN_CONTENT, graph, weightsRoot, weightsPoint, tablesRoot, tablesPoint, airVersion, srsId
            )
        );
    }

    /// @notice H(04 | salt | inputRoot | C_x).
    function inputCommit(bytes32 salt, bytes32 inputRoot, bytes32[2] memory inputPoint)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encodePacked(DOMAIN_INPUT, salt, inputRoot, inputPoint));
    }

    /// @notice H(0e | key): the salt of the trace.
    function traceSalt(bytes32 key) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(DOMAIN_TRACE_SALT, key));
    }

    /// @notice H(0a | salt | boundary count | top) of `top` over {boundaryLeaf} of every boundary in order.
    function traceRoot(bytes32 salt, uint64 count, bytes32 top) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(DOMAIN_TRACE, salt, count, top));
    }

    /// @notice H(00 | root): a leaf of the tree over boundaries.
    function boundaryLeaf(bytes32 root) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(Trees.DOMAIN_LEAF, root));
    }
}
