// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Amount} from "../types/Amount.sol";
import {Bond} from "../types/Bond.sol";
import {Node} from "../types/Node.sol";
import {NodeId} from "../types/NodeId.sol";
import {Timestamp} from "../types/Timestamp.sol";

/// @notice Stake, bonds, nodes and operators of providers. One ERC-20, held as this contract's escrow in the Vault.
/// @dev A bond answers to one slasher, which the provider chooses when he bonds and which may take all of it. Slasher zero is the stake:
/// nobody slashes it, and it gates `lock`.
interface IProviderRegistry {
    /// @notice A bond now stands at these values. Slasher zero is the stake.
    event BondSet(
        address indexed provider,
        address indexed slasher,
        Amount amount,
        Amount thawing,
        Timestamp thawAt,
        Timestamp holdUntil
    );
    /// @notice A node as it stands now: at `addNode`, `setEndpoint` and `drain`, whole each time.
    event NodeSet(NodeId indexed nodeId, Node node, uint256 sealX, uint256 sealY, string endpoint);
    event OperatorSet(address indexed provider, address indexed operator, bool on);

    error Registry_AmountZero();
    /// @notice Less is bonded than asked for: `thaw` reaches what is not thawing, `slash` all of it.
    error Registry_BondTooLow(address provider, address slasher, Amount amount, Amount needed);
    error Registry_NoBond(address provider, address slasher);
    error Registry_HoldTooLong(Timestamp until, Timestamp max);
    error Registry_NothingThawing(address provider, address slasher);
    error Registry_Thawing(Timestamp thawAt, Timestamp holdUntil);
    error Registry_NodeKnown(NodeId nodeId);
    error Registry_NodeUnknown(NodeId nodeId);
    error Registry_NodeDrained(NodeId nodeId);
    error Registry_SessionKeyUsed(address sessionKey, NodeId nodeId);
    error Registry_SessionKeyZero();
    /// @notice The session key did not sign for this node and sealing key.
    error Registry_SessionSignature(address sessionKey, NodeId nodeId);
    error Registry_ZoneTooLarge(uint8 zone);
    error Registry_EndpointTooLong(uint256 length, uint256 max);
    /// @notice (x, y) is no point of P-256 with both coordinates below the field's prime.
    error Registry_SealKeyNotOnCurve(uint256 x, uint256 y);
    error Registry_SealKeyDiffers(NodeId nodeId);
    error Registry_NotOperator(NodeId nodeId, address caller);
    error Registry_StakeTooLow(address provider, Amount stake, Amount needed);
    error Registry_ZoneNotAllowed(NodeId nodeId, uint8 zone, uint64 regionMask);

    /// @notice Bonds `amount` of the caller's free balance to `slasher`, which may take it. Slasher zero is the stake.
    /// @dev Emits {BondSet}. Any address may be a slasher to those who bond to it.
    function bond(address slasher, Amount amount) external;

    /// @notice Starts to take `amount` out: it counts no more, and may leave in 14 days. One bucket; its clock restarts.
    /// @dev Emits {BondSet}.
    function thaw(address slasher, Amount amount) external;

    /// @notice Returns the thawed bucket to the caller's free balance.
    /// @dev Emits {BondSet}. Requirements: later than or at thawAt and holdUntil.
    function unbond(address slasher) external;

    /// @notice Takes `amount` of what `provider` bonded to the caller, the thawing part first, and credits it to `to` in the Vault.
    /// @dev Emits {BondSet}. Requirements: bonded and thawing together are at least `amount`; `to` is not zero.
    function slash(address provider, Amount amount, address to) external;

    /// @notice Keeps what `provider` bonded to the caller from leaving before `until`, at most 60 days ahead; a time that has passed lets go.
    /// @dev Emits {BondSet}. Replaces an earlier hold, and may be repeated. Requirements: something is bonded to the caller.
    function hold(address provider, Timestamp until) external;

    /// @notice Adds a node of the caller with id `caller << 96 | nonce`.
    /// @dev Emits {NodeSet}. Requirements: the id and the session key are new; the session key signed (EIP-712, this contract's
    /// domain) `NodeKey(uint256 nodeId,uint256 sealX,uint256 sealY)`; (x, y) is on P-256; zone < 64; endpoint at most 256 bytes.
    /// @param endpoint Where the node serves HTTP; kept in the event only.
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
    ) external returns (NodeId nodeId);

    /// @notice Publishes another endpoint. The caller repeats the sealing key, so that the event is whole.
    /// @dev Emits {NodeSet}. Callers: the provider, its operators, the node's session key.
    function setEndpoint(NodeId nodeId, uint256 sealX, uint256 sealY, string calldata endpoint) external;

    /// @notice Blocks new locks of a node for ever; open jobs go on.
    /// @dev Emits {NodeSet} with active false. Callers as {setEndpoint}.
    function drain(NodeId nodeId, uint256 sealX, uint256 sealY, string calldata endpoint) external;

    /// @notice Lets `operator` lock, submit and decline for the caller's nodes, or stops it.
    /// @dev Emits {OperatorSet}.
    function setOperator(address operator, bool on) external;

    /// @notice Reverts with the reason why `caller` may not lock a job for this node now.
    function requireLockable(NodeId nodeId, address caller, uint64 regionMask) external view;

    /// @return Whether `caller` is the node's provider, its operator, or the node's session key. Draining changes nothing.
    function mayAct(NodeId nodeId, address caller) external view returns (bool);

    function bondOf(address provider, address slasher) external view returns (Bond memory);
    function node(NodeId nodeId) external view returns (Node memory);
    /// @return keccak256(x, y) of the node's sealing key.
    function sealHash(NodeId nodeId) external view returns (bytes32);
    function nodeOfKey(address sessionKey) external view returns (NodeId);
    function isOperator(address provider, address operator) external view returns (bool);
    /// @return What the session key of a node signs to join it.
    function nodeKeyDigest(NodeId nodeId, uint256 sealX, uint256 sealY) external view returns (bytes32);
    function stakeToken() external view returns (address);
    function stakeMin() external view returns (Amount);
}
