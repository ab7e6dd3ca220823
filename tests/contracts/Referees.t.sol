// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Artifacts} from "../../contracts/script/Artifacts.sol";
import {LaterModules} from "./base/LaterModules.sol";
import {Packages} from "./base/Packages.sol";
import {ParallelReferee} from "./mocks/ParallelReferee.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {Bps} from "aether/types/Bps.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {MarketSetup} from "aether/types/MarketSetup.sol";
import {Request} from "aether/types/Request.sol";
import {Ruling} from "aether/types/Ruling.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice Referees side by side: any number of challenges, a demand for the output beside them, and who may say what (M-36).
contract RefereesTest is LaterModules {
    uint256 internal constant BOND = 1e6;
    ParallelReferee internal referee;
    address internal judge = makeAddr("judge");
    address internal friend = makeAddr("friend");
    address internal honest = makeAddr("honest");

    function setUp() public override {
        super.setUp();
        referee = new ParallelReferee(vault, market, address(usd), amt(BOND), judge);
        _addModule(address(referee));
        vm.prank(owner);
        verifiers.list(address(referee), Tier.Optimistic);
        _fund(friend, 1_000e6);
        _fund(honest, 10e6);
        _optIn(friend, address(referee));
        _optIn(honest, address(referee));
    }

    function _challenged(uint96 nonce) private returns (Item memory item, bytes32 ic) {
        Request memory r = _boxRequest(nonce, Tier.Optimistic, SEALED);
        r.verifier = address(referee);
        (JobId id, Terms memory terms) = _lock(r);
        item = _item(id, terms, _claimOfPackage(_sealedFor(id)));
        _submitItem(item);
        ic = _icOf(item);
    }

    function _challenge(address who, uint256 nonce, Item memory item, bytes32 ic) private returns (bytes32) {
        vm.prank(who);
        return referee.challenge(nonce, item.jobId, item.terms, ic);
    }

    // M-36: three hundred friendly challenges, more than a byte could count, keep nobody out; all of them lost change nothing for the
    // one that is honest, and its win ends the job at once.
    function test_threeHundredFriends_shutNobodyOut_M36() public {
        (Item memory item, bytes32 ic) = _challenged(1);
        bytes32[] memory friends = new bytes32[](300);
        for (uint256 i = 0; i < friends.length; ++i) {
            friends[i] = _challenge(friend, i, item, ic);
        }
        bytes32 fair = _challenge(honest, 0, item, ic);
        assertEq(market.job(item.jobId).contests, 2);
        assertEq(_escrowOf(address(referee)), 301 * BOND);

        // Nobody buys the requester's word while one is open.
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_Contested.selector, item.jobId, 2));
        vm.prank(requester.addr);
        market.accept(item, "");

        vm.startPrank(judge);
        for (uint256 i = 0; i < 299; ++i) {
            referee.lose(friends[i], item.terms, ic);
        }
        assertEq(referee.playing(item.jobId), 2);
        assertEq(market.job(item.jobId).contests, 2, "still held");
        referee.win(fair, item.terms, ic);
        vm.stopPrank();
        assertStatus(item.jobId, JobStatus.Slashed);
        assertEq(_free(honest), 10e6 + COLLATERAL * 30 / 100);

        // The last friend's game has lost its object: his bond returns.
        referee.release(friends[299]);
        assertEq(_escrowOf(address(referee)), 0);
        assertEq(_free(friend), 1_000e6 - 299 * BOND);
    }

    // M-36: all lost, the job goes on as if nothing had been; and while the window lasts another may come.
    function test_allLost_thenAnother_M36() public {
        (Item memory item, bytes32 ic) = _challenged(1);
        bytes32 first = _challenge(friend, 0, item, ic);
        vm.prank(judge);
        referee.lose(first, item.terms, ic);
        assertEq(market.job(item.jobId).contests, 0);
        bytes32 second = _challenge(honest, 0, item, ic);
        assertEq(market.job(item.jobId).contests, 2);
        vm.prank(judge);
        referee.lose(second, item.terms, ic);
        vm.prank(requester.addr);
        market.accept(item, "");
        assertStatus(item.jobId, JobStatus.Paid);
        assertEq(_escrowOf(address(referee)), 0);
    }

    // M-36: neither referee shuts the other out, and neither waits for the other.
    function test_demandBesideChallenge_eitherEnds_M36() public {
        (Item memory item, bytes32 ic) = _challenged(1);
        bytes32 id = _challenge(honest, 0, item, ic);
        _demandOutput(item);
        assertEq(market.job(item.jobId).contests, 3);
        uint256 snapshot = vm.snapshotState();

        // The challenge wins first; the deposit of the demand returns.
        vm.prank(judge);
        referee.win(id, item.terms, ic);
        box.close(item.jobId, item.terms, ic);
        assertStatus(item.jobId, JobStatus.Slashed);
        assertEq(_escrow() + _boxEscrow() + _escrowOf(address(referee)), 0);
        vm.revertToState(snapshot);

        // The demand is not met first; the bond returns.
        vm.warp(block.timestamp + ANSWER + 1);
        box.close(item.jobId, item.terms, ic);
        assertStatus(item.jobId, JobStatus.Slashed);
        vm.expectPartialRevert(IJobMarket.Market_Status.selector);
        vm.prank(judge);
        referee.win(id, item.terms, ic);
        referee.release(id);
        assertEq(_escrow() + _boxEscrow() + _escrowOf(address(referee)), 0);
    }

    // The demand is answered while the challenge is open: the window starts again for others, the game goes on.
    function test_answerBesideChallenge_M36() public {
        (Item memory item, bytes32 ic) = _challenged(1);
        bytes32 id = _challenge(honest, 0, item, ic);
        _demandOutput(item);
        _answerOutput(item, Packages.answer(_sealedFor(item.jobId)));
        assertEq(market.job(item.jobId).contests, 2);
        vm.warp(block.timestamp + DISPUTE + 1);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_Contested.selector, item.jobId, 2));
        market.finalize(_one(item));
        vm.prank(judge);
        referee.lose(id, item.terms, ic);
        market.finalize(_one(item));
        assertStatus(item.jobId, JobStatus.Paid);
    }

    // ---- who may say what

    function test_oneContestEach_M36() public {
        Item memory item = _tierSubmitted(1, Tier.Optimistic, PUBLIC);
        bytes32 ic = _icOf(item);
        _contestAs(address(optimistic), item, ic);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_Contested.selector, item.jobId, 2));
        _contestAs(address(optimistic), item, ic);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_NotContested.selector, item.jobId, address(box)));
        _ruleAs(address(box), item, ic, Ruling.Slash, address(0));
        vm.expectRevert(
            abi.encodeWithSelector(
                IJobMarket.Market_RulingRefused.selector, item.jobId, JobStatus.Submitted, Ruling.Resume
            )
        );
        _ruleAs(address(optimistic), item, ic, Ruling.Resume, address(0));
    }

    function test_reporter_onlyWithSlash() public {
        Item memory item = _tierSubmitted(1, Tier.Optimistic, PUBLIC);
        bytes32 ic = _icOf(item);
        _contestAs(address(optimistic), item, ic);
        for (uint8 ruling = 0; ruling < uint8(Ruling.Slash); ++ruling) {
            vm.expectRevert(
                abi.encodeWithSelector(IJobMarket.Market_ReporterWithoutSlash.selector, item.jobId, stranger)
            );
            _ruleAs(address(optimistic), item, ic, Ruling(ruling), stranger);
        }
        _ruleAs(address(optimistic), item, ic, Ruling.Slash, stranger);
    }

    // A referee of one job has no say in another, nor under other terms of its own job.
    function test_referee_otherJobOrTerms_reverts_M24() public {
        (Item memory item, bytes32 ic) = _challenged(1);
        Item memory other = _tierSubmitted(2, Tier.Optimistic, PUBLIC);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_NotReferee.selector, other.jobId, address(referee)));
        _contestAs(address(referee), other, _icOf(other));
        vm.expectPartialRevert(IJobMarket.Market_DigestDiffers.selector);
        _contestAs(address(referee), item, bytes32(uint256(ic) ^ 1));
        item.terms.collateral = amt(1);
        vm.expectPartialRevert(IJobMarket.Market_DigestDiffers.selector);
        _contestAs(address(referee), item, ic);
    }

    // ---- the market's own setup

    function test_setup_feeAccountZero_reverts() public {
        MarketSetup memory setup = MarketSetup({
            vault: vault,
            providers: providers,
            models: models,
            verifiers: verifiers,
            exchangeBox: address(box),
            feeAccount: address(0),
            timelock: owner,
            guardian: guardian,
            graceSecs: secs(GRACE),
            disputeSecsMin: secs(60),
            feeBps: Bps.wrap(100)
        });
        assertEq(bytes4(_create(setup)), IJobMarket.Market_FeeAccountZero.selector);
        setup.feeAccount = owner;
        setup.feeBps = Bps.wrap(251);
        assertEq(bytes4(_create(setup)), IJobMarket.Market_FeeOutside.selector);
    }

    function _create(MarketSetup memory setup) private returns (bytes memory reason) {
        bytes memory code = abi.encodePacked(
            Artifacts.linkedCreationCode(
                "JobMarket.sol", "JobMarket", "contracts/src/libraries/RequestRules.sol:RequestRules", address(1)
            ),
            abi.encode(setup)
        );
        address made;
        assembly {
            made := create(0, add(code, 0x20), mload(code))
            reason := mload(0x40)
            mstore(reason, returndatasize())
            returndatacopy(add(reason, 0x20), 0, returndatasize())
            mstore(0x40, add(reason, add(0x20, and(add(returndatasize(), 0x1f), not(0x1f)))))
        }
        assertEq(made, address(0));
    }
}
