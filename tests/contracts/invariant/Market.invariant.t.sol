// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {MarketHandler} from "./MarketHandler.sol";

/// @notice All promises of the suite in one function: forge runs one campaign per function.
contract MarketInvariantTest is Test {
    MarketHandler internal handler;

    function setUp() public {
        handler = new MarketHandler();
        bytes4[] memory selectors = new bytes4[](22);
        uint256 n;
        selectors[n++] = handler.deposit.selector;
        selectors[n++] = handler.withdraw.selector;
        selectors[n++] = handler.transferFree.selector;
        selectors[n++] = handler.donate.selector;
        selectors[n++] = handler.hostileModule.selector;
        selectors[n++] = handler.bondMore.selector;
        selectors[n++] = handler.thaw.selector;
        selectors[n++] = handler.unbond.selector;
        selectors[n++] = handler.open.selector;
        selectors[n++] = handler.lock.selector;
        selectors[n++] = handler.submit.selector;
        selectors[n++] = handler.cancel.selector;
        selectors[n++] = handler.expirePosted.selector;
        selectors[n++] = handler.decline.selector;
        selectors[n++] = handler.expire.selector;
        selectors[n++] = handler.accept.selector;
        selectors[n++] = handler.finalizeAll.selector;
        selectors[n++] = handler.wait.selector;
        selectors[n++] = handler.setFee.selector;
        selectors[n++] = handler.pause.selector;
        // Twice as likely: every path begins with these.
        selectors[n++] = handler.open.selector;
        selectors[n++] = handler.lock.selector;
        targetContract(address(handler));
        targetSelector(FuzzSelector({addr: address(handler), selectors: selectors}));
    }

    function invariant_I01_I02_I05_I06_I07_I14_moneyAndStates() public view {
        (uint256 balance, uint256 owed, uint256 liabilities) = handler.sums();
        assertEq(liabilities, owed, "I-01: liabilities are the sum of free and escrow");
        assertEq(balance, liabilities, "I-01: the Vault holds what it owes, and donations besides");

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
}
