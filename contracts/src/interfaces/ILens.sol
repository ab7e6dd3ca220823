// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Amount} from "../types/Amount.sol";
import {Bond} from "../types/Bond.sol";
import {Claim} from "../types/Claim.sol";
import {Job} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {NodeId} from "../types/NodeId.sol";
import {Record} from "../types/Record.sol";
import {Request} from "../types/Request.sol";
import {Split} from "../types/Split.sol";
import {Terms} from "../types/Terms.sol";
import {Timestamp} from "../types/Timestamp.sol";

/// @notice Where an account stands in one token.
/// @param free What it may withdraw from the Vault.
/// @param wallet What its own address holds.
/// @param allowance What it lets the Vault pull.
/// @param stake Its stake; all zero unless the token is what providers stake.
/// @param record What became of its jobs as a provider.
struct AccountState {
    Amount free;
    uint256 wallet;
    uint256 allowance;
    Bond stake;
    Record record;
}

/// @notice What the Vault owes in one token, and what it has.
/// @param balance What the token says that the Vault holds.
/// @param liabilities Sum of all free balances and escrows.
/// @param registryEscrow Bonds.
/// @param marketEscrow Prices and collaterals of open jobs.
/// @param boxEscrow Deposits of open demands.
/// @param solvent Whether balance covers liabilities.
struct Solvency {
    uint256 balance;
    Amount liabilities;
    Amount registryEscrow;
    Amount marketEscrow;
    Amount boxEscrow;
    bool solvent;
}

/// @notice What an account has locked in open jobs.
/// @param prices As requester.
/// @param deposits As requester, with open demands for an output.
/// @param collaterals As provider.
struct Exposure {
    Amount prices;
    Amount deposits;
    Amount collaterals;
}

/// @notice Reads what several contracts know together. Views only: no state, no role, nobody depends on it; a better one is a new contract.
interface ILens {
    error Lens_TooMany(uint256 count, uint256 max);
    error Lens_LengthsDiffer(uint256 jobIds, uint256 terms, uint256 ics);
    /// @notice These are not the terms, or not the commitment, of this open job.
    error Lens_TermsDiffer(JobId jobId);

    /// @return What the auction asks at `at`.
    function priceAt(Request calldata request, Timestamp at) external view returns (Amount);
    /// @return The EIP-712 digest that a requester signs.
    function requestDigest(Request calldata request) external view returns (bytes32);
    /// @return ic The inference commitment of a claim for a job with these terms, on this chain and market.
    function inferenceCommitment(JobId jobId, Terms calldata terms, Claim calldata claim)
        external
        view
        returns (bytes32 ic);

    /// @notice Whether `caller` could lock this Request now, and what stands in the way.
    /// @dev Goes through the checks of the market's `lock` in its order, balances in the Vault included. A gate or a wallet that looks at who
    /// calls it sees this contract instead of the market, and may answer differently.
    /// @return ok Whether `lock` would succeed.
    /// @return reason The error that `lock` would revert with, selector and facts; empty if none.
    /// @return price What the job would be locked at; zero if it would not be.
    function lockable(
        Request calldata request,
        bytes calldata signature,
        Split[] calldata extras,
        NodeId nodeId,
        address caller,
        Amount minPrice,
        bool acceptUnlisted,
        bytes calldata gateProof
    ) external view returns (bool ok, bytes memory reason, Amount price);

    /// @notice As {lockable}, but reverts with the reason.
    function requireLockable(
        Request calldata request,
        bytes calldata signature,
        Split[] calldata extras,
        NodeId nodeId,
        address caller,
        Amount minPrice,
        bool acceptUnlisted,
        bytes calldata gateProof
    ) external view returns (Amount price);

    function job(JobId jobId) external view returns (Job memory);
    /// @return In the order asked for; at most 64.
    function jobs(JobId[] calldata jobIds) external view returns (Job[] memory);
    function account(address token, address user) external view returns (AccountState memory);
    function solvency(address token) external view returns (Solvency memory);
    /// @notice Sums what `user` has locked in these jobs, in `token`. Jobs that are over, of others, or in other tokens add nothing.
    /// @param jobIds At most 64, each once.
    /// @param terms Of each open job, as locked; anything for one that is not Locked or Submitted.
    /// @param ics The commitment of each job that is Submitted; zero for the others.
    function exposure(
        address token,
        address user,
        JobId[] calldata jobIds,
        Terms[] calldata terms,
        bytes32[] calldata ics
    ) external view returns (Exposure memory);
    function market() external view returns (address);
}
