// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "../base/Fixture.sol";
import {IGraphChecker} from "aether/validity/interfaces/IGraphChecker.sol";
import {IPlanBuilder} from "aether/validity/interfaces/IPlanBuilder.sol";
import {IRegistrationVerifier} from "aether/validity/interfaces/IRegistrationVerifier.sol";
import {
    IValidityRegistry,
    LeafChallenge,
    Registration,
    Standing,
    ValidityModel
} from "aether/validity/interfaces/IValidityRegistry.sol";
import {Bond} from "aether/types/Bond.sol";
import {Timestamp} from "aether/types/Timestamp.sol";

/// @notice Takes every registration, and of openings the one that says so. Nothing here is about proofs.
contract ScriptedRegistrations is IRegistrationVerifier {
    error Scripted_Refused();

    function checkModel(bytes32, bytes calldata, uint256, uint256, bytes calldata) external pure {}

    function checkLeaf(
        uint256[2] calldata,
        bool,
        uint256,
        uint256,
        bytes calldata,
        bytes32[2] calldata,
        bytes calldata opening
    ) external pure {
        if (keccak256(opening) != keccak256("opened")) revert Scripted_Refused();
    }

    function tau2() external pure returns (uint256[4] memory) {}

    function coordinates(uint256, uint256) external pure returns (uint256) {
        return 18;
    }
}

