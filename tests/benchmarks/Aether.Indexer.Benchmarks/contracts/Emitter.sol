// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Emits many events in one transaction, so that a chain for measuring indexers is made in seconds.
contract Emitter {
    event Moved(address indexed from, address indexed to, uint256 indexed id, uint256 amount, uint256 count);

    uint256 public emitted;

    /// @notice Emits `count` events of amount 1 between `accounts` accounts, with ids that go on from the last call's.
    function move(uint256 count, uint256 accounts) external {
        uint256 first = emitted;
        for (uint256 id = first; id < first + count; id++) {
            // 7 and `accounts` have no common divisor, so that neighbours in time are not neighbours in the table.
            emit Moved(account((id * 11) % accounts), account((id * 7) % accounts), id, 1, id + 1);
        }
        emitted = first + count;
    }

    function account(uint256 number) private pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode(number)))));
    }
}
