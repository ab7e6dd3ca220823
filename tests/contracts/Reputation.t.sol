// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "./base/Fixture.sol";
import {IReputation} from "aether/interfaces/IReputation.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {Terms} from "aether/types/Terms.sol";

/// @notice The market's own record, read as ERC-8004 reads reputation.
contract ReputationTest is Fixture {
    address[] internal clients;
    string internal token;
    uint256 internal agentId;

    function setUp() public override {
        super.setUp();
        clients.push(address(market));
        token = vm.toString(address(usd));
        agentId = uint160(provider.addr);
    }

    function _paid(uint96 nonce) private {
        (JobId id, Terms memory terms) = _lock(_openRequest(nonce));
        Item memory item = _item(id, terms, _claim(1000));
        _submit(id, terms, item.claim);
        vm.prank(requester.addr);
        market.accept(item, "");
    }

    function _expired(uint96 nonce) private {
        (JobId id, Terms memory terms) = _lock(_openRequest(nonce));
        vm.warp(_deadline(id) + GRACE + 1);
        market.expire(id, terms, 0);
    }

    function _assertSummary(string memory tag1, uint256 count, int256 value, uint256 decimals) private view {
        (uint64 c, int128 v, uint8 d) = reputation.getSummary(agentId, clients, tag1, token);
        assertEq(c, count, "count");
        assertEq(int256(v), value, "value");
        assertEq(d, decimals, "decimals");
    }

    function test_getSummary_isTheRecord() public {
        _assertSummary("successRate", 0, 0, 2);
        _assertSummary("fees", 0, 0, 6);
        _paid(1);
        _assertSummary("successRate", 1, 100_00, 2);
        _paid(2);
        _expired(3);
        _assertSummary("successRate", 3, 66_66, 2);
        _assertSummary("fees", 2, 200_000, 6);
        assertEq(
            abi.encode(reputation.record(provider.addr, address(usd))),
            abi.encode(market.record(provider.addr, address(usd)))
        );
        // Nobody else's, and not in another token.
        agentId = uint160(rival.addr);
        _assertSummary("successRate", 0, 0, 2);
        agentId = uint160(provider.addr);
        token = vm.toString(address(models));
        _assertSummary("successRate", 0, 0, 2);
    }

    function test_getSummary_tokenInLowerCase() public {
        _paid(1);
        token = vm.toLowercase(token);
        _assertSummary("fees", 1, 100_000, 6);
    }

    function test_getSummary_refusals() public {
        uint256 tooLarge = uint256(type(uint160).max) + 1;
        vm.expectRevert(abi.encodeWithSelector(IReputation.Reputation_AgentUnknown.selector, tooLarge));
        reputation.getSummary(tooLarge, clients, "fees", token);

        address[] memory none = new address[](0);
        vm.expectRevert(abi.encodeWithSelector(IReputation.Reputation_NotTheMarket.selector, none));
        reputation.getSummary(agentId, none, "fees", token);
        address[] memory other = new address[](1);
        other[0] = requester.addr;
        vm.expectRevert(abi.encodeWithSelector(IReputation.Reputation_NotTheMarket.selector, other));
        reputation.getSummary(agentId, other, "fees", token);
        address[] memory twice = new address[](2);
        (twice[0], twice[1]) = (address(market), address(market));
        vm.expectRevert(abi.encodeWithSelector(IReputation.Reputation_NotTheMarket.selector, twice));
        reputation.getSummary(agentId, twice, "fees", token);

        vm.expectRevert(abi.encodeWithSelector(IReputation.Reputation_TagUnknown.selector, "starred"));
        reputation.getSummary(agentId, clients, "starred", token);
        vm.expectRevert(abi.encodeWithSelector(IReputation.Reputation_TokenUnreadable.selector, "USD"));
        reputation.getSummary(agentId, clients, "fees", "USD");
    }

    function test_constants() public view {
        assertEq(reputation.market(), address(market));
        assertEq(reputation.getIdentityRegistry(), address(providers));
        assertEq(abi.encode(reputation.getClients(agentId)), abi.encode(clients));
    }
}
