// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Vm} from "forge-std/Vm.sol";

import {Amount, AmountLib} from "aether/types/Amount.sol";
import {Bps} from "aether/types/Bps.sol";
import {Duration} from "aether/types/Duration.sol";

struct TokenConfig {
    string symbol;
    address token;
    uint8 decimals;
}

/// @notice The reference string of the validity tier, as `aether srs verify` prints it.
/// @param log It has 2^log powers; zero: the tier is not deployed on this chain.
/// @param tau2 [tau]_2, as EIP-197 orders it.
/// @param bondOfModel What answers for a model's points.
/// @param bondOfChallenge What a challenge of them costs whoever is wrong.
struct SrsConfig {
    bytes32 id;
    uint256 log;
    uint256[4] tau2;
    Amount bondOfModel;
    Amount bondOfChallenge;
}

/// @notice What differs between chains; contracts/script/config/<name>.json says why each value is what it is.
/// @param governor Announces modules and tokens, sets the fee, lists verifiers: the timelock's place where there is none.
/// @param timelockSecs Delay of the Timelock that governs; zero: none, and the governor is an account.
/// @param tokens The first is also what providers stake.
struct ChainConfig {
    uint256 chainId;
    string name;
    address governor;
    uint256 timelockSecs;
    address[] proposers;
    address[] executors;
    address guardian;
    uint256 confirmations;
    uint256 finalityDepth;
    Duration graceSecs;
    Duration minDisputeSecs;
    string evmVersion;
    Bps feeBps;
    Amount stakeMin;
    bool testTokens;
    TokenConfig[] tokens;
    SrsConfig srs;
}

