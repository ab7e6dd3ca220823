// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @notice A contract wallet that says yes to one digest.
contract YesWallet is IERC1271 {
    bytes32 public digest;

    function approve(bytes32 digest_) external {
        digest = digest_;
    }

    function isValidSignature(bytes32 digest_, bytes calldata) external view returns (bytes4) {
        return digest_ == digest ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}

/// @notice Answers with a megabyte whose first word is the magic value: right, and ruinous to copy.
contract BombWallet {
    fallback() external {
        assembly {
            mstore(0, shl(224, 0x1626ba7e))
            return(0, 1000000)
        }
    }
}

/// @notice Burns all the gas it is given.
contract BurnWallet {
    fallback() external {
        while (true) {}
    }
}

/// @notice Answers with the magic value cut short.
contract ShortWallet {
    fallback() external {
        assembly {
            mstore(0, shl(224, 0x1626ba7e))
            return(0, 4)
        }
    }
}

/// @notice Tries to write, which a static call forbids.
contract WritingWallet {
    uint256 public written;

    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        written = 1;
        return IERC1271.isValidSignature.selector;
    }
}
