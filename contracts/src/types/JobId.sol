// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice `requester << 96 | nonce`: known before it is mined, the same after a reorg.
type JobId is uint256;

using JobIdLib for JobId global;

library JobIdLib {
    function pack(address owner, uint96 nonce) internal pure returns (JobId) {
        return JobId.wrap(uint256(uint160(owner)) << 96 | nonce);
    }

    function requester(JobId id) internal pure returns (address) {
        // A shift by 96 leaves 160 bits.
        // forge-lint: disable-next-line(unsafe-typecast)
        return address(uint160(JobId.unwrap(id) >> 96));
    }

    function toUint(JobId id) internal pure returns (uint256) {
        return JobId.unwrap(id);
    }
}
