// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Record} from "../types/Record.sol";

/// @notice What the market itself knows about a provider, read the way ERC-8004 reads reputation.
/// @dev Taken from ERC-8004: the signature of `getSummary`, `getClients` and `getIdentityRegistry`, and the tag `successRate`. Different:
/// an agentId is the provider's address as a number, not an ERC-721 token; the identity registry is the ProviderRegistry; the one client
/// is the JobMarket, since its own bookkeeping is the signal; `tag2` names the token, because a record is kept per token.
interface IReputation {
    error Reputation_AgentUnknown(uint256 agentId);
    /// @notice The signal has exactly one source: name the market, and nobody else, as client.
    error Reputation_NotTheMarket(address[] clientAddresses);
    error Reputation_TagUnknown(string tag1);
    /// @notice `tag2` is no address in hexadecimal.
    error Reputation_TokenUnreadable(string tag2);

    /// @return The provider's record in `token`, as the market keeps it.
    function record(address provider, address token) external view returns (Record memory);

    /// @notice One figure of a provider's record in one token.
    /// @param agentId The provider: its address as a number.
    /// @param clientAddresses The market, alone.
    /// @param tag1 `successRate`: jobs paid in a hundred that were paid or failed, two decimals, rounded down; count is how many were.
    /// `fees`: fees which paid jobs brought the market, a sum in the token's own decimals; count is how many were paid.
    /// @param tag2 The token's address, as `0x` and 40 hexadecimal digits.
    function getSummary(uint256 agentId, address[] calldata clientAddresses, string calldata tag1, string calldata tag2)
        external
        view
        returns (uint64 count, int128 summaryValue, uint8 summaryValueDecimals);

    /// @return clients The market, whoever the provider is.
    function getClients(uint256 agentId) external view returns (address[] memory clients);
    /// @return The ProviderRegistry.
    function getIdentityRegistry() external view returns (address);
    function market() external view returns (address);
}
