// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {LaterModules} from "../base/LaterModules.sol";
import {BatchSettler, BatchVerifier, ModelPreimage, Opening} from "./BatchVerifier.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {Claim} from "aether/types/Claim.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {ModelKind} from "aether/types/Model.sol";
import {Request} from "aether/types/Request.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice Socket (a), against the unchanged market. Every call is its own transaction, so that transient storage means what it says.
/// forge-config: default.isolate = true
contract BatchVerifierTest is LaterModules {
    BatchVerifier internal verifier;
    BatchSettler internal settler;
    ModelPreimage internal model;

    function setUp() public override {
        super.setUp();
        verifier = new BatchVerifier(market);
        settler = new BatchSettler(verifier);
        vm.prank(owner);
        verifiers.list(address(verifier), Tier.Validity);
        // The fixture's model: an adapter of a parent.
        model = ModelPreimage({
            creator: creator,
            contentHash: keccak256("adapter"),
            kind: ModelKind.Adapter,
            parent: Hashing.modelId(grandCreator, keccak256("weights"), ModelKind.Model, 0, 1, _royaltyHashOfParent()),
            licenceId: 1,
            royaltyHash: Hashing.royalties(royalties)
        });
        assertEq(_modelIdOf(model), modelId);
    }

    function _royaltyHashOfParent() private view returns (bytes32) {
        return keccak256(abi.encodePacked(uint8(0x12), uint256(uint160(grandCreator)), royalties[0].bps.toUint()));
    }

    function _modelIdOf(ModelPreimage memory m) private pure returns (bytes32) {
        return Hashing.modelId(m.creator, m.contentHash, m.kind, m.parent, m.licenceId, m.royaltyHash);
    }

    function _made(uint96 nonce, uint8 mode) private returns (Item memory item) {
        Request memory r = _tierRequest(nonce, Tier.Validity, mode);
        r.verifier = address(verifier);
        (JobId id, Terms memory terms) = _lock(r);
        item = _item(id, terms, _claimOf(Tier.Validity, mode));
        if (mode == SEALED) _submitItem(item);
    }

    function _opening(Item memory item) private view returns (Opening memory o) {
        o.jobId = item.jobId;
        o.modelId = item.terms.modelId;
        o.inputCommit = item.terms.inputCommit;
        o.claim = item.claim;
        o.model = model;
    }

    function _proofOf(Item memory item) private view returns (bytes memory) {
        return abi.encode(model, verifier.fold(0, _icOf(item), model.contentHash));
    }

    function _batch(uint256 count) private returns (Item[] memory items, Opening[] memory openings, bytes32 pairing) {
        items = new Item[](count);
        openings = new Opening[](count);
        for (uint96 i = 0; i < count; ++i) {
            items[i] = _made(1 + i, i % 4 == 3 ? SEALED : PUBLIC);
            openings[i] = _opening(items[i]);
            pairing = verifier.fold(pairing, _icOf(items[i]), model.contentHash);
        }
    }

    // Eight jobs, two of them sealed, one pairing, one transaction; each job pays its own and shows its own key.
    function test_batch_onePairing_settlesAll() public {
        (Item[] memory items, Opening[] memory openings, bytes32 pairing) = _batch(8);
        bytes32[] memory keys = new bytes32[](8);
        bytes[] memory acks = new bytes[](8);
        for (uint256 i = 3; i < 8; i += 4) {
            keys[i] = KEY;
            acks[i] = _ack(items[i]);
        }
        vm.prank(stranger);
        settler.settle(openings, pairing, items, keys, acks);
        for (uint256 i = 0; i < 8; ++i) {
            assertStatus(items[i].jobId, JobStatus.Paid);
        }
        assertEq(verifier.pairings(), 1);
        assertEq(_free(provider.addr), FREE + 8 * (PRICE - PRICE / 100 - PRICE * 7 / 100));
        assertEq(_escrow(), 0);
    }

    // A mark ends with its transaction: nobody is paid by a proof of yesterday.
    function test_mark_nextTransaction_isGone_M31() public {
        (Item[] memory items, Opening[] memory openings, bytes32 pairing) = _batch(1);
        verifier.mark(openings, pairing);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_NotProven.selector, items[0].jobId, address(verifier)));
        market.settleProven(items[0], "", 0, "");
        assertStatus(items[0].jobId, JobStatus.Locked);
    }

    // What was marked is one commitment: another claim, or another job, is not in it.
    function test_mark_isOfOneCommitment() public {
        (Item[] memory items, Opening[] memory openings, bytes32 pairing) = _batch(2);
        Opening[] memory one = new Opening[](1);
        one[0] = openings[0];
        pairing = verifier.fold(0, _icOf(items[0]), model.contentHash);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_NotProven.selector, items[1].jobId, address(verifier)));
        settler.settle(one, pairing, items, new bytes32[](2), new bytes[](2));
        // A Claim of its own: the opening's would change with it.
        items[0].claim = _claim(1000);
        items[0].claim.outputCommit = keccak256("another output");
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_NotProven.selector, items[0].jobId, address(verifier)));
        settler.settle(one, pairing, items, new bytes32[](2), new bytes[](2));
    }

    function test_batch_wrongPairing_reverts() public {
        (Item[] memory items, Opening[] memory openings, bytes32 pairing) = _batch(2);
        vm.expectRevert(abi.encodeWithSelector(BatchVerifier.Batch_Pairing.selector, pairing, bytes32(uint256(1))));
        settler.settle(openings, bytes32(uint256(1)), items, new bytes32[](2), new bytes[](2));
    }

    // M-17: the proof is of the content that was registered under the modelId that is paid for.
    function test_otherContent_isRefused_M17() public {
        (Item[] memory items, Opening[] memory openings, bytes32 pairing) = _batch(1);
        model.contentHash = keccak256("cheaper weights");
        openings[0].model = model;
        pairing = verifier.fold(0, _icOf(items[0]), model.contentHash);
        bytes memory reason =
            abi.encodeWithSelector(BatchVerifier.Batch_ModelDiffers.selector, modelId, _modelIdOf(model));
        vm.expectRevert(reason);
        settler.settle(openings, pairing, items, new bytes32[](1), new bytes[](1));
        bytes memory proof = _proofOf(items[0]);
        vm.expectRevert(reason);
        market.settleProven(items[0], proof, 0, "");
        // Nor under the preimage's own id: the commitment has the job's.
        openings[0].modelId = _modelIdOf(model);
        pairing = verifier.fold(0, verifier.commitmentOf(openings[0]), model.contentHash);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_NotProven.selector, items[0].jobId, address(verifier)));
        settler.settle(openings, pairing, items, new bytes32[](1), new bytes[](1));
    }

    // M-35: a proof that says nothing of units pays for all of them or not at all.
    function test_fewerUnits_areRefused_M35() public {
        Item memory item = _made(1, PUBLIC);
        item.claim.units = 999;
        bytes memory proof = _proofOf(item);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_NotProven.selector, item.jobId, address(verifier)));
        market.settleProven(item, proof, 0, "");
        item.claim.units = 1000;
        proof = _proofOf(item);
        market.settleProven(item, proof, 0, "");
        assertStatus(item.jobId, JobStatus.Paid);
    }
}
