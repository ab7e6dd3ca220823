// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "./base/Fixture.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {IVault} from "aether/interfaces/IVault.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {Bps} from "aether/types/Bps.sol";
import {Claim} from "aether/types/Claim.sol";
import {Item} from "aether/types/Item.sol";
import {Job} from "aether/types/Job.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {ModelKind} from "aether/types/Model.sol";
import {Request} from "aether/types/Request.sol";
import {Settlement} from "aether/types/Settlement.sol";
import {Split} from "aether/types/Split.sol";
import {Terms} from "aether/types/Terms.sol";
import {Timestamp} from "aether/types/Timestamp.sol";

/// @notice decline, submit, accept, finalize and expire: who gets what, and at which second.
contract JobMarketSettleTest is Fixture {
    address internal feeAccount;

    function setUp() public override {
        super.setUp();
        feeAccount = market.feeAccount();
    }

    // ---- decline

    function test_decline_burnsTenPercent_I07() public {
        Request memory r = _request(1);
        r.collateral = amt(30e6 + 1);
        (JobId id, Terms memory terms) = _lock(r);
        // 10 % of 30,000,001 is 3,000,000.1: SINK gains the rounding.
        Settlement memory s;
        s.refund = amt(10e6);
        s.burned = amt(3e6 + 1);
        s.collateralBack = amt(27e6);
        vm.expectEmit(address(market));
        emit IJobMarket.JobClosed(id, JobStatus.Declined, 0, s, 0);
        vm.prank(session.addr);
        market.decline(id, terms);

        assertEq(_free(requester.addr), 1_000_000e6);
        assertEq(_free(provider.addr), 1_000_000e6 - 3e6 - 1);
        assertEq(_free(SINK), 3e6 + 1);
        assertEq(_escrow(), 0);
        Job memory j = market.job(id);
        assertEq(uint8(j.status), uint8(JobStatus.Declined));
        assertEq(j.digest, 0);
    }

    function test_decline_edgeOfFirstHalf_M26() public {
        (JobId id, Terms memory terms) = _lock(_request(1));
        uint256 snapshot = vm.snapshotState();
        vm.warp(START + 60);
        vm.prank(provider.addr);
        market.decline(id, terms);
        assertStatus(id, JobStatus.Declined);
        vm.revertToState(snapshot);

        vm.warp(START + 61);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_TooLate.selector, id, START + 60));
        vm.prank(provider.addr);
        market.decline(id, terms);
    }

    function test_decline_refusals() public {
        (JobId id, Terms memory terms) = _lock(_request(1));
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_NotOperator.selector, nodeId, requester.addr));
        vm.prank(requester.addr);
        market.decline(id, terms);

        Terms memory other = terms;
        bytes32 stored = Hashing.terms(terms);
        other.price = amt(1);
        vm.expectRevert(
            abi.encodeWithSelector(IJobMarket.Market_DigestDiffers.selector, id, stored, Hashing.terms(other))
        );
        vm.prank(provider.addr);
        market.decline(id, other);

        Item memory item = _submitted(2, 1000);
        _expectStatus(item.jobId, JobStatus.Submitted);
        vm.prank(provider.addr);
        market.decline(item.jobId, item.terms);
    }

    // ---- submit

    function test_submit_startsWindow() public {
        (JobId id, Terms memory terms) = _lock(_request(1));
        Claim memory claim = _claim(700);
        bytes32 ic = _icOf(_item(id, terms, claim));
        vm.warp(START + 7);
        vm.expectEmit(address(market));
        emit IJobMarket.JobSubmitted(id, ic, claim, 0, ts(START + 7 + 90), ts(START + 7 + 30 days));
        vm.prank(session.addr);
        market.submit(id, terms, claim, 0);

        Job memory j = market.job(id);
        assertEq(uint8(j.status), uint8(JobStatus.Submitted));
        assertEq(Timestamp.unwrap(j.deadline), START + 97);
        assertEq(Timestamp.unwrap(j.capAt), START + 7 + 30 days);
        assertEq(j.digest, Hashing.submitted(Hashing.terms(terms), ic));
        assertEq(_escrow(), 40e6, "no money moves");
    }

    // M-26, I-08: at every second exactly one of submit and expire.
    function test_submitOrExpire_exactlyOne_M26() public {
        (JobId id, Terms memory terms) = _lock(_request(1));
        uint256 last = START + 120 + GRACE;
        for (uint256 t = last - 2; t <= last + 2; ++t) {
            vm.warp(t);
            uint256 snapshot = vm.snapshotState();
            bool submitted = _tries(provider.addr, abi.encodeCall(market.submit, (id, terms, _claim(1), 0)));
            vm.revertToState(snapshot);
            snapshot = vm.snapshotState();
            bool expired = _tries(stranger, abi.encodeCall(market.expire, (id, terms, 0)));
            vm.revertToState(snapshot);
            assertEq(submitted, t <= last, "submit");
            assertEq(expired, t > last, "expire");
        }
    }

    function test_submit_refusals() public {
        (JobId id, Terms memory terms) = _lock(_request(1));
        Claim memory claim = _claim(1000);

        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_NotOperator.selector, nodeId, rival.addr));
        vm.prank(rival.addr);
        market.submit(id, terms, claim, 0);

        vm.startPrank(provider.addr);
        // M-38: the payee is the provider who locked, whoever signs the transaction.
        claim.payee = session.addr;
        vm.expectRevert(
            abi.encodeWithSelector(IJobMarket.Market_PayeeDiffers.selector, id, session.addr, provider.addr)
        );
        market.submit(id, terms, claim, 0);
        claim.payee = provider.addr;

        claim.units = 1001;
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_UnitsTooMany.selector, id, 1001, 1000));
        market.submit(id, terms, claim, 0);
        claim.units = 1000;

        claim.outputCommit = 0;
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_OutputCommitZero.selector, id));
        market.submit(id, terms, claim, 0);
        claim.outputCommit = keccak256("output");

        bytes32 one = bytes32(uint256(1));
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_KeyDiffers.selector, id, 0, one));
        market.submit(id, terms, claim, one);
        claim.keyHash = one;
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_KeyDiffers.selector, id, one, 0));
        market.submit(id, terms, claim, 0);
        claim.keyHash = 0;
        claim.cipherCommit = one;
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_KeyDiffers.selector, id, 0, 0));
        market.submit(id, terms, claim, 0);
        claim.cipherCommit = 0;

        terms.maxUnits = 2000;
        bytes32 stored = market.job(id).digest;
        vm.expectRevert(
            abi.encodeWithSelector(IJobMarket.Market_DigestDiffers.selector, id, stored, Hashing.terms(terms))
        );
        market.submit(id, terms, claim, 0);
        vm.stopPrank();
    }

    function test_submit_nodeDrainedAndUnstaked_stillWorks_M14() public {
        (JobId id, Terms memory terms) = _lock(_request(1));
        vm.startPrank(provider.addr);
        providers.drain(nodeId, SEAL_X, SEAL_Y, ENDPOINT);
        providers.thaw(address(0), amt(stakeMin));
        market.submit(id, terms, _claim(1), 0);
        vm.stopPrank();
        assertStatus(id, JobStatus.Submitted);
    }

    // ---- accept

    function test_accept_paysExactly_I06() public {
        Item memory item = _submitted(1, 333);
        // earned 3,330,000; fee 1 % = 33,300; royalties 2 % = 66,600 and 5 % = 166,500.
        Settlement memory s;
        s.toProvider = amt(3_330_000 - 33_300 - 66_600 - 166_500);
        s.fee = amt(33_300);
        s.royalties = amt(66_600 + 166_500);
        s.refund = amt(6_670_000);
        s.collateralBack = amt(30e6);
        vm.expectEmit(address(market));
        emit IJobMarket.JobClosed(item.jobId, JobStatus.Paid, _icOf(item), s, 0);
        vm.prank(requester.addr);
        market.accept(item, "");

        assertEq(_free(provider.addr), 1_000_000e6 + s.toProvider.toUint());
        assertEq(_free(requester.addr), 1_000_000e6 - 3_330_000);
        assertEq(_free(grandCreator), 66_600);
        assertEq(_free(creator), 166_500);
        assertEq(_free(feeAccount), 33_300);
        assertEq(_escrow(), 0);
    }

    function test_accept_byAgentOrSignature() public {
        Item memory item = _submitted(1, 1000);
        vm.prank(agent);
        market.accept(item, "");
        assertStatus(item.jobId, JobStatus.Paid);

        item = _submitted(2, 1000);
        bytes memory signature = _sign(requester, market.acceptanceDigest(item.jobId, _icOf(item)));
        vm.prank(stranger);
        market.accept(item, signature);
        assertStatus(item.jobId, JobStatus.Paid);
    }

    function test_accept_bySignatureOfAgentKey() public {
        Request memory r = _request(1);
        r.agent = rival.addr;
        (JobId id, Terms memory terms) = _lock(r);
        _submit(id, terms, _claim(1000));
        Item memory item = _item(id, terms, _claim(1000));
        bytes memory signature = _sign(rival, market.acceptanceDigest(id, _icOf(item)));
        vm.prank(stranger);
        market.accept(item, signature);
        assertStatus(id, JobStatus.Paid);
        assertEq(_free(rival.addr), 1_000_000e6, "an agent receives nothing");
    }

    function test_accept_wrongSigner_reverts_M50() public {
        Item memory item = _submitted(1, 1000);
        bytes32 digest = market.acceptanceDigest(item.jobId, _icOf(item));
        bytes memory signature = _sign(provider, digest);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_AcceptanceSignature.selector, item.jobId, digest));
        vm.prank(provider.addr);
        market.accept(item, signature);

        // The right signer, another commitment.
        signature = _sign(requester, market.acceptanceDigest(item.jobId, bytes32(uint256(1))));
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_AcceptanceSignature.selector, item.jobId, digest));
        vm.prank(provider.addr);
        market.accept(item, signature);
    }

    function test_accept_noAgent_strangerCannot() public {
        Request memory r = _request(1);
        r.agent = address(0);
        (JobId id, Terms memory terms) = _lock(r);
        _submit(id, terms, _claim(1000));
        Item memory item = _item(id, terms, _claim(1000));
        bytes32 digest = market.acceptanceDigest(id, _icOf(item));
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_AcceptanceSignature.selector, id, digest));
        vm.prank(stranger);
        market.accept(item, hex"00");
    }

    function test_accept_otherClaim_reverts() public {
        Item memory item = _submitted(1, 500);
        item.claim.units = 1000;
        bytes32 stored = market.job(item.jobId).digest;
        bytes32 given = Hashing.submitted(Hashing.terms(item.terms), _icOf(item));
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_DigestDiffers.selector, item.jobId, stored, given));
        vm.prank(requester.addr);
        market.accept(item, "");
    }

    // M-33, I-09: missing, extra, reordered, duplicated or resized payees.
    function test_accept_otherRoyalties_reverts_M33() public {
        Item memory item = _submitted(1, 1000);
        Split[] memory good = royalties;
        Split[] memory bad = new Split[](1);
        bad[0] = good[0];
        _expectRoyaltiesDiffer(item, bad);
        bad = new Split[](0);
        _expectRoyaltiesDiffer(item, bad);
        bad = new Split[](2);
        (bad[0], bad[1]) = (good[1], good[0]);
        _expectRoyaltiesDiffer(item, bad);
        (bad[0], bad[1]) = (good[0], good[0]);
        _expectRoyaltiesDiffer(item, bad);
        (bad[0], bad[1]) = (good[0], Split({payee: creator, bps: Bps.wrap(501)}));
        _expectRoyaltiesDiffer(item, bad);
        bad = new Split[](3);
        (bad[0], bad[1], bad[2]) = (good[0], good[1], Split({payee: stranger, bps: Bps.wrap(0)}));
        _expectRoyaltiesDiffer(item, bad);

        item.royalties = good;
        item.extras = new Split[](1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IJobMarket.Market_ExtrasDiffer.selector, item.jobId, bytes32(0), Hashing.extras(item.extras)
            )
        );
        vm.prank(requester.addr);
        market.accept(item, "");
    }

    function _expectRoyaltiesDiffer(Item memory item, Split[] memory list) private {
        item.royalties = list;
        vm.expectRevert(
            abi.encodeWithSelector(
                IJobMarket.Market_RoyaltiesDiffer.selector, item.jobId, item.terms.royaltyHash, Hashing.royalties(list)
            )
        );
        vm.prank(requester.addr);
        market.accept(item, "");
    }

    function test_accept_beforeSubmitOrTwice_reverts() public {
        (JobId id, Terms memory terms) = _lock(_request(1));
        Item memory item = _item(id, terms, _claim(1000));
        _expectStatus(id, JobStatus.Locked);
        vm.prank(requester.addr);
        market.accept(item, "");

        _submit(id, terms, _claim(1000));
        vm.prank(requester.addr);
        market.accept(item, "");
        _expectStatus(id, JobStatus.Paid);
        vm.prank(requester.addr);
        market.accept(item, "");
    }

    function test_accept_afterWindow_stillPays() public {
        Item memory item = _submitted(1, 1000);
        vm.warp(START + 365 days);
        vm.prank(requester.addr);
        market.accept(item, "");
        assertStatus(item.jobId, JobStatus.Paid);
    }

    // M-45: the fee of a locked job is the fee at lock.
    function test_accept_feeChangedAfterLock_M45() public {
        Item memory item = _submitted(1, 1000);
        vm.prank(owner);
        market.setFee(Bps.wrap(250));
        vm.prank(requester.addr);
        market.accept(item, "");
        assertEq(_free(feeAccount), 100_000, "1 % of 10 dollars");
    }

    // ---- finalize

    function test_finalize_edges_M26() public {
        Item memory item = _submitted(1, 1000);
        Item[] memory items = _items(item);
        vm.warp(START + 90);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_TooEarly.selector, item.jobId, START + 90));
        market.finalize(items);

        vm.warp(START + 91);
        vm.prank(stranger);
        assertEq(market.finalize(items), 1);
        assertStatus(item.jobId, JobStatus.Paid);
        assertEq(_free(provider.addr), 1_000_000e6 + 10e6 - 100_000 - 700_000);
    }

    function test_finalize_alone_revertsWithReason_M37() public {
        Item memory item = _submitted(1, 1000);
        vm.warp(START + 91);
        Split[] memory good = item.royalties;
        item.royalties = new Split[](0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IJobMarket.Market_RoyaltiesDiffer.selector,
                item.jobId,
                item.terms.royaltyHash,
                Hashing.royalties(item.royalties)
            )
        );
        market.finalize(_items(item));
        item.royalties = good;

        item.terms.price = amt(1);
        bytes32 stored = market.job(item.jobId).digest;
        vm.expectRevert(
            abi.encodeWithSelector(
                IJobMarket.Market_DigestDiffers.selector,
                item.jobId,
                stored,
                Hashing.submitted(Hashing.terms(item.terms), _icOf(item))
            )
        );
        market.finalize(_items(item));

        (JobId id, Terms memory terms) = _lock(_request(2));
        _expectStatus(id, JobStatus.Locked);
        market.finalize(_items(_item(id, terms, _claim(1))));
    }

    // M-37: paid, young, forged and unlocked items are skipped; the good ones are paid.
    function test_finalize_batch_skipsUnready_M37() public {
        Item[] memory items = new Item[](7);
        items[0] = _submitted(1, 1000);
        items[1] = _submitted(2, 500);
        items[2] = _submitted(3, 1000);
        vm.prank(requester.addr);
        market.accept(items[2], "");
        items[3] = items[0];
        items[4] = _submitted(5, 1000);
        items[4].terms.price = amt(19e6);
        items[5] = _submitted(6, 1000);
        items[5].royalties = new Split[](0);
        vm.warp(START + 80);
        items[6] = _submitted(7, 1000);
        vm.warp(START + 91);

        assertEq(market.finalize(items), 2);
        assertStatus(items[0].jobId, JobStatus.Paid);
        assertStatus(items[1].jobId, JobStatus.Paid);
        assertStatus(items[4].jobId, JobStatus.Submitted);
        assertStatus(items[5].jobId, JobStatus.Submitted);
        assertStatus(items[6].jobId, JobStatus.Submitted);

        items[5].royalties = royalties;
        items[6].extras = new Split[](1);
        vm.warp(START + 300);
        assertEq(market.finalize(items), 1, "extras skip too");
        assertStatus(items[5].jobId, JobStatus.Paid);
    }

    function test_finalize_batch_edges_M26() public {
        Item[] memory items = new Item[](2);
        items[0] = _submitted(1, 1000);
        vm.warp(START + 1);
        items[1] = _submitted(2, 1000);
        vm.warp(START + 90);
        assertEq(market.finalize(items), 0);
        vm.warp(START + 91);
        assertEq(market.finalize(items), 1);
        assertStatus(items[1].jobId, JobStatus.Submitted);
        vm.warp(START + 92);
        assertEq(market.finalize(items), 1);
    }

    // M-37: the largest batch, each job paying eight accounts that never had a balance, in one transaction of at most 2^24 gas.
    function test_finalize_sixtyFourItems_eightFreshPayees_M37() public {
        uint256 count = 64;
        Item[] memory items = new Item[](count);
        for (uint96 i = 0; i < count; ++i) {
            Request memory r = _request(100 + i);
            Split[] memory list;
            (r.modelId, list) = _modelOf(i, 8);
            items[i] = _submittedWith(r, list);
        }
        vm.warp(block.timestamp + 91);
        bytes memory data = abi.encodeCall(market.finalize, (items));
        uint256 before = gasleft();
        assertEq(market.finalize(items), count);
        uint256 spent = before - gasleft();
        assertLe(spent + _intrinsic(data), 2 ** 24);
    }

    /// @dev 21,000 and calldata: 4 for a zero byte, 16 for another.
    function _intrinsic(bytes memory data) private pure returns (uint256 gas) {
        gas = 21_000 + 4 * data.length;
        for (uint256 i = 0; i < data.length; ++i) {
            if (data[i] != 0) gas += 12;
        }
    }

    // The first job pays ten accounts: eight payees, provider and fee. Room for four more and the second's list is made before anything is
    // known of who they are: with two payees both fit the 16 places of one payment, with three they do not.
    function test_finalize_batch_sixteenPlaces_onePayment() public {
        _expectPayments(2, 1);
    }

    function test_finalize_batch_seventeenPlaces_twoPayments() public {
        _expectPayments(3, 2);
    }

    function _expectPayments(uint96 payees, uint64 payments) private {
        Item[] memory items = new Item[](2);
        for (uint96 i = 0; i < 2; ++i) {
            Request memory r = _request(100 + 10 * payees + i);
            Split[] memory list;
            (r.modelId, list) = _modelOf(10 * payees + i, i == 0 ? 8 : payees);
            items[i] = _submittedWith(r, list);
        }
        vm.warp(block.timestamp + 91);
        vm.expectCall(address(vault), abi.encodePacked(IVault.pay.selector), payments);
        assertEq(market.finalize(items), 2);
    }

    function _submittedWith(Request memory r, Split[] memory royalties) private returns (Item memory item) {
        (JobId id, Terms memory terms) = _lock(r);
        _submit(id, terms, _claim(1000));
        item = _item(id, terms, _claim(1000));
        item.royalties = royalties;
    }

    function _modelOf(uint256 seed, uint256 payees) private returns (bytes32 id, Split[] memory list) {
        list = new Split[](0);
        for (uint256 k = 0; k < payees; ++k) {
            address payee = address(uint160(uint256(keccak256(abi.encode(seed, k)))));
            vm.prank(payee);
            id = models.register(ModelKind.Model, keccak256("eight"), id, 1, Bps.wrap(10), list, "");
            Split[] memory longer = new Split[](k + 1);
            for (uint256 m = 0; m < k; ++m) {
                longer[m] = list[m];
            }
            longer[k] = Split({payee: payee, bps: Bps.wrap(10)});
            list = longer;
        }
    }

    function test_finalize_refusals() public {
        vm.expectRevert(IJobMarket.Market_Empty.selector);
        market.finalize(new Item[](0));
        Item[] memory many = new Item[](65);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_TooMany.selector, 65, 64));
        market.finalize(many);
    }

    // ---- expire

    function test_expire_splitsCollateral_I07() public {
        (JobId id, Terms memory terms) = _lock(_request(1));
        vm.warp(START + 120 + GRACE + 1);
        // 25 % of p is 2.5, 30 % of c is 9 dollars: the smaller goes to the requester.
        Settlement memory s;
        s.refund = amt(10e6);
        s.compensation = amt(2_500_000);
        s.burned = amt(27_500_000);
        vm.expectEmit(address(market));
        emit IJobMarket.JobClosed(id, JobStatus.Expired, 0, s, 0);
        vm.prank(stranger);
        market.expire(id, terms, 0);
        assertEq(_free(requester.addr), 1_000_000e6 + 2_500_000);
        assertEq(_free(provider.addr), 1_000_000e6 - 30e6);
        assertEq(_free(SINK), 27_500_000);
        assertEq(_escrow(), 0);
    }

    function test_expire_smallCollateral_paysThirtyPercentOfIt() public {
        Request memory r = _request(1);
        r.collateral = amt(1e6);
        (JobId id, Terms memory terms) = _lock(r);
        vm.warp(START + 120 + GRACE + 1);
        market.expire(id, terms, 0);
        assertEq(_free(requester.addr), 1_000_000e6 + 300_000);
        assertEq(_free(SINK), 700_000);
    }

    function test_expire_refusals() public {
        (JobId id, Terms memory terms) = _lock(_request(1));
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_TooEarly.selector, id, START + 120 + GRACE));
        market.expire(id, terms, 0);

        vm.warp(START + 120 + GRACE + 1);
        bytes32 stored = market.job(id).digest;
        bytes32 given = Hashing.submitted(stored, bytes32(uint256(1)));
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_DigestDiffers.selector, id, stored, given));
        market.expire(id, terms, bytes32(uint256(1)));
        market.expire(id, terms, 0);
        _expectStatus(id, JobStatus.Expired);
        market.expire(id, terms, 0);

        vm.warp(START);
        Item memory item = _submitted(2, 1000);
        vm.warp(START + 365 days);
        bytes32 ic = _icOf(item);
        _expectStatus(item.jobId, JobStatus.Submitted);
        market.expire(item.jobId, item.terms, ic);
    }

    // M-9: every registry replaced by code that always reverts; the exits of open jobs still work.
    function test_exits_withBrokenRegistries_I16_M9() public {
        (JobId id, Terms memory terms) = _lock(_request(1));
        Item memory item = _submitted(2, 1000);
        Item memory accepted = _submitted(3, 1000);
        vm.etch(address(models), hex"5f5ffd");
        vm.etch(address(verifiers), hex"5f5ffd");
        vm.etch(address(providers), hex"5f5ffd");
        vm.etch(cooperativeVerifier, hex"5f5ffd");
        vm.prank(guardian);
        market.pause(secs(14 days));

        vm.warp(START + 1000);
        vm.startPrank(stranger);
        market.expire(id, terms, 0);
        market.finalize(_items(item));
        vm.stopPrank();
        vm.prank(requester.addr);
        market.accept(accepted, "");
        assertStatus(id, JobStatus.Expired);
        assertStatus(item.jobId, JobStatus.Paid);
        assertStatus(accepted.jobId, JobStatus.Paid);
    }

    // M-28: with everybody else silent, a stranger brings each live job to its end.
    function test_liveness_strangerEndsEverything_I16_M28() public {
        vm.prank(requester.addr);
        JobId posted = market.post(_request(1), noExtras);
        (JobId locked, Terms memory terms) = _lock(_request(2));
        Item memory item = _submitted(3, 1000);
        vm.warp(START + 301);
        vm.startPrank(stranger);
        market.expirePosted(posted);
        market.expire(locked, terms, 0);
        market.finalize(_items(item));
        vm.stopPrank();
        assertEq(_escrow(), 0);
    }

    // The sums of the second job of the demo: open, optimistic, priced by the curve, paid by silence.
    function test_optimistic_lockedOnTheCurve_finalizes() public {
        Request memory r = _openRequest(1);
        bytes memory signature = _signRequest(r);
        vm.warp(START + 33);
        vm.prank(rival.addr);
        (JobId id,) = market.lock(r, signature, noExtras, rivalNodeId, amt(13_300_000), false, "");
        Terms memory terms = _termsOf(r, rivalNodeId, amt(13_300_000));
        Claim memory claim = _claim(1000);
        claim.payee = rival.addr;
        _submit(id, terms, claim);
        vm.warp(START + 33 + 91);
        market.finalize(_items(_item(id, terms, claim)));
        assertEq(_free(rival.addr), 1_000_000e6 + 13_300_000 - 133_000 - 266_000 - 665_000);
    }

    function _tries(address caller, bytes memory data) private returns (bool ok) {
        vm.prank(caller);
        (ok,) = address(market).call(data);
    }

    function _items(Item memory item) private pure returns (Item[] memory items) {
        items = new Item[](1);
        items[0] = item;
    }

    function _expectStatus(JobId id, JobStatus status) private {
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_Status.selector, id, status));
    }

    // The payment is written by hand, so its failure is, too: what the Vault says is what the caller reads, and nothing is settled.
    function test_accept_vaultRefuses_itsReasonIsTheCallers() public {
        Item memory item = _submitted(1, 500);
        bytes memory reason = abi.encodeWithSelector(IVault.Vault_NotModule.selector, address(market));
        vm.mockCallRevert(address(vault), abi.encodeWithSelector(IVault.pay.selector), reason);
        vm.expectRevert(reason);
        vm.prank(requester.addr);
        market.accept(item, "");
        assertStatus(item.jobId, JobStatus.Submitted);
    }
}
