// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BoxFixture} from "../base/BoxFixture.sol";
import {Item} from "aether/types/Item.sol";
import {NodeId, NodeIdLib} from "aether/types/NodeId.sol";
import {Request} from "aether/types/Request.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice The attack: one person is requester, relay and session key, and signs about one job everything there is to sign. Each
/// signature works where it belongs and nowhere else.
contract SignatureDomainsTest is BoxFixture {
    uint96 internal constant NODE_NONCE = 77;
    uint256 internal constant KINDS = 5;

    function setUp() public override {
        super.setUp();
        relay = requester;
    }

    /// @dev Request, Acceptance, DeliveryAck, Availability, NodeKey: all over the same job, commitment and time.
    function _signatures(Item memory item, Request memory r) private returns (bytes[] memory all) {
        bytes32 ic = _icOf(item);
        all = new bytes[](KINDS);
        all[0] = _sign(requester, market.requestDigest(r));
        all[1] = _sign(requester, market.acceptanceDigest(item.jobId, ic));
        all[2] = _sign(requester, market.deliveryAckDigest(item.jobId, ic));
        all[3] = _sign(
            requester, box.availabilityDigest(item.jobId, item.claim.cipherCommit, ts(block.timestamp + DISPUTE))
        );
        all[4] = _sign(requester, providers.nodeKeyDigest(_node(), SEAL_X, SEAL_Y));
    }

    function _node() private view returns (NodeId) {
        return NodeIdLib.pack(provider.addr, NODE_NONCE);
    }

    function _only(uint256 kind, address target, address caller, bytes[] memory calls) private {
        for (uint256 i = 0; i < KINDS; ++i) {
            assertEq(_wouldWork(target, caller, calls[i]), i == kind, string.concat("signature ", vm.toString(i)));
        }
    }

    function test_request_M50() public {
        Item memory item = _tierSubmitted(1, Tier.Optimistic, SEALED);
        Request memory r = _boxRequest(2, Tier.Optimistic, SEALED);
        bytes[] memory all = _signatures(item, r);
        for (uint256 i = 0; i < KINDS; ++i) {
            all[i] = abi.encodeCall(market.lock, (r, all[i], noExtras, nodeId, amt(0), false, ""));
        }
        _only(0, address(market), provider.addr, all);
    }

    function test_acceptance_M50() public {
        Item memory item = _tierSubmitted(1, Tier.Optimistic, SEALED);
        bytes[] memory all = _signatures(item, _tierRequest(1, Tier.Optimistic, SEALED));
        for (uint256 i = 0; i < KINDS; ++i) {
            all[i] = abi.encodeCall(market.accept, (item, all[i]));
        }
        _only(1, address(market), stranger, all);
    }

    function test_deliveryAck_M50() public {
        Item memory item = _tierSubmitted(1, Tier.Validity, SEALED);
        bytes[] memory all = _signatures(item, _tierRequest(1, Tier.Validity, SEALED));
        for (uint256 i = 0; i < KINDS; ++i) {
            all[i] = abi.encodeCall(market.settleProven, (item, PROOF, KEY, all[i]));
        }
        _only(2, address(market), stranger, all);
    }

    function test_availability_M50() public {
        (Item memory item,) = _submittedPackage(1, Tier.Optimistic, false);
        _demandOutput(item);
        bytes[] memory all = _signatures(item, _boxRequest(1, Tier.Optimistic, SEALED));
        for (uint256 i = 0; i < KINDS; ++i) {
            all[i] = abi.encodeCall(
                box.answerByRelay, (item.jobId, item.terms, item.claim, ts(block.timestamp + DISPUTE), all[i])
            );
        }
        _only(3, address(box), stranger, all);
    }

    function test_nodeKey_M50() public {
        Item memory item = _tierSubmitted(1, Tier.Optimistic, SEALED);
        bytes[] memory all = _signatures(item, _tierRequest(1, Tier.Optimistic, SEALED));
        for (uint256 i = 0; i < KINDS; ++i) {
            all[i] = abi.encodeCall(
                providers.addNode, (NODE_NONCE, requester.addr, 3, 7, 1, SEAL_X, SEAL_Y, ENDPOINT, all[i])
            );
        }
        _only(4, address(providers), provider.addr, all);
    }
}
