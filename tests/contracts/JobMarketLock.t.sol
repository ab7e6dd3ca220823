// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "./base/Fixture.sol";
import {ScriptedVerifier} from "./mocks/ScriptedVerifier.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {IModelRegistry} from "aether/interfaces/IModelRegistry.sol";
import {IProviderRegistry} from "aether/interfaces/IProviderRegistry.sol";
import {IRequestErrors} from "aether/interfaces/IRequestErrors.sol";
import {IVault} from "aether/interfaces/IVault.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {Amount} from "aether/types/Amount.sol";
import {Job} from "aether/types/Job.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Request} from "aether/types/Request.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";
import {Timestamp} from "aether/types/Timestamp.sol";

/// @notice post, cancel, expirePosted and lock: the auction.
contract JobMarketLockTest is Fixture {
    function test_lock_signed_movesPriceAndCollateral() public {
        Request memory r = _request(1);
        (JobId id, Terms memory terms) = _lock(r);

        assertStatus(id, JobStatus.Locked);
        Job memory j = market.job(id);
        assertEq(j.provider, provider.addr);
        assertEq(Timestamp.unwrap(j.deadline), START + 120);
        assertEq(Timestamp.unwrap(j.capAt), START + 30 days);
        assertEq(j.contests, 0);
        assertEq(j.digest, Hashing.terms(terms));
        // I-04, M-20: exactly the requester pays p and exactly the provider pays c.
        assertEq(_free(requester.addr), 1_000_000e6 - 10e6);
        assertEq(_free(provider.addr), 1_000_000e6 - 30e6);
        assertEq(_escrow(), 40e6);
    }

    function test_lock_emitsWholeRequest() public {
        Request memory r = _request(1);
        bytes memory signature = _signRequest(r);
        vm.expectEmit(address(market));
        _emitLocked(r);
        vm.prank(session.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
    }

    function _emitLocked(Request memory r) private {
        emit IJobMarket.JobLocked(
            _idOf(r),
            nodeId,
            r,
            amt(10e6),
            market.feeBps(),
            true,
            Hashing.royalties(royalties),
            ts(START + 120),
            ts(START + 30 days)
        );
    }

    function test_lock_posted_needsNoSignature() public {
        Request memory r = _request(1);
        vm.expectEmit(address(market));
        emit IJobMarket.RequestPosted(_idOf(r), r);
        vm.prank(requester.addr);
        JobId id = market.post(r, noExtras);
        assertStatus(id, JobStatus.Posted);
        assertEq(_deadline(id), START + 300);

        vm.prank(provider.addr);
        market.lock(r, "", noExtras, nodeId, amt(0), false, "");
        assertStatus(id, JobStatus.Locked);
    }

    function test_lock_posted_otherRequestSameNonce_reverts() public {
        Request memory r = _request(1);
        vm.prank(requester.addr);
        JobId id = market.post(r, noExtras);
        bytes32 stored = market.job(id).digest;
        r.maxPrice = amt(21e6);
        bytes32 given = market.requestDigest(r);
        bytes memory signature = _signRequest(r);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_DigestDiffers.selector, id, stored, given));
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
    }

    function test_lock_bySessionKeyAndOperator() public {
        (JobId id,) = _lockBy(_request(1), session.addr, nodeId);
        assertStatus(id, JobStatus.Locked);
        vm.prank(provider.addr);
        providers.setOperator(stranger, true);
        (id,) = _lockBy(_request(2), stranger, nodeId);
        assertStatus(id, JobStatus.Locked);
        // M-20: the operator gains and loses nothing.
        assertEq(_free(stranger), 0);
        assertEq(_free(provider.addr), 1_000_000e6 - 60e6);
    }

    function test_lock_byStranger_reverts() public {
        Request memory r = _request(1);
        bytes memory signature = _signRequest(r);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.Registry_NotOperator.selector, nodeId, stranger));
        vm.prank(stranger);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
    }

    // M-19: a nonce serves one Job ever.
    function test_lock_twice_reverts_M19() public {
        Request memory r = _request(1);
        (JobId id,) = _lock(r);
        _expectStatus(id, JobStatus.Locked);
        _lockAgain(r);
    }

    function test_lock_afterEveryTerminal_reverts_M19() public {
        Request memory r = _request(1);
        (JobId id, Terms memory terms) = _lock(r);
        vm.prank(provider.addr);
        market.decline(id, terms);
        _expectStatus(id, JobStatus.Declined);
        _lockAgain(r);

        r = _request(2);
        vm.prank(requester.addr);
        market.cancel(_ids(_idOf(r)));
        _expectStatus(_idOf(r), JobStatus.Cancelled);
        _lockAgain(r);

        r = _request(3);
        (id, terms) = _lock(r);
        vm.warp(START + 120 + GRACE + 1);
        market.expire(id, terms, 0);
        _expectStatus(id, JobStatus.Expired);
        _lockAgain(r);
    }

    function _lockAgain(Request memory r) private {
        vm.prank(provider.addr);
        market.lock(r, "", noExtras, nodeId, amt(0), false, "");
    }

    // M-50: a signature of another chain, market or requester is refused.
    function test_lock_foreignSignature_reverts_M50() public {
        Request memory r = _request(1);
        bytes memory signature = _signRequest(r);
        vm.chainId(1);
        vm.expectRevert(
            abi.encodeWithSelector(IRequestErrors.Request_Signature.selector, requester.addr, market.requestDigest(r))
        );
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
        vm.chainId(31337);

        signature = _sign(rival, market.requestDigest(r));
        vm.expectRevert(
            abi.encodeWithSelector(IRequestErrors.Request_Signature.selector, requester.addr, market.requestDigest(r))
        );
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
    }

    function test_lock_edgesOfAuction_M26() public {
        Request memory r = _request(1);
        r.rampStart = ts(START + 10);
        bytes memory signature = _signRequest(r);
        JobId id = _idOf(r);

        vm.warp(START + 9);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_TooEarly.selector, id, START + 10));
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");

        vm.warp(START + 311);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_TooLate.selector, id, START + 310));
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");

        vm.warp(START + 310);
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
        assertStatus(id, JobStatus.Locked);
    }

    function test_lock_exclusiveWindow_edges_M23() public {
        Request memory r = _openRequest(1);
        r.exclusive = provider.addr;
        r.exclusiveSecs = secs(50);
        bytes memory signature = _signRequest(r);

        vm.warp(START + 50);
        vm.expectRevert(
            abi.encodeWithSelector(IJobMarket.Market_Exclusive.selector, _idOf(r), provider.addr, START + 50)
        );
        vm.prank(rival.addr);
        market.lock(r, signature, noExtras, rivalNodeId, amt(0), false, "");

        uint256 snapshot = vm.snapshotState();
        vm.prank(provider.addr);
        (, Amount price) = market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
        assertEq(price.toUint(), 10e6, "exclusive holder gets minPrice however long he waits");
        vm.revertToState(snapshot);

        vm.warp(START + 51);
        vm.prank(rival.addr);
        (, price) = market.lock(r, signature, noExtras, rivalNodeId, amt(0), false, "");
        assertEq(price.toUint(), 10e6 + 10e6 / 100);
    }

    function test_lock_priceBelowCallersMin_reverts() public {
        Request memory r = _openRequest(1);
        bytes memory signature = _signRequest(r);
        vm.warp(START + 50);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_PriceTooLow.selector, _idOf(r), 15e6, 15e6 + 1));
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(15e6 + 1), false, "");
        vm.prank(provider.addr);
        (, Amount price) = market.lock(r, signature, noExtras, nodeId, amt(15e6), false, "");
        assertEq(price.toUint(), 15e6);
    }

    // M-24: a verifier not listed for that very tier needs the caller's consent.
    function test_lock_unlistedVerifier_M24() public {
        Request memory r = _openRequest(1);
        address unlisted = address(new ScriptedVerifier());
        r.verifier = unlisted;
        bytes memory signature = _signRequest(r);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_VerifierNotListed.selector, _idOf(r), unlisted));
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");

        vm.prank(provider.addr);
        (JobId id, Amount price) = market.lock(r, signature, noExtras, nodeId, amt(0), true, "");
        Terms memory terms = _termsOf(r, nodeId, price);
        assertFalse(terms.listed);
        assertEq(market.job(id).digest, Hashing.terms(terms));
    }

    function test_lock_retiredVerifier_reverts_M44() public {
        vm.prank(guardian);
        verifiers.retire(cooperativeVerifier);
        Request memory r = _request(1);
        bytes memory signature = _signRequest(r);
        vm.expectRevert(
            abi.encodeWithSelector(IJobMarket.Market_VerifierNotListed.selector, _idOf(r), cooperativeVerifier)
        );
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
    }

    function test_lock_gateProofWithoutGate_reverts() public {
        Request memory r = _request(1);
        bytes memory signature = _signRequest(r);
        vm.expectRevert(abi.encodeWithSelector(IRequestErrors.Request_GateProofWithoutGate.selector));
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "x");
    }

    function test_lock_unknownAndRetiredModel_reverts() public {
        Request memory r = _request(1);
        r.modelId = keccak256("nobody");
        bytes memory signature = _signRequest(r);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Models_Unknown.selector, r.modelId));
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");

        vm.prank(creator);
        models.retire(modelId);
        r = _request(1);
        signature = _signRequest(r);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Models_Retired.selector, modelId));
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
    }

    function test_lock_poorRequesterOrProvider_reverts() public {
        Request memory r = _request(1);
        r.minPrice = amt(2_000_000e6);
        r.maxPrice = amt(2_000_000e6);
        bytes memory signature = _signRequest(r);
        vm.expectRevert(
            abi.encodeWithSelector(
                IVault.Vault_FreeTooLow.selector, address(usd), requester.addr, 1_000_000e6, 2_000_000e6
            )
        );
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");

        r = _request(1);
        r.collateral = amt(1_000_000e6 + 1);
        signature = _signRequest(r);
        vm.expectRevert(
            abi.encodeWithSelector(
                IVault.Vault_FreeTooLow.selector, address(usd), provider.addr, 1_000_000e6, 1_000_000e6 + 1
            )
        );
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
    }

    function test_lock_zeroPriceAndCollateral_works() public {
        Request memory r = _request(1);
        r.minPrice = amt(0);
        r.maxPrice = amt(0);
        r.collateral = amt(0);
        (JobId id,) = _lock(r);
        assertStatus(id, JobStatus.Locked);
        assertEq(_escrow(), 0);
    }

    function test_post_byOther_reverts() public {
        Request memory r = _request(1);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_NotRequester.selector, _idOf(r), agent));
        vm.prank(agent);
        market.post(r, noExtras);
    }

    function test_post_twiceOrLate_reverts() public {
        Request memory r = _request(1);
        vm.startPrank(requester.addr);
        JobId id = market.post(r, noExtras);
        _expectStatus(id, JobStatus.Posted);
        market.post(r, noExtras);

        r = _request(2);
        vm.warp(START + 301);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_TooLate.selector, _idOf(r), START + 300));
        market.post(r, noExtras);
        vm.warp(START + 300);
        market.post(r, noExtras);
        vm.stopPrank();
    }

    function test_cancel_noneAndPosted_closeOnce() public {
        Request memory r = _request(1);
        vm.prank(requester.addr);
        market.post(r, noExtras);
        JobId[] memory ids = new JobId[](2);
        ids[0] = _idOf(r);
        ids[1] = _idOf(_request(2));
        vm.prank(requester.addr);
        market.cancel(ids);
        assertStatus(ids[0], JobStatus.Cancelled);
        assertStatus(ids[1], JobStatus.Cancelled);
        assertEq(market.job(ids[0]).digest, 0);

        _expectStatus(ids[0], JobStatus.Cancelled);
        vm.prank(requester.addr);
        market.cancel(ids);
    }

    function test_cancel_refusals() public {
        JobId[] memory none = new JobId[](0);
        vm.expectRevert(IJobMarket.Market_Empty.selector);
        market.cancel(none);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_TooMany.selector, 65, 64));
        market.cancel(new JobId[](65));

        JobId[] memory ids = _ids(_idOf(_request(1)));
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_NotRequester.selector, ids[0], stranger));
        vm.prank(stranger);
        market.cancel(ids);

        _lock(_request(1));
        _expectStatus(ids[0], JobStatus.Locked);
        vm.prank(requester.addr);
        market.cancel(ids);
    }

    function test_expirePosted_edges_M26() public {
        Request memory r = _request(1);
        JobId id = _idOf(r);
        _expectStatus(id, JobStatus.None);
        market.expirePosted(id);
        vm.prank(requester.addr);
        market.post(r, noExtras);
        vm.warp(START + 300);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_TooEarly.selector, id, START + 300));
        market.expirePosted(id);
        vm.warp(START + 301);
        vm.prank(stranger);
        market.expirePosted(id);
        assertStatus(id, JobStatus.Cancelled);
    }

    function _ids(JobId id) private pure returns (JobId[] memory ids) {
        ids = new JobId[](1);
        ids[0] = id;
    }

    function _expectStatus(JobId id, JobStatus status) private {
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_Status.selector, id, status));
    }
}
