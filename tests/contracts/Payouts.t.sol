// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {Payouts} from "aether/libraries/Payouts.sol";
import {Amount, AmountLib} from "aether/types/Amount.sol";
import {Bps} from "aether/types/Bps.sol";
import {Credit} from "aether/types/Credit.sol";
import {Settlement} from "aether/types/Settlement.sol";
import {Split} from "aether/types/Split.sol";
import {Terms} from "aether/types/Terms.sol";

/// @notice The split alone, over its whole domain (M-29, M-30, M-34).
contract PayoutsTest is Test {
    function paid(Terms calldata terms, uint32 units, Split[] calldata royalties)
        external
        pure
        returns (Settlement memory s, Credit[] memory credits)
    {
        return Payouts.paid(terms, units, royalties);
    }

    function declined(Terms calldata terms) external pure returns (Settlement memory) {
        return Payouts.declined(terms);
    }

    function expired(Terms calldata terms) external pure returns (Settlement memory) {
        return Payouts.expired(terms);
    }

    // M-34, I-06: paid + fee + royalties + refund = p, to the unit; the fee rounds up, the worker takes the rest.
    function testFuzz_paid_conservesToTheUnit_M34(
        uint96 price,
        uint96 collateral,
        uint32 units,
        uint32 maxUnits,
        uint16 feeBps,
        uint16[8] memory bps,
        uint8 payees
    ) public view {
        Terms memory t;
        t.price = Amount.wrap(price);
        t.collateral = Amount.wrap(collateral);
        t.maxUnits = uint32(bound(maxUnits, 1, type(uint32).max));
        units = uint32(bound(units, 0, t.maxUnits));
        t.feeBps = Bps.wrap(uint16(bound(feeBps, 10, 250)));
        Split[] memory royalties = new Split[](bound(payees, 0, 8));
        uint256 left = 3000;
        for (uint256 i = 0; i < royalties.length; ++i) {
            uint16 share = uint16(bound(bps[i], 0, left));
            left -= share;
            royalties[i] = Split({payee: address(uint160(i + 1)), bps: Bps.wrap(share)});
        }

        (Settlement memory s, Credit[] memory credits) = this.paid(t, units, royalties);
        uint256 earned = uint256(price) * units / t.maxUnits;
        assertEq(s.refund.toUint(), price - earned);
        assertEq(s.toProvider.toUint() + s.fee.toUint() + s.royalties.toUint(), earned);
        assertGe(s.fee.toUint() * 10_000, earned * t.feeBps.toUint(), "the fee rounds up");
        assertLt(s.fee.toUint() * 10_000, earned * t.feeBps.toUint() + 10_000, "by less than a unit");
        assertEq(s.collateralBack.toUint(), collateral);
        assertEq(s.burned.toUint() + s.compensation.toUint() + s.toReporter.toUint() + s.extras.toUint(), 0);

        uint256 sum = 0;
        for (uint256 i = 0; i < royalties.length; ++i) {
            Credit memory c = credits[Payouts.FIXED_CREDITS + i];
            assertEq(c.account, royalties[i].payee);
            assertEq(c.amount.toUint(), earned * royalties[i].bps.toUint() / 10_000, "royalties round down");
            sum += c.amount.toUint();
        }
        assertEq(sum, s.royalties.toUint());
    }

    // The smallest amounts, one by one, at the highest fee and royalties: the subtraction never fails.
    function test_paid_smallestAmounts_M34() public view {
        Terms memory t;
        t.maxUnits = 1;
        t.feeBps = Bps.wrap(250);
        Split[] memory royalties = new Split[](1);
        royalties[0] = Split({payee: address(1), bps: Bps.wrap(3000)});
        for (uint96 p = 0; p < 300; ++p) {
            t.price = Amount.wrap(p);
            (Settlement memory s,) = this.paid(t, 1, royalties);
            assertEq(s.toProvider.toUint() + s.fee.toUint() + s.royalties.toUint(), p);
            if (p > 0) assertGe(s.fee.toUint(), 1);
        }
    }

    // M-29, M-30, I-07: at least half is burned and the requester never gains more than a quarter of p.
    function testFuzz_slashes_M29_M30(uint96 price, uint96 collateral) public view {
        Terms memory t;
        t.price = Amount.wrap(price);
        t.collateral = Amount.wrap(collateral);
        Settlement memory s = this.expired(t);
        assertEq(s.refund.toUint(), price);
        assertEq(s.compensation.toUint() + s.burned.toUint(), collateral);
        assertGe(2 * s.burned.toUint(), collateral);
        assertLe(s.compensation.toUint(), uint256(price) / 4);
        assertLe(s.compensation.toUint(), uint256(collateral) * 3 / 10);

        s = this.declined(t);
        assertEq(s.refund.toUint(), price);
        assertEq(s.burned.toUint() + s.collateralBack.toUint(), collateral);
        assertEq(s.burned.toUint(), (uint256(collateral) + 9) / 10);
    }

    function testFuzz_amount_roundings(uint96 a, uint96 n, uint96 d) public pure {
        d = uint96(bound(d, 1, type(uint96).max));
        n = uint96(bound(n, 0, d));
        uint256 down = Amount.wrap(a).mulDivDown(n, d).toUint();
        uint256 up = Amount.wrap(a).mulDivUp(n, d).toUint();
        uint256 product = uint256(a) * n;
        assertEq(down, product / d);
        assertEq(up, product % d == 0 ? down : down + 1);
    }

    function test_amount_tooLarge_reverts() public {
        vm.expectRevert(abi.encodeWithSelector(AmountLib.Amount_TooLarge.selector, 2 ** 96));
        this.toAmount(2 ** 96);
        assertEq(this.toAmount(2 ** 96 - 1).toUint(), type(uint96).max);
    }

    function toAmount(uint256 value) external pure returns (Amount) {
        return AmountLib.toAmount(value);
    }
}
