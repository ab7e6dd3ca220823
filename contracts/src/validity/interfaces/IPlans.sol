// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice What {ValidityVerifier} asks of the registry.
interface IPlans {
    /// @notice Where the plan of a model lies: code of STOP, C_W 64, C_T 64, plan.
    /// @return Zero where the model is not registered, was given up and is closed, or failed a challenge.
    function planOf(bytes32 contentHash) external view returns (address);

    /// @notice [tau]_2 of the SRS that all points are made with, as EIP-197 orders it: x imaginary, x real, y imaginary, y real.
    function tau2() external view returns (uint256[4] memory);
}
