// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Amount} from "../types/Amount.sol";
import {Settlement} from "../types/Settlement.sol";
import {Terms} from "../types/Terms.sol";

/// @notice Where price and collateral go when a job ends. Pure arithmetic, each rounding named by who gains.
/// @dev INVARIANT I-06: the nine parts of every result sum to price + collateral, to the unit.
library Payouts {
    /// @dev What a decline costs, of the collateral.
    uint96 internal constant DECLINE_PERCENT = 10;
    /// @dev What a slash pays the requester beyond the refund: the smaller of a share of the price and one of the collateral.
    uint96 internal constant COMPENSATION_PRICE_PERCENT = 25;
    uint96 internal constant EXPIRE_COLLATERAL_PERCENT = 30;
    uint96 internal constant SLASH_COLLATERAL_PERCENT = 20;
    /// @dev What a slash pays whoever proved the fault, of the collateral.
    uint96 internal constant REPORTER_PERCENT = 30;
    /// @dev What a provider gets who was kept waiting for the input, of the price.
    uint96 internal constant STALL_PERCENT = 5;
    /// @dev What a quarrel costs each side, of the smaller of price and collateral.
    uint96 internal constant QUARREL_PERCENT = 5;
    uint256 private constant PERCENT = 100;

    /// @notice price x units / maxUnits, rounded down: what is shared out. The rest returns to the requester.
    function earned(Terms calldata terms, uint32 units) internal pure returns (Amount) {
        return terms.price.mulDivDown(units, terms.maxUnits);
    }

    /// @notice Of what was earned the fee up, royalties and extras as given, the rest to the provider with the collateral; what was not
    /// earned returns.
    /// @param royalties Sum of the royalty shares, each rounded down.
    /// @param extras Sum of the extra shares, each rounded down.
    /// @dev The subtraction cannot fail: for n > 0 units earned the fee is at most ceil(n / 40) and the shares at most floor(9 n / 20),
    /// together never above n.
    function paid(Terms calldata terms, Amount earned_, Amount royalties, Amount extras)
        internal
        pure
        returns (Settlement memory s)
    {
        s.fee = terms.feeBps.ofUp(earned_);
        s.refund = terms.price - earned_;
        s.collateralBack = terms.collateral;
        s.royalties = royalties;
        s.extras = extras;
        s.toProvider = earned_ - s.fee - royalties - extras;
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
        s.compensation = _compensation(terms, EXPIRE_COLLATERAL_PERCENT);
        s.burned = terms.collateral - s.compensation;
    }

    /// @notice The provider is at fault: refund, and min(25 % price, 20 % collateral), down, to the requester; 30 % of the collateral,
    /// down, to whoever proved it, if anybody did; the rest is burned (I-07).
    function slashed(Terms calldata terms, bool proved) internal pure returns (Settlement memory s) {
        s.refund = terms.price;
        s.compensation = _compensation(terms, SLASH_COLLATERAL_PERCENT);
        if (proved) s.toReporter = terms.collateral.mulDivDown(REPORTER_PERCENT, PERCENT);
        s.burned = terms.collateral - s.compensation - s.toReporter;
    }

    /// @notice The requester kept the input back: 5 % of the price, down, to the provider, and everything else back.
    function stalled(Terms calldata terms) internal pure returns (Settlement memory s) {
        s.toProvider = terms.price.mulDivDown(STALL_PERCENT, PERCENT);
        s.refund = terms.price - s.toProvider;
        s.collateralBack = terms.collateral;
    }

    /// @notice Nobody can tell who is at fault: 5 % of the smaller of price and collateral, down, is burned of each.
    function quarrelled(Terms calldata terms) internal pure returns (Settlement memory s) {
        Amount each = terms.price.min(terms.collateral).mulDivDown(QUARREL_PERCENT, PERCENT);
        s.refund = terms.price - each;
        s.collateralBack = terms.collateral - each;
        s.burned = each + each;
    }

    /// @notice The referee never answered: both get back exactly what they put in.
    function voided(Terms calldata terms) internal pure returns (Settlement memory s) {
        s.refund = terms.price;
        s.collateralBack = terms.collateral;
    }

    function _compensation(Terms calldata terms, uint96 collateralPercent) private pure returns (Amount) {
        return terms.price.mulDivDown(COMPENSATION_PRICE_PERCENT, PERCENT)
            .min(terms.collateral.mulDivDown(collateralPercent, PERCENT));
    }
}
