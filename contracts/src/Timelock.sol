// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title Timelock
/// @notice OpenZeppelin's TimelockController, without an administrator, whose delay never falls below seven days. It sets the fee, lists
/// verifiers, announces tokens and modules, and sweeps fees; nothing else listens to it.
contract Timelock is TimelockController {
    /// @notice Everybody has this long to leave before a decision takes effect.
    uint256 public constant DELAY_SECS_MIN = 7 days;

    error Timelock_DelayTooShort(uint256 delay, uint256 min);

    /// @param delay Seconds between scheduling and executing, at least {DELAY_SECS_MIN}.
    /// @param proposers May schedule and cancel.
    /// @param executors May execute what is due; the zero address lets everybody.
    constructor(uint256 delay, address[] memory proposers, address[] memory executors)
        TimelockController(delay, proposers, executors, address(0))
    {
        if (delay < DELAY_SECS_MIN) revert Timelock_DelayTooShort(delay, DELAY_SECS_MIN);
    }

    /// @notice The delay that `schedule` demands: what {updateDelay} set, but never less than {DELAY_SECS_MIN}.
    function getMinDelay() public view override returns (uint256) {
        uint256 delay = super.getMinDelay();
        return delay < DELAY_SECS_MIN ? DELAY_SECS_MIN : delay;
    }
}
