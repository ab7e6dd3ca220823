// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {LaterModules} from "../base/LaterModules.sol";
import {RecomputingReferee} from "./RecomputingReferee.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Request} from "aether/types/Request.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice Socket (b), against the unchanged market.
contract RecomputingRefereeTest is LaterModules {
    RecomputingReferee internal referee;
    bytes internal constant DATA = "what was asked";

    function setUp() public override {
        super.setUp();
        referee = new RecomputingReferee(market);
        vm.prank(owner);
        verifiers.list(address(referee), Tier.Optimistic);
    }

    function _claimed(bool right) private returns (Item memory item) {
        Request memory r = _tierRequest(1, Tier.Optimistic, PUBLIC);
        r.verifier = address(referee);
        r.inputCommit = keccak256(DATA);
        (JobId id, Terms memory terms) = _lock(r);
        item = _item(id, terms, _claim(1000));
        if (right) item.claim.outputCommit = referee.compute(DATA);
        _submitItem(item);
    }

    function test_wrongClaim_isSlashed_reporterPaid() public {
        Item memory item = _claimed(false);
        vm.prank(stranger);
        referee.disprove(item.jobId, item.terms, item.claim, DATA);
        assertStatus(item.jobId, JobStatus.Slashed);
        assertEq(_free(stranger), COLLATERAL * 30 / 100);
        assertEq(_free(SINK), COLLATERAL * 70 / 100 - PRICE / 4);
    }

    function test_rightClaim_isPaid() public {
        Item memory item = _claimed(true);
        vm.expectRevert(
            abi.encodeWithSelector(RecomputingReferee.Recompute_ClaimRight.selector, item.claim.outputCommit)
        );
        referee.disprove(item.jobId, item.terms, item.claim, DATA);
        vm.warp(START + DISPUTE + 1);
        vm.expectRevert(abi.encodeWithSelector(RecomputingReferee.Recompute_InputDiffers.selector, keccak256(DATA)));
        referee.disprove(item.jobId, item.terms, item.claim, "something else");
        market.finalize(_one(item));
        assertStatus(item.jobId, JobStatus.Paid);
    }

    function test_wrongClaim_afterWindow_isPaid_M26() public {
        Item memory item = _claimed(false);
        vm.warp(START + DISPUTE + 1);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_TooLate.selector, item.jobId, START + DISPUTE));
        referee.disprove(item.jobId, item.terms, item.claim, DATA);
    }

    // M-31: at no gas at all is a right Claim slashed, and a wrong one is slashed or nothing happened.
    function test_starved_neverSlashesTheRight_M31() public {
        Item memory right = _claimed(true);
        bytes memory data = abi.encodeCall(referee.disprove, (right.jobId, right.terms, right.claim, DATA));
        for (uint256 gas = 25_000; gas < 1_200_000; gas += 7_919) {
            (bool ok,) = address(referee).call{gas: gas}(data);
            assertFalse(ok);
            assertStatus(right.jobId, JobStatus.Submitted);
        }
        uint256 slashed;
        right.claim.outputCommit = 0;
        for (uint256 gas = 25_000; gas < 1_200_000; gas += 7_919) {
            uint256 snapshot = vm.snapshotState();
            slashed += _triesWrong(gas);
            vm.revertToStateAndDelete(snapshot);
        }
        assertGt(slashed, 5);
    }

    function _triesWrong(uint256 gas) private returns (uint256) {
        Request memory r = _tierRequest(2, Tier.Optimistic, PUBLIC);
        r.verifier = address(referee);
        r.inputCommit = keccak256(DATA);
        (JobId id, Terms memory terms) = _lock(r);
        Item memory item = _item(id, terms, _claim(1000));
        _submitItem(item);
        (bool ok,) = address(referee).call{gas: gas}(abi.encodeCall(referee.disprove, (id, terms, item.claim, DATA)));
        assertStatus(id, ok ? JobStatus.Slashed : JobStatus.Submitted);
        return ok ? 1 : 0;
    }
}
