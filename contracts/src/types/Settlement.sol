// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Amount} from "./Amount.sol";

/// @notice Where price and collateral of a closed job went. The nine parts sum to price + collateral, to the unit.
/// @param toProvider Pay for the work, without the collateral.
/// @param fee To the fee account.
/// @param royalties To the payees of the Model's royalty list, together.
/// @param extras To the payees of the Request's signed splits, together.
/// @param refund Unused price, back to the requester.
/// @param compensation Slashed collateral, to the requester.
/// @param toReporter Slashed collateral, to the reporter of a proved fault.
/// @param collateralBack Collateral, back to the provider.
/// @param burned To SINK, for ever.
struct Settlement {
    Amount toProvider;
    Amount fee;
    Amount royalties;
    Amount extras;
    Amount refund;
    Amount compensation;
    Amount toReporter;
    Amount collateralBack;
    Amount burned;
}
