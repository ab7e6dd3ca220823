// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGate} from "aether/interfaces/IGate.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {NodeId} from "aether/types/NodeId.sol";
import {Request} from "aether/types/Request.sol";
import {Split} from "aether/types/Split.sol";

/// @notice Socket (c): a Request's own list of nodes. gateData is the list's hash, the proof is the list.
contract AllowlistGate is IGate {
    /// @inheritdoc IGate
    function admit(Request calldata request, NodeId nodeId, bytes calldata proof) external pure returns (bytes4) {
        if (keccak256(proof) != request.gateData) return 0;
        uint256[] memory list = abi.decode(proof, (uint256[]));
        for (uint256 i = 0; i < list.length; ++i) {
            if (list[i] == nodeId.toUint()) return IGate.admit.selector;
        }
        return 0;
    }
}

/// @notice Sockets (c) and (d): data whose owner lets certain Models read it, for a share of every job that does.
contract DataGate is IGate {
    struct Listing {
        address owner;
        uint16 bps;
    }

    mapping(bytes32 listingId => Listing) public listings;
    mapping(bytes32 listingId => mapping(bytes32 modelId => bool)) public allowed;

    error Data_NotOwner(bytes32 listingId, address caller);
    error Data_Known(bytes32 listingId);

    /// @notice Lists data under an id that holds its owner.
    function list(bytes32 contentRoot, uint16 bps) external returns (bytes32 listingId) {
        listingId = keccak256(abi.encode(msg.sender, contentRoot));
        if (listings[listingId].owner != address(0)) revert Data_Known(listingId);
        listings[listingId] = Listing({owner: msg.sender, bps: bps});
    }

    function allow(bytes32 listingId, bytes32 modelId, bool on) external {
        if (listings[listingId].owner != msg.sender) revert Data_NotOwner(listingId, msg.sender);
        allowed[listingId][modelId] = on;
    }

    /// @inheritdoc IGate
    /// @dev gateData names the listing, the proof is the list behind extrasHash. Nobody is allowed who was not named.
    function admit(Request calldata request, NodeId, bytes calldata proof) external view returns (bytes4) {
        Listing memory listing = listings[request.gateData];
        if (listing.owner == address(0) || !allowed[request.gateData][request.modelId]) return 0;
        Split[] memory extras = abi.decode(proof, (Split[]));
        if (Hashing.extras(extras) != request.extrasHash) return 0;
        for (uint256 i = 0; i < extras.length; ++i) {
            if (extras[i].payee == listing.owner && extras[i].bps.toUint() >= listing.bps) return IGate.admit.selector;
        }
        return 0;
    }
}
