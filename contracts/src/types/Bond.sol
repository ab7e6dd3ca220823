// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Amount} from "./Amount.sol";
import {Timestamp} from "./Timestamp.sol";

/// @notice What a Provider put up towards one slasher; slasher zero is the stake, which nobody slashes.
/// @param amount Bonded and not thawing.
/// @param thawing On its way out; one bucket, a later thaw restarts its clock.
/// @param thawAt When the bucket may leave.
/// @param holdUntil Before this the slasher keeps the bucket in.
struct Bond {
    Amount amount;
    Amount thawing;
    Timestamp thawAt;
    Timestamp holdUntil;
}
