// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {GenesisVerifier, IVerifierRegistry, VerifierStatus} from "./interfaces/IVerifierRegistry.sol";
import {Tier} from "./types/Tier.sol";

/// @title VerifierRegistry
/// @notice Which verifiers new jobs may rely on without saying so twice. Immutable; never read by an open job.
contract VerifierRegistry is IVerifierRegistry {
    struct Entry {
        Tier tier;
        VerifierStatus status;
    }

    /// @notice The most verifiers that the constructor lists.
    uint256 public constant GENESIS_MAX = 16;

    /// @inheritdoc IVerifierRegistry
    address public immutable timelock;
    /// @inheritdoc IVerifierRegistry
    address public immutable guardian;

    mapping(address verifier => Entry) private _entries;

    /// @param genesis Listed from the start, so that whoever deploys need not be the timelock for a moment.
    constructor(address timelock_, address guardian_, GenesisVerifier[] memory genesis) {
        timelock = timelock_;
        guardian = guardian_;
        if (genesis.length > GENESIS_MAX) revert Verifiers_TooMany(genesis.length, GENESIS_MAX);
        for (uint256 i = 0; i < genesis.length; ++i) {
            _list(genesis[i].verifier, genesis[i].tier);
        }
    }

    /// @inheritdoc IVerifierRegistry
    function list(address verifier, Tier tier) external {
        if (msg.sender != timelock) revert Verifiers_NotTimelock(msg.sender);
        _list(verifier, tier);
    }

    /// @inheritdoc IVerifierRegistry
    function retire(address verifier) external {
        if (msg.sender != timelock && msg.sender != guardian) revert Verifiers_NotGuardian(msg.sender);
        Entry storage e = _entries[verifier];
        if (e.status != VerifierStatus.Listed) revert Verifiers_NotListed(verifier, e.status);
        _set(verifier, e.tier, VerifierStatus.Retired);
    }

    /// @inheritdoc IVerifierRegistry
    function isListed(address verifier, Tier tier) external view returns (bool) {
        Entry storage e = _entries[verifier];
        return e.status == VerifierStatus.Listed && e.tier == tier;
    }

    /// @inheritdoc IVerifierRegistry
    function verifierOf(address verifier) external view returns (Tier tier, VerifierStatus status) {
        Entry storage e = _entries[verifier];
        return (e.tier, e.status);
    }

    function _list(address verifier, Tier tier) private {
        Entry storage e = _entries[verifier];
        // INVARIANT I-13: a retired verifier never comes back, whoever asks.
        if (e.status != VerifierStatus.Unknown) revert Verifiers_NotUnknown(verifier, e.status);
        if (verifier.code.length == 0) revert Verifiers_NoCode(verifier);
        _set(verifier, tier, VerifierStatus.Listed);
    }

    function _set(address verifier, Tier tier, VerifierStatus status) private {
        _entries[verifier] = Entry({tier: tier, status: status});
        emit VerifierSet(verifier, tier, status);
    }
}
