// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {Test} from "forge-std/Test.sol";

import {Creation} from "./base/Creation.sol";
import {Artifacts} from "../../contracts/script/Artifacts.sol";
import {ChainConfig, ChainConfigs, TokenConfig} from "../../contracts/script/ChainConfig.sol";
import {Deployed, Deployment, IDeployer} from "../../contracts/script/Deployment.sol";
import {Manifest} from "../../contracts/script/Manifest.sol";
import {IFeeCollector} from "aether/interfaces/IFeeCollector.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {IVault} from "aether/interfaces/IVault.sol";
import {IVerifierRegistry} from "aether/interfaces/IVerifierRegistry.sol";
import {TestDollar} from "aether/test/TestDollar.sol";
import {AmountLib} from "aether/types/Amount.sol";
import {Bps} from "aether/types/Bps.sol";
import {Duration} from "aether/types/Duration.sol";
import {MarketSetup} from "aether/types/MarketSetup.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice The deployment: addresses known beforehand, code as built, a manifest that says so.
contract DeployTest is Test, Deployment, Creation {
    address internal owner = makeAddr("owner");
    address internal guardian = makeAddr("guardian");
    address internal proposer = makeAddr("proposer");

    function _deploy() private returns (ChainConfig memory config, Deployed memory d, bool fresh) {
        config = ChainConfigs.load(_path("local"), owner);
        vm.startPrank(owner);
        (d, fresh) = _deployAll(config, owner);
        vm.stopPrank();
    }

    function _path(string memory name) private view returns (string memory) {
        return string.concat(vm.projectRoot(), "/contracts/script/config/", name, ".json");
    }

    function test_deploy_bytecodeIsTheBuild() public {
        (ChainConfig memory config,,) = _deploy();
        // Once more with a Timelock, from another account: every contract there is.
        config.timelockSecs = 7 days;
        config.proposers = new address[](1);
        config.proposers[0] = owner;
        (Deployed memory d,) = _deployAll(config, address(this));
        _assertBuilt(d.vault, "Vault");
        _assertBuilt(d.providers, "ProviderRegistry");
        _assertBuilt(d.models, "ModelRegistry");
        _assertBuilt(d.verifiers, "VerifierRegistry");
        _assertBuilt(d.exchangeBox, "ExchangeBox");
        _assertBuilt(d.feeCollector, "FeeCollector");
        _assertBuilt(d.timelock, "Timelock");
        _assertBuilt(d.requestRules, "RequestRules");
        _assertBuilt(d.reputation, "Reputation");
        _assertBuilt(d.reputationAdapter, "ReputationAdapter");
        _assertBuilt(d.cooperativeVerifier, "CooperativeVerifier");
        _assertBuilt(d.testOptimisticVerifier, "TestOptimisticVerifier");
        _assertBuilt(d.graphChecker, "GraphChecker");
        _assertBuilt(d.planBuilder, "PlanBuilder");
        _assertBuilt(d.registrationVerifier, "RegistrationVerifier");
        _assertBuilt(d.validityRegistry, "ValidityRegistry");
        _assertBuilt(d.validityVerifier, "ValidityVerifier");
        _assertBuilt(d.batchSettlement, "BatchSettlement");
        _assertLinked(d.market, "JobMarket", d.requestRules);
        _assertLinked(d.lens, "Lens", d.requestRules);
        // M-53: room for what comes next.
        assertLe(d.market.code.length, 24_000);
    }

    function test_market_feeAccountZero_reverts() public {
        MarketSetup memory setup;
        bytes memory code = Artifacts.linkedCreationCode("JobMarket.sol", "JobMarket", RULES, address(1));
        vm.expectRevert(IJobMarket.Market_FeeAccountZero.selector);
        this.create(code, abi.encode(setup));
    }

    function test_deploy_noFactory_reverts() public {
        ChainConfig memory config = ChainConfigs.load(_path("local"), owner);
        vm.etch(FACTORY, "");
        vm.expectRevert(abi.encodeWithSelector(Deployment_NoFactory.selector, FACTORY));
        this.deployWith(config);
    }

    function deployWith(ChainConfig calldata config) external returns (Deployed memory d) {
        (d,) = _deployAll(config, address(this));
    }

    function test_deploy_isRepeatable_andListsVerifiers() public {
        (, Deployed memory first, bool fresh) = _deploy();
        assertTrue(fresh);
        (, Deployed memory second, bool freshAgain) = _deploy();
        assertFalse(freshAgain);
        assertEq(abi.encode(first), abi.encode(second));
        assertTrue(IVerifierRegistry(first.verifiers).isListed(first.cooperativeVerifier, Tier.Cooperative));
        assertTrue(IVerifierRegistry(first.verifiers).isListed(first.testOptimisticVerifier, Tier.Optimistic));
        assertTrue(IVerifierRegistry(first.verifiers).isListed(first.validityVerifier, Tier.Validity));
    }

    /// @dev The attack is one's own mistake: an address is corrected after the first run, and the second run finds the old one in place.
    function test_deploy_byAnotherConfiguration_refused() public {
        ChainConfig memory config = ChainConfigs.load(_path("local"), owner);
        config.timelockSecs = 7 days;
        config.proposers = new address[](1);
        config.proposers[0] = proposer;
        config.executors = new address[](1);
        this.deployWith(config);

        ChainConfig memory other = ChainConfigs.load(_path("local"), owner);
        _expectDiffers(other, "Vault", "governor");
        other.timelockSecs = 7 days;
        other.executors = new address[](1);
        other.executors[0] = owner;
        other.proposers = new address[](1);
        other.proposers[0] = makeAddr("corrected");
        other.guardian = guardian;
        other.stakeMin = AmountLib.toAmount(1);
        other.graceSecs = Duration.wrap(1);
        other.minDisputeSecs = Duration.wrap(1);
        _expectDiffers(other, "JobMarket", "guardian");
        other.guardian = config.guardian;
        _expectDiffers(other, "Timelock", "PROPOSER_ROLE");
        other.proposers[0] = proposer;
        _expectDiffers(other, "Timelock", "EXECUTOR_ROLE");
        other.executors[0] = address(0);
        _expectDiffers(other, "ProviderRegistry", "stakeMin");
        other.stakeMin = config.stakeMin;
        _expectDiffers(other, "JobMarket", "graceSecs");
        other.graceSecs = config.graceSecs;
        _expectDiffers(other, "JobMarket", "disputeSecsMin");
        other.minDisputeSecs = config.minDisputeSecs;
        this.deployWith(other);

        other.testTokens = false;
        other.tokens = new TokenConfig[](1);
        other.tokens[0] = TokenConfig({symbol: "xUSD", token: address(new TestDollar()), decimals: 6});
        _expectDiffers(other, "Vault", "tokens");
    }

    function _expectDiffers(ChainConfig memory config, string memory name, string memory what) private {
        vm.expectRevert(abi.encodeWithSelector(Deployment_Differs.selector, name, what));
        this.deployWith(config);
    }

    function test_deployer_addressIsItsOwners() public {
        (, Deployed memory d,) = _deploy();
        IDeployer deployer = IDeployer(
            vm.computeCreate2Address(0, keccak256(Artifacts.creationCode("Deployer.sol", "Deployer")), FACTORY)
        );
        bytes32 salt = keccak256("Aether Vault 1");
        assertEq(deployer.addressOf(owner, salt), d.vault);
        assertTrue(deployer.addressOf(address(this), salt) != d.vault);
        address mine = deployer.deploy(salt, hex"600160005360016000f3");
        assertEq(mine, deployer.addressOf(address(this), salt));
        assertEq(mine.code, hex"01");
        vm.expectRevert();
        deployer.deploy(salt, hex"600160005360016000f3");
    }

    function test_manifest_saysWhereEverythingIs() public {
        (ChainConfig memory config, Deployed memory d,) = _deploy();
        string memory path = string.concat(vm.projectRoot(), "/contracts/cache/manifest-test/31337.json");
        Manifest.write(path, config, d, 17);
        string memory json = vm.readFile(path);
        assertEq(vm.parseJsonUint(json, ".chainId"), 31337);
        assertEq(vm.parseJsonUint(json, ".startBlock"), 17);
        assertEq(vm.parseJsonUint(json, ".confirmations"), config.confirmations);
        assertEq(vm.parseJsonUint(json, ".finalityDepth"), config.finalityDepth);
        assertEq(vm.parseJsonString(json, ".evmVersion"), "prague");
        assertEq(vm.parseJsonAddress(json, ".contracts.Vault"), d.vault);
        assertEq(vm.parseJsonAddress(json, ".contracts.ProviderRegistry"), d.providers);
        assertEq(vm.parseJsonAddress(json, ".contracts.ModelRegistry"), d.models);
        assertEq(vm.parseJsonAddress(json, ".contracts.VerifierRegistry"), d.verifiers);
        assertEq(vm.parseJsonAddress(json, ".contracts.JobMarket"), d.market);
        assertEq(vm.parseJsonAddress(json, ".contracts.CooperativeVerifier"), d.cooperativeVerifier);
        assertEq(vm.parseJsonAddress(json, ".contracts.TestOptimisticVerifier"), d.testOptimisticVerifier);
        assertEq(vm.parseJsonAddress(json, ".contracts.ExchangeBox"), d.exchangeBox);
        assertEq(vm.parseJsonAddress(json, ".contracts.FeeCollector"), d.feeCollector);
        assertEq(vm.parseJsonAddress(json, ".contracts.RequestRules"), d.requestRules);
        assertEq(vm.parseJsonAddress(json, ".contracts.Reputation"), d.reputation);
        assertEq(vm.parseJsonAddress(json, ".contracts.ReputationAdapter"), d.reputationAdapter);
        assertEq(vm.parseJsonAddress(json, ".contracts.Lens"), d.lens);
        assertEq(vm.parseJsonAddress(json, ".contracts.ValidityRegistry"), d.validityRegistry);
        assertEq(vm.parseJsonAddress(json, ".contracts.ValidityVerifier"), d.validityVerifier);
        assertEq(vm.parseJsonAddress(json, ".contracts.BatchSettlement"), d.batchSettlement);
        assertFalse(vm.keyExistsJson(json, ".contracts.Timelock"), "there is none on this chain");
        d.timelock = address(this);
        Manifest.write(path, config, d, 17);
        assertEq(vm.parseJsonAddress(vm.readFile(path), ".contracts.Timelock"), address(this));
        assertEq(vm.parseJsonAddress(json, ".tokens[0].address"), d.tokens[0].token);
        assertEq(vm.parseJsonUint(json, ".tokens[0].decimals"), 6);
        assertEq(Manifest.startBlockOf(path, d.vault), 17);
        assertEq(Manifest.startBlockOf(path, d.market), 0, "a manifest of another Vault says nothing");
        assertEq(Manifest.startBlockOf(string.concat(path, ".absent"), d.vault), 0);
    }

    // ---- configurations

    function test_config_ofAnotherChain_refused() public {
        vm.chainId(10);
        vm.expectRevert(abi.encodeWithSelector(ChainConfigs.ChainConfig_OtherChain.selector, _path("local"), 31337, 10));
        this.load("local");
    }

    function load(string calldata name) external view returns (ChainConfig memory) {
        return ChainConfigs.load(_path(name), owner);
    }

    function loadFile(string calldata path) external view returns (ChainConfig memory) {
        return ChainConfigs.load(path, owner);
    }

    /// @dev One test, because the environment belongs to the whole process.
    function test_config_realChains_nameWhatIsMissing_andDeploy() public {
        bytes memory token = address(new TestDollar()).code;
        _clearEnvironment();
        vm.chainId(105105);
        _expectMissing("stratis", "AETHER_PROPOSERS");
        vm.setEnv("AETHER_PROPOSERS", string.concat(vm.toString(proposer), ", ", vm.toString(address(this))));
        _expectMissing("stratis", "AETHER_GUARDIAN");
        vm.setEnv("AETHER_GUARDIAN", vm.toString(address(0)));
        vm.expectRevert(abi.encodeWithSelector(ChainConfigs.ChainConfig_AddressZero.selector, "guardian"));
        this.load("stratis");
        vm.setEnv("AETHER_GUARDIAN", vm.toString(guardian));
        _expectMissing("stratis", "AETHER_STAKE_MIN");
        vm.setEnv("AETHER_STAKE_MIN", "79228162514264337593543950336");
        vm.expectRevert(abi.encodeWithSelector(ChainConfigs.ChainConfig_NumberTooLarge.selector, ".stakeMin", 2 ** 96));
        this.load("stratis");
        vm.setEnv("AETHER_STAKE_MIN", "70000000");
        _expectMissing("stratis", "AETHER_TOKENS");
        _checkTokens(token);
        _checkDeployment("stratis", 4368, 7200, token);

        vm.chainId(10);
        _checkDeployment("op-mainnet", 12 hours + 900, 13 hours, token);
        vm.chainId(42161);
        _checkDeployment("arbitrum-one", 24 hours + 900, 25 hours, token);
        vm.setEnv("AETHER_PROPOSERS", string.concat(vm.toString(proposer), ",", vm.toString(address(0))));
        vm.expectRevert(abi.encodeWithSelector(ChainConfigs.ChainConfig_AddressZero.selector, "proposers"));
        this.load("arbitrum-one");
        _clearEnvironment();
    }

    function _clearEnvironment() private {
        string[4] memory names = ["AETHER_PROPOSERS", "AETHER_GUARDIAN", "AETHER_STAKE_MIN", "AETHER_TOKENS"];
        for (uint256 i = 0; i < names.length; ++i) {
            vm.setEnv(names[i], "");
        }
    }

    function _expectMissing(string memory name, string memory variable) private {
        try this.load(name) {
            fail();
        } catch (bytes memory why) {
            assertEq(bytes4(why), ChainConfigs.ChainConfig_EnvironmentMissing.selector);
            bytes memory facts = new bytes(why.length - 4);
            for (uint256 i = 0; i < facts.length; ++i) {
                facts[i] = why[i + 4];
            }
            (string memory named, string memory reason) = abi.decode(facts, (string, string));
            assertEq(named, variable);
            assertGt(bytes(reason).length, 20);
        }
    }

    function _checkTokens(bytes memory token) private {
        address dollar = makeAddr("dollar");
        string memory given = string.concat("xUSD:", vm.toString(dollar));
        vm.setEnv("AETHER_TOKENS", given);
        vm.expectRevert(
            abi.encodeWithSelector(ChainConfigs.ChainConfig_TokenMalformed.selector, given, "SYMBOL:ADDRESS:DECIMALS")
        );
        this.load("stratis");
        vm.setEnv("AETHER_TOKENS", string.concat(given, ":6"));
        vm.expectRevert(abi.encodeWithSelector(ChainConfigs.ChainConfig_TokenDiffers.selector, dollar, 6));
        this.load("stratis");
        // Code, but no token.
        vm.etch(dollar, hex"00");
        vm.expectRevert(abi.encodeWithSelector(ChainConfigs.ChainConfig_TokenDiffers.selector, dollar, 6));
        this.load("stratis");
        vm.etch(dollar, token);
        vm.setEnv("AETHER_TOKENS", string.concat(given, ":18"));
        vm.expectRevert(abi.encodeWithSelector(ChainConfigs.ChainConfig_TokenDiffers.selector, dollar, 18));
        this.load("stratis");
        // 262 is 6 in a byte.
        vm.setEnv("AETHER_TOKENS", string.concat(given, ":262"));
        vm.expectRevert(abi.encodeWithSelector(ChainConfigs.ChainConfig_NumberTooLarge.selector, ".decimals", 262));
        this.load("stratis");
        string[4] memory symbols = ["", "x USD", 'x"USD', "seventeen-letters"];
        for (uint256 i = 0; i < symbols.length; ++i) {
            vm.setEnv("AETHER_TOKENS", string.concat(symbols[i], ":", vm.toString(dollar), ":6"));
            vm.expectRevert(
                abi.encodeWithSelector(
                    ChainConfigs.ChainConfig_TokenMalformed.selector,
                    symbols[i],
                    "a symbol of 1 to 16 printable letters"
                )
            );
            this.load("stratis");
        }
        vm.setEnv("AETHER_TOKENS", string.concat(given, ":6"));
    }

    /// @dev The deploying account has no role in what it made.
    function _checkDeployment(string memory name, uint256 graceSecs, uint256 disputeSecs, bytes memory token) private {
        uint256 snapshot = vm.snapshotState();
        _etchTokens(name, token);
        ChainConfig memory config = this.load(name);
        assertEq(config.name, name);
        assertGe(config.finalityDepth, config.confirmations);
        Deployed memory d = this.deployWith(config);
        assertEq(d.testOptimisticVerifier, address(0));
        IJobMarket market = IJobMarket(d.market);
        assertEq(market.timelock(), d.timelock);
        assertEq(market.guardian(), guardian);
        assertEq(market.feeAccount(), d.feeCollector);
        assertEq(Duration.unwrap(market.graceSecs()), graceSecs);
        assertEq(Duration.unwrap(market.disputeSecsMin()), disputeSecs);
        assertEq(IVault(d.vault).governor(), d.timelock);
        assertEq(IFeeCollector(d.feeCollector).timelock(), d.timelock);
        IVerifierRegistry verifiers = IVerifierRegistry(d.verifiers);
        assertEq(verifiers.timelock(), d.timelock);
        assertEq(verifiers.guardian(), guardian);
        assertTrue(verifiers.isListed(d.cooperativeVerifier, Tier.Cooperative));
        _checkTimelock(TimelockController(payable(d.timelock)), market);
        vm.revertToState(snapshot);
    }

    function _etchTokens(string memory name, bytes memory token) private {
        string memory json = vm.readFile(_path(name));
        if (!vm.keyExistsJson(json, ".tokens[0]")) return;
        address at = vm.parseJsonAddress(json, ".tokens[0].address");
        vm.expectRevert(abi.encodeWithSelector(ChainConfigs.ChainConfig_TokenDiffers.selector, at, 6));
        this.load(name);
        vm.etch(at, token);
    }

    /// @dev What a proposer schedules happens after seven days, by anybody's hand; nobody else schedules.
    function _checkTimelock(TimelockController timelock, IJobMarket market) private {
        assertEq(timelock.getMinDelay(), 7 days);
        assertTrue(timelock.hasRole(timelock.PROPOSER_ROLE(), proposer));
        assertFalse(timelock.hasRole(timelock.PROPOSER_ROLE(), owner));
        assertFalse(timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), address(this)));
        bytes memory data = abi.encodeCall(market.setFee, (Bps.wrap(30)));
        vm.prank(proposer);
        timelock.schedule(address(market), 0, data, 0, 0, 7 days);
        vm.warp(block.timestamp + 7 days);
        vm.prank(makeAddr("anybody"));
        timelock.execute(address(market), 0, data, 0, 0);
        assertEq(market.feeBps().toUint(), 30);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_NotTimelock.selector, address(this)));
        market.setFee(Bps.wrap(30));
    }

    function test_config_realChainWithoutTimelock_refused() public {
        string memory json = vm.readFile(_path("op-mainnet"));
        string memory path = string.concat(vm.projectRoot(), "/contracts/cache/config-test/op-mainnet.json");
        vm.createDir(string.concat(vm.projectRoot(), "/contracts/cache/config-test"), true);
        vm.writeFile(path, vm.replace(json, '"value": 604800', '"value": 604799'));
        vm.chainId(10);
        vm.expectRevert(
            abi.encodeWithSelector(ChainConfigs.ChainConfig_TimelockTooShort.selector, path, 604799, 7 days)
        );
        this.loadFile(path);
    }

    function test_config_noToken_refused() public {
        string memory json = vm.readFile(_path("local"));
        string memory path = string.concat(vm.projectRoot(), "/contracts/cache/config-test/local.json");
        vm.createDir(string.concat(vm.projectRoot(), "/contracts/cache/config-test"), true);
        vm.writeFile(path, vm.replace(json, '"testTokens": { "value": true', '"testTokens": { "value": false'));
        vm.expectRevert(abi.encodeWithSelector(ChainConfigs.ChainConfig_NoToken.selector, path));
        this.loadFile(path);
    }

    function test_testDollar_localChainOnly() public {
        assertEq(new TestDollar().decimals(), 6);
        vm.chainId(1);
        vm.expectRevert(abi.encodeWithSelector(TestDollar.TestDollar_LocalChainOnly.selector, 1));
        new TestDollar();
    }

    function _assertBuilt(address at, string memory name) private view {
        _assertSame(at, Artifacts.runtimeCode(string.concat(name, ".sol"), name), name);
    }

    function _assertLinked(address at, string memory name, address rules) private view {
        _assertSame(at, Artifacts.linkedRuntimeCode(string.concat(name, ".sol"), name, RULES, rules), name);
    }

    /// @dev Deployed code is the built code outside the places where immutables were written.
    function _assertSame(address at, bytes memory built, string memory name) private view {
        bytes memory code = at.code;
        assertEq(code.length, built.length, name);
        string memory json = Artifacts.json(string.concat(name, ".sol"), name);
        string[] memory ids = vm.keyExistsJson(json, ".deployedBytecode.immutableReferences")
            ? vm.parseJsonKeys(json, ".deployedBytecode.immutableReferences")
            : new string[](0);
        for (uint256 i = 0; i < ids.length; ++i) {
            string memory list = string.concat(".deployedBytecode.immutableReferences.", ids[i]);
            for (uint256 k = 0; vm.keyExistsJson(json, _entry(list, k, "")); ++k) {
                uint256 start = vm.parseJsonUint(json, _entry(list, k, ".start"));
                uint256 length = vm.parseJsonUint(json, _entry(list, k, ".length"));
                for (uint256 b = start; b < start + length; ++b) {
                    code[b] = 0;
                }
            }
        }
        assertEq(keccak256(code), keccak256(built), name);
    }

    function _entry(string memory list, uint256 index, string memory field) private pure returns (string memory) {
        return string.concat(list, "[", vm.toString(index), "]", field);
    }
}
