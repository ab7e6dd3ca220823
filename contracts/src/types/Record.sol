// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Amount} from "./Amount.sol";
import {JobStatus} from "./JobStatus.sol";
import {Timestamp} from "./Timestamp.sol";

/// @notice What became of a provider's jobs in one token. Counters stop at their largest value instead of overflowing.
/// @dev Only jobs of listed verifiers, not Cooperative, not the provider's own. The worth of a record is the fees it cost.
/// @param paid Jobs paid.
/// @param failed Jobs expired or slashed.
/// @param declined Jobs given back.
/// @param lastAt When it last changed.
/// @param fees Fees those paid jobs brought the market, in the token's smallest unit.
struct Record {
    uint32 paid;
    uint32 failed;
    uint32 declined;
    Timestamp lastAt;
    uint120 fees;
}

using RecordLib for Record global;

/// @notice How a closed job changes a record.
library RecordLib {
    /// @return changed Whether this end counts at all: a void, a stall and a cancellation stain nobody.
    function count(Record memory record, JobStatus status, Amount fee, Timestamp at)
        internal
        pure
        returns (bool changed)
    {
        if (status == JobStatus.Paid) {
            record.paid = _next(record.paid);
            record.fees = _plus(record.fees, fee);
        } else if (status == JobStatus.Expired || status == JobStatus.Slashed) {
            record.failed = _next(record.failed);
        } else if (status == JobStatus.Declined) {
            record.declined = _next(record.declined);
        } else {
            return false;
        }
        record.lastAt = at;
        return true;
    }

    function _next(uint32 counter) private pure returns (uint32) {
        return counter == type(uint32).max ? counter : counter + 1;
    }

    function _plus(uint120 sum, Amount fee) private pure returns (uint120) {
        uint256 total = uint256(sum) + fee.toUint();
        // The comparison is the bound.
        // forge-lint: disable-next-line(unsafe-typecast)
        return total > type(uint120).max ? type(uint120).max : uint120(total);
    }
}
