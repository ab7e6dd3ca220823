// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Amount} from "./Amount.sol";

/// @notice A share in hundredths of a percent.
type Bps is uint16;

using BpsLib for Bps global;

/// @notice Shares of amounts, with the rounding in the name.
library BpsLib {
    uint256 internal constant WHOLE = 10_000;

    function toUint(Bps bps) internal pure returns (uint256) {
        return Bps.unwrap(bps);
    }

    /// @return The share, rounded against its receiver.
    function ofDown(Bps bps, Amount amount) internal pure returns (Amount) {
        return amount.mulDivDown(Bps.unwrap(bps), WHOLE);
    }

    /// @return The share, rounded in favour of its receiver.
    function ofUp(Bps bps, Amount amount) internal pure returns (Amount) {
        return amount.mulDivUp(Bps.unwrap(bps), WHOLE);
    }
}
