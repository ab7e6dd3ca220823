// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "./base/Fixture.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {AccountState, Exposure, ILens, Solvency} from "aether/interfaces/ILens.sol";
import {IVault} from "aether/interfaces/IVault.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {Amount} from "aether/types/Amount.sol";
import {Bps} from "aether/types/Bps.sol";
import {Claim} from "aether/types/Claim.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {NodeId, NodeIdLib} from "aether/types/NodeId.sol";
import {Request} from "aether/types/Request.sol";
import {Split} from "aether/types/Split.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";
import {Timestamp} from "aether/types/Timestamp.sol";

/// @notice What the Lens says is what the contracts do.
contract LensTest is Fixture {
    /// @dev Everything that a call of lock is made of.
    struct Attempt {
        Request request;
        Split[] extras;
        NodeId node;
        address caller;
        Amount minPrice;
        bool acceptUnlisted;
        bytes gateProof;
        bool unsigned;
        bool posted;
    }

    uint256 internal constant MUTATIONS = 40;

    function _attempt(bool open) private view returns (Attempt memory a) {
        a.request = open ? _openRequest(1) : _request(1);
        a.node = nodeId;
        a.caller = provider.addr;
    }

    // ---- lockable

    function test_lockable_yes_withPriceOfThisMoment() public {
        vm.warp(START);
        Attempt memory a = _attempt(true);
        vm.warp(START + 50);
        (bool ok, bytes memory reason, Amount price) = _ask(a, _signRequest(a.request));
        assertTrue(ok);
        assertEq(reason, "");
        assertEq(price.toUint(), 15e6);
        _assertSame(a);
    }

    function test_lockable_no_withTheFacts() public {
        Attempt memory a = _attempt(true);
        a.minPrice = amt(11e6);
        (bool ok, bytes memory reason, Amount price) = _ask(a, _signRequest(a.request));
        assertFalse(ok);
        assertEq(reason, abi.encodeWithSelector(IJobMarket.Market_PriceTooLow.selector, _idOf(a.request), 10e6, 11e6));
        assertEq(price.toUint(), 0);
        bytes memory signature = _signRequest(a.request);
        vm.expectRevert(reason);
        lens.requireLockable(
            a.request, signature, a.extras, a.node, a.caller, a.minPrice, a.acceptUnlisted, a.gateProof
        );
    }

    // One account that is requester and provider must cover both.
    function test_lockable_requesterIsProvider() public {
        Attempt memory a = _attempt(true);
        a.request.requester = provider.addr;
        uint256 free = _free(provider.addr);
        a.request.collateral = amt(free - 10e6);
        bytes memory signature = _sign(provider, market.requestDigest(a.request));
        (bool ok,,) = _ask(a, signature);
        assertTrue(ok, "to the last unit");
        a.request.collateral = amt(free - 10e6 + 1);
        signature = _sign(provider, market.requestDigest(a.request));
        bytes memory why = abi.encodeWithSelector(
            IVault.Vault_FreeTooLow.selector, address(usd), provider.addr, free - 10e6, free - 10e6 + 1
        );
        (ok, why,) = _ask(a, signature);
        assertFalse(ok);
        assertEq(
            why,
            abi.encodeWithSelector(
                IVault.Vault_FreeTooLow.selector, address(usd), provider.addr, free - 10e6, free - 10e6 + 1
            )
        );
        vm.expectRevert(why);
        vm.prank(provider.addr);
        market.lock(a.request, signature, a.extras, a.node, a.minPrice, false, "");
    }

    // Each way to fail alone: the reason is, byte for byte, the error of lock.
    function test_lockable_everyReason_isLocksOwn() public {
        for (uint256 tier = 0; tier < 2; ++tier) {
            for (uint256 i = 0; i < MUTATIONS; ++i) {
                uint256 snapshot = vm.snapshotState();
                Attempt memory a = _attempt(tier == 1);
                _mutate(a, i);
                _assertSame(a);
                vm.revertToState(snapshot);
            }
        }
    }

    // Several at once: the first reason is the first of lock too.
    function testFuzz_lockable_sameOrderAsLock(uint256 seed, bool open) public {
        Attempt memory a = _attempt(open);
        for (uint256 i = 0; i < 4; ++i) {
            _mutate(a, uint8(seed >> (8 * i)) % MUTATIONS);
        }
        _assertSame(a);
    }

    function _assertSame(Attempt memory a) private {
        bytes memory signature = a.unsigned ? bytes("") : _signRequest(a.request);
        if (a.posted) {
            vm.prank(requester.addr);
            try market.post(a.request, a.extras) {} catch {}
        }
        (bool ok, bytes memory reason, Amount price) = _ask(a, signature);
        vm.prank(a.caller);
        try market.lock(a.request, signature, a.extras, a.node, a.minPrice, a.acceptUnlisted, a.gateProof) returns (
            JobId, Amount paid
        ) {
            assertTrue(ok, "lock succeeded");
            assertEq(reason, "");
            assertEq(price.toUint(), paid.toUint());
        } catch (bytes memory why) {
            assertFalse(ok, "lock failed");
            assertEq(reason, why);
        }
    }

    function _ask(Attempt memory a, bytes memory signature) private view returns (bool, bytes memory, Amount) {
        return
            lens.lockable(a.request, signature, a.extras, a.node, a.caller, a.minPrice, a.acceptUnlisted, a.gateProof);
    }

    /// @dev One thing that is wrong, or unusual, each; on the Request, the caller, or the chain.
    function _mutate(Attempt memory a, uint256 which) private {
        if (which < 20) _mutateRequest(a.request, which);
        else if (which < 30) _mutateCall(a, which);
        else _mutateChain(a, which);
    }

    function _mutateRequest(Request memory r, uint256 which) private view {
        if (which == 0) r.maxUnits = 0;
        else if (which == 1) r.minPrice = amt(21e6);
        else if (which == 2) r.regionMask = 1;
        else if (which == 3) r.verifier = address(0);
        else if (which == 4) r.outputMode = 2;
        else if (which == 5) r.gateData = keccak256("gate");
        else if (which == 6) r.gate = address(models);
        else if (which == 7) r.rampStart = ts(block.timestamp + 1);
        else if (which == 8) r.rampStart = ts(block.timestamp - 301);
        else if (which == 9) r.exclusive = rival.addr;
        else if (which == 10) (r.exclusive, r.exclusiveSecs) = (rival.addr, secs(100));
        else if (which == 11) r.verifier = optimisticVerifier;
        else if (which == 12) r.modelId = keccak256("unknown");
        else if (which == 13) r.collateral = amt(2_000_000e6);
        else if (which == 14) (r.minPrice, r.maxPrice) = (amt(2_000_000e6), amt(2_000_000e6));
        else if (which == 15) r.extrasHash = keccak256("extras");
        else if (which == 16) r.tier = 9;
        else if (which == 17) (r.tier, r.exclusive, r.exclusiveSecs) = (uint8(Tier.Validity), address(0), secs(0));
        else if (which == 18) r.disputeSecs = secs(8 days);
        else if (which == 19) (r.minPrice, r.maxPrice, r.collateral) = (amt(0), amt(0), amt(0));
    }

    function _mutateCall(Attempt memory a, uint256 which) private view {
        if (which == 20) a.gateProof = "proof";
        else if (which == 21) a.minPrice = amt(20e6 + 1);
        else if (which == 22) a.acceptUnlisted = true;
        else if (which == 23) a.caller = stranger;
        else if (which == 24) a.node = NodeIdLib.pack(provider.addr, 99);
        else if (which == 25) (a.node, a.caller) = (rivalNodeId, rival.addr);
        else if (which == 26) a.caller = session.addr;
        else if (which == 27) a.unsigned = true;
        else if (which == 28) (a.posted, a.unsigned) = (true, true);
        else if (which == 29) _addExtras(a);
    }

    function _addExtras(Attempt memory a) private view {
        a.extras = new Split[](2);
        a.extras[0] = Split({payee: agent, bps: Bps.wrap(100)});
        a.extras[1] = Split({payee: stranger, bps: Bps.wrap(1400)});
        a.request.extrasHash = Hashing.extras(a.extras);
    }

    function _mutateChain(Attempt memory a, uint256 which) private {
        if (which == 30) {
            vm.prank(guardian);
            try market.pause(secs(1 days)) {} catch {}
        } else if (which == 31) {
            vm.prank(provider.addr);
            try providers.drain(nodeId, SEAL_X, SEAL_Y, "") {} catch {}
        } else if (which == 32) {
            vm.prank(provider.addr);
            try providers.thaw(address(0), amt(1)) {} catch {}
        } else if (which == 33) {
            vm.prank(creator);
            try models.retire(modelId) {} catch {}
        } else if (which == 34) {
            _empty(requester.addr);
        } else if (which == 35) {
            _empty(provider.addr);
        } else if (which == 36) {
            JobId[] memory ids = new JobId[](1);
            ids[0] = _idOf(a.request);
            vm.prank(requester.addr);
            try market.cancel(ids) {} catch {}
        } else if (which == 37) {
            // Another Request stands under the same nonce.
            Request memory other = _request(1);
            other.maxPrice = amt(21e6);
            vm.prank(requester.addr);
            try market.post(other, noExtras) {} catch {}
        } else if (which == 38) {
            vm.prank(guardian);
            try verifiers.retire(a.request.verifier) {} catch {}
        } else {
            vm.warp(block.timestamp + 300);
        }
    }

    function _empty(address account) private {
        uint256 free = _free(account);
        vm.prank(account);
        vault.withdraw(address(usd), account, amt(free));
    }

    // ---- the rest

    function test_prices_digests_commitments() public {
        Request memory r = _openRequest(1);
        assertEq(lens.priceAt(r, ts(START + 25)).toUint(), market.priceAt(r, ts(START + 25)).toUint());
        assertEq(lens.priceAt(r, ts(START + 25)).toUint(), 12.5e6);
        assertEq(lens.requestDigest(r), market.requestDigest(r));
        Item memory item = _submitted(2, 700);
        assertEq(lens.inferenceCommitment(item.jobId, item.terms, item.claim), _icOf(item));
        assertEq(lens.market(), address(market));
    }

    function test_jobs_inOrder_atMost64() public {
        Item memory item = _submitted(2, 700);
        JobId[] memory ids = new JobId[](64);
        ids[63] = item.jobId;
        assertEq(abi.encode(lens.jobs(ids)[63]), abi.encode(market.job(item.jobId)));
        assertEq(abi.encode(lens.jobs(ids)[0]), abi.encode(market.job(JobId.wrap(0))));
        assertEq(abi.encode(lens.job(item.jobId)), abi.encode(market.job(item.jobId)));
        vm.expectRevert(abi.encodeWithSelector(ILens.Lens_TooMany.selector, 65, 64));
        lens.jobs(new JobId[](65));
    }

    function test_account_inOneToken() public {
        usd.mint(provider.addr, 5);
        vm.prank(provider.addr);
        usd.approve(address(vault), 3);
        AccountState memory s = lens.account(address(usd), provider.addr);
        assertEq(s.free.toUint(), 1_000_000e6);
        assertEq(s.wallet, 5);
        assertEq(s.allowance, 3);
        assertEq(s.stake.amount.toUint(), stakeMin);
        assertEq(abi.encode(s.record), abi.encode(market.record(provider.addr, address(usd))));
    }

    function test_solvency_counts() public {
        _lock(_request(1));
        Solvency memory s = lens.solvency(address(usd));
        assertEq(s.balance, usd.balanceOf(address(vault)));
        assertEq(s.liabilities.toUint(), vault.liabilities(address(usd)).toUint());
        assertEq(s.registryEscrow.toUint(), 2 * stakeMin);
        assertEq(s.marketEscrow.toUint(), 40e6);
        assertEq(s.boxEscrow.toUint(), 0);
        assertTrue(s.solvent);
        deal(address(usd), address(vault), s.liabilities.toUint() - 1);
        assertFalse(lens.solvency(address(usd)).solvent);
        deal(address(usd), address(vault), s.liabilities.toUint());
        assertTrue(lens.solvency(address(usd)).solvent);
    }

    function test_exposure_sumsOpenJobs() public {
        JobId[] memory ids = new JobId[](4);
        Terms[] memory terms = new Terms[](4);
        bytes32[] memory ics = new bytes32[](4);
        (ids[0], terms[0]) = _lock(_request(1));
        Item memory item = _submitted(2, 700);
        (ids[1], terms[1], ics[1]) = (item.jobId, item.terms, _icOf(item));
        // Demanded: its deposit counts too.
        vm.prank(requester.addr);
        box.demandOutput(item.jobId, item.terms, ics[1]);
        Item memory over = _submitted(3, 1000);
        vm.prank(requester.addr);
        market.accept(over, "");
        ids[2] = over.jobId;
        ids[3] = _idOf(_request(99));

        assertExposure(requester.addr, ids, terms, ics, 20e6, 1e6, 0);
        assertExposure(provider.addr, ids, terms, ics, 0, 0, 60e6);
        assertExposure(stranger, ids, terms, ics, 0, 0, 0);
        // What is locked and what is free are all there ever was.
        assertEq(vault.escrow(address(usd), address(market)).toUint(), 80e6);
        assertEq(vault.escrow(address(usd), address(box)).toUint(), 1e6);
        Exposure memory other = lens.exposure(address(models), requester.addr, ids, terms, ics);
        assertEq(abi.encode(other), abi.encode(uint256(0), uint256(0), uint256(0)));
    }

    function assertExposure(
        address user,
        JobId[] memory ids,
        Terms[] memory terms,
        bytes32[] memory ics,
        uint256 prices,
        uint256 deposits,
        uint256 collaterals
    ) private view {
        Exposure memory e = lens.exposure(address(usd), user, ids, terms, ics);
        assertEq(e.prices.toUint(), prices, "prices");
        assertEq(e.deposits.toUint(), deposits, "deposits");
        assertEq(e.collaterals.toUint(), collaterals, "collaterals");
    }

    function test_exposure_refusals() public {
        JobId[] memory ids = new JobId[](1);
        Terms[] memory terms = new Terms[](1);
        bytes32[] memory ics = new bytes32[](1);
        (ids[0], terms[0]) = _lock(_request(1));
        vm.expectRevert(abi.encodeWithSelector(ILens.Lens_TooMany.selector, 65, 64));
        lens.exposure(address(usd), requester.addr, new JobId[](65), terms, ics);
        vm.expectRevert(abi.encodeWithSelector(ILens.Lens_LengthsDiffer.selector, 1, 2, 1));
        lens.exposure(address(usd), requester.addr, ids, new Terms[](2), ics);
        vm.expectRevert(abi.encodeWithSelector(ILens.Lens_LengthsDiffer.selector, 1, 1, 0));
        lens.exposure(address(usd), requester.addr, ids, terms, new bytes32[](0));
        terms[0].price = amt(1);
        vm.expectRevert(abi.encodeWithSelector(ILens.Lens_TermsDiffer.selector, ids[0]));
        lens.exposure(address(usd), requester.addr, ids, terms, ics);

        Item memory item = _submitted(2, 700);
        (ids[0], terms[0]) = (item.jobId, item.terms);
        vm.expectRevert(abi.encodeWithSelector(ILens.Lens_TermsDiffer.selector, ids[0]));
        lens.exposure(address(usd), requester.addr, ids, terms, ics);
        ics[0] = _icOf(item);
        lens.exposure(address(usd), requester.addr, ids, terms, ics);
    }
}
