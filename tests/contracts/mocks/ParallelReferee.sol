// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {IReferee} from "aether/interfaces/IReferee.sol";
import {IVault} from "aether/interfaces/IVault.sol";
import {IVerifier} from "aether/interfaces/IVerifier.sol";
import {Amount} from "aether/types/Amount.sol";
import {Credit} from "aether/types/Credit.sol";
import {Job} from "aether/types/Job.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Ruling} from "aether/types/Ruling.sol";
import {Statement} from "aether/types/Statement.sol";
import {Terms} from "aether/types/Terms.sol";
import {TimestampLib} from "aether/types/Timestamp.sol";

/// @notice An Optimistic verifier that plays any number of challenges of a job side by side, with the one contest it has. Bonds are its
/// own escrow in the Vault, as a later module's. A judge stands where a real one would execute a step.
contract ParallelReferee is IVerifier, IReferee {
    struct Challenge {
        JobId jobId;
        address challenger;
    }

    uint256 public constant maxSecs = 5 days;
    IVault private immutable _vault;
    IJobMarket private immutable _market;
    address private immutable _token;
    address private immutable _judge;
    Amount private immutable _bond;

    /// @notice Challenges in play, by an id that their challenger chose.
    mapping(bytes32 id => Challenge) public challenges;
    mapping(JobId jobId => uint256) public playing;

    error Referee_Known(bytes32 id);
    error Referee_Unknown(bytes32 id);
    error Referee_TooLate(JobId jobId);
    error Referee_NotJudge(address caller);
    error Referee_JobLives(JobId jobId);

    constructor(IVault vault, IJobMarket market, address token, Amount bond, address judge) {
        _vault = vault;
        _market = market;
        _token = token;
        _bond = bond;
        _judge = judge;
    }

    function verify(Statement calldata, bytes calldata, bytes32) external pure returns (bytes4) {
        return 0;
    }

    /// @notice Starts a challenge with the caller's bond. The first of a job contests it; the others join.
    function challenge(uint256 nonce, JobId jobId, Terms calldata terms, bytes32 ic) external returns (bytes32 id) {
        id = keccak256(abi.encode(msg.sender, nonce));
        if (challenges[id].challenger != address(0)) revert Referee_Known(id);
        challenges[id] = Challenge({jobId: jobId, challenger: msg.sender});
        if (playing[jobId]++ == 0) {
            _market.contest(jobId, terms, ic);
        } else {
            Job memory job = _market.job(jobId);
            if (job.status != JobStatus.Submitted || TimestampLib.now_() > job.deadline) revert Referee_TooLate(jobId);
        }
        _vault.lock2(_token, msg.sender, _bond, address(0), Amount.wrap(0), jobId.toUint());
    }

    /// @notice The challenger was wrong: his bond is the provider's. The contest ends with the last one.
    function lose(bytes32 id, Terms calldata terms, bytes32 ic) external {
        Challenge memory c = _take(id);
        _credit(terms.nodeId.provider(), c.jobId);
        if (--playing[c.jobId] == 0) _market.rule(c.jobId, terms, ic, Ruling.Dismissed, address(0));
    }

    /// @notice The provider was wrong: the first such end slashes, whatever else is in play.
    function win(bytes32 id, Terms calldata terms, bytes32 ic) external {
        Challenge memory c = _take(id);
        _credit(c.challenger, c.jobId);
        _market.rule(c.jobId, terms, ic, Ruling.Slash, c.challenger);
    }

    /// @notice The job ended otherwise: the bond returns.
    function release(bytes32 id) external {
        Challenge memory c = challenges[id];
        if (c.challenger == address(0)) revert Referee_Unknown(id);
        if (_market.job(c.jobId).status == JobStatus.Submitted) revert Referee_JobLives(c.jobId);
        delete challenges[id];
        _credit(c.challenger, c.jobId);
    }

    function _take(bytes32 id) private returns (Challenge memory c) {
        if (msg.sender != _judge) revert Referee_NotJudge(msg.sender);
        c = challenges[id];
        if (c.challenger == address(0)) revert Referee_Unknown(id);
        delete challenges[id];
    }

    function _credit(address account, JobId jobId) private {
        Credit[] memory credits = new Credit[](1);
        credits[0] = Credit({account: account, amount: _bond});
        _vault.pay(_token, credits, jobId.toUint());
    }
}
