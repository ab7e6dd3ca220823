// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";

/// @notice Code of built contracts, read from the build's output and not compiled into the caller: a script or test that imported
/// them would have to be compiled with every contract's own settings at once.
library Artifacts {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    function creationCode(string memory file, string memory name) internal view returns (bytes memory) {
        return _code(file, name, ".bytecode.object");
    }

    function runtimeCode(string memory file, string memory name) internal view returns (bytes memory) {
        return _code(file, name, ".deployedBytecode.object");
    }

    /// @param library_ The library's fully qualified name, `path:Name`.
    function linkedCreationCode(string memory file, string memory name, string memory library_, address at)
        internal
        view
        returns (bytes memory)
    {
        return _linked(file, name, ".bytecode.object", library_, at);
    }

    function linkedRuntimeCode(string memory file, string memory name, string memory library_, address at)
        internal
        view
        returns (bytes memory)
    {
        return _linked(file, name, ".deployedBytecode.object", library_, at);
    }

    function json(string memory file, string memory name) internal view returns (string memory) {
        return VM.readFile(string.concat(VM.projectRoot(), "/contracts/out/", file, "/", name, ".json"));
    }

    function _code(string memory file, string memory name, string memory key) private view returns (bytes memory) {
        uint256 mark = _mark();
        return _keptFrom(mark, VM.parseJsonBytes(json(file, name), key));
    }

    /// @dev solc leaves `__$<34 hex digits of keccak256(library)>$__` where the library's address goes.
    function _linked(string memory file, string memory name, string memory key, string memory library_, address at)
        private
        view
        returns (bytes memory)
    {
        uint256 mark = _mark();
        string memory hashHex = VM.toString(keccak256(bytes(library_)));
        bytes memory digits = new bytes(34);
        for (uint256 i = 0; i < 34; ++i) {
            digits[i] = bytes(hashHex)[i + 2];
        }
        string memory placeholder = string.concat("__$", string(digits), "$__");
        string memory object = VM.parseJsonString(json(file, name), key);
        return _keptFrom(mark, VM.parseBytes(VM.replace(object, placeholder, _hexOf(at))));
    }

    function _mark() private pure returns (uint256 mark) {
        assembly ("memory-safe") {
            mark := mload(0x40)
        }
    }

    /// @dev Moves `code` down to `mark` and frees what was read to find it. Memory costs the square of its size: a deployment that kept
    /// every artifact it read, several copies of each, would need a billion gas.
    function _keptFrom(uint256 mark, bytes memory code) private pure returns (bytes memory kept) {
        assembly ("memory-safe") {
            // Length word and data, up to a whole word; `code` lies at or above `mark`, where nothing else is referenced any more.
            let size := and(add(mload(code), 0x3f), not(0x1f))
            mcopy(mark, code, size)
            kept := mark
            mstore(0x40, add(mark, size))
        }
    }

    function _hexOf(address at) private pure returns (string memory) {
        bytes memory text = bytes(VM.toString(abi.encodePacked(at)));
        bytes memory digits = new bytes(40);
        for (uint256 i = 0; i < 40; ++i) {
            digits[i] = text[i + 2];
        }
        return string(digits);
    }
}
