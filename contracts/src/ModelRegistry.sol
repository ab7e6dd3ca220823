// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {Hashing} from "./libraries/Hashing.sol";
import {Bps} from "./types/Bps.sol";
import {Model, ModelKind} from "./types/Model.sol";
import {Split} from "./types/Split.sol";

/// @title ModelRegistry
/// @notice Names, lineage and frozen royalties. Immutable; holds no money and calls nobody.
contract ModelRegistry is IModelRegistry {
    uint256 public constant PAYEES_MAX = 8;
    uint256 public constant ROYALTY_BPS_MAX = 3_000;
    uint256 public constant DEPTH_MAX = 8;
    uint256 public constant URI_BYTES_MAX = 256;

    mapping(bytes32 modelId => Model) private _models;

    /// @inheritdoc IModelRegistry
    function register(
        ModelKind kind,
        bytes32 contentHash,
        bytes32 parent,
        uint32 licenceId,
        Bps ownBps,
        Split[] calldata parentSplits,
        string calldata uri
    ) external returns (bytes32 modelId) {
        if (contentHash == 0) revert Models_ContentHashZero();
        if (bytes(uri).length > URI_BYTES_MAX) revert Models_UriTooLong(bytes(uri).length, URI_BYTES_MAX);
        uint8 depth = _checkParent(parent, parentSplits);
        (Split[] memory royalties, Bps royaltyBps) = _listWithOwn(parentSplits, ownBps);

        bytes32 royaltyHash = Hashing.royalties(royalties);
        modelId = Hashing.modelId(msg.sender, contentHash, kind, parent, licenceId, royaltyHash);
        if (_models[modelId].creator != address(0)) revert Models_Known(modelId);

        _models[modelId] = Model({
            creator: msg.sender,
            kind: kind,
            depth: depth,
            retired: false,
            royaltyBps: royaltyBps,
            licenceId: licenceId,
            royaltyHash: royaltyHash
        });
        emit ModelRegistered(
            modelId, msg.sender, parent, kind, contentHash, licenceId, ownBps, depth, royalties, royaltyHash, uri
        );
    }

    /// @inheritdoc IModelRegistry
    function retire(bytes32 modelId) external {
        Model storage m = _models[modelId];
        if (m.creator == address(0)) revert Models_Unknown(modelId);
        if (m.creator != msg.sender) revert Models_NotCreator(modelId, msg.sender);
        if (m.retired) revert Models_Retired(modelId);
        m.retired = true;
        emit ModelRetired(modelId);
    }

    /// @inheritdoc IModelRegistry
    function requireOffered(bytes32 modelId) external view returns (bytes32 royaltyHash) {
        Model storage m = _models[modelId];
        if (m.creator == address(0)) revert Models_Unknown(modelId);
        if (m.retired) revert Models_Retired(modelId);
        return m.royaltyHash;
    }

    /// @inheritdoc IModelRegistry
    function model(bytes32 modelId) external view returns (Model memory) {
        return _models[modelId];
    }

    /// @dev INVARIANT I-12: a child's list begins with its parent's exact list, so no descendant drops an ancestor.
    function _checkParent(bytes32 parent, Split[] calldata parentSplits) private view returns (uint8 depth) {
        if (parentSplits.length > PAYEES_MAX) revert Models_TooManyPayees(parentSplits.length, PAYEES_MAX);
        bytes32 given = Hashing.royalties(parentSplits);
        if (parent == 0) {
            if (parentSplits.length != 0) revert Models_ParentListDiffers(parent, 0, given);
            return 0;
        }
        Model storage above = _models[parent];
        if (above.creator == address(0)) revert Models_Unknown(parent);
        if (above.royaltyHash != given) revert Models_ParentListDiffers(parent, above.royaltyHash, given);
        if (above.depth == DEPTH_MAX) revert Models_TooDeep(DEPTH_MAX + 1, DEPTH_MAX);
        // At most 8, by the line above.
        return above.depth + 1;
    }

    function _listWithOwn(Split[] calldata parentSplits, Bps ownBps)
        private
        view
        returns (Split[] memory royalties, Bps royaltyBps)
    {
        uint256 count = parentSplits.length;
        bool paysOwn = ownBps.toUint() != 0;
        if (paysOwn && count == PAYEES_MAX) revert Models_TooManyPayees(count + 1, PAYEES_MAX);
        royalties = new Split[](paysOwn ? count + 1 : count);

        uint256 sum = ownBps.toUint();
        for (uint256 i = 0; i < count; ++i) {
            royalties[i] = parentSplits[i];
            sum += parentSplits[i].bps.toUint();
        }
        if (paysOwn) royalties[count] = Split({payee: msg.sender, bps: ownBps});
        if (sum > ROYALTY_BPS_MAX) revert Models_RoyaltyTooHigh(sum, ROYALTY_BPS_MAX);
        // At most 3,000, by the line above.
        // forge-lint: disable-next-line(unsafe-typecast)
        royaltyBps = Bps.wrap(uint16(sum));
    }
}
