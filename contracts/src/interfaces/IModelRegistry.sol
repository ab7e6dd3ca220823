// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Bps} from "../types/Bps.sol";
import {Model, ModelKind} from "../types/Model.sol";
import {Split} from "../types/Split.sol";

/// @notice Models, adapters and prompts with lineage and a royalty list that never changes.
/// @dev Royalties protect whoever a requester names. The same content may be registered by somebody else under another id;
/// which registration came first is a fact for an indexer.
interface IModelRegistry {
    /// @notice A Model exists from now on, with everything about it.
    event ModelRegistered(
        bytes32 indexed modelId,
        address indexed creator,
        bytes32 indexed parent,
        ModelKind kind,
        bytes32 contentHash,
        uint32 licenceId,
        Bps ownBps,
        uint8 depth,
        Split[] royalties,
        bytes32 royaltyHash,
        string uri
    );
    /// @notice No new job may name this Model; its children go on.
    event ModelRetired(bytes32 indexed modelId);

    error Models_Known(bytes32 modelId);
    error Models_Unknown(bytes32 modelId);
    error Models_Retired(bytes32 modelId);
    error Models_NotCreator(bytes32 modelId, address caller);
    error Models_ContentHashZero();
    error Models_ParentListDiffers(bytes32 parent, bytes32 expected, bytes32 given);
    error Models_TooManyPayees(uint256 count, uint256 max);
    error Models_RoyaltyTooHigh(uint256 bps, uint256 max);
    error Models_TooDeep(uint256 depth, uint256 max);
    error Models_UriTooLong(uint256 length, uint256 max);

    /// @notice Registers a Model of the caller.
    /// @dev Emits {ModelRegistered}. modelId = H(10 | creator | contentHash | kind | parent | licenceId | royaltyHash).
    /// Its list is the parent's list, then the caller with `ownBps` if that is not zero: at most 8 payees, 3,000 bps, depth 8.
    /// @param parent The Model it was made from; zero for none. A retired parent may have children.
    /// @param parentSplits The parent's royalty list, exactly; empty without a parent.
    /// @param uri Where the content can be had, at most 256 bytes; kept in the event only.
    function register(
        ModelKind kind,
        bytes32 contentHash,
        bytes32 parent,
        uint32 licenceId,
        Bps ownBps,
        Split[] calldata parentSplits,
        string calldata uri
    ) external returns (bytes32 modelId);

    /// @notice Closes the caller's Model to new jobs, for ever.
    /// @dev Emits {ModelRetired}. Locked jobs and children are untouched.
    function retire(bytes32 modelId) external;

    /// @return royaltyHash The frozen list's hash. Reverts for an unknown or retired Model.
    function requireOffered(bytes32 modelId) external view returns (bytes32 royaltyHash);

    function model(bytes32 modelId) external view returns (Model memory);
}
