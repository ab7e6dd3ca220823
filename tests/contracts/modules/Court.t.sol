// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {LaterModules} from "../base/LaterModules.sol";
import {Court} from "./Court.sol";
import {IProviderRegistry} from "aether/interfaces/IProviderRegistry.sol";
import {IRequestErrors} from "aether/interfaces/IRequestErrors.sol";
import {Bond} from "aether/types/Bond.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Request} from "aether/types/Request.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice Socket (e), with (c) beside it, against the unchanged registry and market.
contract CourtTest is LaterModules {
    uint256 internal constant COVER = 500e6;
    Court internal court;
    address internal judge = makeAddr("judge");
    Request internal r;

    function setUp() public override {
        super.setUp();
        court = new Court(providers, judge);
        r = _tierRequest(1, Tier.Validity, PUBLIC);
        r.gate = address(court);
        r.gateData = bytes32(COVER);
    }

    function _bond(uint256 amount) private {
        vm.prank(provider.addr);
        providers.bond(address(court), amt(amount));
    }

    function _bonded(address who, address slasher) private view returns (uint256) {
        Bond memory b = providers.bondOf(who, slasher);
        return b.amount.toUint() + b.thawing.toUint();
    }

    // The gate takes only who is covered, to the unit; thawing covers nothing.
    function test_gate_minCover() public {
        _bond(COVER - 1);
        bytes memory signature = _signRequest(r);
        bytes memory reason =
            abi.encodeWithSelector(IRequestErrors.Request_NotAdmitted.selector, address(court), nodeId);
        vm.expectRevert(reason);
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
        _bond(2);
        vm.prank(provider.addr);
        providers.thaw(address(court), amt(2));
        vm.expectRevert(reason);
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
        _bond(1);
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
        assertStatus(_idOf(r), JobStatus.Locked);
    }

    // A case holds the bond, thawing or not; guilt pays the plaintiff and burns as much; the stake and the open job feel nothing.
    function test_case_holdsAndSlashes_M12_M13_M14() public {
        _bond(COVER);
        (JobId id, Terms memory terms) = _lock(r);
        uint256 stake = _bonded(provider.addr, address(0));
        vm.prank(provider.addr);
        providers.thaw(address(court), amt(COVER));
        bytes32 caseId = keccak256("case");
        vm.prank(stranger);
        court.open(caseId, provider.addr, amt(100e6));
        // Thawed, and still there: the case came in time.
        vm.warp(START + 14 days + 1);
        vm.expectPartialRevert(IProviderRegistry.Registry_Thawing.selector);
        vm.prank(provider.addr);
        providers.unbond(address(court));

        vm.prank(judge);
        court.decide(caseId, true);
        assertEq(_free(stranger), 100e6);
        assertEq(_free(SINK), 100e6);
        assertEq(_bonded(provider.addr, address(court)), COVER - 200e6);
        assertEq(_bonded(provider.addr, address(0)), stake, "the stake is nobody's to slash");
        vm.prank(provider.addr);
        providers.unbond(address(court));
        assertEq(_bonded(provider.addr, address(court)), 0);

        // The job goes its way: its collateral was never the court's.
        vm.warp(START + 100);
        _settle(_item(id, terms, _claim(1000)), "");
        assertStatus(id, JobStatus.Paid);
    }

    function test_case_innocent_letsGo_M12() public {
        _bond(COVER);
        vm.prank(provider.addr);
        providers.thaw(address(court), amt(COVER));
        vm.prank(stranger);
        court.open("case", provider.addr, amt(1));
        vm.warp(START + 14 days);
        vm.prank(judge);
        court.decide("case", false);
        vm.prank(provider.addr);
        providers.unbond(address(court));
        assertEq(_free(provider.addr), FREE);
    }

    // A case that is never decided ends by the registry's clock.
    function test_case_neverDecided_endsByItself_M12() public {
        _bond(COVER);
        vm.prank(provider.addr);
        providers.thaw(address(court), amt(COVER));
        vm.prank(stranger);
        court.open("case", provider.addr, amt(1));
        vm.warp(START + 60 days - 1);
        vm.expectPartialRevert(IProviderRegistry.Registry_Thawing.selector);
        vm.prank(provider.addr);
        providers.unbond(address(court));
        vm.warp(START + 60 days);
        vm.prank(provider.addr);
        providers.unbond(address(court));
        assertEq(_free(provider.addr), FREE);
    }

    // M-13: bonds given to this court only, and of those who gave them only.
    function test_case_againstOthers_reverts_M13() public {
        _bond(COVER);
        vm.prank(rival.addr);
        providers.bond(address(this), amt(COVER));
        vm.expectPartialRevert(IProviderRegistry.Registry_NoBond.selector);
        vm.prank(stranger);
        court.open("case", rival.addr, amt(1));
        vm.prank(stranger);
        court.open("other", provider.addr, amt(COVER));
        // Twice the damage is more than there is: nothing is taken at all.
        vm.expectPartialRevert(IProviderRegistry.Registry_BondTooLow.selector);
        vm.prank(judge);
        court.decide("other", true);
        assertEq(_free(stranger), 0);
        assertEq(_bonded(rival.addr, address(this)), COVER);
        vm.expectRevert(abi.encodeWithSelector(Court.Court_NotJudge.selector, stranger));
        vm.prank(stranger);
        court.decide("other", true);
        vm.expectRevert(abi.encodeWithSelector(Court.Court_Known.selector, bytes32("other")));
        court.open("other", provider.addr, amt(1));
        vm.expectRevert(abi.encodeWithSelector(Court.Court_Unknown.selector, bytes32("none")));
        vm.prank(judge);
        court.decide("none", true);
    }
}
