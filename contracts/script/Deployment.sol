// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {CommonBase} from "forge-std/Base.sol";

import {Artifacts} from "./Artifacts.sol";
import {ChainConfig, SrsConfig, TokenConfig} from "./ChainConfig.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {IModelRegistry} from "aether/interfaces/IModelRegistry.sol";
import {IProviderRegistry} from "aether/interfaces/IProviderRegistry.sol";
import {IVault, ModuleKind} from "aether/interfaces/IVault.sol";
import {GenesisVerifier, IVerifierRegistry} from "aether/interfaces/IVerifierRegistry.sol";
import {MarketSetup} from "aether/types/MarketSetup.sol";
import {Tier} from "aether/types/Tier.sol";
import {IValidityRegistry} from "aether/validity/interfaces/IValidityRegistry.sol";

/// @notice Where everything is.
/// @param timelock Zero where the governor is an account.
/// @param validityVerifier Zero, as the four before and the one behind it, where the chain has no validity tier.
struct Deployed {
    address vault;
    address providers;
    address models;
    address verifiers;
    address market;
    address exchangeBox;
    address feeCollector;
    address timelock;
    address requestRules;
    address reputation;
    address reputationAdapter;
    address lens;
    address cooperativeVerifier;
    address testOptimisticVerifier;
    address graphChecker;
    address planBuilder;
    address registrationVerifier;
    address validityRegistry;
    address validityVerifier;
    address batchSettlement;
    TokenConfig[] tokens;
}

interface IDeployer {
    function deploy(bytes32 salt, bytes calldata initCode) external returns (address);
    function addressOf(address owner, bytes32 salt) external view returns (address);
}

