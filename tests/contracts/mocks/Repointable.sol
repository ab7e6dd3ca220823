// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice What nothing of ours may be: a contract whose code somebody can change.
contract Repointable {
    address public target;

    function repoint(address to) external {
        target = to;
    }

    fallback() external {
        address to = target;
        assembly ("memory-safe") {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), to, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(ok) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }
}
