// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Amount} from "./Amount.sol";

/// @notice One credit of a payment out of a module's escrow.
struct Credit {
    address account;
    Amount amount;
}
