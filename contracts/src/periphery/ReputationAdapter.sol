// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ShortString, ShortStrings} from "@openzeppelin/contracts/utils/ShortStrings.sol";

import {IJobMarket} from "../interfaces/IJobMarket.sol";
import {IReputationAdapter} from "../interfaces/IReputationAdapter.sol";
import {Job} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {JobStatus} from "../types/JobStatus.sol";

/// @title ReputationAdapter
/// @notice One statement per paid job, by whoever paid for it. No role, no money; the core never reads it.
contract ReputationAdapter is IReputationAdapter {
    using ShortStrings for ShortString;

    struct Feedback {
        int128 value;
        uint8 valueDecimals;
        bool isRevoked;
        ShortString tag1;
        ShortString tag2;
    }

    /// @dev Statements of one client about one agent under one pair of tags, with 18 decimals. 2^63 values below 2^127 fit the sum.
    struct Tally {
        int192 sum;
        uint64 count;
    }

    uint8 public constant DECIMALS = 18;
    /// @notice What fits one word beside its length.
    uint256 public constant TAG_BYTES_MAX = 31;
    uint256 public constant TEXT_BYTES_MAX = 256;
    uint256 public constant CLIENTS_MAX = 64;
    /// @dev The empty tag: any.
    ShortString private constant ANY = ShortString.wrap(0);

    IJobMarket private immutable _market;

    mapping(uint256 agentId => mapping(address client => mapping(uint64 index => Feedback))) private _feedback;
    /// @inheritdoc IReputationAdapter
    mapping(uint256 agentId => mapping(address client => uint64)) public getLastIndex;
    /// @inheritdoc IReputationAdapter
    mapping(JobId jobId => uint64) public feedbackOf;
    mapping(bytes32 key => Tally) private _tallies;

    constructor(IJobMarket market_) {
        _market = market_;
    }

    /// @inheritdoc IReputationAdapter
    function giveJobFeedback(
        JobId jobId,
        int128 value,
        uint8 valueDecimals,
        string calldata tag1,
        string calldata tag2,
        string calldata endpoint,
        string calldata feedbackURI,
        bytes32 feedbackHash
    ) external returns (uint64 feedbackIndex) {
        uint256 agentId = _requireRateable(jobId);
        _requireText(endpoint);
        _requireText(feedbackURI);
        Feedback memory f = Feedback({
            value: value, valueDecimals: valueDecimals, isRevoked: false, tag1: _toTag(tag1), tag2: _toTag(tag2)
        });

        // One per paid job, so 64 bits do not overflow.
        feedbackIndex = getLastIndex[agentId][msg.sender] + 1;
        getLastIndex[agentId][msg.sender] = feedbackIndex;
        feedbackOf[jobId] = feedbackIndex;
        _feedback[agentId][msg.sender][feedbackIndex] = f;
        _count(agentId, f, 1);
        emit NewFeedback(
            agentId,
            msg.sender,
            feedbackIndex,
            value,
            valueDecimals,
            tag1,
            tag1,
            tag2,
            endpoint,
            feedbackURI,
            feedbackHash
        );
        emit JobRated(jobId, agentId, msg.sender, feedbackIndex);
    }

    /// @inheritdoc IReputationAdapter
    function revokeFeedback(uint256 agentId, uint64 feedbackIndex) external {
        Feedback storage f = _known(agentId, msg.sender, feedbackIndex);
        if (f.isRevoked) revert Feedback_RevokedAlready(agentId, msg.sender, feedbackIndex);
        f.isRevoked = true;
        _count(agentId, f, -1);
        emit FeedbackRevoked(agentId, msg.sender, feedbackIndex);
    }

    /// @inheritdoc IReputationAdapter
    function readFeedback(uint256 agentId, address clientAddress, uint64 feedbackIndex)
        external
        view
        returns (int128 value, uint8 valueDecimals, string memory tag1, string memory tag2, bool isRevoked)
    {
        Feedback storage f = _known(agentId, clientAddress, feedbackIndex);
        return (f.value, f.valueDecimals, f.tag1.toString(), f.tag2.toString(), f.isRevoked);
    }

    /// @inheritdoc IReputationAdapter
    function getSummary(uint256 agentId, address[] calldata clientAddresses, string calldata tag1, string calldata tag2)
        external
        view
        returns (uint64 count, int128 summaryValue, uint8 summaryValueDecimals)
    {
        if (clientAddresses.length == 0) revert Feedback_NoClients();
        if (clientAddresses.length > CLIENTS_MAX) revert Feedback_TooManyClients(clientAddresses.length, CLIENTS_MAX);
        ShortString first = _toTag(tag1);
        ShortString second = _toTag(tag2);
        int256 sum = 0;
        for (uint256 i = 0; i < clientAddresses.length; ++i) {
            Tally storage t = _tallies[_key(agentId, clientAddresses[i], first, second)];
            sum += t.sum;
            count += t.count;
        }
        // A mean of 128-bit values is one.
        // forge-lint: disable-next-line(unsafe-typecast)
        if (count != 0) summaryValue = int128(sum / int256(uint256(count)));
        summaryValueDecimals = DECIMALS;
    }

    /// @inheritdoc IReputationAdapter
    function getIdentityRegistry() external view returns (address) {
        return _market.providers();
    }

    /// @inheritdoc IReputationAdapter
    function market() external view returns (address) {
        return address(_market);
    }

    /// @return agentId The provider of the caller's own paid job, which nobody rated yet.
    function _requireRateable(JobId jobId) private view returns (uint256 agentId) {
        if (msg.sender != jobId.requester()) revert Feedback_NotRequester(jobId, msg.sender);
        Job memory job = _market.job(jobId);
        if (job.status != JobStatus.Paid) revert Feedback_NotPaid(jobId, job.status);
        if (job.provider == msg.sender) revert Feedback_OwnJob(jobId);
        if (feedbackOf[jobId] != 0) revert Feedback_GivenAlready(jobId);
        return uint160(job.provider);
    }

    function _known(uint256 agentId, address client, uint64 index) private view returns (Feedback storage) {
        if (index == 0 || index > getLastIndex[agentId][client]) revert Feedback_Unknown(agentId, client, index);
        return _feedback[agentId][client][index];
    }

    /// @dev Under its own tags and wherever one of them, or both, may be any.
    function _count(uint256 agentId, Feedback memory f, int8 sign) private {
        int192 scaled = _scaled(f.value, f.valueDecimals) * sign;
        bool first = ShortString.unwrap(f.tag1) != 0;
        bool second = ShortString.unwrap(f.tag2) != 0;
        _add(_key(agentId, msg.sender, f.tag1, f.tag2), scaled, sign);
        if (first) _add(_key(agentId, msg.sender, ANY, f.tag2), scaled, sign);
        if (second) _add(_key(agentId, msg.sender, f.tag1, ANY), scaled, sign);
        if (first && second) _add(_key(agentId, msg.sender, ANY, ANY), scaled, sign);
    }

    function _add(bytes32 key, int192 scaled, int8 sign) private {
        Tally storage t = _tallies[key];
        t.sum += scaled;
        if (sign > 0) ++t.count;
        else --t.count;
    }

    function _scaled(int128 value, uint8 decimals) private pure returns (int192) {
        if (decimals > DECIMALS) revert Feedback_DecimalsTooMany(decimals, DECIMALS);
        // At most 2^127 x 10^18, below 2^187.
        // forge-lint: disable-next-line(unsafe-typecast)
        int256 scaled = int256(value) * int256(10 ** (DECIMALS - decimals));
        if (scaled > type(int128).max || scaled < type(int128).min) revert Feedback_ValueTooLarge(value, decimals);
        // forge-lint: disable-next-line(unsafe-typecast)
        return int192(scaled);
    }

    function _key(uint256 agentId, address client, ShortString tag1, ShortString tag2) private pure returns (bytes32) {
        return keccak256(abi.encode(agentId, client, tag1, tag2));
    }

    function _toTag(string calldata text) private pure returns (ShortString) {
        uint256 length = bytes(text).length;
        if (length > TAG_BYTES_MAX) revert Feedback_TagTooLong(length, TAG_BYTES_MAX);
        return ShortStrings.toShortString(text);
    }

    function _requireText(string calldata text) private pure {
        uint256 length = bytes(text).length;
        if (length > TEXT_BYTES_MAX) revert Feedback_TextTooLong(length, TEXT_BYTES_MAX);
    }
}
