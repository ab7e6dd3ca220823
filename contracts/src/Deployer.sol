// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CREATE3} from "solady/utils/CREATE3.sol";

/// @title Deployer
/// @notice Puts contracts at addresses that depend on who deploys and on a salt, not on the code: so contracts can name each other in
/// their constructors, and the same account gets the same addresses on every chain.
contract Deployer {
    event Deployed(address indexed owner, bytes32 indexed salt, address deployed);

    /// @notice Deploys `initCode` at {addressOf} the caller and `salt`.
    function deploy(bytes32 salt, bytes calldata initCode) external returns (address deployed) {
        deployed = CREATE3.deployDeterministic(initCode, _bound(msg.sender, salt));
        emit Deployed(msg.sender, salt, deployed);
    }

    function addressOf(address owner, bytes32 salt) external view returns (address) {
        return CREATE3.predictDeterministicAddress(_bound(owner, salt));
    }

    /// @dev The owner is inside, so nobody takes another's address first.
    function _bound(address owner, bytes32 salt) private pure returns (bytes32) {
        return keccak256(abi.encode(owner, salt));
    }
}
