// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {LaterModules} from "../base/LaterModules.sol";
import {AllowlistGate, DataGate} from "./Gates.sol";
import {IRequestErrors} from "aether/interfaces/IRequestErrors.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {Bps} from "aether/types/Bps.sol";
import {Item} from "aether/types/Item.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {NodeId} from "aether/types/NodeId.sol";
import {Request} from "aether/types/Request.sol";
import {Split} from "aether/types/Split.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice Sockets (c) and (d), against the unchanged market.
contract GatesTest is LaterModules {
    address internal dataOwner = makeAddr("dataOwner");
    Request internal r;

    function _lockWith(Split[] memory extras, address who, NodeId node, bytes memory proof) private {
        bytes memory signature = _signRequest(r);
        vm.prank(who);
        market.lock(r, signature, extras, node, amt(0), false, proof);
    }

    function _refused(Split[] memory extras, address who, NodeId node, bytes memory proof) private {
        bytes memory signature = _signRequest(r);
        vm.expectRevert(abi.encodeWithSelector(IRequestErrors.Request_NotAdmitted.selector, r.gate, node));
        vm.prank(who);
        market.lock(r, signature, extras, node, amt(0), false, proof);
    }

    function test_allowlist_admitsItsNodesOnly() public {
        uint256[] memory list = new uint256[](2);
        (list[0], list[1]) = (7, nodeId.toUint());
        r = _tierRequest(1, Tier.Optimistic, PUBLIC);
        r.gate = address(new AllowlistGate());
        r.gateData = keccak256(abi.encode(list));
        _refused(noExtras, rival.addr, rivalNodeId, abi.encode(list));
        list[0] = rivalNodeId.toUint();
        _refused(noExtras, rival.addr, rivalNodeId, abi.encode(list));
        _refused(noExtras, provider.addr, nodeId, "");
        list[0] = 7;
        _lockWith(noExtras, provider.addr, nodeId, abi.encode(list));
        assertStatus(_idOf(r), JobStatus.Locked);
    }

    // The gate sees that the owner is paid; the market pays him; neither knows the other's business.
    function test_data_ownerIsPaidThroughExtras_M33() public {
        DataGate gate = new DataGate();
        vm.startPrank(dataOwner);
        bytes32 listing = gate.list(keccak256("content"), 300);
        gate.allow(listing, modelId, true);
        vm.stopPrank();
        Split[] memory extras = new Split[](2);
        extras[0] = Split({payee: relay.addr, bps: Bps.wrap(50)});
        extras[1] = Split({payee: dataOwner, bps: Bps.wrap(300)});
        r = _tierRequest(1, Tier.Validity, PUBLIC);
        r.gate = address(gate);
        r.gateData = listing;
        r.extrasHash = Hashing.extras(extras);
        _lockWith(extras, provider.addr, nodeId, abi.encode(extras));
        Item memory item = _item(_idOf(r), _termsOf(r, nodeId, amt(PRICE)), _claim(1000));
        item.extras = extras;
        _settle(item, "");
        assertEq(_free(dataOwner), PRICE * 3 / 100);
        assertEq(_free(relay.addr), PRICE / 200);
    }

    function test_data_unpaidOrForbidden_isNotAdmitted() public {
        DataGate gate = new DataGate();
        vm.startPrank(dataOwner);
        bytes32 listing = gate.list(keccak256("content"), 300);
        vm.expectRevert(abi.encodeWithSelector(DataGate.Data_Known.selector, listing));
        gate.list(keccak256("content"), 1);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(DataGate.Data_NotOwner.selector, listing, stranger));
        vm.prank(stranger);
        gate.allow(listing, modelId, true);

        Split[] memory extras = new Split[](1);
        extras[0] = Split({payee: dataOwner, bps: Bps.wrap(300)});
        r = _tierRequest(1, Tier.Validity, PUBLIC);
        r.gate = address(gate);
        r.gateData = listing;
        r.extrasHash = Hashing.extras(extras);
        // An empty allowlist denies.
        _refused(extras, provider.addr, nodeId, abi.encode(extras));
        vm.prank(dataOwner);
        gate.allow(listing, modelId, true);
        // Another list than the signed one, and no list at all.
        Split[] memory richer = new Split[](1);
        richer[0] = Split({payee: dataOwner, bps: Bps.wrap(400)});
        _refused(extras, provider.addr, nodeId, abi.encode(richer));
        _refused(extras, provider.addr, nodeId, "");
        _lockWith(extras, provider.addr, nodeId, abi.encode(extras));

        // Signed, but a basis point too little, or to somebody else.
        r.nonce = 2;
        extras[0].bps = Bps.wrap(299);
        r.extrasHash = Hashing.extras(extras);
        _refused(extras, provider.addr, nodeId, abi.encode(extras));
        extras[0] = Split({payee: stranger, bps: Bps.wrap(300)});
        r.extrasHash = Hashing.extras(extras);
        _refused(extras, provider.addr, nodeId, abi.encode(extras));
    }
}
