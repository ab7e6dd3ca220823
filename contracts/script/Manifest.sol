// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";

import {ChainConfig} from "./ChainConfig.sol";
import {Deployed} from "./Deployment.sol";
import {Duration} from "aether/types/Duration.sol";

/// @notice The chain manifest: what indexer, provider and API read to find this deployment.
library Manifest {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    function defaultPath() internal view returns (string memory) {
        return string.concat(VM.projectRoot(), "/deployments/", VM.toString(block.chainid), ".json");
    }

    /// @return The first block an earlier manifest of the same Vault gives; zero, which is always early enough, without one.
    function startBlockOf(string memory path, address vault) internal view returns (uint256) {
        if (!VM.isFile(path)) return 0;
        string memory json = VM.readFile(path);
        if (VM.parseJsonAddress(json, ".contracts.Vault") != vault) return 0;
        return VM.parseJsonUint(json, ".startBlock");
    }

    function write(string memory path, ChainConfig memory config, Deployed memory d, uint256 startBlock) internal {
        VM.createDir(_folder(path), true);
        VM.writeFile(path, text(config, d, startBlock));
    }

    /// @dev Written by hand rather than by a serializer: key order and layout are part of what people read.
    function text(ChainConfig memory config, Deployed memory d, uint256 startBlock)
        internal
        pure
        returns (string memory out)
    {
        out = string.concat("{\n", _number("chainId", config.chainId), _string("name", config.name));
        out = string.concat(out, _number("startBlock", startBlock), _number("confirmations", config.confirmations));
        out = string.concat(out, _number("finalityDepth", config.finalityDepth));
        out = string.concat(out, _number("graceSecs", Duration.unwrap(config.graceSecs)));
        out = string.concat(out, _number("minDisputeSecs", Duration.unwrap(config.minDisputeSecs)));
        out = string.concat(out, _string("evmVersion", config.evmVersion), '  "contracts": {\n');
        out = string.concat(out, _contract("Vault", d.vault), ",\n");
        out = string.concat(out, _contract("ProviderRegistry", d.providers), ",\n");
        out = string.concat(out, _contract("ModelRegistry", d.models), ",\n");
        out = string.concat(out, _contract("VerifierRegistry", d.verifiers), ",\n");
        out = string.concat(out, _contract("JobMarket", d.market), ",\n");
        out = string.concat(out, _contract("ExchangeBox", d.exchangeBox), ",\n");
        out = string.concat(out, _contract("FeeCollector", d.feeCollector), ",\n");
        if (d.timelock != address(0)) out = string.concat(out, _contract("Timelock", d.timelock), ",\n");
        out = string.concat(out, _contract("RequestRules", d.requestRules), ",\n");
        out = string.concat(out, _contract("Reputation", d.reputation), ",\n");
        out = string.concat(out, _contract("ReputationAdapter", d.reputationAdapter), ",\n");
        out = string.concat(out, _contract("Lens", d.lens), ",\n");
        out = string.concat(out, _contract("CooperativeVerifier", d.cooperativeVerifier));
        if (d.testOptimisticVerifier != address(0)) {
            out = string.concat(out, ",\n", _contract("TestOptimisticVerifier", d.testOptimisticVerifier));
        }
        if (d.validityVerifier != address(0)) out = string.concat(out, _validity(d));
        out = string.concat(out, '\n  },\n  "tokens": [');
        for (uint256 i = 0; i < d.tokens.length; ++i) {
            out = string.concat(out, i == 0 ? "\n" : ",\n", '    { "symbol": "', d.tokens[i].symbol, '", "address": "');
            out = string.concat(out, VM.toString(abi.encodePacked(d.tokens[i].token)), '", "decimals": ');
            out = string.concat(out, VM.toString(d.tokens[i].decimals), " }");
        }
        out = string.concat(out, "\n  ]\n}\n");
    }

    function _validity(Deployed memory d) private pure returns (string memory out) {
        out = string.concat(",\n", _contract("GraphChecker", d.graphChecker), ",\n");
        out = string.concat(out, _contract("PlanBuilder", d.planBuilder), ",\n");
        out = string.concat(out, _contract("RegistrationVerifier", d.registrationVerifier), ",\n");
        out = string.concat(out, _contract("ValidityRegistry", d.validityRegistry), ",\n");
        out = string.concat(out, _contract("ValidityVerifier", d.validityVerifier), ",\n");
        out = string.concat(out, _contract("BatchSettlement", d.batchSettlement));
    }

    function _number(string memory key, uint256 value) private pure returns (string memory) {
        return string.concat('  "', key, '": ', VM.toString(value), ",\n");
    }

    function _string(string memory key, string memory value) private pure returns (string memory) {
        return string.concat('  "', key, '": "', value, '",\n');
    }

    /// @dev Lower-case hex, as everywhere outside Solidity.
    function _contract(string memory name, address at) private pure returns (string memory) {
        return string.concat('    "', name, '": "', VM.toString(abi.encodePacked(at)), '"');
    }

    function _folder(string memory path) private pure returns (string memory) {
        bytes memory b = bytes(path);
        uint256 end = b.length;
        while (end > 0 && b[end - 1] != "/") --end;
        if (end == 0) return ".";
        bytes memory folder = new bytes(end);
        for (uint256 i = 0; i < end; ++i) {
            folder[i] = b[i];
        }
        return string(folder);
    }
}
