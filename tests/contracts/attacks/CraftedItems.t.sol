// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {MarketFixture} from "../base/MarketFixture.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";

/// @notice The attack: calldata of `finalize` by hand, with offsets that lie on each other, point outside or overflow, and lengths that no
/// list has. Whatever goes through pays each job once and to the unit, or not at all.
contract CraftedItemsTest is MarketFixture {
    uint256 internal constant ACCOUNTS = 6;
    /// @dev Two items, encoded: the compiler does not store them otherwise.
    bytes internal encoded;
    JobId[2] internal ids;
    // What each item alone pays each account.
    mapping(uint256 item => mapping(uint256 account => uint256)) internal share;

    function setUp() public override {
        super.setUp();
        Item[] memory items = new Item[](2);
        (items[0], items[1]) = (_submitted(1, 1000), _submitted(2, 417));
        (ids[0], ids[1]) = (items[0].jobId, items[1].jobId);
        encoded = abi.encode(items);
        vm.warp(block.timestamp + DISPUTE + 1);
        for (uint256 i = 0; i < 2; ++i) {
            uint256 snapshot = vm.snapshotState();
            uint256[] memory before = _balances();
            market.finalize(_one(items[i]));
            uint256[] memory later = _balances();
            vm.revertToStateAndDelete(snapshot);
            for (uint256 a = 0; a < ACCOUNTS; ++a) {
                share[i][a] = later[a] - before[a];
            }
        }
    }

    function _balances() private view returns (uint256[] memory all) {
        all = new uint256[](ACCOUNTS);
        all[0] = _free(provider.addr);
        all[1] = _free(requester.addr);
        all[2] = _free(creator);
        all[3] = _free(grandCreator);
        all[4] = _free(market.feeAccount());
        all[5] = _free(vault.SINK());
    }

    function _data() private view returns (bytes memory) {
        return abi.encodePacked(market.finalize.selector, encoded);
    }

    function _setWord(bytes memory data, uint256 word, uint256 value) private pure returns (uint256 was) {
        assembly {
            let place := add(add(data, 0x24), mul(word, 0x20))
            was := mload(place)
            mstore(place, value)
        }
    }

    /// @dev The call changes nothing, or pays every job that it closes exactly once.
    function _tryData(bytes memory data) private returns (bool ok, uint256 paid) {
        uint256[] memory before = _balances();
        uint256 held = _escrow();
        bytes memory answer;
        (ok, answer) = address(market).call(data);
        uint256[] memory later = _balances();
        uint256 sum;
        for (uint256 a = 0; a < ACCOUNTS; ++a) {
            uint256 expected = before[a];
            for (uint256 i = 0; i < 2; ++i) {
                if (_status(ids[i]) == JobStatus.Paid) expected += share[i][a];
            }
            assertEq(later[a], expected, "account");
            sum += later[a] - before[a];
        }
        assertEq(held - _escrow(), sum, "escrow");
        for (uint256 i = 0; i < 2; ++i) {
            if (_status(ids[i]) == JobStatus.Paid) ++paid;
        }
        if (ok) assertEq(abi.decode(answer, (uint256)), paid, "said");
    }

    // Words: 0 offset of the list, 1 its length, 2 and 3 the offsets of the items, counted from word 2.
    function test_bothItemsAtOnePlace_payOnce_M37() public {
        bytes memory data = _data();
        uint256 first = _setWord(data, 2, 0);
        _setWord(data, 2, first);
        _setWord(data, 3, first);
        (bool ok, uint256 paid) = _tryData(data);
        assertTrue(ok);
        assertEq(paid, 1);
    }

    // Royalties and extras read the same words: as extras they are nobody's.
    function test_extrasOnRoyalties_isSkipped_M33_M37() public {
        bytes memory data = _data();
        uint256 head = 2 + _setWord(data, 2, 0) / 32;
        _setWord(data, 2, (head - 2) * 32);
        // jobId, 21 words of Terms, 6 of Claim, then the two offsets.
        uint256 royaltiesAt = _setWord(data, head + 28, 0);
        _setWord(data, head + 28, royaltiesAt);
        _setWord(data, head + 29, royaltiesAt);
        (bool ok, uint256 paid) = _tryData(data);
        assertTrue(ok);
        assertEq(paid, 1);
        assertStatus(ids[0], JobStatus.Submitted);
    }

    function test_edgesOfEveryWord_M37() public {
        bytes memory honest = _data();
        uint256[7] memory edges =
            [uint256(0), 1, 31, type(uint64).max, uint256(1) << 255, type(uint256).max - 31, type(uint256).max];
        uint256 words = (honest.length - 4) / 32;
        for (uint256 w = 0; w < words; ++w) {
            for (uint256 e = 0; e < edges.length; ++e) {
                uint256 snapshot = vm.snapshotState();
                bytes memory data = _data();
                _setWord(data, w, edges[e]);
                _tryData(data);
                vm.revertToStateAndDelete(snapshot);
            }
        }
    }

    function testFuzz_twoWordsBent_M37(uint256 word, uint256 value, uint256 other, uint256 step) public {
        bytes memory data = _data();
        uint256 words = (data.length - 4) / 32;
        _setWord(data, word % words, value);
        // A second word moved by whole words, as offsets and lengths are.
        other %= words;
        uint256 was = _setWord(data, other, 0);
        unchecked {
            _setWord(data, other, was + (step % 129) * 32 - 64 * 32);
        }
        _tryData(data);
    }
}
