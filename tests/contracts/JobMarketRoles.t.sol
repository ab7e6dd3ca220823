// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "./base/Fixture.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {Bps} from "aether/types/Bps.sol";
import {Duration} from "aether/types/Duration.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Request} from "aether/types/Request.sol";
import {Timestamp} from "aether/types/Timestamp.sol";

/// @notice The fee and the pause: all that any role can do to the market.
contract JobMarketRolesTest is Fixture {
    // M-45: 10 to 250 bps, by the timelock.
    function test_setFee_bounds_M45() public {
        vm.startPrank(owner);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_FeeOutside.selector, 9, 10, 250));
        market.setFee(Bps.wrap(9));
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_FeeOutside.selector, 251, 10, 250));
        market.setFee(Bps.wrap(251));
        market.setFee(Bps.wrap(10));
        vm.expectEmit(address(market));
        emit IJobMarket.FeeSet(Bps.wrap(250));
        market.setFee(Bps.wrap(250));
        vm.stopPrank();
        assertEq(market.feeBps().toUint(), 250);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_NotTimelock.selector, guardian));
        vm.prank(guardian);
        market.setFee(Bps.wrap(10));
    }

    // M-44: fourteen days, then thirty of rest; only `lock` stops.
    function test_pause_bounds_M44() public {
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_NotGuardian.selector, owner));
        vm.prank(owner);
        market.pause(secs(1));

        vm.startPrank(guardian);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_PauseTooLong.selector, 14 days + 1, 14 days));
        market.pause(secs(14 days + 1));
        vm.expectEmit(address(market));
        emit IJobMarket.Paused(ts(START + 14 days), ts(START + 44 days));
        market.pause(secs(14 days));
        assertEq(Timestamp.unwrap(market.pausedUntil()), START + 14 days);
        assertEq(Timestamp.unwrap(market.cooldownUntil()), START + 44 days);
        vm.warp(START + 44 days - 1);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_PauseCooldown.selector, START + 44 days));
        market.pause(secs(1));
        vm.warp(START + 44 days);
        market.pause(secs(1));
        vm.stopPrank();
    }

    function test_pause_stopsLockOnly_edges_M44() public {
        vm.prank(guardian);
        market.pause(secs(100));
        Request memory r = _request(1);
        bytes memory signature = _signRequest(r);
        vm.prank(requester.addr);
        JobId id = market.post(r, noExtras);
        vm.warp(START + 99);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_Paused.selector, START + 100));
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
        vm.warp(START + 100);
        vm.prank(provider.addr);
        market.lock(r, "", noExtras, nodeId, amt(0), false, "");
        assertStatus(id, JobStatus.Locked);
    }

    function test_setup_isWhatWasAsked() public view {
        assertEq(market.vault(), address(vault));
        assertEq(market.providers(), address(providers));
        assertEq(market.models(), address(models));
        assertEq(market.verifiers(), address(verifiers));
        assertEq(market.timelock(), owner);
        assertEq(market.guardian(), guardian);
        assertEq(Duration.unwrap(market.graceSecs()), GRACE);
        assertEq(Duration.unwrap(market.disputeSecsMin()), 60);
        assertEq(market.feeBps().toUint(), 100);
    }
}
