// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BoxFixture} from "./base/BoxFixture.sol";
import {Packages} from "./base/Packages.sol";
import {Item} from "aether/types/Item.sol";
import {Request} from "aether/types/Request.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice Calldata by hand. The contracts hash and log words as they lie there; a word with bits above its type is another value that
/// nobody signed, and no call takes it.
contract DirtyWordsTest is BoxFixture {
    /// @dev Bits of each word of a Request, a Terms and a Claim, as ABI types.
    uint16[27] internal requestBits = [
        160,
        96,
        160,
        160,
        96,
        96,
        96,
        40,
        32,
        32,
        32,
        32,
        32,
        8,
        160,
        160,
        32,
        160,
        256,
        64,
        256,
        256,
        256,
        8,
        256,
        32,
        160
    ];
    uint16[21] internal termsBits =
        [256, 160, 96, 96, 16, 8, 1, 160, 256, 256, 256, 256, 8, 256, 256, 32, 32, 32, 32, 160, 160];
    uint16[6] internal claimBits = [160, 256, 256, 256, 32, 256];

    /// @dev Sets the lowest bit above `bits` in the word at `at` bytes behind the selector; the same data again when it was clean.
    function _dirty(bytes memory data, uint256 at, uint256 bits) private pure {
        assembly {
            let place := add(add(data, 0x24), at)
            mstore(place, xor(mload(place), shl(bits, 1)))
        }
    }

    /// @dev The call works as it is, and with none of its words made dirty.
    function _everyWord(address target, address caller, bytes memory data, uint256 offset, uint16[] memory bits)
        private
    {
        assertTrue(_wouldWork(target, caller, data), "clean");
        uint256 tried;
        for (uint256 i = 0; i < bits.length; ++i) {
            if (bits[i] == 256) continue;
            _dirty(data, offset + 32 * i, bits[i]);
            assertFalse(_wouldWork(target, caller, data), string.concat("word ", vm.toString(i)));
            _dirty(data, offset + 32 * i, bits[i]);
            // The highest bit as well.
            _dirty(data, offset + 32 * i, 255);
            assertFalse(_wouldWork(target, caller, data), string.concat("high bit of word ", vm.toString(i)));
            _dirty(data, offset + 32 * i, 255);
            ++tried;
        }
        assertGt(tried, 1);
        assertTrue(_wouldWork(target, caller, data), "clean again");
    }

    function _requestBits() private view returns (uint16[] memory bits) {
        bits = new uint16[](27);
        for (uint256 i = 0; i < 27; ++i) {
            bits[i] = requestBits[i];
        }
    }

    function _termsBits() private view returns (uint16[] memory bits) {
        bits = new uint16[](21);
        for (uint256 i = 0; i < 21; ++i) {
            bits[i] = termsBits[i];
        }
    }

    function _claimBits() private view returns (uint16[] memory bits) {
        bits = new uint16[](6);
        for (uint256 i = 0; i < 6; ++i) {
            bits[i] = claimBits[i];
        }
    }

    function test_post_M50() public {
        Request memory r = _boxRequest(1, Tier.Optimistic, SEALED);
        bytes memory data = abi.encodeCall(market.post, (r, noExtras));
        _everyWord(address(market), requester.addr, data, 0, _requestBits());
    }

    function test_lock_M50() public {
        Request memory r = _boxRequest(1, Tier.Optimistic, SEALED);
        bytes memory data = abi.encodeCall(market.lock, (r, _signRequest(r), noExtras, nodeId, amt(0), false, ""));
        _everyWord(address(market), provider.addr, data, 0, _requestBits());
        // Posted, no signature stands between the words and the digest.
        vm.prank(requester.addr);
        market.post(r, noExtras);
        data = abi.encodeCall(market.lock, (r, "", noExtras, nodeId, amt(0), false, ""));
        _everyWord(address(market), provider.addr, data, 0, _requestBits());
    }

    function test_locked_M50() public {
        Item memory item = _tierLocked(1, Tier.Optimistic, SEALED);
        bytes memory data = abi.encodeCall(market.submit, (item.jobId, item.terms, item.claim, KEY));
        _everyWord(address(market), provider.addr, data, 32, _termsBits());
        _everyWord(address(market), provider.addr, data, 32 + 21 * 32, _claimBits());
        data = abi.encodeCall(market.decline, (item.jobId, item.terms));
        _everyWord(address(market), provider.addr, data, 32, _termsBits());
        data = abi.encodeCall(box.demandInput, (item.jobId, item.terms));
        _everyWord(address(box), provider.addr, data, 32, _termsBits());
        vm.warp(START + EXEC + GRACE + 1);
        data = abi.encodeCall(market.expire, (item.jobId, item.terms, 0));
        _everyWord(address(market), stranger, data, 32, _termsBits());
    }

    function test_submitted_M50() public {
        (Item memory item,) = _submittedPackage(1, Tier.Optimistic, true);
        bytes32 ic = _icOf(item);
        bytes memory data = abi.encodeCall(market.contest, (item.jobId, item.terms, ic));
        _everyWord(address(market), address(optimistic), data, 32, _termsBits());
        data = abi.encodeCall(box.demandOutput, (item.jobId, item.terms, ic));
        _everyWord(address(box), requester.addr, data, 32, _termsBits());
        data = abi.encodeCall(
            box.complain, (item.jobId, item.terms, item.claim, KEY, Packages.complaint(_faulty(item.jobId), 1))
        );
        _everyWord(address(box), stranger, data, 32, _termsBits());
        _everyWord(address(box), stranger, data, 32 + 21 * 32, _claimBits());
        _demandOutput(item);
        data = abi.encodeCall(
            box.answerOutput, (item.jobId, item.terms, item.claim, Packages.answer(_faulty(item.jobId)))
        );
        _everyWord(address(box), provider.addr, data, 32, _termsBits());
        _everyWord(address(box), provider.addr, data, 32 + 21 * 32, _claimBits());
    }

    // An Item lies behind an offset: item 32 + 64 of head for its two lists.
    function test_paid_M50() public {
        Item memory item = _submittedPublic(1, Tier.Optimistic);
        bytes memory data = abi.encodeCall(market.accept, (item, ""));
        _everyWord(address(market), requester.addr, data, 64 + 32, _termsBits());
        _everyWord(address(market), requester.addr, data, 64 + 32 + 21 * 32, _claimBits());
        // Two royalties, behind jobId, Terms, Claim, the offsets of both lists and the length.
        uint16[] memory split = new uint16[](4);
        (split[0], split[1], split[2], split[3]) = (160, 16, 160, 16);
        _everyWord(address(market), requester.addr, data, 64 + 32 + 27 * 32 + 64 + 32, split);

        item = _tierLocked(2, Tier.Validity, PUBLIC);
        data = abi.encodeCall(market.settleProven, (item, PROOF, 0, ""));
        _everyWord(address(market), stranger, data, 128 + 32, _termsBits());
        _everyWord(address(market), stranger, data, 128 + 32 + 21 * 32, _claimBits());
        _everyWord(address(market), stranger, data, 128 + 32 + 27 * 32 + 64 + 32, split);
    }
}
