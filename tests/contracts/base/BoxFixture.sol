// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {MarketFixture} from "./MarketFixture.sol";
import {Packages, Sealed} from "./Packages.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {Claim} from "aether/types/Claim.sol";
import {Demand, DemandKind} from "aether/types/Demand.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {Request} from "aether/types/Request.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";
import {Timestamp} from "aether/types/Timestamp.sol";
import {Vm} from "forge-std/Vm.sol";

/// @notice Jobs whose outputs are real packages, and the steps of a demand.
abstract contract BoxFixture is MarketFixture {
    uint256 internal constant ANSWER = 1 days;
    uint256 internal constant DEPOSIT = PRICE / 10;
    bytes32 internal constant SALT = keccak256("salt of a public output");
    bytes internal constant SEALED_INPUT = "the input, sealed to the node's key";
    Vm.Wallet internal relay;

    function setUp() public virtual override {
        super.setUp();
        relay = vm.createWallet("relay");
    }

    /// @dev 700 bytes: three leaves, the last filled up.
    function _plain() internal pure returns (bytes memory plain) {
        plain = new bytes(700);
        for (uint256 i = 0; i < plain.length; ++i) {
            plain[i] = bytes1(uint8(1 + i % 255));
        }
    }

    function _boxRequest(uint96 nonce, Tier tier, uint8 outputMode) internal view returns (Request memory r) {
        r = _tierRequest(nonce, tier, outputMode);
        r.relay = relay.addr;
    }

    function _orderOf(JobId id) internal view returns (bytes32) {
        return Packages.orderKey(block.chainid, address(market), id.toUint(), provider.addr, KEY);
    }

    function _sealedFor(JobId id) internal view returns (Sealed memory) {
        return Packages.make(_plain(), KEY, _orderOf(id));
    }

    /// @dev Decrypts to something else than it promises, in leaf 1.
    function _faulty(JobId id) internal view returns (Sealed memory s) {
        s = _sealedFor(id);
        s.leafHashes[1] = keccak256("not what is sealed");
    }

    function _claimOfPackage(Sealed memory s) internal view returns (Claim memory c) {
        c = _claim(1000);
        c.outputCommit = Packages.outputCommit(s);
        c.cipherCommit = Packages.cipherCommit(s);
        c.keyHash = Hashing.keyHash(s.key);
    }

    function _submittedPackage(uint96 nonce, Tier tier, bool faulty)
        internal
        returns (Item memory item, Sealed memory s)
    {
        (JobId id, Terms memory terms) = _lock(_boxRequest(nonce, tier, SEALED));
        s = faulty ? _faulty(id) : _sealedFor(id);
        item = _item(id, terms, _claimOfPackage(s));
        _submitItem(item);
    }

    function _submittedPublic(uint96 nonce, Tier tier) internal returns (Item memory item) {
        (JobId id, Terms memory terms) = _lock(_boxRequest(nonce, tier, PUBLIC));
        Claim memory claim = _claim(1000);
        claim.outputCommit = Packages.publicCommit(_plain(), SALT);
        item = _item(id, terms, claim);
        _submitItem(item);
    }

    // ---- steps

    function _demandInput(Item memory item) internal {
        vm.prank(provider.addr);
        box.demandInput(item.jobId, item.terms);
    }

    function _answerInput(Item memory item) internal {
        vm.prank(requester.addr);
        box.answerInput(item.jobId, item.terms, SEALED_INPUT);
    }

    function _demandOutput(Item memory item) internal {
        bytes32 ic = _icOf(item);
        vm.prank(requester.addr);
        box.demandOutput(item.jobId, item.terms, ic);
    }

    function _answerOutput(Item memory item, bytes memory output) internal {
        vm.prank(provider.addr);
        box.answerOutput(item.jobId, item.terms, item.claim, output);
    }

    function _availability(Item memory item, uint256 until) internal returns (bytes memory) {
        return _sign(relay, box.availabilityDigest(item.jobId, item.claim.cipherCommit, ts(until)));
    }

    function _kind(JobId id) internal view returns (DemandKind) {
        return box.demand(id).kind;
    }

    function _demandDeadline(JobId id) internal view returns (uint256) {
        return Timestamp.unwrap(box.demand(id).deadline);
    }

    function _boxEscrow() internal view returns (uint256) {
        return vault.escrow(address(usd), address(box)).toUint();
    }

    function assertDemand(JobId id, DemandKind kind, uint256 deadline, uint256 deposit) internal view {
        Demand memory d = box.demand(id);
        assertEq(uint8(d.kind), uint8(kind), "kind");
        assertEq(Timestamp.unwrap(d.deadline), deadline, "deadline");
        assertEq(d.deposit.toUint(), deposit, "deposit");
        assertEq(d.token, deposit == 0 ? address(0) : address(usd), "token");
    }
}
