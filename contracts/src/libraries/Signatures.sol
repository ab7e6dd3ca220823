// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {StaticCall} from "./StaticCall.sol";

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

    function isWallet(address signer, bytes32 digest, bytes memory signature) internal view returns (bool) {
        (bool answered, bytes32 word) =
            StaticCall.word(signer, WALLET_GAS, abi.encodeCall(IERC1271.isValidSignature, (digest, signature)));
        return answered && word == bytes32(IERC1271.isValidSignature.selector);
    }
}
