// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice Asks a contract one question that can harm nobody: a static call with a gas limit that reads one word of the answer.
library StaticCall {
    /// @dev In assembly, because a Solidity call would copy all return data, at the caller's cost: a contract that answers with
    /// megabytes. `SignaturesTest` compares it with the plain call.
    /// @return answered Whether the call succeeded with at least 32 bytes; an account without code answers nothing.
    /// @return result The first word of the answer.
    function word(address target, uint256 gasMax, bytes memory data)
        internal
        view
        returns (bool answered, bytes32 result)
    {
        // Scratch space (0x00 to 0x3f) receives at most 32 bytes.
        assembly ("memory-safe") {
            answered := staticcall(gasMax, target, add(data, 0x20), mload(data), 0x00, 0x20)
            answered := and(answered, gt(returndatasize(), 0x1f))
            result := mload(0x00)
        }
    }
}
