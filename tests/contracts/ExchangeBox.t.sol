// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";

import {BoxFixture} from "./base/BoxFixture.sol";
import {Packages, Sealed} from "./base/Packages.sol";
import {IExchangeBox} from "aether/interfaces/IExchangeBox.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {IVault} from "aether/interfaces/IVault.sol";
import {Claim} from "aether/types/Claim.sol";
import {Demand, DemandKind} from "aether/types/Demand.sol";
import {Duration} from "aether/types/Duration.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Request} from "aether/types/Request.sol";
import {Ruling} from "aether/types/Ruling.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice The states of a demand as a table, as in StateMachineTest: every stage x every call x the right caller and a wrong one x in
/// time and two days later. Then every refusal that a stage alone does not show, with its facts.
/// @dev Stages: `N` no job, `L` Locked, `I` input demanded, `A` input answered, `S` Submitted, `O` output demanded, `R` output answered,
/// `P` Paid, `G` gone: slashed by the verifier while the output was demanded. Letters of cells stand at {_error}.
contract ExchangeBoxTest is BoxFixture {
    uint256 internal constant STAGES = 9;
    Item internal item;
    uint256 internal stage;
    bool internal late;
    uint256 internal cells;
    uint256 internal rows;

    function test_demands_everyStageAndCall_I23_I25_M26_M40() public {
        uint256 start = vm.snapshotState();
        for (stage = 0; stage < STAGES; ++stage) {
            for (uint256 l = 0; l < 2; ++l) {
                late = l == 1;
                _reach();
                if (late) vm.warp(block.timestamp + 2 days);
                _inputs();
                _outputs();
                (uint256 stage_, uint256 rows_, uint256 cells_) = (stage, rows, cells);
                vm.revertToState(start);
                (stage, rows, cells) = (stage_, rows_, cells_);
            }
        }
        assertEq(cells, STAGES * 2 * 13);
        assertEq(rows, 14);
    }

    function _inputs() private {
        JobId id = item.jobId;
        bytes memory demand = abi.encodeCall(box.demandInput, (id, item.terms));
        //                                             NLIASORPG
        _expect(provider.addr, demand, !late ? "s+uusssss" : "sluusssss");
        _expect(stranger, demand, "sooosssss");
        bytes memory answer = abi.encodeCall(box.answerInput, (id, item.terms, SEALED_INPUT));
        _expect(requester.addr, answer, !late ? "dd+dddddd" : "ddldddddd");
        _expect(stranger, answer, !late ? "ddrdddddd" : "ddldddddd");
        bytes memory reject = abi.encodeCall(box.rejectInput, (id, item.terms));
        _expect(provider.addr, reject, !late ? "ddd+ddddd" : "dddlddddd");
        _expect(stranger, reject, !late ? "dddoddddd" : "dddlddddd");
        bytes memory close = abi.encodeCall(box.close, (id, item.terms, stage < 4 ? bytes32(0) : _icOf(item)));
        _expect(stranger, close, !late ? "ddeddedd+" : "dd+dd+dd+");
    }

    function _outputs() private {
        JobId id = item.jobId;
        Sealed memory s = _faulty(id);
        bytes memory demand = abi.encodeCall(box.demandOutput, (id, item.terms, _icOf(item)));
        //                                              NLIASORPG
        _expect(requester.addr, demand, !late ? "ssss+uuss" : "ssssLuuss");
        _expect(stranger, demand, "ssssrrrss");
        bytes memory answer = abi.encodeCall(box.answerOutput, (id, item.terms, item.claim, Packages.answer(s)));
        _expect(provider.addr, answer, !late ? "ddddd+ddS" : "dddddlddl");
        _expect(stranger, answer, !late ? "dddddoddo" : "dddddlddl");
        uint256 until = block.timestamp + DISPUTE;
        bytes memory byRelay =
            abi.encodeCall(box.answerByRelay, (id, item.terms, item.claim, ts(until), _availability(item, until)));
        _expect(stranger, byRelay, !late ? "ddddd+ddS" : "dddddlddl");
        bytes memory complain =
            abi.encodeCall(box.complain, (id, item.terms, item.claim, KEY, Packages.complaint(s, 1)));
        _expect(stranger, complain, !late ? "ssss+++ss" : "ssssL+Lss");
    }

    function _error(bytes1 cell) private pure returns (bytes4) {
        if (cell == "s") return IExchangeBox.Box_Status.selector;
        if (cell == "d") return IExchangeBox.Box_Demand.selector;
        if (cell == "u") return IExchangeBox.Box_DemandUsed.selector;
        if (cell == "e") return IExchangeBox.Box_TooEarly.selector;
        if (cell == "l") return IExchangeBox.Box_TooLate.selector;
        if (cell == "o") return IExchangeBox.Box_NotOperator.selector;
        if (cell == "r") return IExchangeBox.Box_NotRequester.selector;
        if (cell == "L") return IJobMarket.Market_TooLate.selector;
        assertEq(cell, bytes1("S"), "an unknown letter");
        return IJobMarket.Market_Status.selector;
    }

    function _expect(address caller, bytes memory data, string memory line) private {
        ++cells;
        bytes1 cell = bytes(line)[stage];
        string memory where = string.concat(
            "call ", vm.toString(bytes32(bytes4(data))), late ? " late" : "", " at stage ", vm.toString(stage)
        );
        uint256 snapshot = vm.snapshotState();
        Demand memory before = box.demand(item.jobId);
        vm.prank(caller);
        (bool ok, bytes memory result) = address(box).call(data);
        if (cell == "+") {
            assertTrue(ok, string.concat(where, " reverted: ", vm.toString(result)));
            _checkAfter(where, bytes4(data), before);
        } else {
            assertFalse(ok, string.concat(where, " went through"));
            assertEq(bytes4(result), _error(cell), where);
            if (cell == "s") {
                assertEq(
                    result,
                    abi.encodeWithSelector(IExchangeBox.Box_Status.selector, item.jobId, _status(item.jobId)),
                    where
                );
            }
            if (cell == "d") {
                assertEq(
                    result, abi.encodeWithSelector(IExchangeBox.Box_Demand.selector, item.jobId, before.kind), where
                );
            }
        }
        vm.revertToStateAndDelete(snapshot);
        if (cell == "+") ++rows;
    }

    function _checkAfter(string memory where, bytes4 selector, Demand memory before) private view {
        JobId id = item.jobId;
        Demand memory d = box.demand(id);
        JobStatus to = JobStatus.Submitted;
        DemandKind kind = DemandKind.None;
        if (selector == box.demandInput.selector) (to, kind) = (JobStatus.Locked, DemandKind.Input);
        if (selector == box.answerInput.selector) (to, kind) = (JobStatus.Locked, DemandKind.InputAnswered);
        if (selector == box.rejectInput.selector) to = JobStatus.Voided;
        if (selector == box.demandOutput.selector) kind = DemandKind.Output;
        if (selector == box.complain.selector || selector == box.close.selector) to = JobStatus.Slashed;
        if (selector == box.close.selector && before.kind == DemandKind.Input) to = JobStatus.Stalled;
        assertEq(uint8(_status(id)), uint8(to), where);
        assertEq(uint8(d.kind), uint8(kind), where);
        bool held = kind == DemandKind.Input || kind == DemandKind.Output;
        assertEq(market.job(id).contests, held ? 1 : 0, where);
        assertEq(d.deposit.toUint(), kind == DemandKind.Output ? DEPOSIT : 0, where);
        assertEq(_boxEscrow(), d.deposit.toUint(), where);
        // What was used stays used.
        if (before.inputUsed) assertTrue(d.inputUsed, where);
        if (before.outputUsed) assertTrue(d.outputUsed, where);
    }

    function _reach() private {
        Request memory r = _boxRequest(1, Tier.Optimistic, SEALED);
        JobId id = _idOf(r);
        Terms memory terms = _termsOf(r, nodeId, amt(PRICE));
        Item memory made = _item(id, terms, _claimOfPackage(_faulty(id)));
        item.jobId = made.jobId;
        item.terms = made.terms;
        item.claim = made.claim;
        delete item.royalties;
        for (uint256 i = 0; i < made.royalties.length; ++i) {
            item.royalties.push(made.royalties[i]);
        }
        if (stage == 0) return;
        _lock(r);
        if (stage == 2 || stage == 3) _demandInput(item);
        if (stage == 3) _answerInput(item);
        if (stage < 4) return;
        _submitItem(item);
        if (stage == 5 || stage == 6 || stage == 8) _demandOutput(item);
        if (stage == 6) _answerOutput(item, Packages.answer(_faulty(id)));
        if (stage == 7) {
            vm.prank(requester.addr);
            market.accept(item, "");
        }
        if (stage == 8) {
            _contestAs(address(optimistic), item, _icOf(item));
            _ruleAs(address(optimistic), item, _icOf(item), Ruling.Slash, stranger);
        }
    }

    // ---- refusals with their facts

    function test_demandInput_notOwed_reverts() public {
        Request memory r = _tierRequest(1, Tier.Optimistic, PUBLIC);
        r.inputSecs = secs(0);
        (JobId id, Terms memory terms) = _lock(r);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_InputNotOwed.selector, id));
        vm.prank(provider.addr);
        box.demandInput(id, terms);
    }

    function test_demandInput_twice_reverts_I23_M27_M40() public {
        Item memory made = _tierLocked(1, Tier.Optimistic, PUBLIC);
        _demandInput(made);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_DemandUsed.selector, made.jobId, DemandKind.Input));
        vm.prank(provider.addr);
        box.demandInput(made.jobId, made.terms);
        // Not after the answer either: the clock starts again once (M-27).
        _answerInput(made);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_DemandUsed.selector, made.jobId, DemandKind.Input));
        vm.prank(session.addr);
        box.demandInput(made.jobId, made.terms);
    }

    function test_demandOutput_twice_reverts_I23_M27_M40() public {
        (Item memory made, Sealed memory s) = _submittedPackage(1, Tier.Cooperative, false);
        _demandOutput(made);
        _answerOutput(made, Packages.answer(s));
        bytes32 ic = _icOf(made);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_DemandUsed.selector, made.jobId, DemandKind.Output));
        vm.prank(agent);
        box.demandOutput(made.jobId, made.terms, ic);
    }

    function test_callers_namedInErrors_M40() public {
        Item memory made = _tierLocked(1, Tier.Optimistic, PUBLIC);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_NotOperator.selector, nodeId, requester.addr));
        vm.prank(requester.addr);
        box.demandInput(made.jobId, made.terms);
        // A terms list that names another's node does not make him its operator: the market knows better.
        Terms memory forged = made.terms;
        forged.nodeId = rivalNodeId;
        vm.expectPartialRevert(IJobMarket.Market_DigestDiffers.selector);
        vm.prank(rival.addr);
        box.demandInput(made.jobId, forged);
        forged.nodeId = nodeId;

        _demandInput(made);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_NotRequester.selector, made.jobId, provider.addr));
        vm.prank(provider.addr);
        box.answerInput(made.jobId, made.terms, SEALED_INPUT);
        forged.agent = stranger;
        vm.expectPartialRevert(IJobMarket.Market_DigestDiffers.selector);
        vm.prank(stranger);
        box.answerInput(made.jobId, forged, SEALED_INPUT);
        forged.agent = agent;
        vm.prank(agent);
        box.answerInput(made.jobId, made.terms, SEALED_INPUT);
        assertEq(market.job(made.jobId).contests, 0);
    }

    // A forged agent would spend the requester's deposit: the terms are the job's, or nothing happened.
    function test_demandOutput_forgedAgent_reverts_M20() public {
        Item memory made = _submittedPublic(1, Tier.Optimistic);
        bytes32 ic = _icOf(made);
        made.terms.agent = stranger;
        vm.expectPartialRevert(IJobMarket.Market_DigestDiffers.selector);
        vm.prank(stranger);
        box.demandOutput(made.jobId, made.terms, ic);
        made.terms.agent = agent;
        vm.expectPartialRevert(IJobMarket.Market_DigestDiffers.selector);
        vm.prank(agent);
        box.demandOutput(made.jobId, made.terms, keccak256("another commitment"));
        assertEq(_free(requester.addr), FREE - PRICE);
    }

    function test_demandOutput_withoutMoney_reverts() public {
        Item memory made = _submittedPublic(1, Tier.Optimistic);
        uint256 left = _free(requester.addr) - DEPOSIT + 1;
        bytes32 ic = _icOf(made);
        vm.startPrank(requester.addr);
        vault.transfer(address(usd), stranger, amt(left));
        vm.expectRevert(
            abi.encodeWithSelector(IVault.Vault_FreeTooLow.selector, address(usd), requester.addr, DEPOSIT - 1, DEPOSIT)
        );
        box.demandOutput(made.jobId, made.terms, ic);
        vm.stopPrank();
    }

    function test_lengths_M41() public {
        Item memory made = _tierLocked(1, Tier.Optimistic, PUBLIC);
        _demandInput(made);
        vm.startPrank(requester.addr);
        vm.expectRevert(IExchangeBox.Box_Empty.selector);
        box.answerInput(made.jobId, made.terms, "");
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_TooLong.selector, 4097, 4096));
        box.answerInput(made.jobId, made.terms, new bytes(4097));
        box.answerInput(made.jobId, made.terms, new bytes(4096));
        vm.stopPrank();

        made = _submittedPublic(2, Tier.Optimistic);
        _demandOutput(made);
        // 512 words of ciphertext behind their point: providers count on this number when they lock.
        uint256 max = 64 + 512 * 32;
        assertEq(box.OUTPUT_BYTES_MAX(), max);
        vm.startPrank(provider.addr);
        vm.expectRevert(IExchangeBox.Box_Empty.selector);
        box.answerOutput(made.jobId, made.terms, made.claim, "");
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_TooLong.selector, max + 1, max));
        box.answerOutput(made.jobId, made.terms, made.claim, new bytes(max + 1));
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_OutputDiffers.selector, made.jobId));
        box.answerOutput(made.jobId, made.terms, made.claim, new bytes(max));
        vm.stopPrank();
    }

    function test_relay_refusals_M41() public {
        (Item memory made,) = _submittedPackage(1, Tier.Optimistic, false);
        _demandOutput(made);
        uint256 needed = START + DISPUTE;
        bytes memory signature = _availability(made, needed - 1);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_RelayTooShort.selector, needed - 1, needed));
        box.answerByRelay(made.jobId, made.terms, made.claim, ts(needed - 1), signature);

        bytes32 digest = box.availabilityDigest(made.jobId, made.claim.cipherCommit, ts(needed));
        signature = _sign(provider, digest);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_RelaySignature.selector, relay.addr, digest));
        box.answerByRelay(made.jobId, made.terms, made.claim, ts(needed), signature);

        // A relay of the caller's own is not the Request's.
        made.terms.relay = rival.addr;
        signature = _sign(rival, digest);
        vm.expectPartialRevert(IJobMarket.Market_DigestDiffers.selector);
        box.answerByRelay(made.jobId, made.terms, made.claim, ts(needed), signature);
        made.terms.relay = relay.addr;

        // Nor is a ciphertext that was not claimed.
        Claim memory other = made.claim;
        bytes32 right = made.claim.cipherCommit;
        other.cipherCommit = keccak256("another ciphertext");
        signature = _sign(relay, box.availabilityDigest(made.jobId, other.cipherCommit, ts(needed)));
        vm.expectPartialRevert(IJobMarket.Market_DigestDiffers.selector);
        box.answerByRelay(made.jobId, made.terms, other, ts(needed), signature);

        made.claim.cipherCommit = right;
        box.answerByRelay(made.jobId, made.terms, made.claim, ts(needed), _availability(made, needed));
        assertEq(uint8(_kind(made.jobId)), uint8(DemandKind.None));
    }

    function test_relay_none_reverts() public {
        for (uint8 mode = PUBLIC; mode <= SEALED; ++mode) {
            (JobId id, Terms memory terms) = _lock(_tierRequest(1 + mode, Tier.Optimistic, mode));
            Item memory made = _item(id, terms, _claimOf(Tier.Optimistic, mode));
            _submitItem(made);
            _demandOutput(made);
            vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_NoRelay.selector, made.jobId));
            box.answerByRelay(made.jobId, made.terms, made.claim, ts(START + DISPUTE), "");
        }
    }

    // M-26: the same at the very second, in one call each.
    function test_close_early_facts_M26() public {
        Item memory made = _submittedPublic(1, Tier.Optimistic);
        _demandOutput(made);
        bytes32 ic = _icOf(made);
        vm.warp(START + ANSWER);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_TooEarly.selector, made.jobId, START + ANSWER));
        box.close(made.jobId, made.terms, ic);
        vm.warp(START + ANSWER + 1);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_TooLate.selector, made.jobId, START + ANSWER));
        vm.prank(provider.addr);
        box.answerOutput(made.jobId, made.terms, made.claim, "x");
        box.close(made.jobId, made.terms, ic);
        assertStatus(made.jobId, JobStatus.Slashed);
    }

    function test_close_wrongTermsOrCommitment_reverts() public {
        Item memory made = _submittedPublic(1, Tier.Optimistic);
        _demandOutput(made);
        vm.warp(START + ANSWER + 1);
        vm.expectPartialRevert(IJobMarket.Market_DigestDiffers.selector);
        box.close(made.jobId, made.terms, 0);
        made.terms.price = amt(1);
        vm.expectPartialRevert(IJobMarket.Market_DigestDiffers.selector);
        box.close(made.jobId, made.terms, bytes32(uint256(1)));
        assertEq(_boxEscrow(), DEPOSIT, "the deposit stays with the demand");
    }

    // A proof may come while the input is demanded: the job is paid, and the demand that is left over moves nothing.
    function test_inputDemanded_thenProven_leavesNothing() public {
        Item memory made = _tierLocked(1, Tier.Validity, PUBLIC);
        _demandInput(made);
        _settle(made, "");
        vm.expectRevert(_statusError(made.jobId, JobStatus.Paid));
        _answerInput(made);
        vm.prank(stranger);
        box.close(made.jobId, made.terms, 0);
        assertDemand(made.jobId, DemandKind.None, 0, 0);
        assertStatus(made.jobId, JobStatus.Paid);
        assertEq(_free(requester.addr), FREE - PRICE);
    }

    // The deposit is what was locked, in the token it was locked in, whatever became of the job.
    function test_demand_holdsItsDeposit_M40() public {
        Item memory made = _submittedPublic(1, Tier.Optimistic);
        vm.warp(START + 5);
        _demandOutput(made);
        assertDemand(made.jobId, DemandKind.Output, START + 5 + ANSWER, DEPOSIT);
        // Nobody takes it out by other terms, even after the job is gone.
        _contestAs(address(optimistic), made, _icOf(made));
        _ruleAs(address(optimistic), made, _icOf(made), Ruling.Slash, address(0));
        made.terms.token = address(1);
        made.terms.nodeId = rivalNodeId;
        uint256 before = _free(requester.addr);
        vm.prank(stranger);
        box.close(made.jobId, made.terms, bytes32(uint256(1)));
        assertEq(_free(requester.addr), before + DEPOSIT);
        assertEq(_boxEscrow(), 0);
    }

    function test_views() public view {
        assertEq(box.maxSecs(), ANSWER);
        assertEq(Duration.unwrap(box.OUTPUT_ANSWER_SECS()), ANSWER);
        assertEq(box.INPUT_BYTES_MAX(), 4096);
        assertEq(box.vault(), address(vault));
        assertEq(box.market(), address(market));
        assertEq(box.providers(), address(providers));
        assertEq(market.exchangeBox(), address(box));
        assertEq(box.depositFor(amt(0)).toUint(), 0);
        assertEq(box.depositFor(amt(1)).toUint(), 1, "rounded up");
        assertEq(box.depositFor(amt(10)).toUint(), 1);
        assertEq(box.depositFor(amt(11)).toUint(), 2);
    }
}
