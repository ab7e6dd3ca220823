// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "./Fixture.sol";
import {ScriptedVerifier} from "../mocks/ScriptedVerifier.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {Amount} from "aether/types/Amount.sol";
import {Claim} from "aether/types/Claim.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Request} from "aether/types/Request.sol";
import {Ruling} from "aether/types/Ruling.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice The market with a verifier of every tier, and jobs of every tier and output mode brought to where a test needs them.
abstract contract MarketFixture is Fixture {
    uint8 internal constant PUBLIC = 0;
    uint8 internal constant SEALED = 1;
    bytes internal constant PROOF = "proof";
    bytes32 internal constant KEY = keccak256("key of one job");
    // What the default Request of every tier has.
    uint256 internal constant PRICE = 10e6;
    uint256 internal constant COLLATERAL = 30e6;
    uint256 internal constant EXEC = 120;
    uint256 internal constant DISPUTE = 90;
    uint256 internal constant INPUT = 40;
    uint256 internal constant CAP = 30 days;
    uint256 internal constant FREE = 1_000_000e6;

    ScriptedVerifier internal optimistic;
    ScriptedVerifier internal validity;
    ScriptedVerifier internal attested;

    function setUp() public virtual override {
        super.setUp();
        optimistic = new ScriptedVerifier();
        validity = new ScriptedVerifier();
        attested = new ScriptedVerifier();
        vm.startPrank(owner);
        verifiers.list(address(optimistic), Tier.Optimistic);
        verifiers.list(address(validity), Tier.Validity);
        verifiers.list(address(attested), Tier.Attested);
        vm.stopPrank();
    }

    function _verifierOf(Tier tier) internal view returns (address) {
        if (tier == Tier.Cooperative) return cooperativeVerifier;
        if (tier == Tier.Optimistic) return address(optimistic);
        return tier == Tier.Validity ? address(validity) : address(attested);
    }

    /// @dev Ten dollars at once, open to all but for Cooperative, input owed within 40 seconds.
    function _tierRequest(uint96 nonce, Tier tier, uint8 outputMode) internal view returns (Request memory r) {
        r = tier == Tier.Cooperative ? _request(nonce) : _openRequest(nonce);
        r.tier = uint8(tier);
        r.verifier = _verifierOf(tier);
        r.outputMode = outputMode;
        r.inputSecs = secs(INPUT);
    }

    function _tierLocked(uint96 nonce, Tier tier, uint8 outputMode) internal returns (Item memory item) {
        Request memory r = _tierRequest(nonce, tier, outputMode);
        (JobId id, Terms memory terms) = _lock(r);
        return _item(id, terms, _claimOf(tier, outputMode));
    }

    function _tierSubmitted(uint96 nonce, Tier tier, uint8 outputMode) internal returns (Item memory item) {
        item = _tierLocked(nonce, tier, outputMode);
        _submitItem(item);
    }

    function _submitItem(Item memory item) internal {
        vm.prank(provider.addr);
        market.submit(item.jobId, item.terms, item.claim, _submitKey(item.terms));
    }

    /// @dev The key that `submit` publishes: of a sealed output that no proof pays for.
    function _submitKey(Terms memory terms) internal pure returns (bytes32) {
        return terms.outputMode == SEALED && !_isProven(terms.tier) ? KEY : bytes32(0);
    }

    function _settleKey(Terms memory terms) internal pure returns (bytes32) {
        return terms.outputMode == SEALED ? KEY : bytes32(0);
    }

    function _claimOf(Tier tier, uint8 outputMode) internal view returns (Claim memory c) {
        c = _claim(1000);
        if (outputMode == PUBLIC) return c;
        c.cipherCommit = keccak256("cipher");
        c.keyHash = Hashing.keyHash(KEY);
        // What a proof pays for commits its sealed output by the ciphertext alone.
        if (_isProven(tier)) c.outputCommit = 0;
    }

    function _isProven(Tier tier) internal pure returns (bool) {
        return tier == Tier.Validity || tier == Tier.Attested;
    }

    /// @dev The box's own place, without the box's own rules.
    function _contestAs(address referee, Item memory item, bytes32 ic) internal {
        vm.prank(referee);
        market.contest(item.jobId, item.terms, ic);
    }

    function _ruleAs(address referee, Item memory item, bytes32 ic, Ruling ruling, address reporter) internal {
        vm.prank(referee);
        market.rule(item.jobId, item.terms, ic, ruling, reporter);
    }

    function _ack(Item memory item) internal returns (bytes memory) {
        return _sign(requester, market.deliveryAckDigest(item.jobId, _icOf(item)));
    }

    function _settle(Item memory item, bytes memory ack) internal {
        vm.prank(stranger);
        market.settleProven(item, PROOF, _settleKey(item.terms), ack);
    }

    function _one(Item memory item) internal pure returns (Item[] memory items) {
        items = new Item[](1);
        items[0] = item;
    }

    function _oneId(JobId id) internal pure returns (JobId[] memory ids) {
        ids = new JobId[](1);
        ids[0] = id;
    }

    /// @return ok Whether `caller`'s call to `target` would go through now. Nothing of it stays.
    function _wouldWork(address target, address caller, bytes memory data) internal returns (bool ok) {
        uint256 snapshot = vm.snapshotState();
        vm.prank(caller);
        (ok,) = target.call(data);
        vm.revertToStateAndDelete(snapshot);
    }

    function _statusError(JobId id, JobStatus status) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IJobMarket.Market_Status.selector, id, status);
    }
}
