// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BoxFixture} from "./base/BoxFixture.sol";
import {Vm} from "forge-std/Vm.sol";
import {ScriptedVerifier} from "./mocks/ScriptedVerifier.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {Amount} from "aether/types/Amount.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Record} from "aether/types/Record.sol";
import {Request} from "aether/types/Request.sol";
import {Ruling} from "aether/types/Ruling.sol";
import {Tier} from "aether/types/Tier.sol";
import {Timestamp} from "aether/types/Timestamp.sol";

/// @notice What a provider's record counts (M-42), and what never stains it (M-43).
contract RecordsTest is BoxFixture {
    function assertRecord(uint256 paid, uint256 failed, uint256 declined, uint256 fees, uint256 lastAt) private view {
        Record memory r = market.record(provider.addr, address(usd));
        assertEq(r.paid, paid, "paid");
        assertEq(r.failed, failed, "failed");
        assertEq(r.declined, declined, "declined");
        assertEq(r.fees, fees, "fees");
        assertEq(Timestamp.unwrap(r.lastAt), lastAt, "lastAt");
    }

    // M-42: it changes when a job closes and not before, and its worth is the fee that was really paid.
    function test_record_countsAtClose_I21_M42() public {
        Item memory item = _tierLocked(1, Tier.Optimistic, PUBLIC);
        assertRecord(0, 0, 0, 0, 0);
        item.claim.units = 333;
        _submitItem(item);
        assertRecord(0, 0, 0, 0, 0);
        vm.warp(START + 100);
        Record memory expected;
        expected.paid = 1;
        expected.lastAt = ts(START + 100);
        expected.fees = 33_300;
        vm.expectEmit(address(market));
        emit IJobMarket.RecordSet(provider.addr, address(usd), expected);
        vm.prank(requester.addr);
        market.accept(item, "");
        assertRecord(1, 0, 0, 33_300, START + 100);

        _settle(_tierLocked(2, Tier.Validity, PUBLIC), "");
        assertRecord(2, 0, 0, 133_300, START + 100);
        item = _tierSubmitted(3, Tier.Attested, SEALED);
        _settle(item, _ack(item));
        assertRecord(3, 0, 0, 233_300, START + 100);
        item = _tierSubmitted(4, Tier.Optimistic, SEALED);
        vm.warp(START + 300);
        market.finalize(_one(item));
        assertRecord(4, 0, 0, 333_300, START + 300);
    }

    function test_record_failedAndDeclined_M42() public {
        Item memory item = _tierLocked(1, Tier.Optimistic, PUBLIC);
        vm.prank(provider.addr);
        market.decline(item.jobId, item.terms);
        assertRecord(0, 0, 1, 0, START);
        item = _tierLocked(2, Tier.Validity, SEALED);
        vm.warp(START + EXEC + GRACE + 1);
        market.expire(item.jobId, item.terms, 0);
        assertRecord(0, 1, 1, 0, START + EXEC + GRACE + 1);
        item = _tierSubmitted(3, Tier.Optimistic, PUBLIC);
        _contestAs(address(optimistic), item, _icOf(item));
        _ruleAs(address(optimistic), item, _icOf(item), Ruling.Slash, stranger);
        assertRecord(0, 2, 1, 0, block.timestamp);
    }

    // M-42: by agreement, with oneself, or under a verifier of one's own nothing is earned and nothing lost.
    function test_record_cooperativeUnlistedOrOwn_countNothing_I21_M42() public {
        Item memory item = _tierSubmitted(1, Tier.Cooperative, PUBLIC);
        vm.prank(requester.addr);
        market.accept(item, "");
        item = _tierLocked(2, Tier.Cooperative, PUBLIC);
        vm.prank(provider.addr);
        market.decline(item.jobId, item.terms);

        ScriptedVerifier own = new ScriptedVerifier();
        Request memory r = _tierRequest(3, Tier.Validity, PUBLIC);
        r.verifier = address(own);
        bytes memory signature = _signRequest(r);
        vm.prank(provider.addr);
        (JobId id,) = market.lock(r, signature, noExtras, nodeId, amt(0), true, "");
        _settle(_item(id, _termsOf(r, nodeId, amt(PRICE)), _claim(1000)), "");

        r = _tierRequest(4, Tier.Validity, PUBLIC);
        r.requester = provider.addr;
        signature = _sign(provider, market.requestDigest(r));
        vm.prank(provider.addr);
        (id,) = market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
        _settle(_item(id, _termsOf(r, nodeId, amt(PRICE)), _claim(1000)), "");
        assertRecord(0, 0, 0, 0, 0);
    }

    // What was listed at lock counts though it is retired since, and what was not never does.
    function test_record_listedAsOfLock_M42() public {
        Item memory item = _tierLocked(1, Tier.Validity, PUBLIC);
        vm.prank(guardian);
        verifiers.retire(address(validity));
        _settle(item, "");
        assertRecord(1, 0, 0, 100_000, START);
    }

    // M-42: per token.
    function test_record_isPerToken_M42() public {
        _settle(_tierLocked(1, Tier.Validity, PUBLIC), "");
        Record memory other = market.record(provider.addr, address(1));
        assertEq(other.paid, 0);
        assertEq(market.record(rival.addr, address(usd)).paid, 0);
    }

    // M-43: neither bait nor a silent referee stains a provider.
    function test_record_stalledVoidedCancelled_stainNobody_I21_M43() public {
        vm.recordLogs();
        Item memory item = _tierLocked(1, Tier.Optimistic, PUBLIC);
        _demandInput(item);
        vm.warp(START + INPUT + 1);
        box.close(item.jobId, item.terms, 0);
        assertStatus(item.jobId, JobStatus.Stalled);

        item = _tierLocked(2, Tier.Optimistic, PUBLIC);
        _demandInput(item);
        _answerInput(item);
        vm.prank(provider.addr);
        box.rejectInput(item.jobId, item.terms);
        assertStatus(item.jobId, JobStatus.Voided);

        item = _tierSubmitted(3, Tier.Optimistic, PUBLIC);
        _contestAs(address(optimistic), item, _icOf(item));
        vm.warp(block.timestamp + CAP + 1);
        market.expire(item.jobId, item.terms, _icOf(item));
        assertStatus(item.jobId, JobStatus.Voided);

        vm.prank(requester.addr);
        market.cancel(_oneId(_idOf(_tierRequest(4, Tier.Optimistic, PUBLIC))));
        assertRecord(0, 0, 0, 0, 0);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            assertNotEq(logs[i].topics[0], IJobMarket.RecordSet.selector);
        }
    }

    // Counters stop at their largest value: an overflow would hold the last payment back.
    function test_record_saturates() public pure {
        Record memory r;
        (r.paid, r.failed, r.declined) = (type(uint32).max, type(uint32).max, type(uint32).max);
        r.fees = type(uint120).max - 5;
        assertTrue(r.count(JobStatus.Paid, Amount.wrap(6), Timestamp.wrap(7)));
        assertTrue(r.count(JobStatus.Slashed, Amount.wrap(0), Timestamp.wrap(8)));
        assertTrue(r.count(JobStatus.Expired, Amount.wrap(0), Timestamp.wrap(8)));
        assertTrue(r.count(JobStatus.Declined, Amount.wrap(0), Timestamp.wrap(9)));
        assertEq(r.paid, type(uint32).max);
        assertEq(r.failed, type(uint32).max);
        assertEq(r.declined, type(uint32).max);
        assertEq(r.fees, type(uint120).max);
        assertEq(Timestamp.unwrap(r.lastAt), 9);
        assertFalse(r.count(JobStatus.Voided, Amount.wrap(0), Timestamp.wrap(10)));
        assertEq(Timestamp.unwrap(r.lastAt), 9);
    }
}
