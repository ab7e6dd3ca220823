// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "./base/Fixture.sol";
import {Payouts} from "aether/libraries/Payouts.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Request} from "aether/types/Request.sol";
import {Terms} from "aether/types/Terms.sol";

/// @notice M-52: a provider locks a Request and does nothing. What each way out costs it, and how long nobody else can have the job; the
/// simulation plots the same five ways.
contract LockAndSitTest is Fixture {
    uint256 internal constant COLLATERAL = 20e6;
    uint256 internal constant EXEC = 120;
    JobId internal id;
    Terms internal terms;
    uint256 internal before;

    /// @dev Locked in the first block, at minPrice.
    function _sit(uint256 minPrice, uint256 inputSecs) private {
        Request memory r = _openRequest(1);
        r.minPrice = amt(minPrice);
        r.collateral = amt(COLLATERAL);
        r.inputSecs = secs(inputSecs);
        before = _free(provider.addr);
        (id, terms) = _lock(r);
    }

    /// @dev At the last moment it is open, and answered in the same block.
    function _demandAndAnswer() private {
        vm.warp(block.timestamp + EXEC / 2);
        vm.prank(provider.addr);
        box.demandInput(id, terms);
        vm.prank(requester.addr);
        box.answerInput(id, terms, "sealed");
    }

    function _checkOver(JobStatus status, uint256 cost, uint256 blockedSecs) private view {
        assertStatus(id, status);
        assertEq(before - _free(provider.addr), cost, "cost");
        assertEq(block.timestamp - START, blockedSecs, "blocked");
    }

    function test_decline_atHalfTime_costsATenth_M52() public {
        _sit(10e6, 0);
        vm.warp(START + EXEC / 2);
        vm.prank(provider.addr);
        market.decline(id, terms);
        _checkOver(JobStatus.Declined, COLLATERAL / 10, EXEC / 2);
    }

    function test_silence_costsAll_andIsOverByExecAndGrace_M52() public {
        _sit(10e6, 0);
        vm.warp(START + EXEC + GRACE + 1);
        market.expire(id, terms, 0);
        _checkOver(JobStatus.Expired, COLLATERAL, EXEC + GRACE + 1);
    }

    function test_demandThenDecline_costsATenth_andHalfATermMore_M52() public {
        _sit(10e6, 60);
        _demandAndAnswer();
        vm.warp(block.timestamp + EXEC / 2);
        vm.prank(provider.addr);
        market.decline(id, terms);
        _checkOver(JobStatus.Declined, COLLATERAL / 10, EXEC);
    }

    function test_demandThenSilence_costsAll_andHalfATermMore_M52() public {
        _sit(10e6, 60);
        _demandAndAnswer();
        vm.warp(block.timestamp + EXEC + GRACE + 1);
        market.expire(id, terms, 0);
        _checkOver(JobStatus.Expired, COLLATERAL, EXEC / 2 + EXEC + GRACE + 1);
    }

    // The known limit of M-52: a Quarrel is as cheap as the price is low, whatever the collateral, and costs the requester as much.
    function testFuzz_demandThenReject_costsAQuarrel_M52(uint96 minPrice) public {
        minPrice = uint96(bound(minPrice, 0, 20e6));
        _sit(minPrice, 60);
        uint256 requesterBefore = _free(requester.addr) + minPrice;
        _demandAndAnswer();
        vm.warp(block.timestamp + EXEC / 4);
        vm.prank(provider.addr);
        box.rejectInput(id, terms);
        uint256 quarrel = minPrice * uint256(Payouts.QUARREL_PERCENT) / 100;
        _checkOver(JobStatus.Voided, quarrel, EXEC / 2 + EXEC / 4);
        assertEq(requesterBefore - _free(requester.addr), quarrel);
    }
}
