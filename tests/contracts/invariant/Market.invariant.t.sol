// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Followed, StorageReplay} from "../base/StorageReplay.sol";
import {MarketHandler} from "./MarketHandler.sol";

/// @notice The market's people, and what must be true whatever they do.
abstract contract MarketCampaign is Test {
    MarketHandler internal handler;
    bytes4[] internal selectors;

    function _begin() internal {
        handler = new MarketHandler();
        selectors = [
            handler.deposit.selector,
            handler.withdraw.selector,
            handler.transferFree.selector,
            handler.donate.selector,
            handler.hostileModule.selector,
            handler.hostileToken.selector,
            handler.bondMore.selector,
            handler.thaw.selector,
            handler.unbond.selector,
            handler.cancel.selector,
            handler.expirePosted.selector,
            handler.decline.selector,
            handler.expire.selector,
            handler.accept.selector,
            handler.finalizeAll.selector,
            handler.wait.selector,
            handler.setFee.selector,
            handler.pause.selector,
            handler.submit.selector,
            handler.open.selector,
            handler.lock.selector,
            handler.bondToSlasher.selector,
            handler.thawFromSlasher.selector,
            handler.unbondFromSlasher.selector,
            handler.slashBond.selector,
            handler.holdBond.selector,
            handler.settleProven.selector,
            handler.waitForCap.selector,
            handler.contestAsVerifier.selector,
            handler.ruleAsVerifier.selector,
            handler.demandInput.selector,
            handler.answerInput.selector,
            handler.rejectInput.selector,
            handler.demandOutput.selector,
            handler.answerOutput.selector,
            handler.complain.selector,
            handler.closeDemand.selector,
            // Twice as likely: every path begins with these.
            handler.open.selector,
            handler.lock.selector,
            handler.submit.selector,
            handler.settleProven.selector
        ];
    }

    function _assertPromises() internal view {
        (uint256 balance, uint256 owed, uint256 liabilities) = handler.sums();
        assertEq(liabilities, owed, "I-01: liabilities are the sum of free and escrow");
        assertEq(balance, liabilities, "I-01: the Vault holds what it owes, and donations besides");

        (balance, owed, liabilities) = handler.hostileSums();
        assertEq(liabilities, owed, "I-01: also of a hostile token");
        assertGe(balance, liabilities, "I-01: also of a hostile token");

        (uint256[5] memory held, uint256[5] memory expected) = handler.escrows();
        assertEq(held[0], expected[0], "I-02: the market's escrow is price + collateral of its open jobs");
        assertEq(held[1], expected[1], "I-02: the registry's escrow is its bonds");
        assertEq(held[2], expected[2], "I-02: module A's escrow is what it locked and did not pay");
        assertEq(held[3], expected[3], "I-02: module B's escrow likewise");
        assertEq(held[4], expected[4], "I-02: the box's escrow is the deposits of open demands");

        assertTrue(handler.conservationHeld(), "I-06: parts sum to price + collateral");
        assertTrue(handler.burnedAtLeastHalf(), "I-07: at least half of a slash is burned");
        assertTrue(handler.illegalRefused(), "I-03, I-05, I-08, I-10: what is illegal is refused");
        assertTrue(handler.closedOnce(), "I-14: one JobClosed per job that is over");
    }

    function _assertReplayed() internal view returns (uint256 count) {
        uint256 wrong;
        (count, wrong) = handler.replay().compare();
        assertEq(handler.replay().unknown(), 0, "an event nobody rebuilds from");
        assertEq(wrong, 0, "words that differ from what the logs say");
        assertGt(count, 30, "words rebuilt");
    }
}

/// @notice All promises of the suite in one function: forge runs one campaign per function.
contract MarketInvariantTest is MarketCampaign {
    function setUp() public {
        _begin();
        targetContract(address(handler));
        targetSelector(FuzzSelector({addr: address(handler), selectors: selectors}));
    }

    // M-1: solvency, and M-2: two hostile modules among the accounts; M-47: one JobClosed per job that is over.
    function invariant_I01_I02_I05_I06_I07_I14_moneyAndStates() public view {
        _assertPromises();
    }

    /// @dev Once a run: every word of storage is what the logs say (M-46, I-15).
    function afterInvariant() public view {
        _assertReplayed();
    }
}

/// @notice The same people, driven by a fixed sequence.
contract MarketWalkTest is MarketCampaign {
    // Every end of a job is reached, so the promises above are not empty; and M-46: the logs say everything.
    function test_walk_reachesEveryEnd_M46() public {
        vm.pauseGasMetering();
        // A market of its own, so that every write since its deployment is known.
        vm.record();
        _begin();
        for (uint256 i = 0; i < 7_000; ++i) {
            bytes32 seed = keccak256(abi.encode("walk", i));
            bytes4 selector = selectors[uint256(seed) % selectors.length];
            // Four random words serve every function: superfluous calldata is ignored, booleans want one bit.
            bytes memory data = abi.encodePacked(
                selector,
                keccak256(abi.encode(seed, 1)),
                _word(selector, seed, 2),
                _word(selector, seed, 3),
                uint256(keccak256(abi.encode(seed, 4))) & 1
            );
            (bool ok,) = address(handler).call(data);
            assertTrue(ok, vm.toString(selector));
        }
        _assertPromises();
        for (JobStatus status = JobStatus.Paid; status < JobStatus.Voided; status = JobStatus(uint8(status) + 1)) {
            assertGt(handler.ended(status), 3, vm.toString(uint8(status)));
        }
        assertGt(handler.ended(JobStatus.Voided), 3, "voided");
        string[12] memory all = [
            "proven at once",
            "proven sealed",
            "contested",
            "ruled",
            "input demanded",
            "input answered",
            "output demanded",
            "output answered",
            "complained",
            "demand closed",
            "unbonded from slasher",
            "bond slashed"
        ];
        for (uint256 i = 0; i < all.length; ++i) {
            assertGt(handler.happened(all[i]), 0, all[i]);
        }
        assertGt(handler.hostileTokenMoves(), 5);
        assertGt(_assertReplayed(), 500);
        _assertEveryWriteKnown();
    }

    /// @dev No word of any contract was ever written that no event speaks of.
    function _assertEveryWriteKnown() private {
        StorageReplay replay = handler.replay();
        Followed memory f = replay.followed();
        address[6] memory all = [f.vault, f.providers, f.models, f.verifiers, f.market, f.exchangeBox];
        for (uint256 i = 0; i < all.length; ++i) {
            (, bytes32[] memory writes) = vm.accesses(all[i]);
            assertGt(writes.length, 0);
            for (uint256 k = 0; k < writes.length; ++k) {
                // forge counts writes of calls that reverted, too; those left nothing.
                bool nothing = vm.load(all[i], writes[k]) == 0;
                assertTrue(
                    nothing || replay.isKnown(all[i], writes[k]), string.concat(vm.toString(i), vm.toString(writes[k]))
                );
            }
        }
    }

    /// @dev Words that the ABI wants to be a boolean or 32 bits.
    function _word(bytes4 selector, bytes32 seed, uint256 index) private view returns (uint256 word) {
        word = uint256(keccak256(abi.encode(seed, index)));
        bool numbers = selector == handler.open.selector || selector == handler.hostileModule.selector
            || selector == handler.hostileToken.selector || selector == handler.deposit.selector
            || selector == handler.withdraw.selector || selector == handler.transferFree.selector;
        if (numbers) return word;
        if (selector == handler.submit.selector && index == 2) return word & type(uint32).max;
        if (selector == handler.ruleAsVerifier.selector && index == 2) return word & type(uint8).max;
        return word & 1;
    }
}
