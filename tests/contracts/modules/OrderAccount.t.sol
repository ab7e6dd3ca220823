// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {LaterModules} from "../base/LaterModules.sol";
import {OrderAccount} from "./OrderAccount.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {IRequestErrors} from "aether/interfaces/IRequestErrors.sol";
import {Amount} from "aether/types/Amount.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Request} from "aether/types/Request.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice Socket (f), against the unchanged market.
contract OrderAccountTest is LaterModules {
    address internal user = makeAddr("user");
    OrderAccount internal account;
    Request internal r;

    function setUp() public override {
        super.setUp();
        account = new OrderAccount(user, market, vault);
        usd.mint(user, 15e6);
        vm.startPrank(user);
        usd.approve(address(vault), 15e6);
        vault.deposit(address(usd), address(account), amt(15e6));
        vm.stopPrank();
        r = _boxRequest(1, Tier.Optimistic, PUBLIC);
        r.requester = address(account);
        r.agent = user;
    }

    function _order(bool onChain) private {
        vm.prank(user);
        account.order(r, onChain);
    }

    function _taken() private returns (Item memory item) {
        vm.prank(provider.addr);
        (JobId id, Amount price) = market.lock(r, "", noExtras, nodeId, amt(0), false, "");
        item = _item(id, _termsOf(r, nodeId, price), _claim(500));
    }

    // By signature, accepted by the user as agent: what was not used is his.
    function test_signed_acceptedByUser_restReturns() public {
        vm.expectPartialRevert(IRequestErrors.Request_Signature.selector);
        vm.prank(provider.addr);
        market.lock(r, "", noExtras, nodeId, amt(0), false, "");
        _order(false);
        Item memory item = _taken();
        vm.expectRevert(abi.encodeWithSelector(OrderAccount.Order_Lives.selector, item.jobId, JobStatus.Locked));
        account.finish();
        _submitItem(item);
        bytes32 digest = market.acceptanceDigest(item.jobId, _icOf(item));
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_AcceptanceSignature.selector, item.jobId, digest));
        vm.prank(provider.addr);
        market.accept(item, "anything");
        vm.prank(user);
        market.accept(item, "");
        vm.prank(stranger);
        account.finish();
        assertEq(usd.balanceOf(user), 15e6 - PRICE / 2);
    }

    // On chain, and the provider falls silent: refund and compensation are the user's.
    function test_posted_expired_compensationReturns() public {
        _order(true);
        assertStatus(account.jobId(), JobStatus.Posted);
        Item memory item = _taken();
        vm.warp(START + EXEC + GRACE + 1);
        market.expire(item.jobId, item.terms, 0);
        account.finish();
        assertEq(usd.balanceOf(user), 15e6 + PRICE / 4);
    }

    // The user demands as agent; the deposit is the account's, and returns to it.
    function test_agentDemands_depositIsTheAccounts_M40() public {
        _order(false);
        Item memory item = _taken();
        _submitItem(item);
        bytes32 ic = _icOf(item);
        vm.prank(user);
        box.demandOutput(item.jobId, item.terms, ic);
        assertEq(_free(address(account)), 15e6 - PRICE - DEPOSIT);
        vm.warp(START + ANSWER + 1);
        box.close(item.jobId, item.terms, ic);
        account.finish();
        assertEq(usd.balanceOf(user), 15e6 + PRICE / 4);
    }

    function test_neverTaken_userTakesBack() public {
        _order(false);
        vm.expectRevert(abi.encodeWithSelector(OrderAccount.Order_Lives.selector, account.jobId(), JobStatus.None));
        vm.prank(stranger);
        account.finish();
        vm.prank(user);
        account.finish();
        assertEq(usd.balanceOf(user), 15e6);
        vm.expectRevert(_statusError(account.jobId(), JobStatus.Cancelled));
        vm.prank(provider.addr);
        market.lock(r, "", noExtras, nodeId, amt(0), false, "");
    }

    function test_order_refusals() public {
        vm.expectRevert(abi.encodeWithSelector(OrderAccount.Order_NotUser.selector, stranger));
        vm.prank(stranger);
        account.order(r, false);
        r.agent = stranger;
        vm.expectRevert(abi.encodeWithSelector(OrderAccount.Order_NotMine.selector, address(account), stranger));
        vm.prank(user);
        account.order(r, false);
        r.agent = user;
        _order(false);
        vm.expectRevert(abi.encodeWithSelector(OrderAccount.Order_Known.selector, account.jobId()));
        vm.prank(user);
        account.order(r, true);
    }
}
