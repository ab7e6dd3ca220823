// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice Who signed a digest: a key first, then a contract wallet.
library Signatures {
    /// @dev What a wallet may spend on one check; enough for a multisig of several keys, too little to eat a block.
    uint256 internal constant WALLET_GAS = 200_000;

    /// @notice Whether `signature` over `digest` is `signer`'s.
    /// @dev ECDSA first (65 bytes, low s), so that an account with delegated code (EIP-7702) signs with its key; then ERC-1271 by
    /// static call with {WALLET_GAS}.
    function isSignedBy(address signer, bytes32 digest, bytes memory signature) internal view returns (bool) {
        return isKey(signer, digest, signature) || isWallet(signer, digest, signature);
    }

    function isKey(address signer, bytes32 digest, bytes memory signature) internal pure returns (bool) {
        (address recovered, ECDSA.RecoverError err,) = ECDSA.tryRecover(digest, signature);
        return err == ECDSA.RecoverError.NoError && recovered == signer;
    }

    /// @dev In assembly, because a Solidity call would copy all return data, at the caller's cost: a wallet that answers with
    /// megabytes. `SignaturesTest` compares it with the plain call.
    function isWallet(address signer, bytes32 digest, bytes memory signature) internal view returns (bool) {
        bytes memory data = abi.encodeCall(IERC1271.isValidSignature, (digest, signature));
        uint256 gasMax = WALLET_GAS;
        bytes32 word;
        bool answered;
        // Scratch space (0x00 to 0x3f) receives at most 32 bytes; an account without code answers nothing.
        assembly ("memory-safe") {
            answered := staticcall(gasMax, signer, add(data, 0x20), mload(data), 0x00, 0x20)
            answered := and(answered, gt(returndatasize(), 0x1f))
            word := mload(0x00)
        }
        return answered && word == bytes32(IERC1271.isValidSignature.selector);
    }
}