/// @notice Reads a configuration. `{ "value": V, "why": W }` is a fact or a choice; `{ "env": NAME, "why": W }` is somebody's decision at
/// deployment, and its absence an error that says which variable to set.
library ChainConfigs {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 internal constant LOCAL_CHAIN_ID = 31337;
    uint256 private constant SRS_LOG_MAX = 28;
    uint256 private constant SYMBOL_BYTES_MAX = 16;
    /// @dev The Timelock refuses less too; here the message names the file.
    uint256 internal constant TIMELOCK_SECS_MIN = 7 days;

    error ChainConfig_OtherChain(string path, uint256 configured, uint256 connected);
    error ChainConfig_NoToken(string path);
    /// @notice Set this environment variable.
    error ChainConfig_EnvironmentMissing(string variable, string why);
    error ChainConfig_AddressZero(string field);
    /// @notice Only the local chain is governed by the deploying account.
    error ChainConfig_TimelockTooShort(string path, uint256 secs, uint256 min);
    error ChainConfig_TokenMalformed(string token, string form);
    /// @notice There is no token at this address, or it counts in other decimals.
    error ChainConfig_TokenDiffers(address token, uint8 decimals);
    error ChainConfig_NumberTooLarge(string field, uint256 value);

    /// @param owner The deploying account, which governs and guards the local chain.
    function load(string memory path, address owner) internal view returns (ChainConfig memory c) {
        string memory json = VM.readFile(path);
        c.chainId = VM.parseJsonUint(json, ".chainId");
        if (c.chainId != block.chainid) revert ChainConfig_OtherChain(path, c.chainId, block.chainid);
        c.name = VM.parseJsonString(json, ".name");
        _loadRoles(c, json, path, owner);
        c.confirmations = VM.parseJsonUint(json, ".confirmations.value");
        c.finalityDepth = VM.parseJsonUint(json, ".finalityDepth.value");
        c.graceSecs = Duration.wrap(uint32(_number(json, ".graceSecs", type(uint32).max)));
        c.minDisputeSecs = Duration.wrap(uint32(_number(json, ".minDisputeSecs", type(uint32).max)));
        c.evmVersion = VM.parseJsonString(json, ".evmVersion.value");
        c.feeBps = Bps.wrap(uint16(_number(json, ".feeBps", type(uint16).max)));
        c.stakeMin = AmountLib.toAmount(_number(json, ".stakeMin", type(uint96).max));
        c.testTokens = VM.parseJsonBool(json, ".testTokens.value");
        c.tokens = VM.keyExistsJson(json, ".tokens.env") ? _tokensOfEnvironment(json) : _tokens(json);
        if (!c.testTokens && c.tokens.length == 0) revert ChainConfig_NoToken(path);
        c.srs = _srs(json);
    }

    function _srs(string memory json) private view returns (SrsConfig memory srs) {
        srs.log = _number(json, ".srs.log", SRS_LOG_MAX);
        if (srs.log == 0) return srs;
        srs.id = VM.parseJsonBytes32(json, ".srs.id.value");
        bytes memory tau2 = VM.parseJsonBytes(json, ".srs.tau2.value");
        if (tau2.length != 128) revert ChainConfig_NumberTooLarge(".srs.tau2", tau2.length);
        srs.tau2 = abi.decode(tau2, (uint256[4]));
        srs.bondOfModel = AmountLib.toAmount(_number(json, ".srs.bondOfModel", type(uint96).max));
        srs.bondOfChallenge = AmountLib.toAmount(_number(json, ".srs.bondOfChallenge", type(uint96).max));
    }

    function _loadRoles(ChainConfig memory c, string memory json, string memory path, address owner) private view {
        bool local = c.chainId == LOCAL_CHAIN_ID;
        c.timelockSecs = VM.parseJsonUint(json, ".timelockSecs.value");
        if (!local && c.timelockSecs < TIMELOCK_SECS_MIN) {
            revert ChainConfig_TimelockTooShort(path, c.timelockSecs, TIMELOCK_SECS_MIN);
        }
        if (c.timelockSecs == 0) {
            c.governor = owner;
        } else {
            c.proposers = _addresses(json, ".proposers");
            for (uint256 i = 0; i < c.proposers.length; ++i) {
                if (c.proposers[i] == address(0)) revert ChainConfig_AddressZero("proposers");
            }
            c.executors = _addresses(json, ".executors");
        }
        c.guardian = local ? owner : _address(json, ".guardian");
        if (c.guardian == address(0)) revert ChainConfig_AddressZero("guardian");
    }

    function _tokens(string memory json) private view returns (TokenConfig[] memory tokens) {
        uint256 count = 0;
        while (VM.keyExistsJson(json, _tokenKey(count, ""))) ++count;
        tokens = new TokenConfig[](count);
        for (uint256 i = 0; i < count; ++i) {
            tokens[i] = TokenConfig({
                symbol: VM.parseJsonString(json, _tokenKey(i, ".symbol")),
                token: VM.parseJsonAddress(json, _tokenKey(i, ".address")),
                decimals: _decimals(VM.parseJsonUint(json, _tokenKey(i, ".decimals")))
            });
            _requireToken(tokens[i]);
        }
    }

    /// @dev SYMBOL:ADDRESS:DECIMALS, separated by commas.
    function _tokensOfEnvironment(string memory json) private view returns (TokenConfig[] memory tokens) {
        string[] memory given = VM.split(_environment(json, ".tokens"), ",");
        tokens = new TokenConfig[](given.length);
        for (uint256 i = 0; i < given.length; ++i) {
            string[] memory parts = VM.split(VM.trim(given[i]), ":");
            if (parts.length != 3) revert ChainConfig_TokenMalformed(given[i], "SYMBOL:ADDRESS:DECIMALS");
            tokens[i] = TokenConfig({
                symbol: parts[0], token: VM.parseAddress(parts[1]), decimals: _decimals(VM.parseUint(parts[2]))
            });
            _requireToken(tokens[i]);
        }
    }

    function _decimals(uint256 value) private pure returns (uint8) {
        if (value > type(uint8).max) revert ChainConfig_NumberTooLarge(".decimals", value);
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint8(value);
    }

    /// @dev A wrong address would be in the Vault's list for ever; a symbol is written into the manifest between quotes.
    function _requireToken(TokenConfig memory t) private view {
        bytes memory symbol = bytes(t.symbol);
        bool plain = symbol.length != 0 && symbol.length <= SYMBOL_BYTES_MAX;
        for (uint256 i = 0; plain && i < symbol.length; ++i) {
            plain = symbol[i] > 0x20 && symbol[i] < 0x7f && symbol[i] != '"' && symbol[i] != "\\";
        }
        if (!plain) revert ChainConfig_TokenMalformed(t.symbol, "a symbol of 1 to 16 printable letters");
        (bool ok, bytes memory answer) = t.token.staticcall(abi.encodeCall(IERC20Metadata.decimals, ()));
        // An account without code answers nothing.
        if (!ok || answer.length != 32 || abi.decode(answer, (uint256)) != t.decimals) {
            revert ChainConfig_TokenDiffers(t.token, t.decimals);
        }
    }

    function _tokenKey(uint256 index, string memory field) private pure returns (string memory) {
        return string.concat(".tokens[", VM.toString(index), "]", field);
    }

    function _number(string memory json, string memory field, uint256 max) private view returns (uint256 value) {
        value = VM.keyExistsJson(json, string.concat(field, ".env"))
            ? VM.parseUint(_environment(json, field))
            : VM.parseJsonUint(json, string.concat(field, ".value"));
        if (value > max) revert ChainConfig_NumberTooLarge(field, value);
    }

    function _address(string memory json, string memory field) private view returns (address) {
        return VM.keyExistsJson(json, string.concat(field, ".env"))
            ? VM.parseAddress(_environment(json, field))
            : VM.parseJsonAddress(json, string.concat(field, ".value"));
    }

    function _addresses(string memory json, string memory field) private view returns (address[] memory list) {
        if (!VM.keyExistsJson(json, string.concat(field, ".env"))) {
            return VM.parseJsonAddressArray(json, string.concat(field, ".value"));
        }
        string[] memory given = VM.split(_environment(json, field), ",");
        list = new address[](given.length);
        for (uint256 i = 0; i < given.length; ++i) {
            list[i] = VM.parseAddress(VM.trim(given[i]));
        }
    }

    function _environment(string memory json, string memory field) private view returns (string memory value) {
        string memory variable = VM.parseJsonString(json, string.concat(field, ".env"));
        value = VM.envOr(variable, string(""));
        if (bytes(value).length == 0) {
            revert ChainConfig_EnvironmentMissing(variable, VM.parseJsonString(json, string.concat(field, ".why")));
        }
    }
}
