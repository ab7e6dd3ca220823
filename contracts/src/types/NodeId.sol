// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice `provider << 96 | nonce`, the nonce chosen by the provider.
type NodeId is uint256;

using NodeIdLib for NodeId global;

library NodeIdLib {
    NodeId internal constant NONE = NodeId.wrap(0);

    function pack(address owner, uint96 nonce) internal pure returns (NodeId) {
        return NodeId.wrap(uint256(uint160(owner)) << 96 | nonce);
    }

    function provider(NodeId id) internal pure returns (address) {
        // A shift by 96 leaves 160 bits.
        // forge-lint: disable-next-line(unsafe-typecast)
        return address(uint160(NodeId.unwrap(id) >> 96));
    }

    function toUint(NodeId id) internal pure returns (uint256) {
        return NodeId.unwrap(id);
    }

    function isNone(NodeId id) internal pure returns (bool) {
        return NodeId.unwrap(id) == 0;
    }
}
