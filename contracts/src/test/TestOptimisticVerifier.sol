// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IReferee} from "../interfaces/IReferee.sol";
import {IVerifier} from "../interfaces/IVerifier.sol";
import {Statement} from "../types/Statement.sol";

/// @notice A verifier of the Optimistic tier for local chains only: it proves nothing and disproves nothing, so that a job under it
/// goes through its window. Whoever lists it anywhere else invites claims that nobody can contest.
contract TestOptimisticVerifier is IVerifier, IReferee {
    uint256 internal constant LOCAL_CHAIN_ID = 31337;

    error TestOptimisticVerifier_LocalChainOnly(uint256 chainId);
    error TestOptimisticVerifier_ProvesNothing();

    constructor() {
        if (block.chainid != LOCAL_CHAIN_ID) revert TestOptimisticVerifier_LocalChainOnly(block.chainid);
    }

    /// @inheritdoc IVerifier
    function verify(Statement calldata, bytes calldata, bytes32) external pure returns (bytes4) {
        revert TestOptimisticVerifier_ProvesNothing();
    }

    /// @inheritdoc IReferee
    function maxSecs() external pure returns (uint256) {
        return 0;
    }
}
