// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {IVault} from "./interfaces/IVault.sol";
import {P256Curve} from "./libraries/P256Curve.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {TypedData} from "./libraries/TypedData.sol";
import {Amount} from "./types/Amount.sol";
import {Bond} from "./types/Bond.sol";
import {Credit} from "./types/Credit.sol";
import {Duration} from "./types/Duration.sol";
import {Node} from "./types/Node.sol";
import {NodeId, NodeIdLib} from "./types/NodeId.sol";
import {Timestamp, TimestampLib} from "./types/Timestamp.sol";

/// @title ProviderRegistry
/// @notice Stake, bonds, nodes and operators. Immutable; its money is its escrow in the Vault.
contract ProviderRegistry is IProviderRegistry {
    /// @notice What leaves a bond waits this long.
    Duration public constant THAW_SECS = Duration.wrap(14 days);
    /// @notice A slasher holds a bond at most this far ahead.
    Duration public constant HOLD_SECS_MAX = Duration.wrap(60 days);
    /// @notice Zones are bits of Request.regionMask.
    uint8 public constant ZONES = 64;
    uint256 public constant ENDPOINT_BYTES_MAX = 256;

    IVault public immutable vault;
    /// @inheritdoc IProviderRegistry
    address public immutable stakeToken;
    /// @inheritdoc IProviderRegistry
    Amount public immutable stakeMin;

    mapping(address provider => mapping(address slasher => Bond)) private _bonds;
    mapping(NodeId nodeId => Node) private _nodes;
    /// @inheritdoc IProviderRegistry
    mapping(NodeId nodeId => bytes32) public sealHash;
    /// @inheritdoc IProviderRegistry
    mapping(address sessionKey => NodeId) public nodeOfKey;
    /// @inheritdoc IProviderRegistry
    mapping(address provider => mapping(address operator => bool)) public isOperator;

    /// @param stakeToken_ The one ERC-20 of all bonds.
    /// @param stakeMin_ What a provider must have staked, and not thawing, to lock a job.
    constructor(IVault vault_, address stakeToken_, Amount stakeMin_) {
        vault = vault_;
        stakeToken = stakeToken_;
        stakeMin = stakeMin_;
    }

    /// @inheritdoc IProviderRegistry
    function bond(address slasher, Amount amount) external {
        if (amount.isZero()) revert Registry_AmountZero();
        Bond storage b = _bonds[msg.sender][slasher];
        b.amount = b.amount + amount;
        _emitBond(msg.sender, slasher, b);
        vault.lock2(stakeToken, msg.sender, amount, address(0), Amount.wrap(0), uint160(msg.sender));
    }

    /// @inheritdoc IProviderRegistry
    function thaw(address slasher, Amount amount) external {
        if (amount.isZero()) revert Registry_AmountZero();
        Bond storage b = _bonds[msg.sender][slasher];
        if (b.amount < amount) revert Registry_BondTooLow(msg.sender, slasher, b.amount, amount);
        b.amount = b.amount - amount;
        b.thawing = b.thawing + amount;
        b.thawAt = TimestampLib.now_().plus(THAW_SECS);
        _emitBond(msg.sender, slasher, b);
    }

    /// @inheritdoc IProviderRegistry
    function unbond(address slasher) external {
        Bond storage b = _bonds[msg.sender][slasher];
        Amount amount = b.thawing;
        if (amount.isZero()) revert Registry_NothingThawing(msg.sender, slasher);
        // INVARIANT I-10: a bond leaves only after its thaw and its hold, so that what it answers for is over.
        if (TimestampLib.now_() < b.thawAt || TimestampLib.now_() < b.holdUntil) {
            revert Registry_Thawing(b.thawAt, b.holdUntil);
        }
        b.thawing = Amount.wrap(0);
        b.thawAt = TimestampLib.NEVER;
        _emitBond(msg.sender, slasher, b);
        _pay(msg.sender, amount, msg.sender);
    }

    /// @inheritdoc IProviderRegistry
    function slash(address provider, Amount amount, address to) external {
        if (amount.isZero()) revert Registry_AmountZero();
        // INVARIANT I-26: the caller reaches only what was bonded to it. Nobody calls from address zero, so nobody slashes a stake.
        Bond storage b = _bonds[provider][msg.sender];
        Amount bonded = b.amount + b.thawing;
        if (bonded < amount) revert Registry_BondTooLow(provider, msg.sender, bonded, amount);
        // What is on its way out answers first, or a thaw would outrun the case.
        Amount fromThawing = b.thawing.min(amount);
        b.thawing = b.thawing - fromThawing;
        b.amount = b.amount - (amount - fromThawing);
        if (b.thawing.isZero()) b.thawAt = TimestampLib.NEVER;
        _emitBond(provider, msg.sender, b);
        _pay(provider, amount, to);
    }

    /// @inheritdoc IProviderRegistry
    function hold(address provider, Timestamp until) external {
        Bond storage b = _bonds[provider][msg.sender];
        if ((b.amount + b.thawing).isZero()) revert Registry_NoBond(provider, msg.sender);
        Timestamp untilMax = TimestampLib.now_().plus(HOLD_SECS_MAX);
        if (until > untilMax) revert Registry_HoldTooLong(until, untilMax);
        b.holdUntil = until;
        _emitBond(provider, msg.sender, b);
    }

    /// @inheritdoc IProviderRegistry
    function addNode(
        uint96 nonce,
        address sessionKey,
        uint8 zone,
        uint16 classId,
        uint32 capacity,
        uint256 sealX,
        uint256 sealY,
        string calldata endpoint,
        bytes calldata sessionSignature
    ) external returns (NodeId nodeId) {
        nodeId = NodeIdLib.pack(msg.sender, nonce);
        if (_nodes[nodeId].sessionKey != address(0)) revert Registry_NodeKnown(nodeId);
        if (sessionKey == address(0)) revert Registry_SessionKeyZero();
        // INVARIANT I-11: a session key belongs to one node ever, and joined it by its own signature.
        if (!nodeOfKey[sessionKey].isNone()) revert Registry_SessionKeyUsed(sessionKey, nodeOfKey[sessionKey]);
        if (zone >= ZONES) revert Registry_ZoneTooLarge(zone);
        _requireEndpoint(endpoint);
        if (!P256Curve.isOnCurve(sealX, sealY)) revert Registry_SealKeyNotOnCurve(sealX, sealY);
        if (!Signatures.isKey(sessionKey, nodeKeyDigest(nodeId, sealX, sealY), sessionSignature)) {
            revert Registry_SessionSignature(sessionKey, nodeId);
        }

        Node memory added =
            Node({sessionKey: sessionKey, zone: zone, classId: classId, capacity: capacity, active: true});
        _nodes[nodeId] = added;
        sealHash[nodeId] = _sealHash(sealX, sealY);
        nodeOfKey[sessionKey] = nodeId;
        emit NodeSet(nodeId, added, sealX, sealY, endpoint);
    }

    /// @inheritdoc IProviderRegistry
    function setEndpoint(NodeId nodeId, uint256 sealX, uint256 sealY, string calldata endpoint) external {
        _requireMine(nodeId, sealX, sealY, endpoint);
        emit NodeSet(nodeId, _nodes[nodeId], sealX, sealY, endpoint);
    }

    /// @inheritdoc IProviderRegistry
    function drain(NodeId nodeId, uint256 sealX, uint256 sealY, string calldata endpoint) external {
        _requireMine(nodeId, sealX, sealY, endpoint);
        if (!_nodes[nodeId].active) revert Registry_NodeDrained(nodeId);
        _nodes[nodeId].active = false;
        emit NodeSet(nodeId, _nodes[nodeId], sealX, sealY, endpoint);
    }

    /// @inheritdoc IProviderRegistry
    function setOperator(address operator, bool on) external {
        isOperator[msg.sender][operator] = on;
        emit OperatorSet(msg.sender, operator, on);
    }

    /// @inheritdoc IProviderRegistry
    function requireLockable(NodeId nodeId, address caller, uint64 regionMask) external view {
        Node memory n = _nodes[nodeId];
        if (n.sessionKey == address(0)) revert Registry_NodeUnknown(nodeId);
        if (!_mayAct(nodeId, n.sessionKey, caller)) revert Registry_NotOperator(nodeId, caller);
        if (!n.active) revert Registry_NodeDrained(nodeId);
        if (regionMask >> n.zone & 1 == 0) revert Registry_ZoneNotAllowed(nodeId, n.zone, regionMask);
        address provider = nodeId.provider();
        Amount stake = _bonds[provider][address(0)].amount;
        if (stake < stakeMin) revert Registry_StakeTooLow(provider, stake, stakeMin);
    }

    /// @inheritdoc IProviderRegistry
    function mayAct(NodeId nodeId, address caller) external view returns (bool) {
        return _mayAct(nodeId, _nodes[nodeId].sessionKey, caller);
    }

    /// @inheritdoc IProviderRegistry
    function bondOf(address provider, address slasher) external view returns (Bond memory) {
        return _bonds[provider][slasher];
    }

    /// @inheritdoc IProviderRegistry
    function node(NodeId nodeId) external view returns (Node memory) {
        return _nodes[nodeId];
    }

    /// @inheritdoc IProviderRegistry
    function nodeKeyDigest(NodeId nodeId, uint256 sealX, uint256 sealY) public view returns (bytes32) {
        return
            TypedData.digest(TypedData.domainSeparator(address(this)), TypedData.nodeKey(nodeId.toUint(), sealX, sealY));
    }

    /// @dev A node that does not exist has no session key and nobody acts for it.
    function _mayAct(NodeId nodeId, address sessionKey, address caller) private view returns (bool) {
        if (sessionKey == address(0)) return false;
        address provider = nodeId.provider();
        return caller == provider || caller == sessionKey || isOperator[provider][caller];
    }

    function _requireMine(NodeId nodeId, uint256 sealX, uint256 sealY, string calldata endpoint) private view {
        address sessionKey = _nodes[nodeId].sessionKey;
        if (sessionKey == address(0)) revert Registry_NodeUnknown(nodeId);
        if (!_mayAct(nodeId, sessionKey, msg.sender)) revert Registry_NotOperator(nodeId, msg.sender);
        if (sealHash[nodeId] != _sealHash(sealX, sealY)) revert Registry_SealKeyDiffers(nodeId);
        _requireEndpoint(endpoint);
    }

    function _requireEndpoint(string calldata endpoint) private pure {
        uint256 length = bytes(endpoint).length;
        if (length > ENDPOINT_BYTES_MAX) revert Registry_EndpointTooLong(length, ENDPOINT_BYTES_MAX);
    }

    function _sealHash(uint256 x, uint256 y) private pure returns (bytes32) {
        return keccak256(abi.encode(x, y));
    }

    /// @param provider Whose bond it leaves: the Vault's ref.
    function _pay(address provider, Amount amount, address to) private {
        Credit[] memory credits = new Credit[](1);
        credits[0] = Credit({account: to, amount: amount});
        vault.pay(stakeToken, credits, uint160(provider));
    }

    function _emitBond(address provider, address slasher, Bond storage b) private {
        emit BondSet(provider, slasher, b.amount, b.thawing, b.thawAt, b.holdUntil);
    }
}
