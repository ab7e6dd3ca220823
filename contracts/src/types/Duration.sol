// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice A length of time in seconds.
type Duration is uint32;

using {lt as <, gt as >, eq as ==, ne as !=} for Duration global;
using DurationLib for Duration global;

function lt(Duration a, Duration b) pure returns (bool) {
    return Duration.unwrap(a) < Duration.unwrap(b);
}

function gt(Duration a, Duration b) pure returns (bool) {
    return Duration.unwrap(a) > Duration.unwrap(b);
}

function eq(Duration a, Duration b) pure returns (bool) {
    return Duration.unwrap(a) == Duration.unwrap(b);
}

function ne(Duration a, Duration b) pure returns (bool) {
    return Duration.unwrap(a) != Duration.unwrap(b);
}

library DurationLib {
    function toUint(Duration d) internal pure returns (uint256) {
        return Duration.unwrap(d);
    }

    function isZero(Duration d) internal pure returns (bool) {
        return Duration.unwrap(d) == 0;
    }

    /// @dev Rounded down.
    function dividedBy(Duration d, uint32 divisor) internal pure returns (Duration) {
        return Duration.wrap(Duration.unwrap(d) / divisor);
    }

    function half(Duration d) internal pure returns (Duration) {
        return Duration.wrap(Duration.unwrap(d) / 2);
    }
}
