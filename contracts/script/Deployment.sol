// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CommonBase} from "forge-std/Base.sol";

import {Artifacts} from "./Artifacts.sol";
import {ChainConfig, TokenConfig} from "./ChainConfig.sol";
import {IModelRegistry} from "aether/interfaces/IModelRegistry.sol";
import {IProviderRegistry} from "aether/interfaces/IProviderRegistry.sol";
import {IVault} from "aether/interfaces/IVault.sol";
import {IVerifierRegistry} from "aether/interfaces/IVerifierRegistry.sol";
import {Amount} from "aether/types/Amount.sol";
import {Bps} from "aether/types/Bps.sol";
import {Duration} from "aether/types/Duration.sol";
import {MarketSetup} from "aether/types/MarketSetup.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice Where everything is.
struct Deployed {
    address vault;
    address providers;
    address models;
    address verifiers;
    address market;
    address exchangeBox;
    address cooperativeVerifier;
    address testOptimisticVerifier;
    TokenConfig[] tokens;
}

interface IDeployer {
    function deploy(bytes32 salt, bytes calldata initCode) external returns (address);
    function addressOf(address owner, bytes32 salt) external view returns (address);
}

/// @notice The deployment itself: the script broadcasts it, tests run it under a prank, so what is tested is what is deployed.
/// @dev Every contract sits at a CREATE3 address of (Deployer, owner, salt), so constructors can name contracts that come later. What
/// exists already is left alone: a deployment that stopped half way is finished by running it again.
abstract contract Deployment is CommonBase {
    /// @dev The deterministic deployment proxy found on most chains and predeployed by anvil and forge.
    address internal constant FACTORY = 0x4e59b44847b379578588920cA78FbF26c0B4956C;
    bytes32 private constant SALT = 0;

    error Deployment_NoFactory(address factory);
    error Deployment_WrongAddress(string name, address expected, address deployed);

    /// @param owner The account whose calls these are.
    /// @return d Where everything is.
    /// @return fresh Whether the Vault is new, and not found in place from an earlier run.
    function _deployAll(ChainConfig memory config, address owner) internal returns (Deployed memory d, bool fresh) {
        if (FACTORY.code.length == 0) revert Deployment_NoFactory(FACTORY);
        IDeployer deployer = IDeployer(_create2("Deployer", Artifacts.creationCode("Deployer.sol", "Deployer")));
        address rules = _create2("RequestRules", Artifacts.creationCode("RequestRules.sol", "RequestRules"));

        if (config.testTokens) {
            d.tokens = new TokenConfig[](1);
            d.tokens[0] = TokenConfig({
                symbol: "tUSD",
                token: _create3(deployer, owner, "TestDollar", Artifacts.creationCode("TestDollar.sol", "TestDollar")),
                decimals: 6
            });
        } else {
            d.tokens = config.tokens;
        }

        d.vault = deployer.addressOf(owner, _salt("Vault"));
        fresh = d.vault.code.length == 0;
        d.providers = deployer.addressOf(owner, _salt("ProviderRegistry"));
        d.models = deployer.addressOf(owner, _salt("ModelRegistry"));
        d.verifiers = deployer.addressOf(owner, _salt("VerifierRegistry"));
        d.market = deployer.addressOf(owner, _salt("JobMarket"));
        d.exchangeBox = deployer.addressOf(owner, _salt("ExchangeBox"));

        _deployCore(config, owner, deployer, rules, d);
        _deployVerifiers(config, owner, deployer, d);
    }

    function _deployCore(ChainConfig memory config, address owner, IDeployer deployer, address rules, Deployed memory d)
        private
    {
        address[] memory modules = new address[](3);
        modules[0] = d.providers;
        modules[1] = d.market;
        modules[2] = d.exchangeBox;
        address[] memory tokens = new address[](d.tokens.length);
        for (uint256 i = 0; i < tokens.length; ++i) {
            tokens[i] = d.tokens[i].token;
        }
        _create3(
            deployer,
            owner,
            "Vault",
            abi.encodePacked(Artifacts.creationCode("Vault.sol", "Vault"), abi.encode(config.governor, modules, tokens))
        );
        _create3(
            deployer,
            owner,
            "ProviderRegistry",
            abi.encodePacked(
                Artifacts.creationCode("ProviderRegistry.sol", "ProviderRegistry"),
                abi.encode(d.vault, tokens[0], config.stakeMin)
            )
        );
        _create3(deployer, owner, "ModelRegistry", Artifacts.creationCode("ModelRegistry.sol", "ModelRegistry"));
        _create3(
            deployer,
            owner,
            "VerifierRegistry",
            abi.encodePacked(
                Artifacts.creationCode("VerifierRegistry.sol", "VerifierRegistry"),
                abi.encode(config.governor, config.guardian)
            )
        );
        _create3(
            deployer,
            owner,
            "JobMarket",
            abi.encodePacked(
                Artifacts.linkedCreationCode(
                    "JobMarket.sol", "JobMarket", "contracts/src/libraries/RequestRules.sol:RequestRules", rules
                ),
                abi.encode(_setup(config, d))
            )
        );
        _create3(
            deployer,
            owner,
            "ExchangeBox",
            abi.encodePacked(
                Artifacts.creationCode("ExchangeBox.sol", "ExchangeBox"), abi.encode(d.vault, d.market, d.providers)
            )
        );
    }

    function _setup(ChainConfig memory config, Deployed memory d) private pure returns (MarketSetup memory) {
        return MarketSetup({
            vault: IVault(d.vault),
            providers: IProviderRegistry(d.providers),
            models: IModelRegistry(d.models),
            verifiers: IVerifierRegistry(d.verifiers),
            exchangeBox: d.exchangeBox,
            feeAccount: config.feeAccount,
            timelock: config.governor,
            guardian: config.guardian,
            graceSecs: config.graceSecs,
            disputeSecsMin: config.minDisputeSecs,
            feeBps: config.feeBps
        });
    }

    /// @dev Lists verifiers only where the deploying account is the timelock; elsewhere the timelock does it.
    function _deployVerifiers(ChainConfig memory config, address owner, IDeployer deployer, Deployed memory d) private {
        d.cooperativeVerifier = _create3(
            deployer,
            owner,
            "CooperativeVerifier",
            abi.encodePacked(
                Artifacts.creationCode("CooperativeVerifier.sol", "CooperativeVerifier"), abi.encode(d.market)
            )
        );
        if (config.governor == owner) _list(d.verifiers, d.cooperativeVerifier, Tier.Cooperative);
        if (!config.testTokens) return;
        d.testOptimisticVerifier = _create3(
            deployer,
            owner,
            "TestOptimisticVerifier",
            Artifacts.creationCode("TestOptimisticVerifier.sol", "TestOptimisticVerifier")
        );
        if (config.governor == owner) _list(d.verifiers, d.testOptimisticVerifier, Tier.Optimistic);
    }

    function _list(address registry, address verifier, Tier tier) private {
        if (!IVerifierRegistry(registry).isListed(verifier, tier)) IVerifierRegistry(registry).list(verifier, tier);
    }

    function _create3(IDeployer deployer, address owner, string memory name, bytes memory initCode)
        private
        returns (address deployed)
    {
        deployed = deployer.addressOf(owner, _salt(name));
        if (deployed.code.length != 0) return deployed;
        address got = deployer.deploy(_salt(name), initCode);
        if (got != deployed) revert Deployment_WrongAddress(name, deployed, got);
    }

    /// @dev Only for contracts without owner, state or constructor arguments: anybody may have put them there, the code is the same.
    function _create2(string memory name, bytes memory initCode) private returns (address deployed) {
        deployed = vm.computeCreate2Address(SALT, keccak256(initCode), FACTORY);
        if (deployed.code.length != 0) return deployed;
        (bool ok,) = FACTORY.call(abi.encodePacked(SALT, initCode));
        if (!ok || deployed.code.length == 0) revert Deployment_WrongAddress(name, deployed, address(0));
    }

    function _salt(string memory name) private pure returns (bytes32) {
        return keccak256(abi.encodePacked("Aether ", name, " 1"));
    }
}
