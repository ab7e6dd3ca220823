// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice What a registrant proves of a model's two points: prover/PROOFS.md, "Registration" and "Leaf challenge".
interface IRegistrationVerifier {
    /// @notice A proof or an opening has another length than the model's sizes give it.
    error Registration_LengthDiffers(uint256 length, uint256 expected);
    /// @notice A leaf of a section has 256 bytes.
    error Registration_LeafLength(uint256 length);

    /// @notice Returns if all weights and table outputs behind the points are int8, and reverts otherwise.
    /// @param contentHash What the proof is bound to. The caller has computed it from the points.
    /// @param points C_W and C_T, 128 bytes.
    /// @param nW Log of the weights column.
    /// @param nT Log of the table column.
    function checkModel(bytes32 contentHash, bytes calldata points, uint256 nW, uint256 nT, bytes calldata proof)
        external
        view;

    /// @notice Returns if the opening shows that a column holds this leaf, and reverts otherwise.
    /// @param point Of the column: x, y.
    /// @param isWeights Words of the weights section are reversed in their leaves.
    /// @param n Coordinates of the opening: {coordinates}.
    /// @param seed Challenge id and block hash.
    function checkLeaf(
        uint256[2] calldata point,
        bool isWeights,
        uint256 n,
        uint256 index,
        bytes calldata leaf,
        bytes32[2] calldata seed,
        bytes calldata opening
    ) external view;

    /// @notice [tau]_2 of the SRS: x imaginary, x real, y imaginary, y real.
    function tau2() external view returns (uint256[4] memory);

    /// @notice Coordinates that both points are opened at in registration and in a leaf challenge.
    function coordinates(uint256 nW, uint256 nT) external pure returns (uint256);
}