/// @notice The deployment itself: the script broadcasts it, tests run it under a prank, so what is tested is what is deployed.
/// @dev Every contract sits at a CREATE3 address of (Deployer, owner, salt), so constructors can name contracts that come later. What
/// exists already is left alone: a deployment that stopped half way is finished by running it again, and refused if what stands was made by
/// another configuration. The owner gets no role by deploying.
abstract contract Deployment is CommonBase {
    /// @dev The deterministic deployment proxy found on most chains and predeployed by anvil and forge.
    address internal constant FACTORY = 0x4e59b44847b379578588920cA78FbF26c0B4956C;
    string internal constant RULES = "contracts/src/libraries/RequestRules.sol:RequestRules";
    bytes32 private constant SALT = 0;

    error Deployment_NoFactory(address factory);
    error Deployment_WrongAddress(string name, address expected, address deployed);
    /// @notice An earlier run put this contract there, by another configuration: what it names stays for ever.
    error Deployment_Differs(string name, string what);

    /// @dev What every step needs.
    struct Site {
        IDeployer deployer;
        address owner;
        /// The Timelock where there is one.
        address governor;
    }

    /// @param owner The account whose calls these are.
    /// @return d Where everything is.
    /// @return fresh Whether the Vault is new, and not found in place from an earlier run.
    function _deployAll(ChainConfig memory config, address owner) internal returns (Deployed memory d, bool fresh) {
        if (FACTORY.code.length == 0) revert Deployment_NoFactory(FACTORY);
        Site memory site;
        site.deployer = IDeployer(_create2("Deployer", Artifacts.creationCode("Deployer.sol", "Deployer")));
        site.owner = owner;
        d.requestRules = _create2("RequestRules", Artifacts.creationCode("RequestRules.sol", "RequestRules"));
        d.tokens = config.testTokens ? _testTokens(site) : config.tokens;

        d.vault = _addressOf(site, "Vault");
        fresh = d.vault.code.length == 0;
        d.providers = _addressOf(site, "ProviderRegistry");
        d.models = _addressOf(site, "ModelRegistry");
        d.verifiers = _addressOf(site, "VerifierRegistry");
        d.market = _addressOf(site, "JobMarket");
        d.exchangeBox = _addressOf(site, "ExchangeBox");
        d.feeCollector = _addressOf(site, "FeeCollector");

        _deployGovernor(config, site, d);
        _deployVault(site, d);
        _deployRegistries(config, site, d);
        _deployMarket(config, site, d);
        _deployPeriphery(site, d);

        _requireRoles(config, site, d);
        _requireMoney(config, d);
        _requireTimes(config, d);
    }

    /// @dev Whoever corrects a mistyped address and runs again must not believe that it helped. In a script this runs before anything is sent.
    function _requireRoles(ChainConfig memory config, Site memory site, Deployed memory d) private view {
        if (IVault(d.vault).governor() != site.governor) revert Deployment_Differs("Vault", "governor");
        IJobMarket market = IJobMarket(d.market);
        if (market.timelock() != site.governor) revert Deployment_Differs("JobMarket", "timelock");
        if (market.guardian() != config.guardian) revert Deployment_Differs("JobMarket", "guardian");
        IVerifierRegistry verifiers = IVerifierRegistry(d.verifiers);
        if (verifiers.timelock() != site.governor) revert Deployment_Differs("VerifierRegistry", "timelock");
        if (verifiers.guardian() != config.guardian) revert Deployment_Differs("VerifierRegistry", "guardian");
        if (d.timelock == address(0)) return;
        _requireRole(d.timelock, "PROPOSER_ROLE", config.proposers);
        _requireRole(d.timelock, "EXECUTOR_ROLE", config.executors);
    }

    function _requireRole(address timelock, string memory role, address[] memory holders) private view {
        for (uint256 i = 0; i < holders.length; ++i) {
            if (!IAccessControl(timelock).hasRole(keccak256(bytes(role)), holders[i])) {
                revert Deployment_Differs("Timelock", role);
            }
        }
    }

    function _requireMoney(ChainConfig memory config, Deployed memory d) private view {
        IVault vault = IVault(d.vault);
        address[3] memory modules = [d.providers, d.market, d.exchangeBox];
        for (uint256 i = 0; i < modules.length; ++i) {
            if (vault.moduleKind(modules[i]) != ModuleKind.Genesis) revert Deployment_Differs("Vault", "modules");
        }
        for (uint256 i = 0; i < d.tokens.length; ++i) {
            if (!vault.tokenAllowed(d.tokens[i].token)) revert Deployment_Differs("Vault", "tokens");
        }
        IProviderRegistry providers = IProviderRegistry(d.providers);
        if (providers.stakeToken() != d.tokens[0].token) revert Deployment_Differs("ProviderRegistry", "stakeToken");
        if (providers.stakeMin() != config.stakeMin) revert Deployment_Differs("ProviderRegistry", "stakeMin");
    }

    function _requireTimes(ChainConfig memory config, Deployed memory d) private view {
        IJobMarket market = IJobMarket(d.market);
        if (market.graceSecs() != config.graceSecs) revert Deployment_Differs("JobMarket", "graceSecs");
        if (market.disputeSecsMin() != config.minDisputeSecs) revert Deployment_Differs("JobMarket", "disputeSecsMin");
    }

    function _testTokens(Site memory site) private returns (TokenConfig[] memory tokens) {
        tokens = new TokenConfig[](1);
        tokens[0] = TokenConfig({symbol: "tUSD", token: _create3(site, "TestDollar", ""), decimals: 6});
    }

    function _deployGovernor(ChainConfig memory config, Site memory site, Deployed memory d) private {
        site.governor = config.governor;
        if (config.timelockSecs == 0) return;
        d.timelock = _create3(site, "Timelock", abi.encode(config.timelockSecs, config.proposers, config.executors));
        site.governor = d.timelock;
    }

    function _deployVault(Site memory site, Deployed memory d) private {
        address[] memory modules = new address[](3);
        modules[0] = d.providers;
        modules[1] = d.market;
        modules[2] = d.exchangeBox;
        address[] memory tokens = new address[](d.tokens.length);
        for (uint256 i = 0; i < tokens.length; ++i) {
            tokens[i] = d.tokens[i].token;
        }
        _create3(site, "Vault", abi.encode(site.governor, modules, tokens));
    }

    /// @dev Verifiers come before the registry that lists them.
    function _deployRegistries(ChainConfig memory config, Site memory site, Deployed memory d) private {
        _create3(site, "ProviderRegistry", abi.encode(d.vault, d.tokens[0].token, config.stakeMin));
        _create3(site, "ModelRegistry", "");
        d.cooperativeVerifier = _create3(site, "CooperativeVerifier", abi.encode(d.market));
        bool proves = config.srs.log != 0;
        GenesisVerifier[] memory genesis = new GenesisVerifier[](1 + (config.testTokens ? 1 : 0) + (proves ? 1 : 0));
        genesis[0] = GenesisVerifier({verifier: d.cooperativeVerifier, tier: Tier.Cooperative});
        if (config.testTokens) {
            d.testOptimisticVerifier = _create3(site, "TestOptimisticVerifier", "");
            genesis[1] = GenesisVerifier({verifier: d.testOptimisticVerifier, tier: Tier.Optimistic});
        }
        if (proves) {
            _deployValidity(config.srs, site, d);
            genesis[genesis.length - 1] = GenesisVerifier({verifier: d.validityVerifier, tier: Tier.Validity});
        }
        _create3(site, "VerifierRegistry", abi.encode(site.governor, config.guardian, genesis));
    }

    /// @dev The verifier asks the registry for its reference string, and the registry the verifier of registrations.
    function _deployValidity(SrsConfig memory srs, Site memory site, Deployed memory d) private {
        d.graphChecker = _create3(site, "GraphChecker", "");
        d.planBuilder = _create3(site, "PlanBuilder", "");
        d.registrationVerifier = _create3(site, "RegistrationVerifier", abi.encode(srs.tau2));
        d.validityRegistry = _create3(
            site,
            "ValidityRegistry",
            abi.encode(
                d.providers,
                d.graphChecker,
                d.planBuilder,
                d.registrationVerifier,
                srs.id,
                srs.log,
                srs.bondOfModel,
                srs.bondOfChallenge
            )
        );
        d.validityVerifier = _create3(site, "ValidityVerifier", abi.encode(d.validityRegistry));
        if (IValidityRegistry(d.validityRegistry).srsId() != srs.id) {
            revert Deployment_Differs("ValidityRegistry", "srsId");
        }
    }

    function _deployMarket(ChainConfig memory config, Site memory site, Deployed memory d) private {
        _create3(site, "FeeCollector", abi.encode(d.vault, site.governor));
        _create3Linked(site, "JobMarket", d.requestRules, abi.encode(_setup(config, site, d)));
        _create3(site, "ExchangeBox", abi.encode(d.vault, d.market, d.providers));
    }

    function _setup(ChainConfig memory config, Site memory site, Deployed memory d)
        private
        pure
        returns (MarketSetup memory)
    {
        return MarketSetup({
            vault: IVault(d.vault),
            providers: IProviderRegistry(d.providers),
            models: IModelRegistry(d.models),
            verifiers: IVerifierRegistry(d.verifiers),
            exchangeBox: d.exchangeBox,
            feeAccount: d.feeCollector,
            timelock: site.governor,
            guardian: config.guardian,
            graceSecs: config.graceSecs,
            disputeSecsMin: config.minDisputeSecs,
            feeBps: config.feeBps
        });
    }

    /// @dev Nothing above knows these: a later deployment may bring better ones.
    function _deployPeriphery(Site memory site, Deployed memory d) private {
        d.reputation = _create3(site, "Reputation", abi.encode(d.market));
        d.reputationAdapter = _create3(site, "ReputationAdapter", abi.encode(d.market));
        d.lens = _create3Linked(site, "Lens", d.requestRules, abi.encode(d.market));
        if (d.validityVerifier == address(0)) return;
        d.batchSettlement = _create3(site, "BatchSettlement", abi.encode(d.market, d.validityVerifier));
    }

    /// @dev Contract and file have one name.
    function _create3(Site memory site, string memory name, bytes memory arguments) private returns (address) {
        return _create3Code(site, name, Artifacts.creationCode(string.concat(name, ".sol"), name), arguments);
    }

    function _create3Linked(Site memory site, string memory name, address rules, bytes memory arguments)
        private
        returns (address)
    {
        bytes memory code = Artifacts.linkedCreationCode(string.concat(name, ".sol"), name, RULES, rules);
        return _create3Code(site, name, code, arguments);
    }

    function _create3Code(Site memory site, string memory name, bytes memory code, bytes memory arguments)
        private
        returns (address deployed)
    {
        deployed = _addressOf(site, name);
        if (deployed.code.length != 0) return deployed;
        address got = site.deployer.deploy(_salt(name), abi.encodePacked(code, arguments));
        if (got != deployed) revert Deployment_WrongAddress(name, deployed, got);
    }

    function _addressOf(Site memory site, string memory name) private view returns (address) {
        return site.deployer.addressOf(site.owner, _salt(name));
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
