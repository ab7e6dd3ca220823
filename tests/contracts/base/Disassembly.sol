// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice Counts opcodes that runtime code can reach, the way the EVM finds its jump targets: one pass that skips the data of PUSH.
/// @dev After an instruction that ends a path nothing runs until the next JUMPDEST, so constants behind the code count only if one of
/// their bytes looks like one: that errs towards finding too much.
library Disassembly {
    uint8 internal constant STOP = 0x00;
    uint8 internal constant JUMP = 0x56;
    uint8 internal constant JUMPDEST = 0x5b;
    uint8 internal constant PUSH1 = 0x60;
    uint8 internal constant PUSH20 = 0x73;
    uint8 internal constant PUSH32 = 0x7f;
    uint8 internal constant CALLCODE = 0xf2;
    uint8 internal constant RETURN = 0xf3;
    uint8 internal constant DELEGATECALL = 0xf4;
    uint8 internal constant REVERT = 0xfd;
    uint8 internal constant INVALID = 0xfe;
    uint8 internal constant SELFDESTRUCT = 0xff;

    function count(bytes memory code, uint8 wanted) internal pure returns (uint256 found) {
        bool runs = true;
        for (uint256 i = 0; i < code.length; ++i) {
            uint8 op = uint8(code[i]);
            if (op == JUMPDEST) runs = true;
            if (runs && op == wanted) ++found;
            if (op >= PUSH1 && op <= PUSH32) i += op - PUSH1 + 1;
            else if (_ends(op)) runs = false;
        }
    }

    /// @notice How often the code that runs pushes `target` as a 20-byte constant.
    function countAddress(bytes memory code, address target) internal pure returns (uint256 found) {
        bool runs = true;
        bytes20 wanted = bytes20(target);
        for (uint256 i = 0; i < code.length; ++i) {
            uint8 op = uint8(code[i]);
            if (op == JUMPDEST) runs = true;
            if (runs && op == PUSH20 && _at(code, i + 1) == wanted) ++found;
            if (op >= PUSH1 && op <= PUSH32) i += op - PUSH1 + 1;
            else if (_ends(op)) runs = false;
        }
    }

    function _at(bytes memory code, uint256 offset) private pure returns (bytes20 found) {
        if (offset + 20 > code.length) return 0;
        assembly ("memory-safe") {
            found := mload(add(add(code, 0x20), offset))
        }
    }

    function _ends(uint8 op) private pure returns (bool) {
        return op == STOP || op == JUMP || op == RETURN || op == REVERT || op == INVALID || op == SELFDESTRUCT;
    }
}
