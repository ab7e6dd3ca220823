// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IFeeCollector} from "./interfaces/IFeeCollector.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Amount} from "./types/Amount.sol";

/// @title FeeCollector
/// @notice Fees gather on this contract's Vault account until the timelock sends them on. Immutable; holds no token itself.
contract FeeCollector is IFeeCollector {
    IVault private immutable _vault;
    /// @inheritdoc IFeeCollector
    address public immutable timelock;

    constructor(IVault vault_, address timelock_) {
        _vault = vault_;
        timelock = timelock_;
    }

    /// @inheritdoc IFeeCollector
    function sweep(address token, address to) external returns (Amount amount) {
        if (msg.sender != timelock) revert Fees_NotTimelock(msg.sender);
        amount = _vault.free(token, address(this));
        if (amount.isZero()) revert Fees_Empty(token);
        emit FeesSwept(token, to, amount);
        _vault.withdraw(token, to, amount);
    }

    /// @inheritdoc IFeeCollector
    function vault() external view returns (address) {
        return address(_vault);
    }
}
