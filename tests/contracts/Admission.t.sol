// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";

import {MarketFixture} from "./base/MarketFixture.sol";
import {HostileGate, PoliteGate, WordyGate} from "./mocks/Gates.sol";
import {ScriptedVerifier} from "./mocks/ScriptedVerifier.sol";
import {BombWallet, BurnWallet, ShortWallet} from "./mocks/Wallets.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {IRequestErrors} from "aether/interfaces/IRequestErrors.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {Bps} from "aether/types/Bps.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Request} from "aether/types/Request.sol";
import {Ruling} from "aether/types/Ruling.sol";
import {Split} from "aether/types/Split.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice What a Request may name that others wrote: payees, a referee, a gate. None of them can do more than keep it from being locked.
contract AdmissionTest is MarketFixture {
    Request internal r;

    function setUp() public override {
        super.setUp();
        r = _tierRequest(1, Tier.Optimistic, PUBLIC);
    }

    function _refused(Split[] memory extras, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(requester.addr);
        market.post(r, extras);
        bytes memory signature = _signRequest(r);
        vm.expectRevert(reason);
        vm.prank(provider.addr);
        market.lock(r, signature, extras, nodeId, amt(0), true, "");
    }

    function _taken(Split[] memory extras) private {
        uint256 snapshot = vm.snapshotState();
        bytes memory signature = _signRequest(r);
        vm.prank(provider.addr);
        market.lock(r, signature, extras, nodeId, amt(0), true, "");
        assertStatus(_idOf(r), JobStatus.Locked);
        vm.revertToState(snapshot);
        vm.prank(requester.addr);
        market.post(r, extras);
        assertStatus(_idOf(r), JobStatus.Posted);
        vm.revertToStateAndDelete(snapshot);
    }

    function _extras(uint256 count, uint256 bps) private returns (Split[] memory list) {
        list = new Split[](count);
        for (uint256 i = 0; i < count; ++i) {
            list[i] = Split({payee: makeAddr(vm.toString(i)), bps: Bps.wrap(uint16(bps))});
        }
    }

    // ---- extras

    function test_extras_boundsAndHash_M33() public {
        Split[] memory list = _extras(4, 375);
        r.extrasHash = Hashing.extras(list);
        _taken(list);
        _refused(noExtras, _differ(0));
        Split[] memory three = _extras(3, 375);
        _refused(three, _differ(Hashing.extras(three)));

        // A list that nobody could present would hold the payment back for ever: refused before anything is locked.
        r.extrasHash = keccak256("nobody knows");
        _refused(list, _differ(Hashing.extras(list)));
        _refused(noExtras, _differ(0));
        r.extrasHash = 0;
        _refused(list, _differ(Hashing.extras(list)));
        _taken(noExtras);
    }

    function _differ(bytes32 given) private view returns (bytes memory) {
        return abi.encodeWithSelector(IRequestErrors.Request_ExtrasDiffer.selector, r.extrasHash, given);
    }

    function test_extras_five_reverts_M54() public {
        Split[] memory list = _extras(5, 1);
        r.extrasHash = Hashing.extras(list);
        _refused(list, abi.encodeWithSelector(IRequestErrors.Request_TooManyExtras.selector, 5, 4));
    }

    function test_extras_above1500bps_reverts() public {
        Split[] memory list = _extras(4, 375);
        list[3].bps = Bps.wrap(376);
        r.extrasHash = Hashing.extras(list);
        _refused(list, abi.encodeWithSelector(IRequestErrors.Request_ExtrasTooHigh.selector, 1501, 1500));
        list = _extras(4, type(uint16).max);
        r.extrasHash = Hashing.extras(list);
        _refused(list, abi.encodeWithSelector(IRequestErrors.Request_ExtrasTooHigh.selector, 4 * 65_535, 1500));
    }

    function test_extras_nobodyOrNothing_reverts() public {
        Split[] memory list = _extras(2, 100);
        list[1].payee = address(0);
        r.extrasHash = Hashing.extras(list);
        _refused(list, abi.encodeWithSelector(IRequestErrors.Request_ExtraEmpty.selector, 1));
        list = _extras(2, 100);
        list[0].bps = Bps.wrap(0);
        r.extrasHash = Hashing.extras(list);
        _refused(list, abi.encodeWithSelector(IRequestErrors.Request_ExtraEmpty.selector, 0));
    }

    // The list stands in the logs wherever the Request first comes on chain, and once.
    function test_extras_logged_once_M46() public {
        Split[] memory list = _extras(2, 100);
        r.extrasHash = Hashing.extras(list);
        vm.expectEmit(address(market));
        emit IJobMarket.ExtrasSet(_idOf(r), list);
        vm.prank(requester.addr);
        market.post(r, list);
        vm.recordLogs();
        vm.prank(provider.addr);
        market.lock(r, "", list, nodeId, amt(0), false, "");
        assertEq(_count(IJobMarket.ExtrasSet.selector), 0, "posted before");

        r.nonce = 2;
        bytes memory signature = _signRequest(r);
        vm.recordLogs();
        vm.prank(provider.addr);
        market.lock(r, signature, list, nodeId, amt(0), false, "");
        assertEq(_count(IJobMarket.ExtrasSet.selector), 1, "signed");
        r.nonce = 3;
        r.extrasHash = 0;
        signature = _signRequest(r);
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
        assertEq(_count(IJobMarket.ExtrasSet.selector), 0, "none");
    }

    function _count(bytes32 topic) private returns (uint256 count) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == topic) ++count;
        }
    }

    // ---- the referee of an Optimistic Request

    function test_referee_silent_reverts_M22() public {
        address[5] memory silent =
            [stranger, cooperativeVerifier, address(new BurnWallet()), address(new ShortWallet()), address(usd)];
        for (uint256 i = 0; i < silent.length; ++i) {
            r.verifier = silent[i];
            _refused(noExtras, abi.encodeWithSelector(IRequestErrors.Request_RefereeSilent.selector, silent[i]));
        }
        // Only Optimistic jobs have a second referee.
        r.tier = uint8(Tier.Validity);
        _taken(noExtras);
    }

    // Two windows, an answer on chain, the referee and two days within the cap of 30: to the second.
    function test_referee_windowTooLong_M22() public {
        uint256 most = 30 days - 2 * DISPUTE - 1 days - 2 days;
        optimistic.setMaxSecs(most);
        _taken(noExtras);
        optimistic.setMaxSecs(most + 1);
        _refused(noExtras, _tooLong(DISPUTE, most + 1));
        optimistic.setMaxSecs(type(uint256).max);
        _refused(noExtras, _tooLong(DISPUTE, type(uint256).max));

        r.disputeSecs = secs(7 days);
        optimistic.setMaxSecs(13 days);
        _taken(noExtras);
        optimistic.setMaxSecs(13 days + 1);
        _refused(noExtras, _tooLong(7 days, 13 days + 1));
        r.tier = uint8(Tier.Validity);
        r.verifier = address(validity);
        validity.setMaxSecs(31 days);
        _taken(noExtras);
    }

    function _tooLong(uint256 disputeSecs, uint256 refereeSecs) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRequestErrors.Request_WindowTooLong.selector, disputeSecs, refereeSecs, 30 days);
    }

    // The longest job of the longest referee still ends before its cap: window, demand, answer, window, game.
    function test_referee_longestGame_endsBeforeCap_M22() public {
        optimistic.setMaxSecs(13 days);
        r.disputeSecs = secs(7 days);
        (JobId id, Terms memory terms) = _lock(r);
        Item memory item = _item(id, terms, _claim(1000));
        _submitItem(item);
        bytes32 ic = _icOf(item);
        vm.warp(START + 7 days);
        _contestAs(address(box), item, ic);
        vm.warp(START + 8 days);
        _ruleAs(address(box), item, ic, Ruling.Resume, address(0));
        vm.warp(START + 15 days);
        _contestAs(address(optimistic), item, ic);
        vm.warp(START + 28 days);
        _ruleAs(address(optimistic), item, ic, Ruling.Slash, stranger);
        assertStatus(id, JobStatus.Slashed);
    }

    // M-24: a referee that a requester invented needs the provider's consent, and has no power over jobs that do not name it.
    function test_referee_invented_M24() public {
        ScriptedVerifier invented = new ScriptedVerifier();
        r.verifier = address(invented);
        bytes memory signature = _signRequest(r);
        vm.expectRevert(
            abi.encodeWithSelector(IJobMarket.Market_VerifierNotListed.selector, _idOf(r), address(invented))
        );
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");

        Item memory item = _tierSubmitted(2, Tier.Optimistic, PUBLIC);
        bytes32 ic = _icOf(item);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_NotReferee.selector, item.jobId, address(invented)));
        _contestAs(address(invented), item, ic);
        // Nor by terms of its own.
        item.terms.verifier = address(invented);
        vm.expectPartialRevert(IJobMarket.Market_DigestDiffers.selector);
        _contestAs(address(invented), item, ic);
    }

    // A verifier listed for one tier is unlisted in every other.
    function test_referee_listedForOtherTier_M24() public {
        r.tier = uint8(Tier.Validity);
        bytes memory signature = _signRequest(r);
        vm.expectRevert(
            abi.encodeWithSelector(IJobMarket.Market_VerifierNotListed.selector, _idOf(r), address(optimistic))
        );
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
    }

    // ---- gates

    function _gated(address gate, bytes memory proof) private returns (bool ok, bytes memory result, uint256 spent) {
        r.gate = gate;
        bytes memory signature = _signRequest(r);
        vm.prank(provider.addr);
        spent = gasleft();
        (ok, result) =
            address(market).call(abi.encodeCall(market.lock, (r, signature, noExtras, nodeId, amt(0), false, proof)));
        spent -= gasleft();
    }

    function test_gate_admits_withItsProof_M25() public {
        PoliteGate gate = new PoliteGate();
        r.gateData = keccak256(abi.encode(nodeId));
        (bool ok, bytes memory result,) = _gated(address(gate), "now");
        assertFalse(ok);
        assertEq(result, _notAdmitted(address(gate)));
        (ok,,) = _gated(address(gate), "please");
        assertTrue(ok);
        assertStatus(_idOf(r), JobStatus.Locked);
    }

    // M-25: whatever a gate does, that lock fails with the gate's name, costs little, and changes nothing.
    function test_gate_hostile_onlyFailsLock_M25() public {
        HostileGate gate = new HostileGate(market);
        // A call that anybody may make at this moment, and that goes through outside of a static call.
        vm.prank(requester.addr);
        JobId old = market.post(_tierRequest(50, Tier.Optimistic, PUBLIC), noExtras);
        vm.warp(START + 301);
        r = _tierRequest(1, Tier.Optimistic, PUBLIC);
        bytes memory reentry = abi.encodeCall(market.expirePosted, (old));
        gate.setReentry(reentry);
        for (uint256 mode = 0; mode <= uint256(type(HostileGate.Mode).max); ++mode) {
            gate.setMode(HostileGate.Mode(mode));
            (bool ok, bytes memory result, uint256 spent) = _gated(address(gate), "");
            assertFalse(ok, vm.toString(mode));
            assertEq(result, _notAdmitted(address(gate)), vm.toString(mode));
            assertLt(spent, 500_000 + 150_000, vm.toString(mode));
            assertStatus(_idOf(r), JobStatus.None);
            assertEq(_escrow(), 0);
        }
        assertEq(gate.written(), 0);
        (bool open,) = address(market).call(reentry);
        assertTrue(open);
        // The Request without the gate is as good as ever, and post never asked.
        vm.prank(requester.addr);
        market.post(r, noExtras);
        r.gate = address(0);
        r.nonce = 7;
        _taken(noExtras);
    }

    function test_gate_withoutCode_reverts_M25() public {
        (bool ok, bytes memory result,) = _gated(stranger, "");
        assertFalse(ok);
        assertEq(result, _notAdmitted(stranger));
        // A wallet that answers with another function's magic.
        BombWallet bomb = new BombWallet();
        (ok, result,) = _gated(address(bomb), "");
        assertFalse(ok);
        assertEq(result, _notAdmitted(address(bomb)));
    }

    // A right answer with 400,000 bytes behind it is right, and costs the caller no more than the gate's own gas.
    function test_gate_wordy_costsNoMoreThanItsGas_M25() public {
        WordyGate gate = new WordyGate();
        (bool ok,, uint256 spent) = _gated(address(gate), "");
        assertTrue(ok);
        assertLt(spent, 500_000 + 150_000);
    }

    function _notAdmitted(address gate) private view returns (bytes memory) {
        return abi.encodeWithSelector(IRequestErrors.Request_NotAdmitted.selector, gate, nodeId);
    }
}
