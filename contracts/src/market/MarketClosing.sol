// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {MarketState} from "./MarketState.sol";
import {Hashing} from "../libraries/Hashing.sol";
import {Payment, Payments} from "../libraries/Payments.sol";
import {Payouts} from "../libraries/Payouts.sol";
import {Amount} from "../types/Amount.sol";
import {Item} from "../types/Item.sol";
import {Job} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {JobStatus} from "../types/JobStatus.sol";
import {Record} from "../types/Record.sol";
import {Settlement} from "../types/Settlement.sol";
import {Split} from "../types/Split.sol";
import {Terms} from "../types/Terms.sol";
import {Tier} from "../types/Tier.sol";
import {TimestampLib} from "../types/Timestamp.sol";

/// @notice How a job ends: the one place where its money leaves and its record is written.
abstract contract MarketClosing is MarketState {
    using Payments for Payment;

    /// @dev Credits of a closing beyond the lists: provider, fee or SINK, requester, reporter.
    uint256 internal constant CREDITS_FIXED = 4;

    /// @dev Everything about the job but its lists was checked: pays one alone.
    function _pay(Item calldata item, Job storage j, bytes32 ic, bytes32 key) internal {
        Split[] calldata royalties = item.royalties;
        Split[] calldata extras = item.extras;
        _requireSplits(item, royalties, extras);
        Payment memory payment = Payments.open(item.terms.token, CREDITS_FIXED + royalties.length + extras.length);
        _closePaid(item, royalties, extras, j, ic, key, payment);
        payment.flush(_vault, item.jobId.toUint());
    }

    /// @dev Every check is behind us, and `payment` has room. Royalties and extras go to their payees, everything else as in {_close}.
    function _closePaid(
        Item calldata item,
        Split[] calldata royalties,
        Split[] calldata extras,
        Job storage j,
        bytes32 ic,
        bytes32 key,
        Payment memory payment
    ) internal {
        Terms calldata terms = item.terms;
        Amount earned = Payouts.earned(terms, item.claim.units);
        Amount royaltySum = payment.addShares(earned, royalties);
        Amount extraSum = payment.addShares(earned, extras);
        Settlement memory s = Payouts.paid(terms, earned, royaltySum, extraSum);
        payment.add(feeAccount, s.fee);
        _close(item.jobId, j, JobStatus.Paid, ic, key, terms, s, payment);
    }

    /// @param reporter Who proved a fault; zero if nobody did.
    function _closeUnpaid(
        JobId jobId,
        Job storage j,
        JobStatus status,
        bytes32 ic,
        Terms calldata terms,
        Settlement memory s,
        address reporter
    ) internal {
        Payment memory payment = Payments.open(terms.token, CREDITS_FIXED);
        payment.add(_sink, s.burned);
        payment.add(reporter, s.toReporter);
        _close(jobId, j, status, ic, 0, terms, s, payment);
        payment.flush(_vault, jobId.toUint());
    }

    /// @dev The only way money leaves a job. INVARIANT I-14: one {JobClosed} per id, since every caller required a live status.
    function _close(
        JobId jobId,
        Job storage j,
        JobStatus status,
        bytes32 ic,
        bytes32 key,
        Terms calldata terms,
        Settlement memory s,
        Payment memory payment
    ) internal {
        address provider = j.provider;
        payment.add(provider, s.toProvider + s.collateralBack);
        payment.add(jobId.requester(), s.refund + s.compensation);
        // Both zero in one write; a job over has no contest.
        (j.status, j.contests) = (status, 0);
        j.digest = 0;
        emit JobClosed(jobId, status, ic, s, key);
        _count(jobId, terms, provider, status, s.fee);
    }

    /// @dev INVARIANT I-21: a record counts listed verifiers, strangers' jobs and fees really paid; silence by agreement counts nothing.
    function _count(JobId jobId, Terms calldata terms, address provider, JobStatus status, Amount fee) internal {
        if (!terms.listed || terms.tier == Tier.Cooperative || provider == jobId.requester()) return;
        Record memory r = _records[provider][terms.token];
        if (!r.count(status, fee, TimestampLib.now_())) return;
        _records[provider][terms.token] = r;
        emit RecordSet(provider, terms.token, r);
    }

    function _cancel(JobId jobId, Job storage j) internal {
        j.status = JobStatus.Cancelled;
        j.digest = 0;
        Settlement memory nothing;
        emit JobClosed(jobId, JobStatus.Cancelled, 0, nothing, 0);
    }

    /// @dev INVARIANT I-09: the payees are those of the registry and of the Request when the job was locked, each once, in order.
    function _requireSplits(Item calldata item, Split[] calldata royalties, Split[] calldata extras) internal pure {
        bytes32 given = Hashing.royaltiesCalldata(royalties);
        if (given != item.terms.royaltyHash) revert Market_RoyaltiesDiffer(item.jobId, item.terms.royaltyHash, given);
        given = Hashing.extrasCalldata(extras);
        if (given != item.terms.extrasHash) revert Market_ExtrasDiffer(item.jobId, item.terms.extrasHash, given);
    }
}
