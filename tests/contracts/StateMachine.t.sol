// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";

import {MarketFixture} from "./base/MarketFixture.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {IProviderRegistry} from "aether/interfaces/IProviderRegistry.sol";
import {Claim} from "aether/types/Claim.sol";
import {Item} from "aether/types/Item.sol";
import {Job} from "aether/types/Job.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Request} from "aether/types/Request.sol";
import {Ruling} from "aether/types/Ruling.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice The whole state machine as a table: every stage of a job x every call that changes state x the right caller and a wrong
/// one x in time and long after, for every tier and output mode. A cell is a row of the specification, or it names its error.
/// @dev A table line has one letter per stage, in the order of {Stage}:
/// `NPLB` None, Posted, Locked, Locked and contested by the box; `Sbvx` Submitted, contested by box, verifier, both;
/// `PCDTEZV` Paid, Cancelled, Declined, sTalled, Expired, Slashed, Voided. Letters of cells stand at {_error}; `+` goes through.
contract StateMachineTest is MarketFixture {
    enum Stage {
        None,
        Posted,
        Locked,
        LockedBox,
        Submitted,
        SubmittedBox,
        SubmittedVerifier,
        SubmittedBoth,
        Paid,
        Cancelled,
        Declined,
        Stalled,
        Expired,
        Slashed,
        Voided
    }

    uint256 internal constant STAGES = 15;
    uint256 internal constant LATE = START + 400 days;
    string internal constant ALL_STATUS = "sssssssssssssss";

    Tier internal tier;
    uint8 internal mode;
    Stage internal stage;
    bool internal late;
    Request internal request;
    Item internal item;
    bytes32 internal ic;
    uint256 internal rows;
    uint256 internal cells;

    // ---- one test per tier and output mode

    function test_stateMachine_cooperativePublic_I05_I14_M19_M47() public {
        _run(Tier.Cooperative, PUBLIC);
    }

    function test_stateMachine_cooperativeSealed_I05_I14_M19_M47() public {
        _run(Tier.Cooperative, SEALED);
    }

    function test_stateMachine_optimisticPublic_I05_I14_M19_M47() public {
        _run(Tier.Optimistic, PUBLIC);
    }

    function test_stateMachine_optimisticSealed_I05_I14_M19_M47() public {
        _run(Tier.Optimistic, SEALED);
    }

    function test_stateMachine_validityPublic_I05_I14_M19_M47() public {
        _run(Tier.Validity, PUBLIC);
    }

    function test_stateMachine_validitySealed_I05_I14_M19_M47() public {
        _run(Tier.Validity, SEALED);
    }

    function test_stateMachine_attestedPublic_I05_I14_M19_M47() public {
        _run(Tier.Attested, PUBLIC);
    }

    function test_stateMachine_attestedSealed_I05_I14_M19_M47() public {
        _run(Tier.Attested, SEALED);
    }

    function _run(Tier tier_, uint8 mode_) private {
        tier = tier_;
        mode = mode_;
        uint256 start = vm.snapshotState();
        for (uint256 s = 0; s < STAGES; ++s) {
            stage = Stage(s);
            if (!_exists(stage)) continue;
            for (uint256 l = 0; l < 2; ++l) {
                late = l == 1;
                _reach();
                if (late) vm.warp(LATE);
                _offer();
                _work();
                _payment();
                _referees();
                (uint256 rows_, uint256 cells_) = (rows, cells);
                vm.revertToState(start);
                (rows, cells) = (rows_, cells_);
            }
        }
        // Loops that never ran would prove nothing.
        assertGe(cells, mode == PUBLIC && _isProven(tier) ? 700 : 800);
        assertGt(rows, mode == PUBLIC && _isProven(tier) ? 19 : 26);
    }

    // ---- the table

    function _offer() private {
        bytes memory post = abi.encodeCall(market.post, (request, noExtras));
        //                                            NPLBSbvxPCDTEZV
        _expect("post", requester.addr, post, !late ? "+ssssssssssssss" : "lssssssssssssss", JobStatus.Posted);
        _expect("post", stranger, post, "rrrrrrrrrrrrrrr", JobStatus.None);
        bytes memory cancel = abi.encodeCall(market.cancel, (_oneId(item.jobId)));
        _expect("cancel", requester.addr, cancel, "++sssssssssssss", JobStatus.Cancelled);
        _expect("cancel", stranger, cancel, "rrrrrrrrrrrrrrr", JobStatus.None);
        bytes memory expirePosted = abi.encodeCall(market.expirePosted, (item.jobId));
        _expect(
            "expirePosted", stranger, expirePosted, !late ? "sesssssssssssss" : "s+sssssssssssss", JobStatus.Cancelled
        );
        bytes memory lock = abi.encodeCall(
            market.lock, (request, _sign(requester, market.requestDigest(request)), noExtras, nodeId, amt(0), false, "")
        );
        _expect("lock", provider.addr, lock, !late ? "++sssssssssssss" : "llsssssssssssss", JobStatus.Locked);
        _expect("lock", stranger, lock, !late ? "OOsssssssssssss" : "llsssssssssssss", JobStatus.None);
    }

    function _work() private {
        bytes memory decline = abi.encodeCall(market.decline, (item.jobId, item.terms));
        //                                                  NPLBSbvxPCDTEZV
        _expect("decline", provider.addr, decline, !late ? "ss+csssssssssss" : "sslcsssssssssss", JobStatus.Declined);
        _expect("decline", stranger, decline, "ssocsssssssssss", JobStatus.None);
        bytes memory submit =
            abi.encodeCall(market.submit, (item.jobId, item.terms, item.claim, _submitKey(item.terms)));
        string memory inTime = _isProven(tier) && mode == PUBLIC ? "sspcsssssssssss" : "ss+csssssssssss";
        _expect("submit", provider.addr, submit, !late ? inTime : "sslcsssssssssss", JobStatus.Submitted);
        _expect("submit", stranger, submit, "ssocsssssssssss", JobStatus.None);
        bytes memory expire = abi.encodeCall(market.expire, (item.jobId, item.terms, ic));
        if (_isProven(tier)) {
            _expect("expire", stranger, expire, !late ? "sseeeeeesssssss" : "ss++++++sssssss", JobStatus.Expired);
        } else {
            _expect("expire", stranger, expire, !late ? "sseeseeesssssss" : "ss++s+++sssssss", JobStatus.Expired);
        }
    }

    function _payment() private {
        bytes memory ack = _ack(item);
        bytes memory proven = abi.encodeCall(market.settleProven, (item, PROOF, _settleKey(item.terms), ack));
        bytes memory unproven = abi.encodeCall(market.settleProven, (item, "junk", _settleKey(item.terms), ack));
        bytes memory unacknowledged = abi.encodeCall(market.settleProven, (item, PROOF, _settleKey(item.terms), ""));
        bytes memory accept = abi.encodeCall(market.accept, (item, ""));
        bytes memory finalize = abi.encodeCall(market.finalize, (_one(item)));
        if (!_isProven(tier)) {
            //                                NPLBSbvxPCDTEZV
            _expect("settle", stranger, proven, "qqqqqqqqqqqqqqq", JobStatus.None);
            _expect("accept", requester.addr, accept, "ssss+cccsssssss", JobStatus.Paid);
            _expect("accept", stranger, accept, "ssssacccsssssss", JobStatus.None);
            _expect("finalize", stranger, finalize, !late ? "ssssecccsssssss" : "ssss+cccsssssss", JobStatus.Paid);
            return;
        }
        _expect("accept", requester.addr, accept, "sssspcccsssssss", JobStatus.None);
        _expect("accept", stranger, accept, "sssspcccsssssss", JobStatus.None);
        _expect("finalize", stranger, finalize, "sssspcccsssssss", JobStatus.None);
        if (mode == PUBLIC) {
            //                                          NPLBSbvxPCDTEZV
            _expect("settle", stranger, proven, !late ? "ss++----sssssss" : "ssll----sssssss", JobStatus.Paid);
            _expect("no proof", stranger, unproven, !late ? "ssvv----sssssss" : "ssll----sssssss", JobStatus.None);
        } else {
            _expect("settle", stranger, proven, !late ? "ssss+c--sssssss" : "sssslc--sssssss", JobStatus.Paid);
            _expect("no proof", stranger, unproven, !late ? "ssssvc--sssssss" : "sssslc--sssssss", JobStatus.None);
            _expect("no ack", stranger, unacknowledged, !late ? "ssssdc--sssssss" : "sssslc--sssssss", JobStatus.None);
            // The requester's own call says what his signature would.
            _expect(
                "own ack", requester.addr, unacknowledged, !late ? "ssss+c--sssssss" : "sssslc--sssssss", JobStatus.Paid
            );
        }
    }

    function _referees() private {
        bool judged = tier == Tier.Optimistic;
        address verifier = item.terms.verifier;
        bytes memory contest = abi.encodeCall(market.contest, (item.jobId, item.terms, ic));
        //                                                   NPLBSbvxPCDTEZV
        _expect("contest", address(box), contest, !late ? "ss+c+c+csssssss" : "sslclclcsssssss", JobStatus.None);
        string memory byVerifier = !late ? "ssss++ccsssssss" : "ssssllccsssssss";
        _expect("contest", verifier, contest, judged ? byVerifier : "ssffffffsssssss", JobStatus.None);
        _expect("contest", stranger, contest, "ssffffffsssssss", JobStatus.None);
        //                          NPLBSbvxPCDTEZV
        _rule(Ruling.Dismissed, "ssnxn+n+sssssss", "ssnnnn++sssssss", JobStatus.Submitted);
        _rule(Ruling.Resume, "ssn+n+n+sssssss", "ssnnnnxxsssssss", JobStatus.None);
        _rule(Ruling.Stall, "ssn+nxnxsssssss", "ssnnnnxxsssssss", JobStatus.Stalled);
        _rule(Ruling.Quarrel, "ssn+nxnxsssssss", "ssnnnnxxsssssss", JobStatus.Voided);
        _rule(Ruling.Slash, "ssnxn+n+sssssss", "ssnnnn++sssssss", JobStatus.Slashed);
    }

    function _rule(Ruling ruling, string memory byBox, string memory byVerifier, JobStatus to) private {
        bytes memory data = abi.encodeCall(market.rule, (item.jobId, item.terms, ic, ruling, address(0)));
        string memory name = string.concat("rule ", vm.toString(uint256(ruling)));
        _expect(name, address(box), data, !late ? byBox : "ssnlnlnlsssssss", to);
        if (tier == Tier.Optimistic) {
            _expect(name, item.terms.verifier, data, !late ? byVerifier : "ssnnnnllsssssss", to);
        } else {
            _expect(name, item.terms.verifier, data, "ssffffffsssssss", to);
        }
        _expect(name, stranger, data, "ssffffffsssssss", to);
    }

    // ---- what a cell says

    function _error(bytes1 cell) private pure returns (bytes4) {
        if (cell == "s") return IJobMarket.Market_Status.selector;
        if (cell == "c") return IJobMarket.Market_Contested.selector;
        if (cell == "e") return IJobMarket.Market_TooEarly.selector;
        if (cell == "l") return IJobMarket.Market_TooLate.selector;
        if (cell == "r") return IJobMarket.Market_NotRequester.selector;
        if (cell == "o") return IJobMarket.Market_NotOperator.selector;
        if (cell == "O") return IProviderRegistry.Registry_NotOperator.selector;
        if (cell == "p") return IJobMarket.Market_ProofNeeded.selector;
        if (cell == "q") return IJobMarket.Market_SilenceSettles.selector;
        if (cell == "a") return IJobMarket.Market_AcceptanceSignature.selector;
        if (cell == "d") return IJobMarket.Market_DeliveryAck.selector;
        if (cell == "v") return IJobMarket.Market_NotProven.selector;
        if (cell == "n") return IJobMarket.Market_NotContested.selector;
        if (cell == "f") return IJobMarket.Market_NotReferee.selector;
        assertEq(cell, bytes1("x"), "an unknown letter");
        return IJobMarket.Market_RulingRefused.selector;
    }

    /// @param to Where a row leads; calls of referees say it at {_statusAfter}.
    function _expect(string memory name, address caller, bytes memory data, string memory line, JobStatus to) private {
        ++cells;
        bytes1 cell = bytes(line)[uint256(stage)];
        string memory where = string.concat(
            name, late ? " late" : " in time", " at stage ", vm.toString(uint256(stage)), " by ", vm.toString(caller)
        );
        Job memory before = market.job(item.jobId);
        uint256 snapshot = vm.snapshotState();
        vm.recordLogs();
        vm.prank(caller);
        (bool ok, bytes memory result) = address(market).call(data);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        if (cell == "+") {
            assertTrue(ok, string.concat(where, " reverted: ", vm.toString(result)));
            _checkAfter(where, bytes4(data), before, to, logs);
        } else {
            assertFalse(ok, string.concat(where, " went through"));
            assertEq(bytes4(result), _error(cell), where);
            if (cell == "s") assertEq(result, _statusError(item.jobId, before.status), where);
            if (cell == "c") assertEq(result, _contestedError(before.contests), where);
            assertEq(abi.encode(market.job(item.jobId)), abi.encode(before), where);
        }
        vm.revertToStateAndDelete(snapshot);
        if (cell == "+") ++rows;
    }

    function _contestedError(uint8 contests) private view returns (bytes memory) {
        return abi.encodeWithSelector(IJobMarket.Market_Contested.selector, item.jobId, contests);
    }

    /// @dev Status, contests and money after a row; exactly one JobClosed if it is the last (M-47).
    function _checkAfter(string memory where, bytes4 selector, Job memory before, JobStatus to, Vm.Log[] memory logs)
        private
        view
    {
        Job memory j = market.job(item.jobId);
        if (selector == market.expire.selector && before.contests != 0) to = JobStatus.Voided;
        // Contests and rulings that end nothing.
        if (to == JobStatus.None || to == JobStatus.Submitted && before.status == JobStatus.Submitted) {
            to = before.status;
        }
        assertEq(uint8(j.status), uint8(to), where);
        bool over = uint8(to) > uint8(JobStatus.Submitted);
        bool locked = to == JobStatus.Locked || to == JobStatus.Submitted;
        assertEq(_escrow(), locked ? PRICE + COLLATERAL : 0, where);
        if (over) assertEq(j.digest, 0, where);
        uint256 closed;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == IJobMarket.JobClosed.selector) ++closed;
        }
        assertEq(closed, over ? 1 : 0, string.concat(where, ": JobClosed"));
        assertGt(logs.length, 0, string.concat(where, ": silent"));
        if (over) {
            assertEq(j.contests, 0, where);
        } else if (selector == market.contest.selector || selector == market.rule.selector) {
            assertNotEq(j.contests, before.contests, where);
        } else {
            assertEq(j.contests, 0, where);
        }
    }

    // ---- how a stage is reached

    function _exists(Stage s) private view returns (bool) {
        if (s == Stage.SubmittedVerifier || s == Stage.SubmittedBoth) return tier == Tier.Optimistic;
        if (s == Stage.Submitted || s == Stage.SubmittedBox || s == Stage.Slashed) {
            return !_isProven(tier) || mode == SEALED;
        }
        return true;
    }

    function _reach() private {
        _prepare();
        if (stage == Stage.None) return;
        if (stage == Stage.Posted || stage == Stage.Cancelled) {
            vm.prank(requester.addr);
            market.post(request, noExtras);
            if (stage == Stage.Cancelled) {
                vm.prank(requester.addr);
                market.cancel(_oneId(item.jobId));
            }
            return;
        }
        _lock(request);
        if (stage == Stage.Declined) {
            vm.prank(provider.addr);
            market.decline(item.jobId, item.terms);
        } else if (stage == Stage.Expired) {
            vm.warp(START + EXEC + GRACE + 1);
            market.expire(item.jobId, item.terms, 0);
        } else if (stage == Stage.LockedBox || stage == Stage.Stalled || stage == Stage.Voided) {
            _contestAs(address(box), item, 0);
            if (stage == Stage.Stalled) _ruleAs(address(box), item, 0, Ruling.Stall, address(0));
            if (stage == Stage.Voided) _ruleAs(address(box), item, 0, Ruling.Quarrel, address(0));
        } else if (stage == Stage.Paid && _isProven(tier) && mode == PUBLIC) {
            _settle(item, "");
        } else if (stage != Stage.Locked) {
            _reachSubmitted();
        }
    }

    function _reachSubmitted() private {
        _submitItem(item);
        ic = _icOf(item);
        if (stage == Stage.SubmittedBox || stage == Stage.SubmittedBoth || stage == Stage.Slashed) {
            _contestAs(address(box), item, ic);
        }
        if (stage == Stage.SubmittedVerifier || stage == Stage.SubmittedBoth) {
            _contestAs(address(optimistic), item, ic);
        }
        if (stage == Stage.Slashed) _ruleAs(address(box), item, ic, Ruling.Slash, address(0));
        if (stage == Stage.Paid) {
            if (_isProven(tier)) {
                _settle(item, _ack(item));
            } else {
                vm.prank(requester.addr);
                market.accept(item, "");
            }
        }
    }

    function _prepare() private {
        request = _tierRequest(1, tier, mode);
        Claim memory claim = _claimOf(tier, mode);
        _store(_item(_idOf(request), _termsOf(request, nodeId, amt(PRICE)), claim));
        ic = 0;
    }

    /// @dev Member by member: a list of structs in memory cannot be copied to storage at once.
    function _store(Item memory made) private {
        item.jobId = made.jobId;
        item.terms = made.terms;
        item.claim = made.claim;
        delete item.royalties;
        for (uint256 i = 0; i < made.royalties.length; ++i) {
            item.royalties.push(made.royalties[i]);
        }
    }
}
