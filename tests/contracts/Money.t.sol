// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";

import {BoxFixture} from "./base/BoxFixture.sol";
import {Packages, Sealed} from "./base/Packages.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {Change, IVault} from "aether/interfaces/IVault.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {TestDollar} from "aether/test/TestDollar.sol";
import {Bps} from "aether/types/Bps.sol";
import {Claim} from "aether/types/Claim.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {ModelKind} from "aether/types/Model.sol";
import {Request} from "aether/types/Request.sol";
import {Ruling} from "aether/types/Ruling.sol";
import {Settlement} from "aether/types/Settlement.sol";
import {Split} from "aether/types/Split.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice Who loses what, to the unit: each way a job can fail, and each way it can be paid. Odd amounts, so that every rounding shows.
contract MoneyTest is BoxFixture {
    uint256 internal constant P = 10_000_019;
    uint256 internal constant C = 30_000_037;
    // 25 % of p is 2,500,004.75; 20 % of c is 6,000,007.4 and 30 % of it 9,000,011.1.
    uint256 internal constant COMPENSATION = 2_500_004;
    uint256 internal constant REPORTER = 9_000_011;
    address internal feeAccount;
    mapping(address account => uint256) internal before;

    function setUp() public override {
        super.setUp();
        feeAccount = market.feeAccount();
        before[requester.addr] = FREE;
        before[provider.addr] = FREE;
    }

    function _odd(uint96 nonce, Tier tier, uint8 mode) private view returns (Request memory r) {
        r = _boxRequest(nonce, tier, mode);
        r.minPrice = amt(P);
        r.collateral = amt(C);
    }

    function _oddLocked(Tier tier, uint8 mode) private returns (Item memory item) {
        (JobId id, Terms memory terms) = _lock(_odd(1, tier, mode));
        item = _item(id, terms, _claimOf(tier, mode));
        assertMoved(requester.addr, -int256(P));
        assertMoved(provider.addr, -int256(C));
    }

    function _oddSubmitted(Tier tier, uint8 mode) private returns (Item memory item) {
        item = _oddLocked(tier, mode);
        _submitItem(item);
    }

    function assertMoved(address account, int256 delta) internal view {
        assertEq(int256(_free(account)), int256(before[account]) + delta, vm.getLabel(account));
    }

    /// @dev Who holds how much more than before there was a job. Nothing stays in an escrow, nothing is lost.
    function _ends(JobId id, JobStatus status, int256 toRequester, int256 toProvider, int256 toReporter, int256 toSink)
        private
        view
    {
        assertStatus(id, status);
        assertMoved(requester.addr, toRequester);
        assertMoved(provider.addr, toProvider);
        assertMoved(stranger, toReporter);
        assertMoved(SINK, toSink);
        assertMoved(feeAccount, 0);
        assertEq(_escrow() + _boxEscrow(), 0, "escrow");
        assertEq(toRequester + toProvider + toReporter + toSink, 0, "a game of nought");
    }

    // ---- the failure table, row by row

    function test_failure_nobodyLocks_nothingMoved() public {
        Request memory r = _odd(1, Tier.Optimistic, PUBLIC);
        vm.prank(requester.addr);
        JobId id = market.post(r, noExtras);
        vm.warp(START + 301);
        market.expirePosted(id);
        _ends(id, JobStatus.Cancelled, 0, 0, 0, 0);
    }

    function test_failure_requesterCancels_onlyBeforeLock() public {
        Request memory r = _odd(1, Tier.Optimistic, PUBLIC);
        vm.startPrank(requester.addr);
        JobId id = market.post(r, noExtras);
        market.cancel(_oneId(id));
        vm.stopPrank();
        _ends(id, JobStatus.Cancelled, 0, 0, 0, 0);

        (id,) = _lock(_odd(2, Tier.Optimistic, PUBLIC));
        vm.expectRevert(_statusError(id, JobStatus.Locked));
        vm.prank(requester.addr);
        market.cancel(_oneId(id));
    }

    function test_failure_providerDeclines_burnsTenth() public {
        Item memory item = _oddLocked(Tier.Validity, PUBLIC);
        vm.prank(provider.addr);
        market.decline(item.jobId, item.terms);
        // 10 % of c is 3,000,003.7: up.
        _ends(item.jobId, JobStatus.Declined, 0, -3_000_004, 0, 3_000_004);
    }

    function test_failure_providerSilent_M29_M30() public {
        Item memory item = _oddLocked(Tier.Optimistic, PUBLIC);
        vm.warp(START + EXEC + GRACE + 1);
        vm.prank(stranger);
        market.expire(item.jobId, item.terms, 0);
        _ends(item.jobId, JobStatus.Expired, int256(COMPENSATION), -int256(C), 0, int256(C - COMPENSATION));
    }

    function test_failure_provenNever_M29_M30() public {
        Item memory item = _oddSubmitted(Tier.Validity, SEALED);
        vm.warp(START + DISPUTE + 2 * GRACE + 1);
        vm.prank(stranger);
        market.expire(item.jobId, item.terms, _icOf(item));
        _ends(item.jobId, JobStatus.Expired, int256(COMPENSATION), -int256(C), 0, int256(C - COMPENSATION));
    }

    function test_failure_requesterWithholdsInput_paysStandBy() public {
        Item memory item = _oddLocked(Tier.Validity, SEALED);
        _demandInput(item);
        vm.warp(START + INPUT + 1);
        vm.prank(stranger);
        box.close(item.jobId, item.terms, 0);
        // 5 % of p is 500,000.95: down.
        _ends(item.jobId, JobStatus.Stalled, -500_000, 500_000, 0, 0);
    }

    function test_failure_junkInput_burnsTheSameOfBoth_M32() public {
        Item memory item = _oddLocked(Tier.Optimistic, PUBLIC);
        _demandInput(item);
        _answerInput(item);
        vm.prank(provider.addr);
        box.rejectInput(item.jobId, item.terms);
        _ends(item.jobId, JobStatus.Voided, -500_000, -500_000, 0, 1_000_000);
    }

    // The smaller of price and collateral: a quarrel cannot cost more than what the other side risks.
    function test_failure_junkInput_smallCollateral_M32() public {
        Request memory r = _odd(1, Tier.Validity, PUBLIC);
        r.collateral = amt(1_019);
        (JobId id, Terms memory terms) = _lock(r);
        Item memory item = _item(id, terms, _claim(1));
        _demandInput(item);
        _answerInput(item);
        vm.prank(provider.addr);
        box.rejectInput(id, terms);
        _ends(id, JobStatus.Voided, -50, -50, 0, 100);
    }

    function test_failure_requesterSilent_paysInFull() public {
        Item memory item = _oddSubmitted(Tier.Cooperative, PUBLIC);
        vm.warp(START + DISPUTE + 1);
        vm.prank(stranger);
        market.finalize(_one(item));
        _paidInFull(item);
    }

    // No deadline on finalize: who waits out a gas spike loses nothing.
    function test_failure_gasSpike_finalizeYearsLater() public {
        Item memory item = _oddSubmitted(Tier.Optimistic, PUBLIC);
        vm.warp(START + 3650 days);
        vm.prank(stranger);
        market.finalize(_one(item));
        _paidInFull(item);
    }

    // A wrong result that nobody sampled: the window ends and the provider keeps p.
    function test_failure_wrongResultUnchallenged_isPaid() public {
        Item memory item = _oddSubmitted(Tier.Optimistic, SEALED);
        vm.warp(START + DISPUTE + 1);
        market.finalize(_one(item));
        _paidInFull(item);
    }

    /// @dev Fee 1 % is 100,000.19, up; royalties 2 % and 5 % are 200,000.38 and 500,000.95, down.
    function _paidInFull(Item memory item) private view {
        assertStatus(item.jobId, JobStatus.Paid);
        assertMoved(requester.addr, -int256(P));
        assertMoved(feeAccount, 100_001);
        assertMoved(grandCreator, 200_000);
        assertMoved(creator, 500_000);
        assertMoved(provider.addr, int256(P) - 100_001 - 700_000);
        assertMoved(SINK, 0);
        assertEq(_escrow() + _boxEscrow(), 0);
    }

    function test_failure_outputWithheld_paysNoReporter_M30_M40() public {
        Item memory item = _oddSubmitted(Tier.Optimistic, SEALED);
        _demandOutput(item);
        // The deposit is 10 % of p, up.
        assertEq(_boxEscrow(), 1_000_002);
        assertMoved(requester.addr, -int256(P) - 1_000_002);
        vm.warp(START + ANSWER + 1);
        vm.prank(stranger);
        box.close(item.jobId, item.terms, _icOf(item));
        _ends(item.jobId, JobStatus.Slashed, int256(COMPENSATION), -int256(C), 0, int256(C - COMPENSATION));
    }

    function test_failure_outputDemandedAndAnswered_costsTheDeposit_M40() public {
        (JobId id, Terms memory terms) = _lock(_odd(1, Tier.Cooperative, SEALED));
        Sealed memory s = _sealedFor(id);
        Item memory item = _item(id, terms, _claimOfPackage(s));
        _submitItem(item);
        _demandOutput(item);
        _answerOutput(item, Packages.answer(s));
        vm.warp(START + 2 * DISPUTE);
        market.finalize(_one(item));
        assertMoved(requester.addr, -int256(P) - 1_000_002);
        assertMoved(provider.addr, int256(P) - 100_001 - 700_000 + 1_000_002);
        assertEq(_escrow() + _boxEscrow(), 0);
    }

    function test_failure_junkCiphertext_paysReporter_M29() public {
        (JobId id, Terms memory terms) = _lock(_odd(1, Tier.Optimistic, SEALED));
        Sealed memory s = _faulty(id);
        Claim memory claim = _claimOfPackage(s);
        _submitItem(_item(id, terms, claim));
        vm.prank(stranger);
        box.complain(id, terms, claim, KEY, Packages.complaint(s, 1));
        _slashedWithReporter(id);
    }

    function test_failure_wrongResultCaught_paysReporter_M29() public {
        Item memory item = _oddSubmitted(Tier.Optimistic, PUBLIC);
        bytes32 ic = _icOf(item);
        _contestAs(address(optimistic), item, ic);
        Settlement memory s;
        s.refund = amt(P);
        s.compensation = amt(COMPENSATION);
        s.toReporter = amt(REPORTER);
        s.burned = amt(C - COMPENSATION - REPORTER);
        vm.expectEmit(address(market));
        emit IJobMarket.JobClosed(item.jobId, JobStatus.Slashed, ic, s, 0);
        _ruleAs(address(optimistic), item, ic, Ruling.Slash, stranger);
        _slashedWithReporter(item.jobId);
    }

    function _slashedWithReporter(JobId id) private view {
        int256 burned = int256(C - COMPENSATION - REPORTER);
        _ends(id, JobStatus.Slashed, int256(COMPENSATION), -int256(C), int256(REPORTER), burned);
        assertGe(2 * uint256(burned), C, "at least half is burned");
    }

    function test_failure_challengerWrong_onlyDelays() public {
        Item memory item = _oddSubmitted(Tier.Optimistic, PUBLIC);
        bytes32 ic = _icOf(item);
        _contestAs(address(optimistic), item, ic);
        vm.warp(START + 2 days);
        _ruleAs(address(optimistic), item, ic, Ruling.Dismissed, address(0));
        vm.prank(stranger);
        market.finalize(_one(item));
        _paidInFull(item);
    }

    function test_failure_refereeNeverRules_everythingBack_M32() public {
        Item memory item = _oddSubmitted(Tier.Optimistic, PUBLIC);
        bytes32 ic = _icOf(item);
        _contestAs(address(optimistic), item, ic);
        vm.warp(START + CAP + 1);
        vm.prank(stranger);
        market.expire(item.jobId, item.terms, ic);
        _ends(item.jobId, JobStatus.Voided, 0, 0, 0, 0);
    }

    // A verifier that was retired, or whose fee was raised, after the lock: the job keeps what was signed.
    function test_failure_verifierRetired_openJobKeepsItsTerms() public {
        Item memory item = _oddLocked(Tier.Validity, PUBLIC);
        vm.prank(guardian);
        verifiers.retire(address(validity));
        vm.prank(owner);
        market.setFee(Bps.wrap(250));
        _settle(item, "");
        _paidInFull(item);
    }

    // ---- coalitions

    // M-29, M-30: whoever provider, requester and reporter are, together they lose at least half of c; the requester alone never gains
    // more than a quarter of p unless he proved the fault.
    function testFuzz_slash_coalitionLosesHalf_I07_M29_M30(uint96 p, uint96 c, bool proved, bool requesterReports)
        public
    {
        Request memory r = _odd(1, Tier.Optimistic, PUBLIC);
        r.minPrice = amt(bound(p, 0, 1_000_000e6));
        r.maxPrice = r.minPrice;
        r.collateral = amt(bound(c, r.maxPrice.toUint(), 1_000_000e6));
        (JobId id, Terms memory terms) = _lock(r);
        Item memory item = _item(id, terms, _claim(1000));
        _submitItem(item);
        address reporter = !proved ? address(0) : requesterReports ? requester.addr : provider.addr;
        _contestAs(address(optimistic), item, _icOf(item));
        _ruleAs(address(optimistic), item, _icOf(item), Ruling.Slash, reporter);
        _coalition(r, proved && requesterReports);
    }

    function testFuzz_expire_coalitionLosesHalf_M29_M30(uint96 p, uint96 c) public {
        Request memory r = _odd(1, Tier.Validity, PUBLIC);
        r.minPrice = amt(bound(p, 0, 1_000_000e6));
        r.maxPrice = r.minPrice;
        r.collateral = amt(bound(c, 0, 1_000_000e6));
        (JobId id, Terms memory terms) = _lock(r);
        vm.warp(START + EXEC + GRACE + 1);
        market.expire(id, terms, 0);
        _coalition(r, false);
    }

    function _coalition(Request memory r, bool requesterProved) private view {
        uint256 c = r.collateral.toUint();
        uint256 together = _free(requester.addr) + _free(provider.addr);
        assertGe(2 * (2 * FREE - together), c, "the coalition");
        assertEq(_free(SINK), 2 * FREE - together, "burned, all of it");
        if (!requesterProved) assertLe(_free(requester.addr) - FREE, r.minPrice.toUint() / 4, "the requester");
        assertEq(_escrow(), 0);
    }

    // M-32: void returns p and c exactly, quarrel burns equal amounts of both, whatever they are.
    function testFuzz_voidAndQuarrel_M32(uint96 p, uint96 c, bool quarrel) public {
        Request memory r = _odd(1, Tier.Validity, PUBLIC);
        r.minPrice = amt(bound(p, 0, 1_000_000e6));
        r.maxPrice = r.minPrice;
        r.collateral = amt(bound(c, 0, 1_000_000e6));
        (JobId id, Terms memory terms) = _lock(r);
        Item memory item = _item(id, terms, _claim(1));
        _contestAs(address(box), item, 0);
        uint256 each;
        if (quarrel) {
            _ruleAs(address(box), item, 0, Ruling.Quarrel, address(0));
            uint256 smaller = r.minPrice < r.collateral ? r.minPrice.toUint() : r.collateral.toUint();
            each = smaller / 20;
        } else {
            vm.warp(START + CAP + 1);
            market.expire(id, terms, 0);
        }
        assertStatus(id, JobStatus.Voided);
        assertEq(_free(requester.addr), FREE - each);
        assertEq(_free(provider.addr), FREE - each);
        assertEq(_free(SINK), 2 * each);
    }

    // ---- payment

    // M-34: price, collateral, units, fee, royalties and extras through the Vault, every account to the unit.
    function testFuzz_paid_everyAccount_I06_M34(uint96 p, uint96 c, uint32 units, uint32 maxUnits, uint16[4] memory bps)
        public
    {
        Request memory r = _odd(1, Tier.Validity, PUBLIC);
        r.minPrice = amt(bound(p, 0, 1_000_000e6));
        r.maxPrice = r.minPrice;
        r.collateral = amt(bound(c, 0, 1_000_000e6));
        r.maxUnits = uint32(bound(maxUnits, 1, type(uint32).max));
        vm.prank(owner);
        market.setFee(Bps.wrap(uint16(bound(bps[0], 10, 250))));
        Split[] memory extras = new Split[](3);
        for (uint256 i = 0; i < 3; ++i) {
            extras[i] =
                Split(makeAddr(string.concat("extra", vm.toString(i))), Bps.wrap(uint16(bound(bps[i + 1], 1, 500))));
        }
        r.extrasHash = Hashing.extras(extras);
        bytes memory signature = _signRequest(r);
        vm.prank(provider.addr);
        market.lock(r, signature, extras, nodeId, amt(0), false, "");
        Item memory item = _item(_idOf(r), _termsOf(r, nodeId, r.minPrice), _claim(uint32(bound(units, 0, r.maxUnits))));
        item.extras = extras;
        _settle(item, "");
        _paidExactly(item);
    }

    function _paidExactly(Item memory item) private view {
        uint256 earned = uint256(item.terms.price.toUint()) * item.claim.units / item.terms.maxUnits;
        uint256 fee = (earned * item.terms.feeBps.toUint() + 9_999) / 10_000;
        uint256 left = earned - fee;
        assertEq(_free(feeAccount), fee, "fee up");
        for (uint256 i = 0; i < item.royalties.length; ++i) {
            uint256 share = earned * item.royalties[i].bps.toUint() / 10_000;
            left -= share;
            assertEq(_free(item.royalties[i].payee), share, "royalty down");
        }
        for (uint256 i = 0; i < item.extras.length; ++i) {
            uint256 share = earned * item.extras[i].bps.toUint() / 10_000;
            left -= share;
            assertEq(_free(item.extras[i].payee), share, "extra down");
        }
        assertEq(_free(provider.addr), FREE + left, "the worker takes the rest, and c");
        assertEq(_free(requester.addr), FREE - earned, "what was not used returns");
        assertEq(_escrow(), 0);
    }

    // M-34: payees that are one account, or requester and provider themselves, get the sum of their shares.
    function test_paid_samePayees_sumUp_M34() public {
        Request memory r = _odd(1, Tier.Validity, PUBLIC);
        Split[] memory extras = new Split[](4);
        extras[0] = Split({payee: creator, bps: Bps.wrap(100)});
        extras[1] = Split({payee: provider.addr, bps: Bps.wrap(100)});
        extras[2] = Split({payee: requester.addr, bps: Bps.wrap(100)});
        extras[3] = Split({payee: creator, bps: Bps.wrap(100)});
        r.extrasHash = Hashing.extras(extras);
        bytes memory signature = _signRequest(r);
        vm.prank(provider.addr);
        market.lock(r, signature, extras, nodeId, amt(0), false, "");
        Item memory item = _item(_idOf(r), _termsOf(r, nodeId, amt(P)), _claim(1000));
        item.extras = extras;
        _settle(item, "");
        assertMoved(creator, 500_000 + 200_000);
        assertMoved(requester.addr, -int256(P) + 100_000);
        assertMoved(provider.addr, int256(P) - 100_001 - 700_000 - 300_000);
    }

    // M-35: more units than were asked for are refused wherever a Claim comes in.
    function test_units_aboveMax_revert_M35() public {
        Item memory item = _oddLocked(Tier.Optimistic, PUBLIC);
        item.claim.units = 1001;
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_UnitsTooMany.selector, item.jobId, 1001, 1000));
        _submitItem(item);

        (JobId id, Terms memory terms) = _lock(_odd(2, Tier.Validity, PUBLIC));
        item = _item(id, terms, _claim(1001));
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_UnitsTooMany.selector, id, 1001, 1000));
        _settle(item, "");

        (id, terms) = _lock(_odd(3, Tier.Attested, SEALED));
        item = _item(id, terms, _claimOf(Tier.Attested, SEALED));
        item.claim.units = type(uint32).max;
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_UnitsTooMany.selector, id, type(uint32).max, 1000));
        _submitItem(item);
    }

    // ---- batches

    // M-37: contested, proven, answered and foreign items in one batch; the good ones are paid, the others wait.
    function test_finalize_batch_skipsContestedAndProven_M37() public {
        Item[] memory items = new Item[](5);
        items[0] = _submittedPublic(1, Tier.Optimistic);
        items[1] = _submittedPublic(2, Tier.Optimistic);
        _contestAs(address(optimistic), items[1], _icOf(items[1]));
        items[2] = _tierSubmitted(3, Tier.Validity, SEALED);
        Sealed memory s;
        (items[3], s) = _submittedPackage(4, Tier.Optimistic, false);
        _demandOutput(items[3]);
        _answerOutput(items[3], Packages.answer(s));
        items[4] = _tierLocked(5, Tier.Optimistic, PUBLIC);
        vm.warp(START + DISPUTE + 1);
        assertEq(market.finalize(items), 2);
        assertStatus(items[0].jobId, JobStatus.Paid);
        assertStatus(items[1].jobId, JobStatus.Submitted);
        assertStatus(items[2].jobId, JobStatus.Submitted);
        assertStatus(items[3].jobId, JobStatus.Paid);
        assertStatus(items[4].jobId, JobStatus.Locked);
        assertEq(market.finalize(items), 0);
    }

    // One batch in two tokens: each is paid in its own.
    function test_finalize_batch_twoTokens_M34_M37() public {
        TestDollar other = new TestDollar();
        vm.startPrank(owner);
        vault.announce(Change.AllowToken, address(other));
        vm.warp(START + 7 days);
        vault.allowToken(address(other));
        vm.stopPrank();
        _fundOther(other, requester.addr);
        _fundOther(other, provider.addr);

        Item[] memory items = new Item[](6);
        for (uint96 i = 0; i < 6; ++i) {
            Request memory r = _tierRequest(10 + i, Tier.Optimistic, PUBLIC);
            // usd, other, other, usd, other, usd
            if (i == 1 || i == 2 || i == 4) r.token = address(other);
            (JobId id, Terms memory terms) = _lock(r);
            items[i] = _item(id, terms, _claim(1000));
            _submitItem(items[i]);
        }
        vm.warp(block.timestamp + DISPUTE + 1);
        assertEq(market.finalize(items), 6);
        uint256 earned = 3 * (PRICE - PRICE / 100 - PRICE * 7 / 100);
        assertEq(_free(provider.addr), FREE + earned);
        assertEq(vault.free(address(other), provider.addr).toUint(), FREE + earned);
        assertEq(vault.free(address(other), creator).toUint(), 3 * PRICE / 20);
        assertEq(vault.free(address(other), requester.addr).toUint(), FREE - 3 * PRICE);
        assertEq(vault.escrow(address(other), address(market)).toUint() + _escrow(), 0);
    }

    function _fundOther(TestDollar token, address account) private {
        token.mint(account, FREE);
        vm.startPrank(account);
        token.approve(address(vault), FREE);
        vault.deposit(address(token), account, amt(FREE));
        vm.stopPrank();
    }

    // M-37: the most accounts a batch can pay, 12 fresh ones per job: all 64 stay below a block of 30 million gas. Of the 2^24 that one
    // transaction may use on every chain 40 such jobs take less; whoever has more of them sends two batches.
    function test_finalize_sixtyFourItems_twelveFreshPayees_M37() public {
        Item[] memory items = _crowd(64);
        uint256 snapshot = vm.snapshotState();
        assertLe(_gasOf(items), 30_000_000);
        vm.revertToState(snapshot);
        assembly {
            // 40 of the 64.
            mstore(items, 40)
        }
        assertLe(_gasOf(items), 2 ** 24);
    }

    function _gasOf(Item[] memory items) private returns (uint256 spent) {
        bytes memory data = abi.encodeCall(market.finalize, (items));
        spent = 21_000 + 4 * data.length;
        for (uint256 i = 0; i < data.length; ++i) {
            if (data[i] != 0) spent += 12;
        }
        uint256 left = gasleft();
        market.finalize(items);
        spent += left - gasleft();
        for (uint256 i = 0; i < items.length; ++i) {
            assertStatus(items[i].jobId, JobStatus.Paid);
        }
    }

    function _crowd(uint256 count) private returns (Item[] memory items) {
        items = new Item[](count);
        for (uint96 i = 0; i < count; ++i) {
            Request memory r = _tierRequest(100 + i, Tier.Optimistic, PUBLIC);
            Split[] memory list;
            (r.modelId, list) = _modelOfEight(i);
            Split[] memory extras = new Split[](4);
            for (uint256 k = 0; k < 4; ++k) {
                extras[k] = Split({payee: _fresh(i, 8 + k), bps: Bps.wrap(10)});
            }
            r.extrasHash = Hashing.extras(extras);
            bytes memory signature = _signRequest(r);
            vm.prank(provider.addr);
            market.lock(r, signature, extras, nodeId, amt(0), false, "");
            items[i] = _item(_idOf(r), _termsOf(r, nodeId, amt(PRICE)), _claim(1000));
            items[i].royalties = list;
            items[i].extras = extras;
            _submitItem(items[i]);
        }
        vm.warp(block.timestamp + DISPUTE + 1);
    }

    function _fresh(uint256 seed, uint256 k) private pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode(seed, k)))));
    }

    function _modelOfEight(uint256 seed) private returns (bytes32 id, Split[] memory list) {
        for (uint256 k = 0; k < 8; ++k) {
            vm.prank(_fresh(seed, k));
            id = models.register(ModelKind.Model, keccak256("crowd"), id, 1, Bps.wrap(10), list, "");
            Split[] memory longer = new Split[](k + 1);
            for (uint256 m = 0; m < k; ++m) {
                longer[m] = list[m];
            }
            longer[k] = Split({payee: _fresh(seed, k), bps: Bps.wrap(10)});
            list = longer;
        }
    }
}
