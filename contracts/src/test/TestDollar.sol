// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @notice A dollar for local chains only: anyone mints it, it has EIP-2612 permits and six decimals.
contract TestDollar is ERC20, ERC20Permit {
    uint256 internal constant LOCAL_CHAIN_ID = 31337;

    error TestDollar_LocalChainOnly(uint256 chainId);

    constructor() ERC20("Test Dollar", "tUSD") ERC20Permit("Test Dollar") {
        if (block.chainid != LOCAL_CHAIN_ID) revert TestDollar_LocalChainOnly(block.chainid);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    /// @notice Makes `amount` (smallest units) out of nothing for `to`.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}
