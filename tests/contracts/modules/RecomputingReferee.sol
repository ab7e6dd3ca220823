// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {IReferee} from "aether/interfaces/IReferee.sol";
import {IVerifier} from "aether/interfaces/IVerifier.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {Claim} from "aether/types/Claim.sol";
import {JobId} from "aether/types/JobId.sol";
import {Ruling} from "aether/types/Ruling.sol";
import {Statement} from "aether/types/Statement.sol";
import {Terms} from "aether/types/Terms.sol";

/// @notice Socket (b): a referee that needs no game. Its only model hashes the input a thousand times; whoever disagrees with a Claim
/// lets the chain do the same.
contract RecomputingReferee is IVerifier, IReferee {
    uint256 public constant maxSecs = 0;
    uint256 public constant ROUNDS = 1_000;
    /// @notice What the computation may use, and what must be left for the ruling.
    uint256 public constant COMPUTE_GAS = 400_000;
    uint256 public constant RULING_GAS = 300_000;
    IJobMarket private immutable _market;

    error Recompute_InputDiffers(bytes32 inputCommit);
    error Recompute_GasTooLow(uint256 left, uint256 needed);
    error Recompute_Failed();
    error Recompute_ClaimRight(bytes32 outputCommit);

    constructor(IJobMarket market) {
        _market = market;
    }

    function verify(Statement calldata, bytes calldata, bytes32) external pure returns (bytes4) {
        return 0;
    }

    /// @notice Contests a Claim, computes what it should be and rules, in one call.
    /// @param input The preimage of the job's inputCommit.
    function disprove(JobId jobId, Terms calldata terms, Claim calldata claim, bytes calldata input) external {
        if (keccak256(input) != terms.inputCommit) revert Recompute_InputDiffers(terms.inputCommit);
        // M-31: the gas is there before the computation starts, so that a caller who brings too little of it proves nothing.
        uint256 needed = (COMPUTE_GAS + RULING_GAS) * 64 / 63;
        if (gasleft() < needed) revert Recompute_GasTooLow(gasleft(), needed);
        try this.compute{gas: COMPUTE_GAS}(input) returns (bytes32 right) {
            if (right == claim.outputCommit) revert Recompute_ClaimRight(right);
        } catch {
            revert Recompute_Failed();
        }
        bytes32 ic = Hashing.inferenceCommitment(
            block.chainid, address(_market), jobId, terms.verifier, terms.modelId, terms.inputCommit, claim
        );
        _market.contest(jobId, terms, ic);
        _market.rule(jobId, terms, ic, Ruling.Slash, msg.sender);
    }

    function compute(bytes calldata input) external pure returns (bytes32 output) {
        output = keccak256(input);
        for (uint256 i = 0; i < ROUNDS; ++i) {
            output = keccak256(abi.encode(output));
        }
    }
}
