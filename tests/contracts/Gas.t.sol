// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";

import {GasRecord} from "./base/GasRecord.sol";
import {MarketFixture} from "./base/MarketFixture.sol";
import {Bps} from "aether/types/Bps.sol";
import {Claim} from "aether/types/Claim.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {ModelKind} from "aether/types/Model.sol";
import {NodeId, NodeIdLib} from "aether/types/NodeId.sol";
import {Request} from "aether/types/Request.sol";
import {Split} from "aether/types/Split.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice Gas of whole transactions under the rules of prague: 21,000, calldata and its floor (EIP-7623) included.
/// M-53.
/// forge-config: default.isolate = true
contract GasTest is MarketFixture, GasRecord {
    function setUp() public override {
        super.setUp();
        _openRecord();
        // Steady state: accounts that have been paid before, as in a market that is running.
        Item memory item = _submitted(1000, 500);
        vm.prank(requester.addr);
        market.accept(item, "");
        (JobId id, Terms memory terms) = _lock(_request(1001));
        vm.prank(provider.addr);
        market.decline(id, terms);
        // Something stays in escrow, so that no figure profits from a slot falling to zero.
        _lock(_request(1002));
    }

    function test_gas_deposit_M53() public {
        usd.mint(requester.addr, 2e6);
        vm.startPrank(requester.addr);
        usd.approve(address(vault), 2e6);
        vault.deposit(address(usd), requester.addr, amt(1e6));
        _record("deposit", 66_000);
        vault.withdraw(address(usd), requester.addr, amt(1e6));
        _record("withdraw", 56_000);
        vm.stopPrank();
    }

    function test_gas_addNode_M53() public {
        Vm.Wallet memory key = vm.createWallet("gas session");
        NodeId id = NodeIdLib.pack(provider.addr, 9);
        bytes memory signature = _sign(key, providers.nodeKeyDigest(id, SEAL_X, SEAL_Y));
        vm.prank(provider.addr);
        providers.addNode(9, key.addr, 3, 7, 1, SEAL_X, SEAL_Y, ENDPOINT, signature);
        // 160,000 of execution, as the review counts it, and 21,000 with calldata.
        _record("addNode", 190_000);
    }

    function test_gas_registerModel_M53() public {
        vm.prank(creator);
        models.register(ModelKind.Model, keccak256("gas"), 0, 1, Bps.wrap(100), new Split[](0), "ipfs://model");
        _record("registerModel", 110_000);
    }

    function test_gas_post_M53() public {
        Request memory r = _request(1);
        vm.prank(requester.addr);
        market.post(r, noExtras);
        _record("post", 95_000);
        vm.prank(provider.addr);
        market.lock(r, "", noExtras, nodeId, amt(0), false, "");
        _record("lockPosted", 122_000);
    }

    function test_gas_lockSigned_M53() public {
        Request memory r = _request(1);
        bytes memory signature = _signRequest(r);
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
        _record("lockSigned", 165_000);
    }

    function test_gas_submitAndAccept_M53() public {
        (JobId id, Terms memory terms) = _lock(_request(1));
        Claim memory claim = _claim(500);
        vm.prank(provider.addr);
        market.submit(id, terms, claim, 0);
        _record("submit", 58_000);
        Item memory item = _item(id, terms, claim);
        bytes memory signature = _sign(requester, market.acceptanceDigest(id, _icOf(item)));
        vm.prank(provider.addr);
        market.accept(item, signature);
        _record("acceptSigned", 122_000);
    }

    function test_gas_finalizeOne_M53() public {
        Item[] memory items = _ready(1, 1);
        market.finalize(items);
        _record("finalizeOne", 110_000);
    }

    /// @dev The first job between two accounts that never met the market: every balance is a new word.
    function test_gas_lockFirst_M53() public {
        Vm.Wallet memory newcomer = vm.createWallet("newcomer");
        Vm.Wallet memory key = vm.createWallet("newcomer session");
        NodeId id = _joinProvider(newcomer, key, 1);
        requester = vm.createWallet("new requester");
        _fund(requester.addr, 1_000e6);
        Request memory r = _openRequest(1);
        bytes memory signature = _signRequest(r);
        vm.prank(newcomer.addr);
        market.lock(r, signature, noExtras, id, amt(0), false, "");
        _record("lockFirst", 184_000);
    }

    /// @dev The verifier's own gas (it compares one word) is in it.
    function test_gas_settleProven_M53() public {
        Item memory item = _tierLocked(1, Tier.Validity, PUBLIC);
        vm.prank(provider.addr);
        market.settleProven(item, PROOF, 0, "");
        _record("settleProvenFirst", 165_000);
        item = _tierLocked(2, Tier.Validity, PUBLIC);
        vm.prank(provider.addr);
        market.settleProven(item, PROOF, 0, "");
        _record("settleProven", 130_000);
    }

    function test_gas_finalizeRecorded_M53() public {
        Item memory item = _tierSubmitted(1, Tier.Optimistic, PUBLIC);
        Item memory second = _tierSubmitted(2, Tier.Optimistic, PUBLIC);
        vm.warp(block.timestamp + DISPUTE + 1);
        market.finalize(_one(item));
        market.finalize(_one(second));
        _record("finalizeRecorded", 120_000);
    }

    /// @dev Jobs of a Model without royalties, whose calldata is as short as it gets.
    function test_gas_finalizeBatchesPlain_M53() public {
        vm.prank(creator);
        modelId =
            models.register(ModelKind.Model, keccak256("plain"), 0, 1, Bps.wrap(0), new Split[](0), "ipfs://plain");
        delete royalties;
        market.finalize(_ready(1, 8));
        _recordPer("finalizePlainPerJobIn8", 8, 33_000);
        market.finalize(_ready(100, 16));
        _recordPer("finalizePlainPerJobIn16", 16, 29_000);
        market.finalize(_ready(200, 32));
        _recordPer("finalizePlainPerJobIn32", 32, 27_000);
    }

    function test_gas_finalizeBatches_M53() public {
        market.finalize(_ready(1, 8));
        _recordPer("finalizePerJobIn8", 8, 39_000);
        market.finalize(_ready(100, 32));
        _recordPer("finalizePerJobIn32", 32, 32_000);
    }

    function test_gas_expireAndDecline_M53() public {
        (JobId id, Terms memory terms) = _lock(_request(1));
        (JobId second, Terms memory secondTerms) = _lock(_request(2));
        vm.prank(provider.addr);
        market.decline(second, secondTerms);
        _record("decline", 110_000);
        vm.warp(START + 1000);
        market.expire(id, terms, 0);
        _record("expire", 85_000);
    }

    function _ready(uint96 from, uint96 count) private returns (Item[] memory items) {
        items = new Item[](count);
        for (uint96 i = 0; i < count; ++i) {
            items[i] = _submitted(from + i, 500);
        }
        vm.warp(block.timestamp + 91);
    }
}
