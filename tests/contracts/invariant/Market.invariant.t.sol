// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {MarketHandler} from "./MarketHandler.sol";

/// @notice All promises of the suite in one function: forge runs one campaign per function.
contract MarketInvariantTest is Test {
    MarketHandler internal handler;
    bytes4[] internal selectors;

    function setUp() public {
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
            // Twice as likely: every path begins with these.
            handler.open.selector,
            handler.lock.selector
        ];
        targetContract(address(handler));
        targetSelector(FuzzSelector({addr: address(handler), selectors: selectors}));
    }

    function invariant_I01_I02_I05_I06_I07_I14_moneyAndStates() public view {
        (uint256 balance, uint256 owed, uint256 liabilities) = handler.sums();
        assertEq(liabilities, owed, "I-01: liabilities are the sum of free and escrow");
        assertEq(balance, liabilities, "I-01: the Vault holds what it owes, and donations besides");

        (balance, owed, liabilities) = handler.hostileSums();
        assertEq(liabilities, owed, "I-01: also of a hostile token");
        assertGe(balance, liabilities, "I-01: also of a hostile token");

        (uint256[4] memory held, uint256[4] memory expected) = handler.escrows();
        assertEq(held[0], expected[0], "I-02: the market's escrow is price + collateral of its open jobs");
        assertEq(held[1], expected[1], "I-02: the registry's escrow is its bonds");
        assertEq(held[2], expected[2], "I-02: module A's escrow is what it locked and did not pay");
        assertEq(held[3], expected[3], "I-02: module B's escrow likewise");

        assertTrue(handler.conservationHeld(), "I-06: parts sum to price + collateral");
        assertTrue(handler.burnedAtLeastHalf(), "I-07: at least half of a slash is burned");
        assertTrue(handler.illegalRefused(), "I-03, I-05, I-08, I-10: what is illegal is refused");
        assertTrue(handler.closedOnce(), "I-14: one JobClosed per job that is over");
    }

    /// @dev The campaign's own handler, driven by a fixed sequence: every end of a job is reached, so the promises above are not empty.
    function test_handler_reachesEveryEnd() public {
        for (uint256 i = 0; i < 1_500; ++i) {
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
        this.invariant_I01_I02_I05_I06_I07_I14_moneyAndStates();
        assertGt(handler.ended(JobStatus.Paid), 10);
        assertGt(handler.ended(JobStatus.Cancelled), 10);
        assertGt(handler.ended(JobStatus.Declined), 5);
        assertGt(handler.ended(JobStatus.Expired), 5);
        assertGt(handler.hostileTokenMoves(), 5);
    }

    /// @dev Second and third words are small where the ABI wants a boolean or 32 bits.
    function _word(bytes4 selector, bytes32 seed, uint256 index) private view returns (uint256 word) {
        word = uint256(keccak256(abi.encode(seed, index)));
        if (selector == handler.submit.selector) return word & type(uint32).max;
        if (selector == handler.lock.selector || selector == handler.accept.selector) return word & 1;
        if (selector == handler.open.selector && index == 3) return word & 1;
    }
}
