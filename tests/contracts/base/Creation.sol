// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice Puts built contracts on the chain and passes on why a constructor refused.
abstract contract Creation {
    /// @dev External, so that a test can expect its revert.
    function create(bytes memory code, bytes memory arguments) external returns (address at) {
        bytes memory initCode = abi.encodePacked(code, arguments);
        assembly ("memory-safe") {
            at := create(0, add(initCode, 0x20), mload(initCode))
            if iszero(at) {
                let buffer := mload(0x40)
                returndatacopy(buffer, 0, returndatasize())
                revert(buffer, returndatasize())
            }
        }
    }
}
