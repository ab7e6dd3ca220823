// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Duration} from "./Duration.sol";

/// @notice A point in time, in seconds since 1970, as `block.timestamp` counts.
/// @dev 40 bits reach the year 36,812.
type Timestamp is uint40;

using {lt as <, lte as <=, gt as >, gte as >=, eq as ==, ne as !=} for Timestamp global;
using TimestampLib for Timestamp global;

function lt(Timestamp a, Timestamp b) pure returns (bool) {
    return Timestamp.unwrap(a) < Timestamp.unwrap(b);
}

function lte(Timestamp a, Timestamp b) pure returns (bool) {
    return Timestamp.unwrap(a) <= Timestamp.unwrap(b);
}

function gt(Timestamp a, Timestamp b) pure returns (bool) {
    return Timestamp.unwrap(a) > Timestamp.unwrap(b);
}

function gte(Timestamp a, Timestamp b) pure returns (bool) {
    return Timestamp.unwrap(a) >= Timestamp.unwrap(b);
}

function eq(Timestamp a, Timestamp b) pure returns (bool) {
    return Timestamp.unwrap(a) == Timestamp.unwrap(b);
}

function ne(Timestamp a, Timestamp b) pure returns (bool) {
    return Timestamp.unwrap(a) != Timestamp.unwrap(b);
}

library TimestampLib {
    Timestamp internal constant NEVER = Timestamp.wrap(0);

    function now_() internal view returns (Timestamp) {
        // A chain whose clock passes 2^40 seconds does not exist before the year 36,812.
        // forge-lint: disable-next-line(unsafe-typecast)
        return Timestamp.wrap(uint40(block.timestamp));
    }

    /// @dev Checked: a time past 2^40 reverts.
    function plus(Timestamp t, Duration d) internal pure returns (Timestamp) {
        return Timestamp.wrap(Timestamp.unwrap(t) + uint40(Duration.unwrap(d)));
    }

    function minus(Timestamp t, Duration d) internal pure returns (Timestamp) {
        return Timestamp.wrap(Timestamp.unwrap(t) - uint40(Duration.unwrap(d)));
    }

    /// @dev Checked: `earlier` must not be later than `t`.
    function since(Timestamp t, Timestamp earlier) internal pure returns (uint40) {
        return Timestamp.unwrap(t) - Timestamp.unwrap(earlier);
    }
}
