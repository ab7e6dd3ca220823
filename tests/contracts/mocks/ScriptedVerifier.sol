// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IReferee} from "aether/interfaces/IReferee.sol";
import {IVerifier} from "aether/interfaces/IVerifier.sol";
import {Statement} from "aether/types/Statement.sol";

/// @notice A verifier and referee that does what a test tells it to. It takes one proof: the word "proof".
contract ScriptedVerifier is IVerifier, IReferee {
    enum Mode {
        Honest,
        SaysFalse,
        SaysOtherMagic,
        Reverts,
        BurnsGas,
        Megabyte,
        Nothing
    }

    Mode public mode;
    uint256 public maxSecs;
    /// @dev What the last statement must look like; zero takes any.
    bytes32 public expectedStatement;

    function setMode(Mode mode_) external {
        mode = mode_;
    }

    function setMaxSecs(uint256 maxSecs_) external {
        maxSecs = maxSecs_;
    }

    /// @notice From now on only this statement and key are proved.
    function expect(Statement calldata statement, bytes32 key) external {
        expectedStatement = keccak256(abi.encode(statement, key));
    }

    function verify(Statement calldata statement, bytes calldata proof, bytes32 key) external view returns (bytes4) {
        if (mode == Mode.Reverts) revert("scripted");
        if (mode == Mode.BurnsGas) while (true) {}
        if (mode == Mode.SaysOtherMagic) return 0xffffffff;
        if (mode == Mode.Megabyte) {
            assembly {
                mstore(0, shl(224, 0x12345678))
                return(0, 1000000)
            }
        }
        if (mode == Mode.Nothing) {
            assembly {
                return(0, 0)
            }
        }
        bool right = mode == Mode.Honest && keccak256(proof) == keccak256("proof");
        if (expectedStatement != 0) right = right && keccak256(abi.encode(statement, key)) == expectedStatement;
        return right ? IVerifier.verify.selector : bytes4(0);
    }
}
