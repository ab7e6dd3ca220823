// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Tier} from "../types/Tier.sol";

/// @notice Where a verifier stands. A retired one never comes back.
enum VerifierStatus {
    Unknown,
    Listed,
    Retired
}

/// @notice A verifier that is listed from the start. It is deployed before the registry.
struct GenesisVerifier {
    address verifier;
    Tier tier;
}

/// @notice Which verifiers are listed for which tier. Read when a job is locked and never again.
interface IVerifierRegistry {
    event VerifierSet(address indexed verifier, Tier tier, VerifierStatus status);

    error Verifiers_NotTimelock(address caller);
    error Verifiers_NotGuardian(address caller);
    error Verifiers_NotUnknown(address verifier, VerifierStatus status);
    error Verifiers_NotListed(address verifier, VerifierStatus status);
    error Verifiers_NoCode(address verifier);
    error Verifiers_TooMany(uint256 count, uint256 max);

    /// @notice Timelock only: lists a verifier for one tier.
    /// @dev Emits {VerifierSet}. Requirements: never listed before; has code.
    function list(address verifier, Tier tier) external;

    /// @notice Timelock or guardian: retires a verifier for new jobs, for good. Open jobs keep what was signed.
    /// @dev Emits {VerifierSet}.
    function retire(address verifier) external;

    /// @return Whether new jobs of `tier` may rely on `verifier`.
    function isListed(address verifier, Tier tier) external view returns (bool);

    function verifierOf(address verifier) external view returns (Tier tier, VerifierStatus status);
    function timelock() external view returns (address);
    function guardian() external view returns (address);
}
