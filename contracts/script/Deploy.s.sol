// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Script} from "forge-std/Script.sol";

import {ChainConfig, ChainConfigs} from "./ChainConfig.sol";
import {Deployed, Deployment} from "./Deployment.sol";
import {Manifest} from "./Manifest.sol";

/// @notice Deploys Aether and writes the chain manifest. `scripts/deploy` runs it.
/// AETHER_CONFIG: file name in contracts/script/config without .json (default local).
/// AETHER_MANIFEST: where the manifest goes (default deployments/<chainId>.json).
/// AETHER_DEPLOYER_KEY: the key that signs, so that it stands on no command line; without it forge's own options say who does.
/// A configuration may ask for more variables; what is missing is named in the error.
contract Deploy is Script, Deployment {
    function run() external returns (Deployed memory deployed) {
        string memory name = vm.envOr("AETHER_CONFIG", string("local"));
        uint256 key = vm.envOr("AETHER_DEPLOYER_KEY", uint256(0));
        address owner = key == 0 ? msg.sender : vm.addr(key);
        ChainConfig memory config =
            ChainConfigs.load(string.concat(vm.projectRoot(), "/contracts/script/config/", name, ".json"), owner);
        string memory path = vm.envOr("AETHER_MANIFEST", Manifest.defaultPath());
        uint256 blockNow = _blockNumber();

        if (key == 0) vm.startBroadcast();
        else vm.startBroadcast(key);
        bool fresh;
        (deployed, fresh) = _deployAll(config, owner);
        vm.stopBroadcast();

        // Nothing of ours is older than the manifest's first block. A run that found contracts in place cannot know it anew.
        uint256 startBlock = fresh ? blockNow : Manifest.startBlockOf(path, deployed.vault);
        Manifest.write(path, config, deployed, startBlock);
    }

    /// @dev Asked of the node: on Arbitrum `block.number` is Ethereum's.
    function _blockNumber() private returns (uint256 number) {
        bytes memory answer = vm.rpc("eth_blockNumber", "[]");
        for (uint256 i = 0; i < answer.length; ++i) {
            number = number << 8 | uint8(answer[i]);
        }
    }
}
