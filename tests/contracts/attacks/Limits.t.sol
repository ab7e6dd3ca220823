// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BoxFixture} from "../base/BoxFixture.sol";
import {Packages, Sealed} from "../base/Packages.sol";
import {ScriptedVerifier} from "../mocks/ScriptedVerifier.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Request} from "aether/types/Request.sol";
import {Ruling} from "aether/types/Ruling.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice Attacks that work, and their price to the unit: the figures of contracts/THREATS.md, "What is not stopped".
contract LimitsTest is BoxFixture {
    /// @dev Without a duty to deliver the input there is no remedy but to decline, which costs what the requester chose.
    function test_inputNotOwed_isBaitAtATenthOfTheCollateral() public {
        Request memory r = _tierRequest(1, Tier.Optimistic, PUBLIC);
        r.inputSecs = secs(0);
        r.collateral = amt(100 * PRICE);
        (JobId id, Terms memory terms) = _lock(r);
        vm.warp(block.timestamp + EXEC / 2);
        vm.prank(provider.addr);
        market.decline(id, terms);
        assertEq(FREE - _free(provider.addr), 10 * PRICE, "provider");
        assertEq(_free(requester.addr), FREE, "requester");
    }

    /// @dev Whoever cheats plants a faulty leaf as well: once challenged, his friend complains and takes the reporter's share.
    function test_plantedFault_takesTheChallengersReward() public {
        (Item memory item, Sealed memory s) = _submittedPackage(1, Tier.Optimistic, true);
        bytes32 ic = _icOf(item);
        _contestAs(address(optimistic), item, ic);
        address friend = makeAddr("friend");
        vm.prank(friend);
        box.complain(item.jobId, item.terms, item.claim, KEY, Packages.complaint(s, 1));

        assertStatus(item.jobId, JobStatus.Slashed);
        assertEq(_free(friend), COLLATERAL * 30 / 100);
        vm.expectRevert(_statusError(item.jobId, JobStatus.Slashed));
        _ruleAs(address(optimistic), item, ic, Ruling.Slash, stranger);
        // What the cheater loses does not depend on who reports him.
        assertGe(_free(SINK), COLLATERAL / 2);
    }

    /// @dev A stolen session key takes a job of the thief's, judged by the thief's referee, for all that is free.
    function test_stolenSessionKey_costsAllThatIsFree() public {
        ScriptedVerifier own = new ScriptedVerifier();
        Request memory r = _tierRequest(1, Tier.Optimistic, PUBLIC);
        r.verifier = address(own);
        r.collateral = amt(FREE);
        bytes memory signature = _signRequest(r);
        vm.startPrank(session.addr);
        (JobId id,) = market.lock(r, signature, noExtras, nodeId, amt(0), true, "");
        Item memory item = _item(id, _termsOf(r, nodeId, amt(PRICE)), _claim(1000));
        market.submit(id, item.terms, item.claim, 0);
        vm.stopPrank();
        _contestAs(address(own), item, _icOf(item));
        address thief = makeAddr("thief");
        _ruleAs(address(own), item, _icOf(item), Ruling.Slash, thief);
        assertEq(_free(provider.addr), 0);
        assertEq(_free(thief), FREE * 30 / 100);
        assertEq(_free(requester.addr), FREE + PRICE / 4);
    }

    /// @dev A listed verifier that refuses a true proof costs the prover its collateral.
    function test_verifierRefusesTheTruth_costsTheCollateral() public {
        Item memory item = _tierLocked(1, Tier.Validity, PUBLIC);
        validity.setMode(ScriptedVerifier.Mode.SaysFalse);
        vm.expectPartialRevert(IJobMarket.Market_NotProven.selector);
        _settle(item, "");
        vm.warp(START + EXEC + GRACE + 1);
        market.expire(item.jobId, item.terms, 0);
        assertEq(FREE - _free(provider.addr), COLLATERAL);
    }

    /// @dev A sealed output that a proof pays for is submitted unproved: who sits there loses all, but a window and three graces later.
    function test_sealedProofNeverComes_sitsThroughTheWindow() public {
        Item memory item = _tierLocked(1, Tier.Validity, SEALED);
        vm.warp(START + EXEC + GRACE);
        _submitItem(item);
        uint256 over = START + EXEC + GRACE + DISPUTE + 2 * GRACE;
        bytes32 ic = _icOf(item);
        vm.warp(over);
        vm.expectPartialRevert(IJobMarket.Market_TooEarly.selector);
        market.expire(item.jobId, item.terms, ic);
        vm.warp(over + 1);
        market.expire(item.jobId, item.terms, ic);
        assertEq(FREE - _free(provider.addr), COLLATERAL);
    }

    /// @dev Nothing done, nothing billed, nothing lost: a Cooperative provider that bills no units is back where it was.
    function test_cooperativeBillsNothing_sitsForNothing() public {
        Item memory item = _tierLocked(1, Tier.Cooperative, PUBLIC);
        item.claim.units = 0;
        vm.warp(START + EXEC + GRACE);
        _submitItem(item);
        vm.warp(START + EXEC + GRACE + DISPUTE + 1);
        market.finalize(_one(item));
        assertEq(_free(provider.addr), FREE);
        assertEq(_free(requester.addr), FREE);
    }

    /// @dev A provider that demanded the input and computes although no answer came: his proof can be overtaken, and what it shows is public.
    function test_proofBehindItsOwnDemand_isOvertaken() public {
        Item memory item = _tierLocked(1, Tier.Validity, PUBLIC);
        _demandInput(item);
        vm.warp(_demandDeadline(item.jobId) + 1);
        // The requester, who gave the input off chain, saw the proof in the mempool.
        vm.prank(requester.addr);
        box.close(item.jobId, item.terms, 0);
        assertStatus(item.jobId, JobStatus.Stalled);
        vm.expectRevert(_statusError(item.jobId, JobStatus.Stalled));
        _settle(item, "");
        assertEq(_free(provider.addr) - FREE, PRICE * 5 / 100, "instead of the price");
    }
}
