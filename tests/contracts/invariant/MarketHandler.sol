// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {MoneyHandler} from "./MoneyHandler.sol";
import {Packages, Sealed} from "../base/Packages.sol";
import {Complaint} from "aether/interfaces/IExchangeBox.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {Amount} from "aether/types/Amount.sol";
import {Claim} from "aether/types/Claim.sol";
import {Demand, DemandKind} from "aether/types/Demand.sol";
import {Item} from "aether/types/Item.sol";
import {CONTEST_BOX, CONTEST_VERIFIER, Job} from "aether/types/Job.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {NodeId} from "aether/types/NodeId.sol";
import {Request} from "aether/types/Request.sol";
import {Ruling} from "aether/types/Ruling.sol";
import {Split} from "aether/types/Split.sol";
import {Tier} from "aether/types/Tier.sol";
import {Timestamp} from "aether/types/Timestamp.sol";

/// @notice Everybody who touches a job, each doing legal things in random order; what is illegal is tried and must fail.
/// @dev Every call is exact: a revert is a failure of the suite. Legality is written down here once more, from the state machine.
contract MarketHandler is MoneyHandler {
    bytes32 private constant OUTPUT_SALT = keccak256("salt of a public output");

    // ---- the auction

    function open(uint256 prices, uint256 times, uint256 kind, bool onChain) external acts {
        Tier tier = Tier(kind % 4);
        uint8 outputMode = uint8(kind / 4 % 2);
        Request memory r = _tierRequest(++_nonce, tier, outputMode);
        r.minPrice = amt(bound(prices, 0, 50e6));
        r.maxPrice = amt(r.minPrice.toUint() + bound(prices >> 64, 0, 50e6));
        r.collateral = amt(r.maxPrice.toUint() + bound(prices >> 128, 0, 50e6));
        if (tier != Tier.Optimistic) r.collateral = amt(bound(prices >> 192, 0, 50e6));
        r.execSecs = secs(bound(times, 1, 500));
        r.disputeSecs = secs(bound(times >> 32, 60, 500));
        r.rampSecs = secs(bound(times >> 64, 0, 500));
        r.maxUnits = uint32(bound(times >> 96, 1, 5000));
        r.inputSecs = secs(bound(times >> 128, 0, 400));
        r.relay = _relay.addr;
        bool extra = kind / 8 % 2 == 1;
        if (extra) r.extrasHash = Hashing.extras(_extraList());
        _remember(r, extra);
        if (!onChain) return;
        vm.prank(requester.addr);
        market.post(r, extra ? _extraList() : noExtras);
    }

    function lock(uint256 pick, bool byRival) external acts {
        (bool found, Deal storage d) = _pick(pick, JobStatus.None, JobStatus.Posted);
        if (!found) return;
        Request memory r = d.request;
        if (byRival && r.exclusive != address(0)) byRival = false;
        address by = byRival ? rival.addr : provider.addr;
        bytes memory signature = _signRequest(r);
        NodeId node = byRival ? rivalNodeId : nodeId;
        uint256 price = market.priceAt(r, ts(block.timestamp)).toUint();
        bool legal = ts(block.timestamp) <= r.rampStart.plus(r.lockSecs) && price <= _free(requester.addr)
            && r.collateral.toUint() <= _free(by) && ts(block.timestamp) >= market.pausedUntil();
        Split[] memory extras = _extrasOf(d);
        bytes memory data = abi.encodeCall(market.lock, (r, signature, extras, node, amt(price), false, ""));
        vm.prank(by);
        if (!legal) return _refused(address(market), data);
        _done(address(market), data);
        d.terms = _termsOf(r, node, amt(price));
    }

    function cancel(uint256 pick) external acts {
        (bool found, Deal storage d) = _pick(pick, JobStatus.None, JobStatus.Posted);
        if (!found || pick % 4 != 0) return;
        vm.prank(requester.addr);
        market.cancel(_oneId(d.id));
    }

    function expirePosted(uint256 pick) external acts {
        (bool found, Deal storage d) = _pick(pick, JobStatus.Posted, JobStatus.Posted);
        if (!found) return;
        bytes memory data = abi.encodeCall(market.expirePosted, (d.id));
        if (block.timestamp <= _deadline(d.id)) return _refused(address(market), data);
        _done(address(market), data);
    }

    // ---- the work

    function decline(uint256 pick) external acts {
        (bool found, Deal storage d) = _pick(pick, JobStatus.Locked, JobStatus.Locked);
        if (!found) return;
        bytes memory data = abi.encodeCall(market.decline, (d.id, d.terms));
        bool legal = _contests(d) == 0 && block.timestamp <= _deadline(d.id) - d.terms.execSecs.toUint() / 2;
        vm.prank(d.terms.nodeId.provider());
        if (!legal) return _refused(address(market), data);
        _done(address(market), data);
    }

    function submit(uint256 pick, uint32 units, bool faulty) external acts {
        (bool found, Deal storage d) = _pick(pick, JobStatus.Locked, JobStatus.Locked);
        if (!found) return;
        Claim memory claim = _claimFor(d, uint32(bound(units, 0, d.terms.maxUnits)), faulty);
        bytes memory data = abi.encodeCall(market.submit, (d.id, d.terms, claim, _submitKey(d.terms)));
        bool legal = _contests(d) == 0 && block.timestamp <= _deadline(d.id) + GRACE
            && !(_isProven(d.terms.tier) && d.terms.outputMode == PUBLIC);
        vm.prank(claim.payee);
        if (!legal) return _refused(address(market), data);
        _done(address(market), data);
        d.claim = claim;
        d.faulty = faulty && d.terms.outputMode == SEALED;
    }

    // ---- the ends

    function expire(uint256 pick) external acts {
        (bool found, Deal storage d) = _pick(pick, JobStatus.Locked, JobStatus.Submitted);
        if (!found) return;
        Job memory j = market.job(d.id);
        bool locked = j.status == JobStatus.Locked;
        bytes memory data = abi.encodeCall(market.expire, (d.id, d.terms, locked ? bytes32(0) : _ic(d)));
        uint256 until = Timestamp.unwrap(j.deadline) + (locked ? GRACE : 2 * GRACE);
        if (j.contests != 0) until = Timestamp.unwrap(j.capAt);
        bool legal = block.timestamp > until && (locked || j.contests != 0 || _isProven(d.terms.tier));
        if (!legal) return _refused(address(market), data);
        _done(address(market), data);
    }

    function accept(uint256 pick, bool byAgent) external acts {
        (bool found, Deal storage d) = _pick(pick, JobStatus.Submitted, JobStatus.Submitted);
        if (!found) return;
        bytes memory data = abi.encodeCall(market.accept, (_itemOf(d), ""));
        bool legal = _contests(d) == 0 && !_isProven(d.terms.tier);
        vm.prank(byAgent ? agent : requester.addr);
        if (!legal) return _refused(address(market), data);
        _done(address(market), data);
    }

    /// @dev The latest eight in one batch: the ready are paid, the others skipped.
    function finalizeAll(uint256 from) external acts {
        uint256 count = _deals.length;
        if (count < 2) return;
        uint256 size = count < 8 ? count : 8;
        Item[] memory items = new Item[](size);
        for (uint256 i = 0; i < size; ++i) {
            items[i] = _itemOf(_deals[(from % size + count - 1 - i) % count]);
        }
        market.finalize(items);
    }

    function settleProven(uint256 pick, bool acked) external acts {
        (bool found, Deal storage d) = _pick(pick, JobStatus.Locked, JobStatus.Submitted);
        if (!found) return;
        Job memory j = market.job(d.id);
        bool locked = j.status == JobStatus.Locked;
        // Whoever settles straight from Locked makes the claim in the same call.
        if (locked) d.claim = _claimFor(d, d.terms.maxUnits, false);
        Item memory item = _itemOf(d);
        bytes memory ack = acked ? _sign(requester, market.deliveryAckDigest(d.id, _icOf(item))) : bytes("");
        bytes memory data = abi.encodeCall(market.settleProven, (item, PROOF, _settleKey(d.terms), ack));
        if (!_maySettle(d, j, acked)) return _refused(address(market), data);
        _done(address(market), data);
        ++happened[locked ? "proven at once" : "proven sealed"];
    }

    /// @dev Seldom, since it ends every auction and window: to the cap of a contested job, or one second beyond.
    function waitForCap(uint256 pick, bool beyond) external acts {
        (bool found, Deal storage d) = _pick(pick, JobStatus.Locked, JobStatus.Submitted);
        if (!found || pick % 3 != 0 || _contests(d) == 0) return;
        uint256 cap = Timestamp.unwrap(market.job(d.id).capAt) + (beyond ? 1 : 0);
        if (cap > block.timestamp) vm.warp(cap);
    }

    // ---- the signed verifier as referee

    function contestAsVerifier(uint256 pick) external acts {
        (bool found, Deal storage d) = _pick(pick, JobStatus.Locked, JobStatus.Submitted);
        if (!found) return;
        Job memory j = market.job(d.id);
        bool submitted = j.status == JobStatus.Submitted;
        bytes memory data = abi.encodeCall(market.contest, (d.id, d.terms, submitted ? _ic(d) : bytes32(0)));
        bool legal = submitted && d.terms.tier == Tier.Optimistic && j.contests & CONTEST_VERIFIER == 0
            && ts(block.timestamp) <= j.deadline;
        vm.prank(d.terms.verifier);
        if (!legal) return _refused(address(market), data);
        _done(address(market), data);
        ++happened["contested"];
    }

    function ruleAsVerifier(uint256 pick, uint8 ruling, bool proved) external acts {
        (bool found, Deal storage d) = _pick(pick, JobStatus.Locked, JobStatus.Submitted);
        if (!found) return;
        Job memory j = market.job(d.id);
        Ruling r = Ruling(ruling % 5);
        address reporter = proved ? stranger : address(0);
        bytes32 ic = j.status == JobStatus.Submitted ? _ic(d) : bytes32(0);
        bytes memory data = abi.encodeCall(market.rule, (d.id, d.terms, ic, r, reporter));
        bool legal = j.contests & CONTEST_VERIFIER != 0 && ts(block.timestamp) <= j.capAt
            && (r == Ruling.Slash || (r == Ruling.Dismissed && !proved));
        vm.prank(d.terms.verifier);
        if (!legal) return _refused(address(market), data);
        _done(address(market), data);
        ++happened["ruled"];
    }

    // ---- delivery

    function demandInput(uint256 pick) external acts {
        (bool found, Deal storage d) = _pick(pick, JobStatus.Locked, JobStatus.Locked);
        if (!found) return;
        bytes memory data = abi.encodeCall(box.demandInput, (d.id, d.terms));
        bool legal = !box.demand(d.id).inputUsed && !d.terms.inputSecs.isZero()
            && block.timestamp <= _deadline(d.id) - d.terms.execSecs.toUint() / 2;
        vm.prank(d.terms.nodeId.provider());
        if (!legal) return _refused(address(box), data);
        _done(address(box), data);
        ++happened["input demanded"];
    }

    function answerInput(uint256 pick, bool byAgent) external acts {
        (bool found, Deal storage d) = _pickDemand(pick, DemandKind.Input);
        if (!found) return;
        bytes memory data = abi.encodeCall(box.answerInput, (d.id, d.terms, "sealed"));
        Demand memory demand = box.demand(d.id);
        bool legal = ts(block.timestamp) <= demand.deadline && _lives(d.id);
        vm.prank(byAgent ? agent : requester.addr);
        if (!legal) return _refused(address(box), data);
        _done(address(box), data);
        ++happened["input answered"];
    }

    function rejectInput(uint256 pick) external acts {
        (bool found, Deal storage d) = _pickDemand(pick, DemandKind.InputAnswered);
        if (!found) return;
        bytes memory data = abi.encodeCall(box.rejectInput, (d.id, d.terms));
        bool legal = ts(block.timestamp) <= box.demand(d.id).deadline && _status(d.id) == JobStatus.Locked;
        vm.prank(d.terms.nodeId.provider());
        if (!legal) return _refused(address(box), data);
        _done(address(box), data);
    }

    function demandOutput(uint256 pick, bool byAgent) external acts {
        (bool found, Deal storage d) = _pick(pick, JobStatus.Submitted, JobStatus.Submitted);
        if (!found) return;
        bytes memory data = abi.encodeCall(box.demandOutput, (d.id, d.terms, _ic(d)));
        uint256 deposit = (d.terms.price.toUint() + 9) / 10;
        bool legal =
            !box.demand(d.id).outputUsed && block.timestamp <= _deadline(d.id) && deposit <= _free(requester.addr);
        vm.prank(byAgent ? agent : requester.addr);
        if (!legal) return _refused(address(box), data);
        _done(address(box), data);
        ++happened["output demanded"];
    }

    function answerOutput(uint256 pick, bool byRelay) external acts {
        (bool found, Deal storage d) = _pickDemand(pick, DemandKind.Output);
        if (!found) return;
        bytes memory data = byRelay ? _relayAnswer(d) : _answer(d);
        Job memory j = market.job(d.id);
        // What a validity proof pays for is answered by words under another commitment, which only the relay of this handler knows.
        bool known = d.terms.tier != Tier.Validity || byRelay;
        bool legal = known && ts(block.timestamp) <= box.demand(d.id).deadline && j.status == JobStatus.Submitted
            && ts(block.timestamp) <= j.capAt;
        vm.prank(d.terms.nodeId.provider());
        if (!legal) return _refused(address(box), data);
        _done(address(box), data);
        ++happened["output answered"];
    }

    function complain(uint256 pick) external acts {
        (bool found, Deal storage d) = _pick(pick, JobStatus.Submitted, JobStatus.Submitted);
        if (!found || d.terms.outputMode == PUBLIC) return;
        Job memory j = market.job(d.id);
        Complaint memory c = Packages.complaint(_package(d, d.faulty), 0);
        bytes memory data = abi.encodeCall(box.complain, (d.id, d.terms, d.claim, KEY, c));
        Timestamp until = j.contests & CONTEST_BOX == 0 ? j.deadline : j.capAt;
        bool legal = d.faulty && !_isProven(d.terms.tier) && ts(block.timestamp) <= until;
        vm.prank(stranger);
        if (!legal) return _refused(address(box), data);
        _done(address(box), data);
        ++happened["complained"];
    }

    function closeDemand(uint256 pick) external acts {
        (bool found, Deal storage d) = _pickDemand(pick, pick % 2 == 0 ? DemandKind.Input : DemandKind.Output);
        if (!found) return;
        Job memory j = market.job(d.id);
        bytes32 ic = j.status == JobStatus.Submitted ? _ic(d) : bytes32(0);
        bytes memory data = abi.encodeCall(box.close, (d.id, d.terms, ic));
        bool legal =
            !_lives(d.id) || (ts(block.timestamp) > box.demand(d.id).deadline && ts(block.timestamp) <= j.capAt);
        vm.prank(stranger);
        if (!legal) return _refused(address(box), data);
        _done(address(box), data);
        ++happened["demand closed"];
    }

    function _maySettle(Deal storage d, Job memory j, bool acked) private view returns (bool) {
        if (!_isProven(d.terms.tier)) return false;
        uint256 deadline = Timestamp.unwrap(j.deadline);
        if (j.status == JobStatus.Locked) {
            if (d.terms.outputMode == SEALED) return false;
            return block.timestamp <= (j.contests == 0 ? deadline + GRACE : Timestamp.unwrap(j.capAt));
        }
        return j.contests == 0 && block.timestamp <= deadline + 2 * GRACE && (acked || block.timestamp > deadline);
    }

    function _claimFor(Deal storage d, uint32 units, bool faulty) private view returns (Claim memory c) {
        c = _claim(units);
        c.payee = d.terms.nodeId.provider();
        c.outputCommit = Packages.publicCommit("42", OUTPUT_SALT);
        if (d.terms.outputMode == PUBLIC) return c;
        Sealed memory s = _package(d, faulty);
        c.outputCommit = Packages.outputCommit(s);
        c.cipherCommit = Packages.cipherCommit(s);
        c.keyHash = Hashing.keyHash(KEY);
    }

    /// @dev One leaf; a faulty one promises another plaintext than it seals.
    function _package(Deal storage d, bool faulty) private view returns (Sealed memory s) {
        bytes32 order = Packages.orderKey(block.chainid, address(market), d.id.toUint(), d.terms.nodeId.provider(), KEY);
        s = Packages.make("42", KEY, order);
        if (faulty) s.leafHashes[0] = keccak256("another plaintext");
    }

    function _answer(Deal storage d) private view returns (bytes memory) {
        bytes memory output = d.terms.outputMode == PUBLIC
            ? Packages.publicAnswer("42", OUTPUT_SALT)
            : Packages.answer(_package(d, d.faulty));
        return abi.encodeCall(box.answerOutput, (d.id, d.terms, d.claim, output));
    }

    function _relayAnswer(Deal storage d) private returns (bytes memory) {
        Timestamp until = ts(block.timestamp).plus(d.terms.disputeSecs);
        bytes32 handedOut = d.terms.outputMode == PUBLIC ? d.claim.outputCommit : d.claim.cipherCommit;
        bytes memory signature = _sign(_relay, box.availabilityDigest(d.id, handedOut, until));
        return abi.encodeCall(box.answerByRelay, (d.id, d.terms, d.claim, until, signature));
    }

    /// @dev One whose job lives if there is any, else one whose job is over.
    function _pickDemand(uint256 pick, DemandKind kind) private view returns (bool found, Deal storage d) {
        uint256 count = _deals.length;
        d = _none();
        for (uint256 i = 0; i < count; ++i) {
            Deal storage one = _deals[(pick % count + count - i) % count];
            if (box.demand(one.id).kind != kind) continue;
            (found, d) = (true, one);
            if (_lives(d.id)) break;
        }
    }

    function _itemOf(Deal storage d) private view returns (Item memory item) {
        item = _item(d.id, d.terms, d.claim);
        item.extras = _extrasOf(d);
    }

    function _ic(Deal storage d) private view returns (bytes32) {
        return _icOf(_itemOf(d));
    }

    function _contests(Deal storage d) private view returns (uint8) {
        return market.job(d.id).contests;
    }

    function _lives(JobId id) private view returns (bool) {
        JobStatus status = _status(id);
        return status == JobStatus.Locked || status == JobStatus.Submitted;
    }
}
