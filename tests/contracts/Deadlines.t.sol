// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BoxFixture} from "./base/BoxFixture.sol";
import {Packages, Sealed} from "./base/Packages.sol";
import {IExchangeBox} from "aether/interfaces/IExchangeBox.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Request} from "aether/types/Request.sol";
import {Ruling} from "aether/types/Ruling.sol";
import {Tier} from "aether/types/Tier.sol";
import {Timestamp} from "aether/types/Timestamp.sol";

/// @notice Clocks: at every second exactly one of two exclusive moves is legal (M-26), clocks that start again do so in full and once
/// (M-27), and a stranger alone brings every job to an end (M-28).
contract DeadlinesTest is BoxFixture {
    /// @dev A call that somebody may make.
    struct Move {
        address target;
        address caller;
        bytes data;
    }

    function _market(address caller, bytes memory data) private view returns (Move memory) {
        return Move({target: address(market), caller: caller, data: data});
    }

    function _box(address caller, bytes memory data) private view returns (Move memory) {
        return Move({target: address(box), caller: caller, data: data});
    }

    /// @dev Through `last` only `early` is legal, afterwards only `late`: around the edge and at the graces behind it.
    function _exactlyOne(uint256 last, Move memory early, Move memory late) private {
        uint256[8] memory moments = [last - 1, last, last + 1, last + 2, last + GRACE, last + GRACE + 1, 0, 0];
        (moments[6], moments[7]) = (last + 2 * GRACE, last + 2 * GRACE + 1);
        for (uint256 i = 0; i < moments.length; ++i) {
            _at(moments[i], early, moments[i] <= last);
            _at(moments[i], late, moments[i] > last);
        }
    }

    function _at(uint256 moment, Move memory move, bool expected) private {
        vm.warp(moment);
        assertEq(
            _wouldWork(move.target, move.caller, move.data),
            expected,
            string.concat(vm.toString(bytes32(bytes4(move.data))), " at ", vm.toString(moment - START))
        );
    }

    function _submitMove(Item memory item) private view returns (Move memory) {
        return _market(
            provider.addr, abi.encodeCall(market.submit, (item.jobId, item.terms, item.claim, _submitKey(item.terms)))
        );
    }

    function _expireMove(Item memory item, bytes32 ic) private view returns (Move memory) {
        return _market(stranger, abi.encodeCall(market.expire, (item.jobId, item.terms, ic)));
    }

    function _settleMove(Item memory item, bytes memory ack) private view returns (Move memory) {
        return _market(stranger, abi.encodeCall(market.settleProven, (item, PROOF, _settleKey(item.terms), ack)));
    }

    function _finalizeMove(Item memory item) private view returns (Move memory) {
        return _market(stranger, abi.encodeCall(market.finalize, (_one(item))));
    }

    function _contestMove(address referee, Item memory item, bytes32 ic) private view returns (Move memory) {
        return _market(referee, abi.encodeCall(market.contest, (item.jobId, item.terms, ic)));
    }

    function _ruleMove(address referee, Item memory item, bytes32 ic, Ruling ruling)
        private
        view
        returns (Move memory)
    {
        return _market(referee, abi.encodeCall(market.rule, (item.jobId, item.terms, ic, ruling, address(0))));
    }

    function _closeMove(Item memory item, bytes32 ic) private view returns (Move memory) {
        return _box(stranger, abi.encodeCall(box.close, (item.jobId, item.terms, ic)));
    }

    // ---- submit or settle, or expire

    function test_submitOrExpire_everyTier_I08_M26() public {
        uint256 last = START + EXEC + GRACE;
        Item memory item = _tierLocked(1, Tier.Cooperative, SEALED);
        _exactlyOne(last, _submitMove(item), _expireMove(item, 0));
        vm.warp(START);
        item = _tierLocked(2, Tier.Optimistic, PUBLIC);
        _exactlyOne(last, _submitMove(item), _expireMove(item, 0));
        vm.warp(START);
        item = _tierLocked(3, Tier.Validity, SEALED);
        _exactlyOne(last, _submitMove(item), _expireMove(item, 0));
        vm.warp(START);
        item = _tierLocked(4, Tier.Attested, SEALED);
        _exactlyOne(last, _submitMove(item), _expireMove(item, 0));
    }

    function test_settlePublicOrExpire_M26() public {
        Item memory item = _tierLocked(1, Tier.Validity, PUBLIC);
        _exactlyOne(START + EXEC + GRACE, _settleMove(item, ""), _expireMove(item, 0));
        vm.warp(START);
        item = _tierLocked(2, Tier.Attested, PUBLIC);
        _exactlyOne(START + EXEC + GRACE, _settleMove(item, ""), _expireMove(item, 0));
    }

    // While the input is demanded the proof may come until the cap, and nothing expires before it.
    function test_settlePublicOrExpire_inputDemanded_M26() public {
        Item memory item = _tierLocked(1, Tier.Validity, PUBLIC);
        _demandInput(item);
        _exactlyOne(START + CAP, _settleMove(item, ""), _expireMove(item, 0));
    }

    // ---- a sealed output that a proof pays for

    function test_sealedValidity_settleOrExpire_M26() public {
        _sealedProven(1, Tier.Validity);
        vm.warp(START);
        _sealedProven(2, Tier.Attested);
    }

    function _sealedProven(uint96 nonce, Tier tier) private {
        Item memory item = _tierSubmitted(nonce, tier, SEALED);
        bytes32 ic = _icOf(item);
        bytes memory ack = _ack(item);
        uint256 deadline = START + DISPUTE;
        // With the requester's word from the first second, without it once the window has passed.
        _exactlyOne(deadline + 2 * GRACE, _settleMove(item, ack), _expireMove(item, ic));
        _windowThenSettle(item, ic, deadline);
        _at(START, _settleMove(item, ack), true);
        _at(START, _settleMove(item, ""), false);
        _at(deadline + 2 * GRACE + 1, _settleMove(item, ack), false);
    }

    /// @dev Without the requester's word: contest or settle, through the second grace.
    function _windowThenSettle(Item memory item, bytes32 ic, uint256 deadline) private {
        uint256[7] memory moments = [deadline - 1, deadline, deadline + 1, deadline + GRACE, deadline + GRACE + 1, 0, 0];
        (moments[5], moments[6]) = (deadline + 2 * GRACE, deadline + 2 * GRACE + 1);
        for (uint256 i = 0; i < moments.length; ++i) {
            _at(moments[i], _contestMove(address(box), item, ic), moments[i] <= deadline);
            _at(moments[i], _settleMove(item, ""), moments[i] > deadline && moments[i] <= deadline + 2 * GRACE);
        }
    }

    // The same clocks after the output was demanded and answered.
    function test_sealedValidity_afterAnswer_windowStartsAgain_M26_M27() public {
        (Item memory item, Sealed memory s) = _submittedPackage(1, Tier.Attested, false);
        bytes32 ic = _icOf(item);
        vm.warp(START + DISPUTE);
        _demandOutput(item);
        vm.warp(START + DISPUTE + ANSWER);
        _answerOutput(item, Packages.answer(s));
        uint256 deadline = START + DISPUTE + ANSWER + DISPUTE;
        assertEq(_deadline(item.jobId), deadline);
        _windowThenSettle(item, ic, deadline);
        _exactlyOne(deadline + 2 * GRACE, _settleMove(item, _ack(item)), _expireMove(item, ic));
    }

    // ---- contest or finalize

    function test_contestOrFinalize_M26() public {
        Item memory item = _submittedPublic(1, Tier.Optimistic);
        bytes32 ic = _icOf(item);
        uint256 last = START + DISPUTE;
        _exactlyOne(last, _contestMove(address(optimistic), item, ic), _finalizeMove(item));
        _exactlyOne(last, _contestMove(address(box), item, ic), _finalizeMove(item));
        Move memory demand = _box(requester.addr, abi.encodeCall(box.demandOutput, (item.jobId, item.terms, ic)));
        _exactlyOne(last, demand, _finalizeMove(item));
    }

    // A contest that began at the last second holds the job past it, and its end leaves the silence as it was.
    function test_contestAtLastSecond_thenDismissed_finalizes_M26() public {
        Item memory item = _submittedPublic(1, Tier.Optimistic);
        bytes32 ic = _icOf(item);
        vm.warp(START + DISPUTE);
        _contestAs(address(optimistic), item, ic);
        vm.warp(START + 5 days);
        _at(START + 5 days, _finalizeMove(item), false);
        _ruleAs(address(optimistic), item, ic, Ruling.Dismissed, address(0));
        _at(START + 5 days, _contestMove(address(optimistic), item, ic), false);
        _at(START + 5 days, _finalizeMove(item), true);
    }

    // ---- answer or close

    function test_answerInputOrClose_I25_M26() public {
        Item memory item = _tierLocked(1, Tier.Optimistic, PUBLIC);
        vm.warp(START + 7);
        _demandInput(item);
        assertEq(_demandDeadline(item.jobId), START + 7 + INPUT);
        Move memory answer = _box(agent, abi.encodeCall(box.answerInput, (item.jobId, item.terms, SEALED_INPUT)));
        _exactlyOne(START + 7 + INPUT, answer, _closeMove(item, 0));
    }

    function test_answerOutputOrClose_I25_M26() public {
        (Item memory item, Sealed memory s) = _submittedPackage(1, Tier.Optimistic, false);
        vm.warp(START + 7);
        _demandOutput(item);
        uint256 last = START + 7 + ANSWER;
        bytes32 ic = _icOf(item);
        Move memory answer = _box(
            session.addr, abi.encodeCall(box.answerOutput, (item.jobId, item.terms, item.claim, Packages.answer(s)))
        );
        _exactlyOne(last, answer, _closeMove(item, ic));
        uint256 until = last + 30 days;
        Move memory byRelay = _box(
            stranger,
            abi.encodeCall(
                box.answerByRelay, (item.jobId, item.terms, item.claim, ts(until), _availability(item, until))
            )
        );
        _exactlyOne(last, byRelay, _closeMove(item, ic));
    }

    // ---- rule or expire at the cap

    function test_ruleOrExpire_atCap_M26() public {
        Item memory item = _tierLocked(1, Tier.Optimistic, PUBLIC);
        _contestAs(address(box), item, 0);
        _exactlyOne(START + CAP, _ruleMove(address(box), item, 0, Ruling.Stall), _expireMove(item, 0));
        _exactlyOne(START + CAP, _ruleMove(address(box), item, 0, Ruling.Quarrel), _expireMove(item, 0));
        _exactlyOne(START + CAP, _ruleMove(address(box), item, 0, Ruling.Resume), _expireMove(item, 0));

        vm.warp(START + 3);
        item = _submittedPublic(2, Tier.Optimistic);
        bytes32 ic = _icOf(item);
        _contestAs(address(optimistic), item, ic);
        uint256 cap = START + 3 + CAP;
        _exactlyOne(cap, _ruleMove(address(optimistic), item, ic, Ruling.Slash), _expireMove(item, ic));
        _exactlyOne(cap, _ruleMove(address(optimistic), item, ic, Ruling.Dismissed), _expireMove(item, ic));
    }

    // ---- the other edges

    function test_rejectInput_quarterOfExec_M26() public {
        Item memory item = _tierLocked(1, Tier.Optimistic, PUBLIC);
        _demandInput(item);
        vm.warp(START + 9);
        _answerInput(item);
        uint256 last = START + 9 + EXEC / 4;
        assertEq(_demandDeadline(item.jobId), last);
        Move memory reject = _box(provider.addr, abi.encodeCall(box.rejectInput, (item.jobId, item.terms)));
        _at(last - 1, reject, true);
        _at(last, reject, true);
        _at(last + 1, reject, false);
        // Work goes on beside it, and ends it.
        vm.warp(last);
        _submitItem(item);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_Status.selector, item.jobId, JobStatus.Submitted));
        vm.prank(provider.addr);
        box.rejectInput(item.jobId, item.terms);
    }

    function test_declineAndDemandInput_firstHalfOfExec_M26() public {
        Item memory item = _tierLocked(1, Tier.Validity, PUBLIC);
        Move memory decline = _market(provider.addr, abi.encodeCall(market.decline, (item.jobId, item.terms)));
        Move memory demand = _box(provider.addr, abi.encodeCall(box.demandInput, (item.jobId, item.terms)));
        for (uint256 t = START + EXEC / 2 - 1; t <= START + EXEC / 2 + 1; ++t) {
            _at(t, decline, t <= START + EXEC / 2);
            _at(t, demand, t <= START + EXEC / 2);
        }
        vm.warp(START + EXEC / 2 + 1);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_TooLate.selector, item.jobId, START + EXEC / 2));
        vm.prank(provider.addr);
        box.demandInput(item.jobId, item.terms);
    }

    function test_lockOrExpirePosted_M26() public {
        Request memory r = _tierRequest(1, Tier.Optimistic, PUBLIC);
        vm.prank(requester.addr);
        JobId id = market.post(r, noExtras);
        Move memory lock =
            _market(provider.addr, abi.encodeCall(market.lock, (r, "", noExtras, nodeId, amt(0), false, "")));
        _exactlyOne(START + 300, lock, _market(stranger, abi.encodeCall(market.expirePosted, (id))));
    }

    // ---- clocks that start again

    function test_resumeLocked_givesWholeExec_once_M27() public {
        Item memory item = _tierLocked(1, Tier.Optimistic, PUBLIC);
        vm.warp(START + EXEC / 2);
        _demandInput(item);
        // The requester waits until his last second (T5): the provider has all of his time again.
        vm.warp(START + EXEC / 2 + INPUT);
        _answerInput(item);
        uint256 deadline = START + EXEC / 2 + INPUT + EXEC;
        assertEq(_deadline(item.jobId), deadline);
        assertEq(Timestamp.unwrap(market.job(item.jobId).capAt), START + CAP, "the cap stays");
        _exactlyOne(deadline + GRACE, _submitMove(item), _expireMove(item, 0));
        vm.warp(deadline - EXEC / 2);
        vm.expectRevert();
        vm.prank(provider.addr);
        box.demandInput(item.jobId, item.terms);
    }

    function test_resumeSubmitted_givesWholeWindow_once_M27() public {
        (Item memory item, Sealed memory s) = _submittedPackage(1, Tier.Optimistic, false);
        bytes32 ic = _icOf(item);
        vm.warp(START + DISPUTE);
        _demandOutput(item);
        vm.warp(START + DISPUTE + ANSWER);
        bytes32 submitted = Hashing.submitted(Hashing.terms(item.terms), ic);
        assertEq(market.job(item.jobId).digest, submitted);
        vm.expectEmit(address(market));
        emit IJobMarket.JobRuled(
            item.jobId,
            address(box),
            Ruling.Resume,
            0,
            ts(START + 2 * DISPUTE + ANSWER),
            keccak256(abi.encodePacked(uint8(0x11), submitted))
        );
        _answerOutput(item, Packages.answer(s));
        uint256 deadline = START + 2 * DISPUTE + ANSWER;
        assertEq(_deadline(item.jobId), deadline);
        // Whoever only now sees the output can still challenge it, up to the last second.
        _exactlyOne(deadline, _contestMove(address(optimistic), item, ic), _finalizeMove(item));

        // Once: even the box itself could not start it a third time.
        vm.warp(deadline);
        _contestAs(address(box), item, ic);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_AnsweredAlready.selector, item.jobId));
        _ruleAs(address(box), item, ic, Ruling.Resume, address(0));
    }

    // ---- a stranger alone (M-28): every other party and every referee is silent for ever

    function test_stranger_endsPosted_M28() public {
        vm.prank(requester.addr);
        JobId id = market.post(_tierRequest(1, Tier.Validity, SEALED), noExtras);
        vm.warp(START + 300 + 1);
        vm.prank(stranger);
        market.expirePosted(id);
        assertStatus(id, JobStatus.Cancelled);
    }

    function test_stranger_endsLocked_everyTier_M28() public {
        for (uint8 t = 0; t < 4; ++t) {
            for (uint8 mode = 0; mode < 2; ++mode) {
                vm.warp(START);
                Item memory item = _tierLocked(10 + 2 * t + mode, Tier(t), mode);
                _strangerExpires(item, 0, START + EXEC + GRACE, JobStatus.Expired);
            }
        }
    }

    function test_stranger_endsLockedContested_M28() public {
        for (uint8 t = 0; t < 4; ++t) {
            vm.warp(START);
            Item memory item = _tierLocked(10 + t, Tier(t), PUBLIC);
            _contestAs(address(box), item, 0);
            _strangerExpires(item, 0, START + CAP, JobStatus.Voided);
        }
    }

    // An input that was demanded: the box itself ends it, or the cap does and the box lets go afterwards.
    function test_stranger_endsInputDemanded_M28() public {
        Item memory item = _tierLocked(1, Tier.Optimistic, PUBLIC);
        _demandInput(item);
        uint256 snapshot = vm.snapshotState();
        vm.warp(START + INPUT + 1);
        vm.prank(stranger);
        box.close(item.jobId, item.terms, 0);
        assertStatus(item.jobId, JobStatus.Stalled);
        assertEq(_escrow() + _boxEscrow(), 0);
        vm.revertToState(snapshot);

        vm.warp(START + CAP + 1);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_TooLate.selector, item.jobId, START + CAP));
        box.close(item.jobId, item.terms, 0);
        _strangerExpires(item, 0, START + CAP, JobStatus.Voided);
        vm.prank(stranger);
        box.close(item.jobId, item.terms, 0);
    }

    function test_stranger_endsSubmitted_everyTier_M28() public {
        vm.warp(START);
        Item memory item = _tierSubmitted(1, Tier.Cooperative, SEALED);
        _strangerFinalizes(item);
        item = _tierSubmitted(2, Tier.Optimistic, PUBLIC);
        _strangerFinalizes(item);
        item = _tierSubmitted(3, Tier.Validity, SEALED);
        _strangerExpires(item, _icOf(item), block.timestamp + DISPUTE + 2 * GRACE, JobStatus.Expired);
        item = _tierSubmitted(4, Tier.Attested, SEALED);
        _strangerExpires(item, _icOf(item), block.timestamp + DISPUTE + 2 * GRACE, JobStatus.Expired);
    }

    function test_stranger_endsSubmittedContested_M28() public {
        Item memory item = _tierSubmitted(1, Tier.Optimistic, PUBLIC);
        bytes32 ic = _icOf(item);
        _contestAs(address(optimistic), item, ic);
        _strangerExpires(item, ic, START + CAP, JobStatus.Voided);
        vm.warp(START);
        item = _tierSubmitted(2, Tier.Optimistic, SEALED);
        ic = _icOf(item);
        _contestAs(address(optimistic), item, ic);
        _contestAs(address(box), item, ic);
        _strangerExpires(item, ic, START + CAP, JobStatus.Voided);
        vm.warp(START);
        item = _tierSubmitted(3, Tier.Validity, SEALED);
        ic = _icOf(item);
        _contestAs(address(box), item, ic);
        _strangerExpires(item, ic, START + CAP, JobStatus.Voided);
    }

    function test_stranger_endsOutputDemanded_M28() public {
        for (uint8 t = 0; t < 4; ++t) {
            vm.warp(START);
            Item memory item = _tierSubmitted(10 + t, Tier(t), SEALED);
            bytes32 ic = _icOf(item);
            _demandOutput(item);
            uint256 snapshot = vm.snapshotState();
            vm.warp(START + ANSWER + 1);
            vm.prank(stranger);
            box.close(item.jobId, item.terms, ic);
            assertStatus(item.jobId, JobStatus.Slashed);
            assertEq(_escrow() + _boxEscrow(), 0);
            vm.revertToState(snapshot);

            _strangerExpires(item, ic, START + CAP, JobStatus.Voided);
            assertEq(_boxEscrow(), DEPOSIT);
            vm.prank(stranger);
            box.close(item.jobId, item.terms, ic);
            assertEq(_boxEscrow(), 0);
        }
    }

    function _strangerExpires(Item memory item, bytes32 ic, uint256 last, JobStatus to) private {
        Move memory expire = _expireMove(item, ic);
        _at(last, expire, false);
        _at(last + 1, expire, true);
        vm.prank(stranger);
        market.expire(item.jobId, item.terms, ic);
        assertStatus(item.jobId, to);
        assertEq(_escrow(), 0, "nothing stays behind");
    }

    function _strangerFinalizes(Item memory item) private {
        vm.warp(block.timestamp + DISPUTE + 1);
        vm.prank(stranger);
        market.finalize(_one(item));
        assertStatus(item.jobId, JobStatus.Paid);
        assertEq(_escrow(), 0, "nothing stays behind");
    }

    // M-9: no registry, role or pause stands between an open job and its end, whatever its tier.
    function test_exits_everyTier_withBrokenRegistries_I16_M9() public {
        Item memory proven = _tierLocked(1, Tier.Validity, PUBLIC);
        Item memory submitted = _tierSubmitted(2, Tier.Attested, SEALED);
        Item memory contested = _tierSubmitted(3, Tier.Optimistic, PUBLIC);
        Item memory demanded = _tierLocked(4, Tier.Optimistic, PUBLIC);
        Item memory silent = _tierSubmitted(5, Tier.Optimistic, SEALED);
        _contestAs(address(optimistic), contested, _icOf(contested));
        _demandInput(demanded);
        vm.etch(address(models), hex"5f5ffd");
        vm.etch(address(verifiers), hex"5f5ffd");
        vm.etch(address(providers), hex"5f5ffd");
        vm.prank(guardian);
        market.pause(secs(14 days));

        _settle(proven, "");
        _settle(submitted, _ack(submitted));
        _ruleAs(address(optimistic), contested, _icOf(contested), Ruling.Slash, stranger);
        vm.warp(START + DISPUTE + 1);
        vm.startPrank(stranger);
        box.close(demanded.jobId, demanded.terms, 0);
        vm.etch(address(optimistic), hex"5f5ffd");
        market.finalize(_one(silent));
        vm.stopPrank();
        assertEq(_escrow(), 0);
    }
}
