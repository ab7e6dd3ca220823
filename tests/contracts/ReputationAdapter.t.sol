// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";

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
    mapping(bytes32 slot => bytes32) internal replayed;

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

    // M-46: every storage word that was ever written follows from the events.
    function test_storage_followsFromLogs_M46() public {
        vm.recordLogs();
        vm.startStateDiffRecording();
        _give(requester.addr, _paid(1), _said(80, 0, "starred", "speed"));
        _give(requester.addr, _paid(2), _said(905, 1, "starred", ""));
        _give(requester.addr, _paid(3), _said(-3, 0, "", "words"));
        vm.prank(requester.addr);
        adapter.revokeFeedback(agentId, 2);
        Vm.AccountAccess[] memory accesses = vm.stopAndReturnStateDiff();
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter == address(adapter)) _replay(logs[i]);
        }
        uint256 written = 0;
        for (uint256 i = 0; i < accesses.length; ++i) {
            Vm.StorageAccess[] memory words = accesses[i].storageAccesses;
            for (uint256 k = 0; k < words.length; ++k) {
                if (words[k].account != address(adapter) || !words[k].isWrite) continue;
                ++written;
                assertEq(replayed[words[k].slot], vm.load(address(adapter), words[k].slot), vm.toString(words[k].slot));
            }
        }
        assertGt(written, 20);
    }

    // Slots of the adapter, in the order of its declarations.
    uint256 internal constant FEEDBACK_SLOT = 0;
    uint256 internal constant LAST_INDEX_SLOT = 1;
    uint256 internal constant FEEDBACK_OF_SLOT = 2;
    uint256 internal constant TALLIES_SLOT = 3;

    function _replay(Vm.Log memory log) private {
        bytes32 topic = log.topics[0];
        if (topic == IReputationAdapter.JobRated.selector) {
            uint64 index = abi.decode(log.data, (uint64));
            replayed[_slot(log.topics[1], FEEDBACK_OF_SLOT)] = bytes32(uint256(index));
            return;
        }
        bytes32 client = log.topics[2];
        bytes32 feedbackSlot = _slot(client, uint256(_slot(log.topics[1], FEEDBACK_SLOT)));
        if (topic == IReputationAdapter.FeedbackRevoked.selector) {
            bytes32 at = _slot(log.topics[3], uint256(feedbackSlot));
            bytes32 word = replayed[at];
            replayed[at] = word | bytes32(uint256(1) << 136);
            int128 value = int128(uint128(uint256(word)));
            uint256 decimals = uint8(uint256(word) >> 128);
            _replayTallies(
                log, replayed[bytes32(uint256(at) + 1)], replayed[bytes32(uint256(at) + 2)], value, decimals, -1
            );
        } else {
            _replayNew(log, client, feedbackSlot);
        }
    }

    function _replayNew(Vm.Log memory log, bytes32 client, bytes32 feedbackSlot) private {
        (uint64 index, int128 value, uint8 decimals, string memory tag1, string memory tag2) =
            abi.decode(log.data, (uint64, int128, uint8, string, string));
        uint256 at = uint256(_slot(bytes32(uint256(index)), uint256(feedbackSlot)));
        replayed[_slot(client, uint256(_slot(log.topics[1], LAST_INDEX_SLOT)))] = bytes32(uint256(index));
        replayed[bytes32(at)] = bytes32(uint256(uint128(value)) | uint256(decimals) << 128);
        replayed[bytes32(at + 1)] = _tag(tag1);
        replayed[bytes32(at + 2)] = _tag(tag2);
        _replayTallies(log, _tag(tag1), _tag(tag2), value, decimals, 1);
    }

    function _replayTallies(Vm.Log memory log, bytes32 tag1, bytes32 tag2, int128 value, uint256 decimals, int256 sign)
        private
    {
        int256 scaled = sign * value * int256(10 ** (18 - decimals));
        for (uint256 k = 0; k < 4; ++k) {
            if ((k & 1 != 0 && tag1 == 0) || (k & 2 != 0 && tag2 == 0)) continue;
            bytes32 key = keccak256(
                abi.encode(log.topics[1], log.topics[2], k & 1 != 0 ? bytes32(0) : tag1, k & 2 != 0 ? bytes32(0) : tag2)
            );
            bytes32 at = _slot(key, TALLIES_SLOT);
            uint256 word = uint256(replayed[at]);
            int192 sum = int192(int192(uint192(word)) + scaled);
            uint64 count = uint64(uint256(int256(word >> 192) + sign));
            replayed[at] = bytes32(uint256(uint192(sum)) | uint256(count) << 192);
        }
    }

    function _slot(bytes32 key, uint256 base) private pure returns (bytes32) {
        return keccak256(abi.encode(key, base));
    }

    /// @dev A short string is its bytes and, in the last one, its length.
    function _tag(string memory text) private pure returns (bytes32) {
        return bytes32(bytes(text)) | bytes32(bytes(text).length);
    }

    function test_constants() public view {
        assertEq(adapter.market(), address(market));
        assertEq(adapter.getIdentityRegistry(), address(providers));
    }
}
