// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

import {IJobMarket} from "../interfaces/IJobMarket.sol";
import {IReputation} from "../interfaces/IReputation.sol";
import {Record} from "../types/Record.sol";

/// @title Reputation
/// @notice Reads the market's records. No state, no role; a better reading is a new contract.
contract Reputation is IReputation {
    bytes32 private constant SUCCESS_RATE = keccak256("successRate");
    bytes32 private constant FEES = keccak256("fees");
    /// @dev A whole is 100.00.
    uint256 private constant WHOLE = 10_000;
    uint8 private constant WHOLE_DECIMALS = 2;

    IJobMarket private immutable _market;

    constructor(IJobMarket market_) {
        _market = market_;
    }

    /// @inheritdoc IReputation
    function record(address provider, address token) external view returns (Record memory) {
        return _market.record(provider, token);
    }

    /// @inheritdoc IReputation
    function getSummary(uint256 agentId, address[] calldata clientAddresses, string calldata tag1, string calldata tag2)
        external
        view
        returns (uint64 count, int128 summaryValue, uint8 summaryValueDecimals)
    {
        if (agentId > type(uint160).max) revert Reputation_AgentUnknown(agentId);
        if (clientAddresses.length != 1 || clientAddresses[0] != address(_market)) {
            revert Reputation_NotTheMarket(clientAddresses);
        }
        bytes32 tag = keccak256(bytes(tag1));
        if (tag != SUCCESS_RATE && tag != FEES) revert Reputation_TagUnknown(tag1);
        (bool readable, address token) = Strings.tryParseAddress(tag2);
        if (!readable) revert Reputation_TokenUnreadable(tag2);

        // The check above is the bound.
        // forge-lint: disable-next-line(unsafe-typecast)
        Record memory r = _market.record(address(uint160(agentId)), token);
        if (tag == FEES) return (r.paid, int128(uint128(r.fees)), IERC20Metadata(token).decimals());
        // Two 32-bit counters sum below 2^33; the rate is at most 10,000.
        count = uint64(r.paid) + r.failed;
        // forge-lint: disable-next-line(unsafe-typecast)
        if (count != 0) summaryValue = int128(uint128(r.paid * WHOLE / count));
        summaryValueDecimals = WHOLE_DECIMALS;
    }

    /// @inheritdoc IReputation
    function getClients(uint256) external view returns (address[] memory clients) {
        clients = new address[](1);
        clients[0] = address(_market);
    }

    /// @inheritdoc IReputation
    function getIdentityRegistry() external view returns (address) {
        return _market.providers();
    }

    /// @inheritdoc IReputation
    function market() external view returns (address) {
        return address(_market);
    }
}
