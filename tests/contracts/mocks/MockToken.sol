// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice A token that misbehaves on demand: a fee on transfer, a bonus, a lie, a call in the middle of a transfer.
contract MockToken is ERC20 {
    enum Mode {
        Honest,
        TakesFee,
        GivesBonus,
        ReturnsFalse,
        MovesNothing
    }

    Mode public mode;
    address private _hookTarget;
    bytes private _hookData;
    bool public hookSucceeded;
    bytes public hookReturn;

    constructor() ERC20("Mock", "MCK") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function setMode(Mode mode_) external {
        mode = mode_;
    }

    /// @notice The next transfer makes this call, once, as the token.
    function setHook(address target, bytes calldata data) external {
        _hookTarget = target;
        _hookData = data;
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        return _move(from, to, amount);
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return _move(msg.sender, to, amount);
    }

    /// @dev EIP-3009's receive with the rules that matter here: the receiver calls, the nonce serves once, the "signature" is v = 27.
    mapping(bytes32 => bool) public used;

    function receiveWithAuthorization(
        address from,
        address to,
        uint256 amount,
        uint256,
        uint256,
        bytes32 nonce,
        uint8 v,
        bytes32,
        bytes32
    ) external {
        require(msg.sender == to && !used[nonce] && v == 27, "authorization");
        used[nonce] = true;
        _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) private returns (bool) {
        address target = _hookTarget;
        if (target != address(0)) {
            _hookTarget = address(0);
            (hookSucceeded, hookReturn) = target.call(_hookData);
        }
        if (mode == Mode.ReturnsFalse) return false;
        if (mode == Mode.MovesNothing) return true;
        _transfer(from, to, amount);
        if (mode == Mode.TakesFee) _burn(to, amount / 100);
        if (mode == Mode.GivesBonus) _mint(to, 1);
        return true;
    }
}
