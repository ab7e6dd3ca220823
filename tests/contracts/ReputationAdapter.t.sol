// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "./base/Fixture.sol";
import {IReputationAdapter} from "aether/interfaces/IReputationAdapter.sol";
import {Amount} from "aether/types/Amount.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Request} from "aether/types/Request.sol";
import {Terms} from "aether/types/Terms.sol";

/// @notice One statement per paid job, by whoever paid.
contract ReputationAdapterTest is Fixture {
    struct Said {
        int128 value;
        uint8 decimals;
        string tag1;
        string tag2;
        string endpoint;
        string uri;
    }

    uint256 internal agentId;
    address[] internal clients;

    function setUp() public override {
        super.setUp();
        agentId = uint160(provider.addr);
        clients.push(requester.addr);
    }

    function _paid(uint96 nonce) private returns (JobId) {
        Item memory item = _submitted(nonce, 1000);
        vm.prank(requester.addr);
        market.accept(item, "");
        return item.jobId;
    }

    function _said(int128 value, uint8 decimals, string memory tag1, string memory tag2)
        private
        pure
        returns (Said memory)
    {
        return Said({value: value, decimals: decimals, tag1: tag1, tag2: tag2, endpoint: "https://e", uri: "ipfs://f"});
    }

    function _give(address who, JobId id, Said memory s) private returns (uint64) {
        vm.prank(who);
        return
            adapter.giveJobFeedback(id, s.value, s.decimals, s.tag1, s.tag2, s.endpoint, s.uri, keccak256("feedback"));
    }

    function _expectRefused(bytes memory why, JobId id, Said memory s) private {
        vm.expectRevert(why);
        _give(requester.addr, id, s);
    }

    function test_giveJobFeedback_eventsOfErc8004_andReadable() public {
        JobId id = _paid(1);
        vm.expectEmit(address(adapter));
        emit IReputationAdapter.NewFeedback(
            agentId,
            requester.addr,
            1,
            97,
            0,
            "starred",
            "starred",
            "speed",
            "https://e",
            "ipfs://f",
            keccak256("feedback")
        );
        vm.expectEmit(address(adapter));
        emit IReputationAdapter.JobRated(id, agentId, requester.addr, 1);
        assertEq(_give(requester.addr, id, _said(97, 0, "starred", "speed")), 1);
        assertEq(adapter.getLastIndex(agentId, requester.addr), 1);
        assertEq(adapter.feedbackOf(id), 1);
        (int128 value, uint8 decimals, string memory tag1, string memory tag2, bool isRevoked) =
            adapter.readFeedback(agentId, requester.addr, 1);
        assertEq(value, 97);
        assertEq(decimals, 0);
        assertEq(tag1, "starred");
        assertEq(tag2, "speed");
        assertFalse(isRevoked);
        assertEq(_give(requester.addr, _paid(2), _said(0, 0, "", "")), 2);
    }

    // The event's first topic is ERC-8004's, so its indexers find it.
    function test_newFeedback_topicIsErc8004s() public pure {
        assertEq(
            IReputationAdapter.NewFeedback.selector,
            keccak256("NewFeedback(uint256,address,uint64,int128,uint8,string,string,string,string,string,bytes32)")
        );
        assertEq(IReputationAdapter.FeedbackRevoked.selector, keccak256("FeedbackRevoked(uint256,address,uint64)"));
    }

    function test_giveJobFeedback_oncePerPaidJob_byItsRequester() public {
        Said memory s = _said(1, 0, "", "");
        JobId id = _paid(1);
        address[3] memory others = [provider.addr, agent, stranger];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IReputationAdapter.Feedback_NotRequester.selector, id, others[i]));
            _give(others[i], id, s);
        }
        _give(requester.addr, id, s);
        _expectRefused(abi.encodeWithSelector(IReputationAdapter.Feedback_GivenAlready.selector, id), id, s);
        // Taking it back does not give a second one.
        vm.prank(requester.addr);
        adapter.revokeFeedback(agentId, 1);
        _expectRefused(abi.encodeWithSelector(IReputationAdapter.Feedback_GivenAlready.selector, id), id, s);
    }

    function test_giveJobFeedback_onlyPaid() public {
        Said memory s = _said(1, 0, "", "");
        JobId unknown = _idOf(_request(77));
        _expectRefused(
            abi.encodeWithSelector(IReputationAdapter.Feedback_NotPaid.selector, unknown, JobStatus.None), unknown, s
        );
        Item memory open = _submitted(1, 1000);
        _expectRefused(
            abi.encodeWithSelector(IReputationAdapter.Feedback_NotPaid.selector, open.jobId, JobStatus.Submitted),
            open.jobId,
            s
        );
        (JobId declined, Terms memory terms) = _lock(_request(2));
        vm.prank(provider.addr);
        market.decline(declined, terms);
        _expectRefused(
            abi.encodeWithSelector(IReputationAdapter.Feedback_NotPaid.selector, declined, JobStatus.Declined),
            declined,
            s
        );
    }

    function test_giveJobFeedback_ownJob_refused() public {
        Request memory r = _request(5);
        r.requester = provider.addr;
        bytes memory signature = _sign(provider, market.requestDigest(r));
        vm.startPrank(provider.addr);
        (JobId id, Amount price) = market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
        Terms memory terms = _termsOf(r, nodeId, price);
        Item memory item = _item(id, terms, _claim(1000));
        market.submit(id, terms, item.claim, 0);
        market.accept(item, "");
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IReputationAdapter.Feedback_OwnJob.selector, id));
        _give(provider.addr, id, _said(100, 0, "", ""));
    }

    // A provider cannot silence a buyer by naming him an operator.
    function test_giveJobFeedback_operatorOfTheProvider_mayStillSpeak() public {
        JobId id = _paid(1);
        vm.prank(provider.addr);
        providers.setOperator(requester.addr, true);
        assertEq(_give(requester.addr, id, _said(-5, 0, "", "")), 1);
    }

    function test_giveJobFeedback_limits() public {
        JobId id = _paid(1);
        string memory tag = "0123456789012345678901234567890";
        assertEq(bytes(tag).length, 31);
        _expectRefused(
            abi.encodeWithSelector(IReputationAdapter.Feedback_DecimalsTooMany.selector, 19, 18),
            id,
            _said(1, 19, "", "")
        );
        bytes memory tooLong = abi.encodeWithSelector(IReputationAdapter.Feedback_TagTooLong.selector, 32, 31);
        _expectRefused(tooLong, id, _said(1, 0, string.concat(tag, "x"), ""));
        _expectRefused(tooLong, id, _said(1, 0, "", string.concat(tag, "x")));
        Said memory s = _said(1, 0, tag, tag);
        s.endpoint = string(new bytes(257));
        bytes memory textTooLong = abi.encodeWithSelector(IReputationAdapter.Feedback_TextTooLong.selector, 257, 256);
        _expectRefused(textTooLong, id, s);
        s.endpoint = string(new bytes(256));
        s.uri = string(new bytes(257));
        _expectRefused(textTooLong, id, s);
        s.uri = string(new bytes(256));
        _give(requester.addr, id, s);
        (,, string memory tag1,,) = adapter.readFeedback(agentId, requester.addr, 1);
        assertEq(tag1, tag);
    }

    function test_giveJobFeedback_valueBounds() public {
        // The largest with 18 decimals, and the largest without.
        _give(requester.addr, _paid(1), _said(type(int128).max, 18, "", ""));
        int128 whole = type(int128).max / 1e18;
        _give(requester.addr, _paid(2), _said(whole, 0, "", ""));
        _give(requester.addr, _paid(3), _said(type(int128).min, 18, "", ""));
        _give(requester.addr, _paid(4), _said(-whole, 0, "", ""));
        JobId id = _paid(5);
        _expectRefused(
            abi.encodeWithSelector(IReputationAdapter.Feedback_ValueTooLarge.selector, whole + 1, 0),
            id,
            _said(whole + 1, 0, "", "")
        );
        _expectRefused(
            abi.encodeWithSelector(IReputationAdapter.Feedback_ValueTooLarge.selector, -whole - 1, 0),
            id,
            _said(-whole - 1, 0, "", "")
        );
        _expectRefused(
            abi.encodeWithSelector(IReputationAdapter.Feedback_ValueTooLarge.selector, type(int128).min, 17),
            id,
            _said(type(int128).min, 17, "", "")
        );
        (uint64 count, int128 mean,) = adapter.getSummary(agentId, clients, "", "");
        assertEq(count, 4);
        assertEq(mean, 0, "-1 of 4, towards zero");
    }

    function test_getSummary_byTags() public {
        _give(requester.addr, _paid(1), _said(80, 0, "starred", "speed"));
        _give(requester.addr, _paid(2), _said(905, 1, "starred", "words"));
        _give(requester.addr, _paid(3), _said(-3, 0, "tone", "words"));
        _give(requester.addr, _paid(4), _said(7, 0, "", ""));
        _assertSummary("", "", 4, 43.625e18);
        _assertSummary("starred", "", 2, 85.25e18);
        _assertSummary("starred", "speed", 1, 80e18);
        _assertSummary("", "words", 2, 43.75e18);
        _assertSummary("tone", "", 1, -3e18);
        _assertSummary("tone", "speed", 0, 0);
        _assertSummary("absent", "", 0, 0);

        vm.expectEmit(address(adapter));
        emit IReputationAdapter.FeedbackRevoked(agentId, requester.addr, 2);
        vm.prank(requester.addr);
        adapter.revokeFeedback(agentId, 2);
        _assertSummary("", "", 3, 28e18);
        _assertSummary("starred", "", 1, 80e18);
        _assertSummary("starred", "words", 0, 0);
        _assertSummary("", "words", 1, -3e18);
        (,,,, bool isRevoked) = adapter.readFeedback(agentId, requester.addr, 2);
        assertTrue(isRevoked);
    }

    function _assertSummary(string memory tag1, string memory tag2, uint256 count, int256 mean) private view {
        (uint64 c, int128 v, uint8 decimals) = adapter.getSummary(agentId, clients, tag1, tag2);
        assertEq(c, count, "count");
        assertEq(int256(v), mean, "mean");
        assertEq(decimals, 18);
    }

    // The running sums are what a plain walk over all feedback gives.
    function testFuzz_getSummary_isTheMean(uint256 seed) public {
        string[3] memory tags = ["", "a", "b"];
        int256[9] memory sums;
        uint256[9] memory counts;
        for (uint96 i = 1; i <= 6; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            int128 value = int128(int256(bound(seed >> 128, 0, 2e6)) - 1e6);
            uint256 first = seed % 3;
            uint256 second = (seed >> 8) % 3;
            _give(requester.addr, _paid(i), _said(value, 6, tags[first], tags[second]));
            if ((seed >> 16) % 4 == 0) {
                vm.prank(requester.addr);
                adapter.revokeFeedback(agentId, uint64(i));
                continue;
            }
            for (uint256 k = 0; k < 9; ++k) {
                if ((k / 3 != 0 && k / 3 != first) || (k % 3 != 0 && k % 3 != second)) continue;
                sums[k] += int256(value) * 1e12;
                ++counts[k];
            }
        }
        for (uint256 k = 0; k < 9; ++k) {
            _assertSummary(
                tags[k / 3], tags[k % 3], counts[k], counts[k] == 0 ? int256(0) : sums[k] / int256(counts[k])
            );
        }
    }

    function test_getSummary_clients() public {
        _give(requester.addr, _paid(1), _said(10, 0, "", ""));
        vm.expectRevert(IReputationAdapter.Feedback_NoClients.selector);
        adapter.getSummary(agentId, new address[](0), "", "");
        vm.expectRevert(abi.encodeWithSelector(IReputationAdapter.Feedback_TooManyClients.selector, 65, 64));
        adapter.getSummary(agentId, new address[](65), "", "");
        address[] memory many = new address[](64);
        many[63] = requester.addr;
        (uint64 count, int128 mean,) = adapter.getSummary(agentId, many, "", "");
        assertEq(count, 1);
        assertEq(mean, 10e18);
        vm.expectRevert(abi.encodeWithSelector(IReputationAdapter.Feedback_TagTooLong.selector, 32, 31));
        adapter.getSummary(agentId, clients, string(new bytes(32)), "");
    }

    function test_revokeAndRead_refusals() public {
        _give(requester.addr, _paid(1), _said(10, 0, "", ""));
        vm.expectRevert(
            abi.encodeWithSelector(IReputationAdapter.Feedback_Unknown.selector, agentId, requester.addr, 0)
        );
        adapter.readFeedback(agentId, requester.addr, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IReputationAdapter.Feedback_Unknown.selector, agentId, requester.addr, 2)
        );
        adapter.readFeedback(agentId, requester.addr, 2);
        // A stranger has nothing to take back.
        vm.expectRevert(abi.encodeWithSelector(IReputationAdapter.Feedback_Unknown.selector, agentId, stranger, 1));
        vm.prank(stranger);
        adapter.revokeFeedback(agentId, 1);
        vm.startPrank(requester.addr);
        adapter.revokeFeedback(agentId, 1);
        vm.expectRevert(
            abi.encodeWithSelector(IReputationAdapter.Feedback_RevokedAlready.selector, agentId, requester.addr, 1)
        );
        adapter.revokeFeedback(agentId, 1);
        vm.stopPrank();
    }

    function test_constants() public view {
        assertEq(adapter.market(), address(market));
        assertEq(adapter.getIdentityRegistry(), address(providers));
    }
}
