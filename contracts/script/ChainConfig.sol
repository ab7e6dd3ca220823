// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";

import {Amount, AmountLib} from "aether/types/Amount.sol";
import {Bps} from "aether/types/Bps.sol";
import {Duration} from "aether/types/Duration.sol";

struct TokenConfig {
    string symbol;
    address token;
    uint8 decimals;
}

/// @notice What differs between chains; contracts/script/config/<name>.json says why each value is what it is.
struct ChainConfig {
    uint256 chainId;
    string name;
    address governor;
    address guardian;
    address feeAccount;
    uint256 confirmations;
    uint256 finalityDepth;
    Duration graceSecs;
    Duration minDisputeSecs;
    string evmVersion;
    Bps feeBps;
    Amount stakeMin;
    bool testTokens;
    TokenConfig[] tokens;
}

library ChainConfigs {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    error ChainConfig_OtherChain(string path, uint256 configured, uint256 connected);
    error ChainConfig_NoToken(string path);

    /// @param owner Takes the place of a governor or guardian that is zero.
    function load(string memory path, address owner) internal view returns (ChainConfig memory c) {
        string memory json = VM.readFile(path);
        c.chainId = VM.parseJsonUint(json, ".chainId");
        if (c.chainId != block.chainid) revert ChainConfig_OtherChain(path, c.chainId, block.chainid);
        c.name = VM.parseJsonString(json, ".name");
        c.governor = _orOwner(VM.parseJsonAddress(json, ".governor.value"), owner);
        c.guardian = _orOwner(VM.parseJsonAddress(json, ".guardian.value"), owner);
        c.feeAccount = VM.parseJsonAddress(json, ".feeAccount.value");
        c.confirmations = VM.parseJsonUint(json, ".confirmations.value");
        c.finalityDepth = VM.parseJsonUint(json, ".finalityDepth.value");
        c.graceSecs = Duration.wrap(uint32(VM.parseJsonUint(json, ".graceSecs.value")));
        c.minDisputeSecs = Duration.wrap(uint32(VM.parseJsonUint(json, ".minDisputeSecs.value")));
        c.evmVersion = VM.parseJsonString(json, ".evmVersion.value");
        c.feeBps = Bps.wrap(uint16(VM.parseJsonUint(json, ".feeBps.value")));
        c.stakeMin = AmountLib.toAmount(VM.parseJsonUint(json, ".stakeMin.value"));
        c.testTokens = VM.parseJsonBool(json, ".testTokens.value");
        c.tokens = _tokens(json);
        if (!c.testTokens && c.tokens.length == 0) revert ChainConfig_NoToken(path);
    }

    /// @dev The first token is also what providers stake.
    function _tokens(string memory json) private view returns (TokenConfig[] memory tokens) {
        uint256 count = 0;
        while (VM.keyExistsJson(json, _tokenKey(count, ""))) ++count;
        tokens = new TokenConfig[](count);
        for (uint256 i = 0; i < count; ++i) {
            tokens[i] = TokenConfig({
                symbol: VM.parseJsonString(json, _tokenKey(i, ".symbol")),
                token: VM.parseJsonAddress(json, _tokenKey(i, ".address")),
                decimals: uint8(VM.parseJsonUint(json, _tokenKey(i, ".decimals")))
            });
        }
    }

    function _tokenKey(uint256 index, string memory field) private pure returns (string memory) {
        return string.concat(".tokens[", VM.toString(index), "]", field);
    }

    function _orOwner(address configured, address owner) private pure returns (address) {
        return configured == address(0) ? owner : configured;
    }
}
