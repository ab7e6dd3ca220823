// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGate} from "aether/interfaces/IGate.sol";
import {IProviderRegistry} from "aether/interfaces/IProviderRegistry.sol";
import {Amount} from "aether/types/Amount.sol";
import {Bond} from "aether/types/Bond.sol";
import {Duration} from "aether/types/Duration.sol";
import {NodeId} from "aether/types/NodeId.sol";
import {Request} from "aether/types/Request.sol";
import {Timestamp, TimestampLib} from "aether/types/Timestamp.sol";

/// @notice Socket (e): a court over those who bonded to it, and a gate that asks for cover. It touches no escrow, no stake and no bond
/// that was given to another.
/// @dev A judge stands where a real court would have a procedure.
contract Court is IGate {
    struct Case {
        address plaintiff;
        address provider;
        Amount damage;
    }

    Duration public constant HOLD_SECS = Duration.wrap(60 days);
    address public constant SINK = 0x000000000000000000000000000000000000dEaD;
    IProviderRegistry private immutable _providers;
    address private immutable _judge;
    mapping(bytes32 caseId => Case) public cases;

    error Court_NotJudge(address caller);
    error Court_Known(bytes32 caseId);
    error Court_Unknown(bytes32 caseId);

    constructor(IProviderRegistry providers, address judge) {
        _providers = providers;
        _judge = judge;
    }

    /// @notice Opens a case: from now on the provider's bond to this court stays where it is.
    function open(bytes32 caseId, address provider, Amount damage) external {
        if (cases[caseId].plaintiff != address(0)) revert Court_Known(caseId);
        cases[caseId] = Case({plaintiff: msg.sender, provider: provider, damage: damage});
        _providers.hold(provider, TimestampLib.now_().plus(HOLD_SECS));
    }

    /// @notice Decides it: the damage is the plaintiff's and as much again is burned, or the bond is let go.
    function decide(bytes32 caseId, bool guilty) external {
        if (msg.sender != _judge) revert Court_NotJudge(msg.sender);
        Case memory c = cases[caseId];
        if (c.plaintiff == address(0)) revert Court_Unknown(caseId);
        delete cases[caseId];
        if (guilty) {
            _providers.slash(c.provider, c.damage, c.plaintiff);
            _providers.slash(c.provider, c.damage, SINK);
        }
        _providers.hold(c.provider, TimestampLib.now_());
    }

    /// @inheritdoc IGate
    /// @dev gateData is the least bond to this court that covers the Request.
    function admit(Request calldata request, NodeId nodeId, bytes calldata) external view returns (bytes4) {
        Bond memory bond = _providers.bondOf(nodeId.provider(), address(this));
        return bond.amount.toUint() >= uint256(request.gateData) ? IGate.admit.selector : bytes4(0);
    }
}
