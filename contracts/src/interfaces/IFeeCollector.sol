// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Amount} from "../types/Amount.sol";

/// @notice The Vault account that the market's fees are credited to.
interface IFeeCollector {
    event FeesSwept(address indexed token, address indexed to, Amount amount);

    error Fees_NotTimelock(address caller);
    error Fees_Empty(address token);

    /// @notice Timelock only: withdraws all that was collected in `token` to `to`.
    /// @dev Emits {FeesSwept}. Requirements: something was collected; the Vault accepts `to`.
    /// @return amount What was sent, in the token's smallest unit.
    function sweep(address token, address to) external returns (Amount amount);

    function vault() external view returns (address);
    function timelock() external view returns (address);
}
