// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";

import {Disassembly} from "./base/Disassembly.sol";
import {Repointable} from "./mocks/Repointable.sol";
import {Artifacts} from "../../contracts/script/Artifacts.sol";
import {ChainConfig, ChainConfigs} from "../../contracts/script/ChainConfig.sol";
import {Deployed, Deployment} from "../../contracts/script/Deployment.sol";

/// @notice M-10, read off the code that is deployed: nothing destroys a contract, and nothing decides later what code it runs.
contract BytecodeTest is Test, Deployment {
    using Disassembly for bytes;

    error Destroys(string name, uint256 count);
    error CallsCode(string name, uint256 count);
    /// @notice More DELEGATECALLs than places that push the linked library's address.
    error Repoints(string name, uint256 delegatecalls, uint256 linked);

    address internal owner = makeAddr("owner");

    function test_bytecode_everyContract_M10() public {
        string memory path = string.concat(vm.projectRoot(), "/contracts/script/config/local.json");
        ChainConfig memory config = ChainConfigs.load(path, owner);
        config.timelockSecs = 7 days;
        config.proposers = new address[](1);
        config.proposers[0] = owner;
        vm.startPrank(owner);
        (Deployed memory d,) = _deployAll(config, owner);
        vm.stopPrank();
        address rules = d.requestRules;

        // These two are linked to RequestRules, whose address is part of their code; nothing else delegates at all.
        this.check("JobMarket", d.market.code, rules);
        this.check("Lens", d.lens.code, rules);
        assertGt(d.market.code.count(Disassembly.DELEGATECALL), 0);
        assertGt(d.lens.code.count(Disassembly.DELEGATECALL), 0);

        this.check("Vault", d.vault.code, address(0));
        this.check("ProviderRegistry", d.providers.code, address(0));
        this.check("ModelRegistry", d.models.code, address(0));
        this.check("VerifierRegistry", d.verifiers.code, address(0));
        this.check("ExchangeBox", d.exchangeBox.code, address(0));
        this.check("FeeCollector", d.feeCollector.code, address(0));
        this.check("Timelock", d.timelock.code, address(0));
        this.check("RequestRules", rules.code, address(0));
        this.check("Reputation", d.reputation.code, address(0));
        this.check("ReputationAdapter", d.reputationAdapter.code, address(0));
        this.check("CooperativeVerifier", d.cooperativeVerifier.code, address(0));
        this.check("Deployer", Artifacts.runtimeCode("Deployer.sol", "Deployer"), address(0));
    }

    function test_bytecode_planted_isFound_M10() public {
        bytes memory repointable = address(new Repointable()).code;
        vm.expectRevert(abi.encodeWithSelector(Repoints.selector, "planted", 1, 0));
        this.check("planted", repointable, address(0));
        // Knowing the library's address does not excuse it.
        vm.expectRevert(abi.encodeWithSelector(Repoints.selector, "planted", 1, 0));
        this.check("planted", repointable, FACTORY);
        // PUSH1 04, JUMP, INVALID, JUMPDEST, CALLER, SELFDESTRUCT.
        bytes memory destructible = hex"600456fe5b33ff";
        vm.expectRevert(abi.encodeWithSelector(Destroys.selector, "planted", 1));
        this.check("planted", destructible, address(0));
    }

    // EIP-1167: the smallest proxy delegates to a constant, which is not the library.
    function test_bytecode_minimalProxy_isFound_M10() public {
        bytes memory proxy =
            abi.encodePacked(hex"363d3d373d3d3d363d73", address(this), hex"5af43d82803e903d91602b57fd5bf3");
        vm.expectRevert(abi.encodeWithSelector(Repoints.selector, "proxy", 1, 0));
        this.check("proxy", proxy, FACTORY);
        this.check("proxy", proxy, address(this));
    }

    function test_disassembly_skipsDataAndDeadCode() public {
        // PUSH2 f4ff, STOP.
        this.check("pushed", hex"61f4ff00", address(0));
        // Behind a STOP nothing runs, until a JUMPDEST.
        this.check("constant", hex"00f4ff", address(0));
        vm.expectRevert(abi.encodeWithSelector(Repoints.selector, "revived", 1, 0));
        this.check("revived", hex"005bf4", address(0));
        // A JUMPDEST inside of pushed data is none.
        this.check("hidden", hex"00605bf4", address(0));
        vm.expectRevert(abi.encodeWithSelector(CallsCode.selector, "old", 1));
        this.check("old", hex"f2", address(0));
        // PUSH32 at the very end has no data left to skip.
        this.check("cut", hex"7f", address(0));
        bytes memory cut = hex"73";
        assertEq(cut.countAddress(address(1)), 0);
    }

    function check(string calldata name, bytes calldata code, address library_) external pure {
        bytes memory c = code;
        uint256 n = c.count(Disassembly.SELFDESTRUCT);
        if (n != 0) revert Destroys(name, n);
        n = c.count(Disassembly.CALLCODE);
        if (n != 0) revert CallsCode(name, n);
        n = c.count(Disassembly.DELEGATECALL);
        uint256 linked = library_ == address(0) ? 0 : c.countAddress(library_);
        if (n > linked) revert Repoints(name, n, linked);
    }
}
