// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Amount} from "../types/Amount.sol";
import {Credit} from "../types/Credit.sol";
import {Settlement} from "../types/Settlement.sol";
import {Split} from "../types/Split.sol";
import {Terms} from "../types/Terms.sol";

/// @notice Where price and collateral go when a job ends. Pure arithmetic, each rounding named by who gains.
library Payouts {
    /// @dev What a decline costs, of the collateral.
    uint96 internal constant DECLINE_PERCENT = 10;
    /// @dev What an expiry pays the requester beyond the refund: the smaller of these.
    uint96 internal constant EXPIRE_PRICE_PERCENT = 25;
    uint96 internal constant EXPIRE_COLLATERAL_PERCENT = 30;
    uint256 private constant PERCENT = 100;
    /// @dev Provider, fee account and requester; royalties follow.
    uint256 internal constant FIXED_CREDITS = 3;

    /// @notice price x units / maxUnits, down; of it the fee up, royalties down, the rest to the provider with the collateral.
    /// @dev INVARIANT I-06: the parts sum to price + collateral. The subtraction cannot fail: for n > 0 units earned the fee is at
    /// most ceil(n / 40) and royalties at most floor(3 n / 10), together never above n.
    function paid(Terms calldata terms, uint32 units, Split[] calldata royalties)
        internal
        pure
        returns (Settlement memory s, Credit[] memory credits)
    {
        Amount earned = terms.price.mulDivDown(units, terms.maxUnits);
        s.fee = terms.feeBps.ofUp(earned);
        s.refund = terms.price - earned;
        s.collateralBack = terms.collateral;

        credits = new Credit[](royalties.length + FIXED_CREDITS);
        for (uint256 i = 0; i < royalties.length; ++i) {
            Amount share = royalties[i].bps.ofDown(earned);
            s.royalties = s.royalties + share;
            credits[i + FIXED_CREDITS] = Credit({account: royalties[i].payee, amount: share});
        }
        s.toProvider = earned - s.fee - s.royalties;
    }

    /// @notice The provider gave the job back: 10 % of the collateral, rounded up, is burned.
    function declined(Terms calldata terms) internal pure returns (Settlement memory s) {
        s.refund = terms.price;
        s.burned = terms.collateral.mulDivUp(DECLINE_PERCENT, PERCENT);
        s.collateralBack = terms.collateral - s.burned;
    }

    /// @notice The provider fell silent: refund, and min(25 % price, 30 % collateral), down, to the requester; the rest is burned.
    /// @dev INVARIANT I-07: at least half of a slashed collateral is burned, so no coalition profits from a slash.
    function expired(Terms calldata terms) internal pure returns (Settlement memory s) {
        s.refund = terms.price;
        s.compensation = terms.price.mulDivDown(EXPIRE_PRICE_PERCENT, PERCENT)
            .min(terms.collateral.mulDivDown(EXPIRE_COLLATERAL_PERCENT, PERCENT));
        s.burned = terms.collateral - s.compensation;
    }
}
