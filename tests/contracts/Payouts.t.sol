// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {Payment, Payments} from "aether/libraries/Payments.sol";
import {Payouts} from "aether/libraries/Payouts.sol";
import {Amount, AmountLib} from "aether/types/Amount.sol";
import {Bps} from "aether/types/Bps.sol";
import {Settlement} from "aether/types/Settlement.sol";
import {Split} from "aether/types/Split.sol";
import {Terms} from "aether/types/Terms.sol";

/// @notice The split alone, over its whole domain (M-29, M-30, M-34).
contract PayoutsTest is Test {
    using Payments for Payment;

    /// @dev As JobMarket puts it together: shares one by one, then the settlement.
    function paid(Terms calldata terms, uint32 units, Split[] calldata royalties, Split[] calldata extras)
        external
        pure
        returns (Settlement memory s, Amount earned)
    {
        earned = Payouts.earned(terms, units);
        Payment memory payment = Payments.open(address(1), Payments.CREDITS_MAX);
        Amount royaltySum = payment.addShares(earned, royalties);
        s = Payouts.paid(terms, earned, royaltySum, payment.addShares(earned, extras));
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
        uint8 payees,
        uint8 extraPayees
    ) public view {
        Terms memory t;
        t.price = Amount.wrap(price);
        t.collateral = Amount.wrap(collateral);
        t.maxUnits = uint32(bound(maxUnits, 1, type(uint32).max));
        units = uint32(bound(units, 0, t.maxUnits));
        t.feeBps = Bps.wrap(uint16(bound(feeBps, 10, 250)));
        _conserves(t, units, _list(bound(payees, 0, 8), 3000, bps, 0), _list(bound(extraPayees, 0, 4), 1500, bps, 4));
    }

    /// @dev `count` shares of at most `left` together, from the random ones behind `from`.
    function _list(uint256 count, uint256 left, uint16[8] memory bps, uint256 from)
        private
        pure
        returns (Split[] memory list)
    {
        list = new Split[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint16 share = uint16(bound(bps[(from + i) % 8], 0, left));
            left -= share;
            list[i] = Split({payee: address(uint160(100 * from + i + 1)), bps: Bps.wrap(share)});
        }
    }

    function _conserves(Terms memory t, uint32 units, Split[] memory royalties, Split[] memory extras) private view {
        (Settlement memory s, Amount earnedAmount) = this.paid(t, units, royalties, extras);
        uint256 earned = uint256(t.price.toUint()) * units / t.maxUnits;
        assertEq(earnedAmount.toUint(), earned);
        assertEq(s.refund.toUint(), t.price.toUint() - earned);
        assertEq(s.toProvider.toUint() + s.fee.toUint() + s.royalties.toUint() + s.extras.toUint(), earned);
        assertGe(s.fee.toUint() * 10_000, earned * t.feeBps.toUint(), "the fee rounds up");
        assertLt(s.fee.toUint() * 10_000, earned * t.feeBps.toUint() + 10_000, "by less than a unit");
        assertEq(s.collateralBack.toUint(), t.collateral.toUint());
        assertEq(s.burned.toUint() + s.compensation.toUint() + s.toReporter.toUint(), 0);
        assertEq(s.royalties.toUint(), _shares(earned, royalties), "royalties round down");
        assertEq(s.extras.toUint(), _shares(earned, extras), "extras round down");
    }

    function _shares(uint256 earned, Split[] memory splits) private pure returns (uint256 sum) {
        for (uint256 i = 0; i < splits.length; ++i) {
            sum += earned * splits[i].bps.toUint() / 10_000;
        }
    }

    // The smallest amounts, one by one, at the highest fee and royalties: the subtraction never fails.
    function test_paid_smallestAmounts_M34() public view {
        Terms memory t;
        t.maxUnits = 1;
        t.feeBps = Bps.wrap(250);
        Split[] memory royalties = new Split[](1);
        royalties[0] = Split({payee: address(1), bps: Bps.wrap(3000)});
        Split[] memory extras = new Split[](1);
        extras[0] = Split({payee: address(2), bps: Bps.wrap(1500)});
        for (uint96 p = 0; p < 300; ++p) {
            t.price = Amount.wrap(p);
            (Settlement memory s,) = this.paid(t, 1, royalties, extras);
            assertEq(s.toProvider.toUint() + s.fee.toUint() + s.royalties.toUint() + s.extras.toUint(), p);
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
