// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IVerifier} from "../interfaces/IVerifier.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {TypedData} from "../libraries/TypedData.sol";
import {Acceptance} from "../types/Acceptance.sol";
import {Statement} from "../types/Statement.sol";

/// @title CooperativeVerifier
/// @notice The Cooperative tier: a statement is proved by the requester's signature under an {Acceptance} of its commitment.
/// @dev The market itself settles this tier by `accept` and `finalize`; this contract is what a Request names and what anybody asks
/// whether an acceptance is real.
contract CooperativeVerifier is IVerifier {
    /// @notice The market whose EIP-712 domain acceptances are signed under.
    address public immutable market;

    error Cooperative_UnitsTooMany(uint32 units, uint32 maxUnits);
    error Cooperative_KeyNotZero(bytes32 key);
    error Cooperative_NotAccepted(address requester, bytes32 digest);

    constructor(address market_) {
        market = market_;
    }

    /// @inheritdoc IVerifier
    /// @param proof The requester's signature over the acceptance.
    function verify(Statement calldata statement, bytes calldata proof, bytes32 key) external view returns (bytes4) {
        if (statement.units > statement.maxUnits) revert Cooperative_UnitsTooMany(statement.units, statement.maxUnits);
        if (key != 0) revert Cooperative_KeyNotZero(key);
        address requester = statement.jobId.requester();
        bytes32 digest = TypedData.digest(
            TypedData.domainSeparator(market), TypedData.hash(Acceptance({jobId: statement.jobId, ic: statement.ic}))
        );
        if (!Signatures.isSignedBy(requester, digest, proof)) revert Cooperative_NotAccepted(requester, digest);
        return IVerifier.verify.selector;
    }
}
