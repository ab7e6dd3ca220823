// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice Why a validity proof is refused before its equations are asked. Those have {ProofSteps.Proof_EquationFails} and Opening_*.
interface IValidityErrors {
    /// @notice No open model with this content is registered.
    error Validity_ModelUnknown(bytes32 contentHash);
    /// @notice The preimage of modelId hashes to another id.
    error Validity_ModelDiffers(bytes32 modelId, bytes32 given);
    /// @notice The Statement's fields have another inference commitment here.
    error Validity_CommitmentDiffers(bytes32 ic, bytes32 computed);
    /// @notice Envelope and proof have another length than graph and Statement give them.
    error Validity_LengthDiffers(uint256 length, uint256 expected);
    /// @notice The envelope brings its input in a way that does not exist.
    error Validity_InputModeUnknown(uint256 mode);
    /// @notice A point of an input is the identity.
    error Validity_InputPointZero();
    /// @notice The preimage of inputCommit hashes to another.
    error Validity_InputDiffers(bytes32 inputCommit, bytes32 given);
    /// @notice The preimage of outputCommit hashes to another; of a sealed output it is zero.
    error Validity_OutputDiffers(bytes32 outputCommit, bytes32 given);
    /// @notice The preimage of cipherCommit hashes to another.
    error Validity_CipherDiffers(bytes32 cipherCommit, bytes32 given);
    /// @notice The key of a sealed output hashes to another.
    error Validity_KeyDiffers(bytes32 keyHash, bytes32 given);
    /// @notice The ciphertext words have another root.
    error Validity_CiphertextDiffers(bytes32 cipherRoot, bytes32 given);
    /// @notice A sealed output has more elements than a pad is made for (P-05).
    error Validity_SealedTooLarge(uint256 elements, uint256 max);
    /// @notice A single pass is one unit.
    error Validity_UnitsNotOne(uint256 units);
    /// @notice No proof came along, and none of this Statement was taken earlier in the transaction.
    error Validity_NotMarked(bytes32 ic);
    /// @notice A proof claims no trace.
    error Validity_TraceClaimed(bytes32 traceRoot);
}
