// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {JobId} from "../types/JobId.sol";
import {JobStatus} from "../types/JobStatus.sol";

/// @notice What requesters say about providers they paid, in the shape of ERC-8004's Reputation Registry.
/// @dev Taken from ERC-8004 as it stands with signed fixed-point values (`int128 value`, `uint8 valueDecimals`, `string` tags): the events
/// {NewFeedback} and {FeedbackRevoked}, `revokeFeedback`, `readFeedback`, `getLastIndex`, `getSummary` and `getIdentityRegistry`, so that
/// its indexers read this contract as they read any other. Different:
/// - an agentId is the provider's address as a number, not an ERC-721 token, and the identity registry is the ProviderRegistry;
/// - `giveJobFeedback` names a paid job where `giveFeedback` names an agent, so each statement cost a payment: one per job, by its requester;
/// - the requester is refused if he is the provider. An operator of the provider is not, or a provider would silence a buyer by naming him one;
/// - a tag has at most 31 bytes; a summary always has 18 decimals and rounds towards zero;
/// - there are no responses and no lists of clients or of all feedback: events carry what an indexer needs.
interface IReputationAdapter {
    event NewFeedback(
        uint256 indexed agentId,
        address indexed clientAddress,
        uint64 feedbackIndex,
        int128 value,
        uint8 valueDecimals,
        string indexed indexedTag1,
        string tag1,
        string tag2,
        string endpoint,
        string feedbackURI,
        bytes32 feedbackHash
    );
    event FeedbackRevoked(uint256 indexed agentId, address indexed clientAddress, uint64 indexed feedbackIndex);
    /// @notice The paid job that a {NewFeedback} speaks of.
    event JobRated(JobId indexed jobId, uint256 indexed agentId, address indexed clientAddress, uint64 feedbackIndex);

    error Feedback_NotRequester(JobId jobId, address caller);
    error Feedback_NotPaid(JobId jobId, JobStatus status);
    /// @notice Requester and provider are one.
    error Feedback_OwnJob(JobId jobId);
    error Feedback_GivenAlready(JobId jobId);
    error Feedback_DecimalsTooMany(uint8 decimals, uint8 max);
    /// @notice With 18 decimals the value does not fit 128 bits.
    error Feedback_ValueTooLarge(int128 value, uint8 decimals);
    error Feedback_TagTooLong(uint256 length, uint256 max);
    error Feedback_TextTooLong(uint256 length, uint256 max);
    error Feedback_Unknown(uint256 agentId, address clientAddress, uint64 feedbackIndex);
    error Feedback_RevokedAlready(uint256 agentId, address clientAddress, uint64 feedbackIndex);
    /// @notice A summary needs clients: whoever reads says whom he trusts.
    error Feedback_NoClients();
    error Feedback_TooManyClients(uint256 count, uint256 max);

    /// @notice The requester of a paid job says what the provider's work was worth to him, once.
    /// @dev Emits {NewFeedback} and {JobRated}. Requirements: the caller is the job's requester and not its provider; the job is Paid.
    /// @param value Times 10 to the minus `valueDecimals`, which are at most 18.
    /// @param tag1 What is measured; may be empty.
    /// @param tag2 A part of it; may be empty.
    /// @param endpoint Which service was used; in the event only, at most 256 bytes, as is `feedbackURI`.
    /// @param feedbackURI Where more is said.
    /// @param feedbackHash keccak256 of what is there.
    /// @return feedbackIndex Counts from 1 for each provider and requester.
    function giveJobFeedback(
        JobId jobId,
        int128 value,
        uint8 valueDecimals,
        string calldata tag1,
        string calldata tag2,
        string calldata endpoint,
        string calldata feedbackURI,
        bytes32 feedbackHash
    ) external returns (uint64 feedbackIndex);

    /// @notice Takes the caller's own feedback back. The job stays rated.
    /// @dev Emits {FeedbackRevoked}.
    function revokeFeedback(uint256 agentId, uint64 feedbackIndex) external;

    /// @return value As it was given.
    /// @return valueDecimals As they were given.
    /// @return tag1 What is measured.
    /// @return tag2 A part of it.
    /// @return isRevoked Whether the client took it back.
    function readFeedback(uint256 agentId, address clientAddress, uint64 feedbackIndex)
        external
        view
        returns (int128 value, uint8 valueDecimals, string memory tag1, string memory tag2, bool isRevoked);

    /// @notice The mean of what these clients said and did not take back.
    /// @param clientAddresses 1 to 64; a client named twice counts twice.
    /// @param tag1 Empty: any.
    /// @param tag2 Empty: any.
    /// @return count How many statements.
    /// @return summaryValue Their mean, rounded towards zero.
    /// @return summaryValueDecimals 18.
    function getSummary(uint256 agentId, address[] calldata clientAddresses, string calldata tag1, string calldata tag2)
        external
        view
        returns (uint64 count, int128 summaryValue, uint8 summaryValueDecimals);

    /// @return The index of the client's last feedback for the agent; zero if there is none.
    function getLastIndex(uint256 agentId, address clientAddress) external view returns (uint64);
    /// @return The index of the feedback a job was given; zero if there is none.
    function feedbackOf(JobId jobId) external view returns (uint64);
    /// @return The ProviderRegistry.
    function getIdentityRegistry() external view returns (address);
    function market() external view returns (address);
}
