// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice What a verifier asks of the registry.
interface IValidityRegistry {
    /// @notice Where the plan of a model lies: code of STOP, C_W 64, C_T 64, plan.
    /// @return Zero where the model is not registered, or was closed by a challenge.
    function planOf(bytes32 contentHash) external view returns (address);
}