/// @notice Registrants, heirs and challengers of four models, what they can do, and what each of them must own by now.
/// @dev The first registrant is honest: he answers every challenge of a model of his before time runs out. All others answer now and then.
contract RegistryHandler is Fixture {
    uint256 internal constant BOND = 500e6 + 1;
    uint256 internal constant CHALLENGE_BOND = 50e6;
    uint256 internal constant PEOPLE = 4;
    uint256 internal constant MODELS = 4;
    uint256 internal constant FUNDS = 100_000e6;

    struct Asked {
        bytes32 id;
        uint256 model;
        uint256 at;
        uint256 leaf;
        bool over;
    }

    IValidityRegistry public registry;
    address[PEOPLE] public people;
    bytes32[MODELS] internal contentHashes;
    Registration[MODELS] internal registrations;
    Asked[] internal asked;
    bytes internal graph;
    /// @dev Leaf 2 of the weights, with its path.
    bytes internal leaf;
    bytes32 internal top;
    bytes32[] internal path;
    /// @dev Gains less losses by challenges, of everybody and of SINK.
    mapping(address account => int256) internal won;
    mapping(uint256 model => bool) internal hasFailed;
    mapping(string what => uint256) public happened;
    /// @notice Of everything that must hold at a step: what did not.
    string public broken;

    constructor() {
        vm.pauseGasMetering();
        setUp();
        string memory file = vm.readFile(string.concat(vm.projectRoot(), "/tests/contracts/validity/registry.json"));
        graph = vm.parseJsonBytes(file, ".graph");
        leaf = vm.parseJsonBytes(file, ".leaves[0].leaf");
        top = vm.parseJsonBytes32(file, ".leaves[0].top");
        path = vm.parseJsonBytes32Array(file, ".leaves[0].path");
        IGraphChecker checker = IGraphChecker(deployCode("GraphChecker.sol:GraphChecker"));
        checker.check(graph);
        IPlanBuilder builder = IPlanBuilder(deployCode("PlanBuilder.sol:PlanBuilder"));
        bytes memory plan = builder.build(graph, 28);
        bytes memory arguments = abi.encode(
            providers,
            checker,
            builder,
            new ScriptedRegistrations(),
            vm.parseJsonBytes32(file, ".context.srsId"),
            28,
            BOND,
            CHALLENGE_BOND
        );
        registry = IValidityRegistry(deployCode("ValidityRegistry.sol:ValidityRegistry", arguments));
        // Both have judged this graph; in a campaign they would take most of the time.
        vm.mockCall(address(checker), abi.encodeWithSelector(IGraphChecker.check.selector), "");
        vm.mockCall(address(builder), abi.encodeWithSelector(IPlanBuilder.build.selector), abi.encode(plan));
        people = [makeAddr("honest"), makeAddr("careless"), makeAddr("heir"), makeAddr("challenger")];
        for (uint256 i = 0; i < PEOPLE; ++i) {
            _fund(people[i], FUNDS);
            vm.prank(people[i]);
            // As much as one model needs, and two challenges.
            providers.bond(address(registry), amt(BOND + 2 * CHALLENGE_BOND));
        }
        for (uint256 i = 0; i < MODELS; ++i) {
            registrations[i] = Registration({
                weightsRoot: vm.parseJsonBytes32(file, ".weightsRoot"),
                lutRoot: keccak256(abi.encode("luts", i)),
                points: vm.parseJsonBytes(file, ".points")
            });
            // The first two stand already: by the honest one and the careless one.
            if (i < 2) register(i, i);
        }
        delete happened["registered"];
    }

    function register(uint256 who, uint256 model) public {
        model %= MODELS;
        Registration memory registration = registrations[model];
        bytes memory graph_ = graph;
        vm.prank(_who(who));
        try registry.register(graph_, registration, "") returns (bytes32 contentHash) {
            _require(contentHashes[model] == 0, "a model registered twice");
            contentHashes[model] = contentHash;
            ++happened["registered"];
        } catch {}
    }

    function bond(uint256 who, uint256 amount) external {
        amount = _amount(amount);
        vm.prank(_who(who));
        try providers.bond(address(registry), amt(amount)) {} catch {}
    }

    function thaw(uint256 who, uint256 amount) external {
        amount = _amount(amount);
        vm.prank(_who(who));
        try providers.thaw(address(registry), amt(amount)) {
            ++happened["thawed"];
        } catch {}
    }

    function unbond(uint256 who) external {
        vm.prank(_who(who));
        try providers.unbond(address(registry)) {
            ++happened["unbonded"];
            (, uint256 bonded,) = owned(_who(who));
            if (bonded < registry.reservedOf(_who(who)).toUint()) ++happened["left without a bond"];
        } catch {}
    }

    function retire(uint256 who, uint256 model) external {
        bytes32 contentHash = contentHashes[model % MODELS];
        bool wasOpen = registry.planOf(contentHash) != address(0);
        vm.prank(_who(who));
        try registry.retire(contentHash) {
            ++happened["retired"];
            // It is no door back in.
            _require(wasOpen || registry.planOf(contentHash) == address(0), "retiring opened a model");
            if (!wasOpen) ++happened["retired late"];
        } catch {}
    }

    function adopt(uint256 who, uint256 model) external {
        vm.prank(_who(who));
        try registry.adopt(contentHashes[model % MODELS]) {
            ++happened["adopted"];
        } catch {}
    }

    function release(uint256 model) external {
        try registry.release(contentHashes[model % MODELS]) {
            ++happened["released"];
        } catch {}
    }

    function challenge(uint256 who, uint256 model) external {
        model %= MODELS;
        (bytes memory leaf_, bytes32[] memory path_) = (leaf, path);
        bool isOpen = registry.planOf(contentHashes[model]) != address(0);
        // The honest registrant asks nobody: what he owns must never fall.
        vm.prank(people[1 + who % (PEOPLE - 1)]);
        try registry.challenge(contentHashes[model], true, 2, leaf_, top, path_) returns (bytes32 id) {
            _require(isOpen, "a closed model was challenged");
            asked.push(Asked({id: id, model: model, at: block.timestamp, leaf: 0, over: false}));
            ++happened["challenged"];
        } catch {}
    }

    function draw(uint256 which) external {
        if (asked.length == 0) return;
        vm.roll(block.number + 2);
        try registry.draw(asked[which % asked.length].id) {} catch {}
    }

    /// @dev Rightly or wrongly, in time or too late, also of challenges that are over.
    function answer(uint256 which, bool rightly) external {
        if (asked.length != 0) _answer(which % asked.length, rightly);
    }

    function conclude(uint256 which) external {
        if (asked.length != 0) _conclude(which % asked.length);
    }

    /// @dev Up to four days, now and then longer than a thaw, or to a second about which something ends; the honest one answers first.
    function wait(uint256 time, bool toTheEdge) external {
        time = time % 4 == 0 ? 15 days : 1 + time % 4 days;
        if (toTheEdge && asked.length != 0) {
            uint256 edge = Timestamp.unwrap(registry.challengeOf(asked[time % asked.length].id).answerBy) + time % 3;
            if (edge > block.timestamp) time = edge - block.timestamp;
        }
        _answerHonestly();
        vm.warp(block.timestamp + time);
    }

    /// @notice Ends every challenge there is.
    function endAll() external {
        _answerHonestly();
        vm.warp(block.timestamp + 4 days);
        for (uint256 i = 0; i < asked.length; ++i) {
            _conclude(i);
            _require(registry.challengeOf(asked[i].id).challenger == address(0), "a challenge that stays");
        }
    }

    function _answerHonestly() private {
        for (uint256 i = 0; i < asked.length; ++i) {
            if (asked[i].over || registry.modelOf(contentHashes[asked[i].model]).registrant != people[0]) continue;
            vm.roll(block.number + 2);
            try registry.draw(asked[i].id) {} catch {}
            _answer(i, true);
        }
    }

    function _answer(uint256 i, bool rightly) private {
        LeafChallenge memory c = registry.challengeOf(asked[i].id);
        ValidityModel memory m = registry.modelOf(c.contentHash);
        bool can = !asked[i].over && c.seed != 0 && m.standing == Standing.Registered;
        can = can && block.timestamp <= Timestamp.unwrap(c.answerBy) && rightly;
        bytes memory leaf_ = leaf;
        vm.prank(stranger);
        try registry.answer(asked[i].id, leaf_, rightly ? bytes("opened") : bytes("wrong")) {
            _require(can, "an answer that must be refused");
            asked[i].over = true;
            won[c.challenger] -= int256(CHALLENGE_BOND);
            won[m.registrant] += int256(CHALLENGE_BOND);
            ++happened["answered"];
        } catch {
            _require(!can, "an answer that must be taken");
        }
    }

    function _conclude(uint256 i) private {
        LeafChallenge memory c = registry.challengeOf(asked[i].id);
        ValidityModel memory m = registry.modelOf(c.contentHash);
        bool over = m.standing == Standing.Failed;
        bool can = !asked[i].over && (over || block.timestamp > Timestamp.unwrap(c.answerBy));
        (uint256 before,,) = owned(m.registrant);
        vm.prank(stranger);
        try registry.conclude(asked[i].id) {
            _require(can, "a challenge that must not end");
            asked[i].over = true;
            ++happened[over ? "dropped" : "failed"];
            if (over) return;
            hasFailed[asked[i].model] = true;
            _require(m.registrant != people[0], "who answers loses");
            uint256 lost = m.registrant == c.challenger ? BOND - BOND / 2 : BOND;
            (uint256 after_,,) = owned(m.registrant);
            // Two weeks long the bond is certainly there; later it may have left.
            if (block.timestamp < asked[i].at + 14 days) {
                _require(before == after_ + lost, "a bond that did not answer");
            }
            lost = before - after_;
            if (m.registrant == c.challenger) {
                won[m.registrant] -= int256(lost);
            } else {
                won[m.registrant] -= int256(lost);
                won[c.challenger] += int256(lost < BOND / 2 ? lost : BOND / 2);
            }
        } catch {
            _require(!can, "a challenge that must end");
        }
    }

    /// @notice Of an account: everything, what is bonded here, what of it does not thaw.
    function owned(address account) public view returns (uint256 all, uint256 bonded, uint256 firm) {
        Bond memory b = providers.bondOf(account, address(registry));
        firm = b.amount.toUint();
        bonded = firm + b.thawing.toUint();
        all = bonded + _free(account);
    }

    /// @notice Money of all and of SINK, and what it was at the beginning.
    function money() external view returns (uint256 sum, uint256 beginning, uint256 escrow, uint256 bonds) {
        sum = _free(SINK);
        bonds = 2 * stakeMin;
        for (uint256 i = 0; i < PEOPLE; ++i) {
            (uint256 all, uint256 bonded,) = owned(people[i]);
            sum += all;
            bonds += bonded;
        }
        beginning = PEOPLE * FUNDS;
        escrow = vault.escrow(address(usd), address(providers)).toUint();
        _requireEmpty();
    }

    /// @notice What somebody owns is what he brought, and what challenges gave and took.
    function isPaid(uint256 who) external view returns (bool) {
        (uint256 all,,) = owned(people[who]);
        return int256(all) == int256(FUNDS) + won[people[who]] && (who != 0 || all >= FUNDS);
    }

    /// @notice What an account has reserved, and what its models and open challenges need.
    function reserved(uint256 who) external view returns (uint256 kept, uint256 needed) {
        kept = registry.reservedOf(people[who]).toUint();
        for (uint256 i = 0; i < MODELS; ++i) {
            ValidityModel memory m = registry.modelOf(contentHashes[i]);
            if (m.standing == Standing.Registered && m.registrant == people[who]) needed += BOND;
        }
        for (uint256 i = 0; i < asked.length; ++i) {
            if (registry.challengeOf(asked[i].id).challenger == people[who]) needed += CHALLENGE_BOND;
        }
    }

    /// @notice A model takes proofs only as it may: never once it failed or closed, and only under a bond.
    function isRightlyOpen(uint256 model) external view returns (bool) {
        bytes32 contentHash = contentHashes[model];
        ValidityModel memory m = registry.modelOf(contentHash);
        uint256 open = 0;
        for (uint256 i = 0; i < asked.length; ++i) {
            if (asked[i].model == model && !asked[i].over) ++open;
        }
        if (m.challenges != open) return false;
        bool takes = registry.planOf(contentHash) != address(0);
        if (contentHash == 0) return !takes && m.standing == Standing.Unknown;
        if (hasFailed[model]) return !takes && m.standing == Standing.Failed;
        uint256 closesAt = Timestamp.unwrap(m.closesAt);
        if (takes != (closesAt == 0 || block.timestamp <= closesAt)) return false;
        if (!takes) return true;
        (, uint256 bonded,) = owned(m.registrant);
        return bonded >= registry.reservedOf(m.registrant).toUint();
    }

    function peopleCount() external pure returns (uint256) {
        return PEOPLE;
    }

    function modelCount() external pure returns (uint256) {
        return MODELS;
    }

    /// @dev The registry holds nothing itself.
    function _requireEmpty() private view {
        require(usd.balanceOf(address(registry)) == 0 && _free(address(registry)) == 0, "the registry holds money");
    }

    function _who(uint256 who) private view returns (address) {
        return people[who % PEOPLE];
    }

    function _amount(uint256 amount) private pure returns (uint256) {
        uint256[5] memory choices = [1, CHALLENGE_BOND, BOND - 1, BOND, 3 * BOND];
        return choices[amount % 5];
    }

    function _require(bool holds, string memory what) private {
        if (!holds && bytes(broken).length == 0) broken = what;
    }
}
