// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {Test} from "forge-std/Test.sol";

import {Creation} from "./base/Creation.sol";
import {Artifacts} from "../../contracts/script/Artifacts.sol";

/// @notice Seven days, whoever asks.
contract TimelockTest is Test, Creation {
    bytes4 internal constant DELAY_TOO_SHORT = bytes4(keccak256("Timelock_DelayTooShort(uint256,uint256)"));
    address internal proposer = makeAddr("proposer");
    address internal stranger = makeAddr("stranger");
    TimelockController internal timelock;

    function setUp() public {
        vm.warp(1_900_000_000);
        timelock = TimelockController(payable(_make(7 days)));
    }

    function _make(uint256 delay) private returns (address) {
        address[] memory proposers = new address[](1);
        proposers[0] = proposer;
        // The zero address: everybody executes what is due.
        return
            this.create(
                Artifacts.creationCode("Timelock.sol", "Timelock"), abi.encode(delay, proposers, new address[](1))
            );
    }

    function test_constructor_delayBelowSevenDays_reverts() public {
        vm.expectRevert(abi.encodeWithSelector(DELAY_TOO_SHORT, 7 days - 1, 7 days));
        _make(7 days - 1);
        assertEq(TimelockController(payable(_make(30 days))).getMinDelay(), 30 days);
    }

    function test_roles_nobodyAdministers() public view {
        assertTrue(timelock.hasRole(timelock.PROPOSER_ROLE(), proposer));
        assertTrue(timelock.hasRole(timelock.CANCELLER_ROLE(), proposer));
        assertTrue(timelock.hasRole(timelock.EXECUTOR_ROLE(), address(0)));
        assertTrue(timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), address(timelock)), "only itself, by its own delay");
        assertFalse(timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), address(this)));
        assertFalse(timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), proposer));
    }

    // A timelock that shortens itself gains nothing: seven days stay.
    function test_updateDelay_neverBelowSevenDays() public {
        _pass(7 days, abi.encodeCall(timelock.updateDelay, (0)));
        assertEq(timelock.getMinDelay(), 7 days);
        vm.expectRevert(
            abi.encodeWithSelector(TimelockController.TimelockInsufficientDelay.selector, 7 days - 1, 7 days)
        );
        vm.prank(proposer);
        timelock.schedule(address(timelock), 0, "", 0, 0, 7 days - 1);
        _pass(7 days, abi.encodeCall(timelock.updateDelay, (20 days)));
        assertEq(timelock.getMinDelay(), 20 days);
    }

    function _pass(uint256 delay, bytes memory data) private {
        vm.prank(proposer);
        timelock.schedule(address(timelock), 0, data, 0, 0, delay);
        vm.warp(block.timestamp + delay - 1);
        vm.expectPartialRevert(TimelockController.TimelockUnexpectedOperationState.selector);
        timelock.execute(address(timelock), 0, data, 0, 0);
        vm.warp(block.timestamp + 1);
        vm.prank(stranger);
        timelock.execute(address(timelock), 0, data, 0, 0);
    }
}
