// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";

import {Fixture} from "./base/Fixture.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {IProviderRegistry} from "aether/interfaces/IProviderRegistry.sol";
import {IVault} from "aether/interfaces/IVault.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {TypedData} from "aether/libraries/TypedData.sol";
import {Amount} from "aether/types/Amount.sol";
import {Bps} from "aether/types/Bps.sol";
import {Claim} from "aether/types/Claim.sol";
import {Item} from "aether/types/Item.sol";
import {Job} from "aether/types/Job.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {NodeId} from "aether/types/NodeId.sol";
import {Request} from "aether/types/Request.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";
import {Timestamp} from "aether/types/Timestamp.sol";

/// @notice Contract state rebuilt from logs alone, and compared with the contracts (rule 4, M-46).
contract ReplayTest is Fixture {
    mapping(address account => uint256) internal free;
    mapping(address module => uint256) internal escrow;
    mapping(uint256 jobId => Job) internal jobs;
    mapping(uint256 jobId => bytes32) internal termsHashes;
    address[] internal accounts;
    uint256[] internal jobIds;

    function test_replay_rebuildsFreeEscrowAndJobs_I15() public {
        vm.recordLogs();
        _live();
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            _apply(logs[i]);
        }

        assertGt(accounts.length, 5);
        for (uint256 i = 0; i < accounts.length; ++i) {
            assertEq(free[accounts[i]], _free(accounts[i]), vm.toString(accounts[i]));
        }
        assertEq(escrow[address(market)], _escrow());
        assertEq(escrow[address(providers)], vault.escrow(address(usd), address(providers)).toUint());
        assertEq(jobIds.length, 8);
        for (uint256 i = 0; i < jobIds.length; ++i) {
            Job memory stored = market.job(JobId.wrap(jobIds[i]));
            assertEq(abi.encode(jobs[jobIds[i]]), abi.encode(stored), vm.toString(i));
        }
    }

    /// @dev One job in every state that this market has.
    function _live() private {
        _fund(requester.addr, 1e6);
        _fund(provider.addr, 1e6);
        vm.prank(provider.addr);
        providers.bond(address(0), amt(5));

        vm.startPrank(requester.addr);
        market.post(_request(1), noExtras);
        JobId[] memory ids = new JobId[](1);
        ids[0] = market.post(_request(2), noExtras);
        market.cancel(ids);
        vm.stopPrank();
        _lock(_request(3));
        Item memory finished = _submitted(4, 777);
        Item memory accepted = _submitted(5, 1000);
        vm.prank(requester.addr);
        market.accept(accepted, "");
        (JobId declined, Terms memory terms) = _lock(_request(6));
        vm.prank(provider.addr);
        market.decline(declined, terms);
        Request memory short = _request(7);
        short.execSecs = secs(1);
        (JobId expired, Terms memory shortTerms) = _lock(short);
        vm.warp(START + 95);
        market.expire(expired, shortTerms, 0);
        Item[] memory items = new Item[](1);
        items[0] = finished;
        market.finalize(items);
        _submitted(8, 1);
        vm.prank(provider.addr);
        vault.withdraw(address(usd), provider.addr, amt(3));
    }

    function _apply(Vm.Log memory log) private {
        bytes32 topic = log.topics[0];
        if (log.emitter == address(vault) && topic == IVault.AccountSet.selector) {
            address account = address(uint160(uint256(log.topics[2])));
            free[account] = abi.decode(log.data, (uint256));
            accounts.push(account);
        } else if (log.emitter == address(vault) && topic == IVault.EscrowSet.selector) {
            escrow[address(uint160(uint256(log.topics[2])))] = abi.decode(log.data, (uint256));
        } else if (log.emitter == address(market)) {
            _applyMarket(log, topic, uint256(log.topics[1]));
        }
    }

    function _applyMarket(Vm.Log memory log, bytes32 topic, uint256 id) private {
        Job storage j = jobs[id];
        if (j.status == JobStatus.None) jobIds.push(id);
        if (topic == IJobMarket.RequestPosted.selector) {
            Request memory r = abi.decode(log.data, (Request));
            j.status = JobStatus.Posted;
            j.deadline = r.rampStart.plus(r.lockSecs);
            j.digest = _digest(r);
        } else if (topic == IJobMarket.JobLocked.selector) {
            _applyLocked(log, id, j);
        } else if (topic == IJobMarket.JobSubmitted.selector) {
            (,, Timestamp deadline, Timestamp capAt) = abi.decode(log.data, (Claim, bytes32, Timestamp, Timestamp));
            j.status = JobStatus.Submitted;
            j.deadline = deadline;
            j.capAt = capAt;
            j.digest = Hashing.submitted(termsHashes[id], log.topics[2]);
        } else if (topic == IJobMarket.JobClosed.selector) {
            j.status = JobStatus(uint8(uint256(log.topics[2])));
            j.digest = 0;
        }
    }

    function _applyLocked(Vm.Log memory log, uint256 id, Job storage j) private {
        Terms memory t;
        Request memory r;
        (r, t.price, t.feeBps, t.listed, t.royaltyHash, j.deadline, j.capAt) =
            abi.decode(log.data, (Request, Amount, Bps, bool, bytes32, Timestamp, Timestamp));
        t.nodeId = NodeId.wrap(uint256(log.topics[2]));
        t.requestDigest = _digest(r);
        t.token = r.token;
        t.collateral = r.collateral;
        t.tier = Tier(r.tier);
        t.verifier = r.verifier;
        t.modelId = r.modelId;
        t.inputCommit = r.inputCommit;
        t.watchers = r.watchers;
        t.maxUnits = r.maxUnits;
        t.execSecs = r.execSecs;
        t.disputeSecs = r.disputeSecs;
        t.agent = r.agent;
        termsHashes[id] = Hashing.terms(t);
        j.provider = t.nodeId.provider();
        j.status = JobStatus.Locked;
        j.digest = termsHashes[id];
    }

    function _digest(Request memory r) private view returns (bytes32) {
        return TypedData.digest(TypedData.domainSeparator(address(market)), TypedData.hash(r));
    }
}
