// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";

import {Artifacts} from "../../contracts/script/Artifacts.sol";
import {ChainConfig, ChainConfigs} from "../../contracts/script/ChainConfig.sol";
import {Deployed, Deployment, IDeployer} from "../../contracts/script/Deployment.sol";
import {Manifest} from "../../contracts/script/Manifest.sol";
import {IVerifierRegistry} from "aether/interfaces/IVerifierRegistry.sol";
import {TestDollar} from "aether/test/TestDollar.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice The deployment: addresses known beforehand, code as built, a manifest that says so.
contract DeployTest is Test, Deployment {
    address internal owner = makeAddr("owner");
    string internal constant LIBRARY = "contracts/src/libraries/RequestRules.sol:RequestRules";

    function _deploy() private returns (ChainConfig memory config, Deployed memory d, bool fresh) {
        config = ChainConfigs.load(_path(), owner);
        vm.startPrank(owner);
        (d, fresh) = _deployAll(config, owner);
        vm.stopPrank();
    }

    function _path() private view returns (string memory) {
        return string.concat(vm.projectRoot(), "/contracts/script/config/local.json");
    }

    function test_deploy_bytecodeIsTheBuild() public {
        (, Deployed memory d,) = _deploy();
        _assertBuilt(d.vault, Artifacts.runtimeCode("Vault.sol", "Vault"), "Vault.sol", "Vault");
        _assertBuilt(
            d.providers,
            Artifacts.runtimeCode("ProviderRegistry.sol", "ProviderRegistry"),
            "ProviderRegistry.sol",
            "ProviderRegistry"
        );
        _assertBuilt(
            d.models, Artifacts.runtimeCode("ModelRegistry.sol", "ModelRegistry"), "ModelRegistry.sol", "ModelRegistry"
        );
        _assertBuilt(
            d.verifiers,
            Artifacts.runtimeCode("VerifierRegistry.sol", "VerifierRegistry"),
            "VerifierRegistry.sol",
            "VerifierRegistry"
        );
        _assertBuilt(
            d.cooperativeVerifier,
            Artifacts.runtimeCode("CooperativeVerifier.sol", "CooperativeVerifier"),
            "CooperativeVerifier.sol",
            "CooperativeVerifier"
        );
        address rules =
            vm.computeCreate2Address(0, keccak256(Artifacts.creationCode("RequestRules.sol", "RequestRules")), FACTORY);
        assertGt(rules.code.length, 0);
        _assertBuilt(
            d.market,
            Artifacts.linkedRuntimeCode("JobMarket.sol", "JobMarket", LIBRARY, rules),
            "JobMarket.sol",
            "JobMarket"
        );
        // M-53: room for what comes next.
        assertLe(d.market.code.length, 24_000);
    }

    function test_deploy_feeAccountZero_reverts() public {
        ChainConfig memory config = ChainConfigs.load(_path(), owner);
        config.feeAccount = address(0);
        // CREATE3 does not pass the reason on: DeploymentFailed().
        vm.expectRevert(bytes4(keccak256("DeploymentFailed()")));
        this.deployWith(config);
    }

    function deployWith(ChainConfig calldata config) external {
        _deployAll(config, address(this));
    }

    // M-10: nothing that destroys or repoints a contract: no SELFDESTRUCT, no CALLCODE, and DELEGATECALL only to the linked library,
    // whose address is a constant in the code.
    function test_bytecode_noRepointing_M10() public {
        (, Deployed memory d,) = _deploy();
        address rules =
            vm.computeCreate2Address(0, keccak256(Artifacts.creationCode("RequestRules.sol", "RequestRules")), FACTORY);
        _assertNoRepointing(d.vault, false);
        _assertNoRepointing(d.providers, false);
        _assertNoRepointing(d.models, false);
        _assertNoRepointing(d.verifiers, false);
        _assertNoRepointing(d.cooperativeVerifier, false);
        _assertNoRepointing(rules, false);
        _assertNoRepointing(d.market, true);
        assertGt(_pushesOf(d.market.code, rules), 0);
    }

    function _assertNoRepointing(address at, bool linked) private view {
        bytes memory code = at.code;
        uint256 delegatecalls = 0;
        for (uint256 i = 0; i < code.length; ++i) {
            uint8 op = uint8(code[i]);
            // PUSH1 to PUSH32 carry data.
            if (op >= 0x60 && op <= 0x7f) {
                i += op - 0x5f;
                continue;
            }
            assertTrue(op != 0xff && op != 0xf2, "SELFDESTRUCT or CALLCODE");
            if (op == 0xf4) ++delegatecalls;
        }
        assertEq(delegatecalls > 0, linked, "DELEGATECALL");
    }

    /// @dev How often `PUSH20 target` stands in the code.
    function _pushesOf(bytes memory code, address target) private pure returns (uint256 count) {
        bytes20 wanted = bytes20(target);
        for (uint256 i = 0; i + 21 <= code.length; ++i) {
            if (code[i] != 0x73) continue;
            bytes20 found;
            assembly ("memory-safe") {
                found := mload(add(add(code, 0x21), i))
            }
            if (found == wanted) ++count;
        }
    }

    function test_deploy_isRepeatable_andListsVerifiers() public {
        (, Deployed memory first, bool fresh) = _deploy();
        assertTrue(fresh);
        (, Deployed memory second, bool freshAgain) = _deploy();
        assertFalse(freshAgain);
        assertEq(abi.encode(first), abi.encode(second));
        assertTrue(IVerifierRegistry(first.verifiers).isListed(first.cooperativeVerifier, Tier.Cooperative));
        assertTrue(IVerifierRegistry(first.verifiers).isListed(first.testOptimisticVerifier, Tier.Optimistic));
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
        assertEq(vm.parseJsonAddress(json, ".tokens[0].address"), d.tokens[0].token);
        assertEq(vm.parseJsonUint(json, ".tokens[0].decimals"), 6);
        assertEq(Manifest.startBlockOf(path, d.vault), 17);
        assertEq(Manifest.startBlockOf(path, d.market), 0, "a manifest of another Vault says nothing");
        assertEq(Manifest.startBlockOf(string.concat(path, ".absent"), d.vault), 0);
    }

    function test_config_ofAnotherChain_refused() public {
        vm.chainId(10);
        vm.expectRevert(abi.encodeWithSelector(ChainConfigs.ChainConfig_OtherChain.selector, _path(), 31337, 10));
        this.load();
    }

    function load() external view returns (ChainConfig memory) {
        return ChainConfigs.load(_path(), owner);
    }

    function test_testDollar_localChainOnly() public {
        assertEq(new TestDollar().decimals(), 6);
        vm.chainId(1);
        vm.expectRevert(abi.encodeWithSelector(TestDollar.TestDollar_LocalChainOnly.selector, 1));
        new TestDollar();
    }

    /// @dev Deployed code is the built code outside the places where immutables were written.
    function _assertBuilt(address at, bytes memory built, string memory file, string memory name) private view {
        bytes memory code = at.code;
        assertEq(code.length, built.length, name);
        string memory json = Artifacts.json(file, name);
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
