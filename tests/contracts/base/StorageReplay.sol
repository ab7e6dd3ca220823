// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";

import {IExchangeBox} from "aether/interfaces/IExchangeBox.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {IModelRegistry} from "aether/interfaces/IModelRegistry.sol";
import {IProviderRegistry} from "aether/interfaces/IProviderRegistry.sol";
import {Change, IVault, ModuleKind} from "aether/interfaces/IVault.sol";
import {IVerifierRegistry, VerifierStatus} from "aether/interfaces/IVerifierRegistry.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {TypedData} from "aether/libraries/TypedData.sol";
import {Amount, AmountLib} from "aether/types/Amount.sol";
import {Bond} from "aether/types/Bond.sol";
import {Bps} from "aether/types/Bps.sol";
import {Claim} from "aether/types/Claim.sol";
import {Demand} from "aether/types/Demand.sol";
import {Job} from "aether/types/Job.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Model, ModelKind} from "aether/types/Model.sol";
import {Node} from "aether/types/Node.sol";
import {NodeId} from "aether/types/NodeId.sol";
import {Record} from "aether/types/Record.sol";
import {Request} from "aether/types/Request.sol";
import {Split} from "aether/types/Split.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";
import {Timestamp} from "aether/types/Timestamp.sol";

/// @notice The contracts a replay follows.
struct Followed {
    address vault;
    address providers;
    address models;
    address verifiers;
    address market;
    address exchangeBox;
}

/// @notice Rebuilds the storage of every contract from its logs alone, word by word (M-46, I-15).
/// @dev It keeps the same structs in its own storage, so that Solidity packs their words, and knows the place of each: the number of
/// its mapping in contracts/storage, and the keys. An event that says too little leaves a word that {compare} finds different; a word
/// that no event mentions is one {compare} was not told of.
contract StorageReplay {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    struct Entry {
        Tier tier;
        VerifierStatus status;
    }

    struct Config {
        Bps feeBps;
        Timestamp pausedUntil;
        Timestamp cooldownUntil;
    }

    /// @dev Where a rebuilt word belongs, and where it lies here.
    struct Word {
        address target;
        bytes32 slot;
        bytes32 here;
    }

    Followed private _followed;
    mapping(address => mapping(address => Amount)) private _free;
    mapping(address => mapping(address => Amount)) private _escrow;
    mapping(address => Amount) private _liabilities;
    mapping(address => ModuleKind) private _moduleKind;
    mapping(address => mapping(address => bool)) private _optedIn;
    mapping(address => bool) private _tokenAllowed;
    mapping(Change => mapping(address => Timestamp)) private _readyAt;
    mapping(address => mapping(address => Bond)) private _bonds;
    mapping(NodeId => Node) private _nodes;
    mapping(NodeId => bytes32) private _sealHash;
    mapping(address => NodeId) private _nodeOfKey;
    mapping(address => mapping(address => bool)) private _isOperator;
    mapping(bytes32 => Model) private _models;
    mapping(address => Entry) private _entries;
    mapping(uint256 => Job) private _jobs;
    mapping(address => mapping(address => Record)) private _records;
    Config private _config;
    mapping(uint256 => Demand) private _demands;
    mapping(uint256 => bytes32) private _termsHash;

    Word[] private _words;
    mapping(address => mapping(bytes32 => bool)) private _known;
    /// @notice Events that this contract does not understand: there must be none.
    uint256 public unknown;

    constructor(Followed memory followed_) {
        _followed = followed_;
    }

    function followed() external view returns (Followed memory) {
        return _followed;
    }

    function apply_(Vm.Log[] calldata logs) external {
        for (uint256 i = 0; i < logs.length; ++i) {
            address emitter = logs[i].emitter;
            if (emitter == _followed.vault) _applyVault(logs[i]);
            else if (emitter == _followed.providers) _applyProviders(logs[i]);
            else if (emitter == _followed.models) _applyModels(logs[i]);
            else if (emitter == _followed.verifiers) _applyVerifiers(logs[i]);
            else if (emitter == _followed.market) _applyMarket(logs[i]);
            else if (emitter == _followed.exchangeBox) _applyBox(logs[i]);
        }
    }

    /// @return count How many words were rebuilt.
    /// @return wrong How many differ from the contracts' storage.
    function compare() external view returns (uint256 count, uint256 wrong) {
        count = _words.length;
        for (uint256 i = 0; i < count; ++i) {
            Word storage w = _words[i];
            if (VM.load(w.target, w.slot) != VM.load(address(this), w.here)) ++wrong;
        }
    }

    /// @notice Whether a slot of a contract was rebuilt from an event.
    function isKnown(address target, bytes32 slot) external view returns (bool) {
        return _known[target][slot];
    }

    function _applyVault(Vm.Log calldata log) private {
        address vault = _followed.vault;
        bytes32 topic = log.topics[0];
        if (topic == IVault.AccountSet.selector || topic == IVault.EscrowSet.selector) {
            bool isFree = topic == IVault.AccountSet.selector;
            (address token, address who) = (_address(log.topics[1]), _address(log.topics[2]));
            Amount now_ = abi.decode(log.data, (Amount));
            Amount before = isFree ? _free[token][who] : _escrow[token][who];
            // Liabilities are the sum of all balances and escrows, so every event moves them by its difference.
            _liabilities[token] = AmountLib.toAmount(_liabilities[token].toUint() + now_.toUint() - before.toUint());
            if (isFree) _free[token][who] = now_;
            else _escrow[token][who] = now_;
            _put(vault, _in2(token, who, isFree ? 0 : 1), isFree ? _at(_free[token], who) : _at(_escrow[token], who));
            _put(vault, _in1(_word(token), 2), _at(_liabilities, token));
        } else if (topic == IVault.ModuleAdded.selector) {
            address module = _address(log.topics[1]);
            _moduleKind[module] = abi.decode(log.data, (ModuleKind));
            mapping(address => ModuleKind) storage m = _moduleKind;
            uint256 here;
            assembly {
                here := m.slot
            }
            _put(vault, _in1(_word(module), 3), _in1(_word(module), here));
        } else if (topic == IVault.OptInSet.selector) {
            (address account, address module) = (_address(log.topics[1]), _address(log.topics[2]));
            _optedIn[account][module] = abi.decode(log.data, (bool));
            _put(vault, _in2(account, module, 4), _bool2(_optedIn, account, module));
        } else if (topic == IVault.TokenAllowed.selector) {
            address token = _address(log.topics[1]);
            _tokenAllowed[token] = true;
            mapping(address => bool) storage m = _tokenAllowed;
            uint256 here;
            assembly {
                here := m.slot
            }
            _put(vault, _in1(_word(token), 5), _in1(_word(token), here));
        } else if (topic == IVault.Announced.selector) {
            address subject = _address(log.topics[2]);
            _readyAt[Change(uint8(uint256(log.topics[1])))][subject] = abi.decode(log.data, (Timestamp));
            mapping(Change => mapping(address => Timestamp)) storage m = _readyAt;
            bytes32 here;
            assembly {
                here := m.slot
            }
            bytes32 inner = _in1(log.topics[1], uint256(here));
            _put(vault, _in1(_word(subject), uint256(_in1(log.topics[1], 6))), _in1(_word(subject), uint256(inner)));
        } else {
            ++unknown;
        }
    }

    function _applyProviders(Vm.Log calldata log) private {
        address target = _followed.providers;
        bytes32 topic = log.topics[0];
        if (topic == IProviderRegistry.BondSet.selector) {
            (address provider, address slasher) = (_address(log.topics[1]), _address(log.topics[2]));
            Bond storage b = _bonds[provider][slasher];
            (b.amount, b.thawing, b.thawAt, b.holdUntil) = abi.decode(log.data, (Amount, Amount, Timestamp, Timestamp));
            bytes32 here;
            assembly {
                here := b.slot
            }
            _putWords(target, _in2(provider, slasher, 0), here, 2);
        } else if (topic == IProviderRegistry.NodeSet.selector) {
            _applyNode(log);
        } else if (topic == IProviderRegistry.OperatorSet.selector) {
            (address provider, address operator) = (_address(log.topics[1]), _address(log.topics[2]));
            _isOperator[provider][operator] = abi.decode(log.data, (bool));
            _put(target, _in2(provider, operator, 4), _bool2(_isOperator, provider, operator));
        } else {
            ++unknown;
        }
    }

    function _applyNode(Vm.Log calldata log) private {
        address target = _followed.providers;
        NodeId id = NodeId.wrap(uint256(log.topics[1]));
        (Node memory node, uint256 x, uint256 y,) = abi.decode(log.data, (Node, uint256, uint256, string));
        _nodes[id] = node;
        _sealHash[id] = keccak256(abi.encode(x, y));
        _nodeOfKey[node.sessionKey] = id;
        Node storage n = _nodes[id];
        mapping(NodeId => bytes32) storage seals = _sealHash;
        mapping(address => NodeId) storage keys = _nodeOfKey;
        (bytes32 here, bytes32 sealsSlot, bytes32 keysSlot) = (bytes32(0), bytes32(0), bytes32(0));
        assembly {
            here := n.slot
            sealsSlot := seals.slot
            keysSlot := keys.slot
        }
        _putWords(target, _in1(log.topics[1], 1), here, 1);
        _put(target, _in1(log.topics[1], 2), _in1(log.topics[1], uint256(sealsSlot)));
        _put(target, _in1(_word(node.sessionKey), 3), _in1(_word(node.sessionKey), uint256(keysSlot)));
    }

    function _applyModels(Vm.Log calldata log) private {
        bytes32 id = log.topics[1];
        Model storage m = _models[id];
        if (log.topics[0] == IModelRegistry.ModelRegistered.selector) {
            _applyModel(log, m);
        } else if (log.topics[0] == IModelRegistry.ModelRetired.selector) {
            m.retired = true;
        } else {
            ++unknown;
            return;
        }
        bytes32 here;
        assembly {
            here := m.slot
        }
        _putWords(_followed.models, _in1(id, 0), here, 2);
    }

    function _applyModel(Vm.Log calldata log, Model storage m) private {
        m.creator = _address(log.topics[2]);
        Split[] memory royalties;
        (m.kind,, m.licenceId,, m.depth, royalties, m.royaltyHash,) =
            abi.decode(log.data, (ModelKind, bytes32, uint32, Bps, uint8, Split[], bytes32, string));
        uint256 sum = 0;
        for (uint256 i = 0; i < royalties.length; ++i) {
            sum += royalties[i].bps.toUint();
        }
        m.royaltyBps = Bps.wrap(uint16(sum));
    }

    function _applyVerifiers(Vm.Log calldata log) private {
        if (log.topics[0] != IVerifierRegistry.VerifierSet.selector) {
            ++unknown;
            return;
        }
        Entry storage e = _entries[_address(log.topics[1])];
        (e.tier, e.status) = abi.decode(log.data, (Tier, VerifierStatus));
        bytes32 here;
        assembly {
            here := e.slot
        }
        _putWords(_followed.verifiers, _in1(log.topics[1], 0), here, 1);
    }

    function _applyMarket(Vm.Log calldata log) private {
        bytes32 topic = log.topics[0];
        if (topic == IJobMarket.RecordSet.selector) return _applyRecord(log);
        if (topic == IJobMarket.FeeSet.selector || topic == IJobMarket.Paused.selector) return _applyConfig(log);
        // The list behind a hash that RequestPosted or JobLocked carries: it is in no word of its own.
        if (topic == IJobMarket.ExtrasSet.selector) return;
        uint256 id = uint256(log.topics[1]);
        Job storage j = _jobs[id];
        if (topic == IJobMarket.RequestPosted.selector) {
            Request memory r = abi.decode(log.data, (Request));
            j.status = JobStatus.Posted;
            j.deadline = r.rampStart.plus(r.lockSecs);
            j.digest = _digest(r);
        } else if (topic == IJobMarket.JobLocked.selector) {
            _applyLocked(log, id, j);
        } else if (topic == IJobMarket.JobSubmitted.selector) {
            (,, Timestamp deadline, Timestamp capAt) = abi.decode(log.data, (Claim, bytes32, Timestamp, Timestamp));
            (j.status, j.deadline, j.capAt) = (JobStatus.Submitted, deadline, capAt);
            j.digest = Hashing.submitted(_termsHash[id], log.topics[2]);
        } else if (topic == IJobMarket.JobContested.selector) {
            j.contests = abi.decode(log.data, (uint8));
        } else if (topic == IJobMarket.JobRuled.selector) {
            (j.contests, j.deadline, j.digest) = abi.decode(log.data, (uint8, Timestamp, bytes32));
        } else if (topic == IJobMarket.JobClosed.selector) {
            (j.status, j.contests, j.digest) = (JobStatus(uint8(uint256(log.topics[2]))), 0, 0);
        } else {
            ++unknown;
            return;
        }
        bytes32 here;
        assembly {
            here := j.slot
        }
        _putWords(_followed.market, _in1(log.topics[1], 0), here, 2);
    }

    function _applyLocked(Vm.Log calldata log, uint256 id, Job storage j) private {
        Terms memory t;
        Request memory r;
        (r, t.price, t.feeBps, t.listed, t.royaltyHash, j.deadline, j.capAt) =
            abi.decode(log.data, (Request, Amount, Bps, bool, bytes32, Timestamp, Timestamp));
        t.nodeId = NodeId.wrap(uint256(log.topics[2]));
        t.requestDigest = _digest(r);
        t.token = r.token;
        t.collateral = r.collateral;
        t.tier = Tier(r.tier);
        t.verifier = r.verifier;
        t.modelId = r.modelId;
        t.inputCommit = r.inputCommit;
        t.watchers = r.watchers;
        t.outputMode = r.outputMode;
        t.extrasHash = r.extrasHash;
        t.maxUnits = r.maxUnits;
        t.execSecs = r.execSecs;
        t.inputSecs = r.inputSecs;
        t.disputeSecs = r.disputeSecs;
        t.relay = r.relay;
        t.agent = r.agent;
        _termsHash[id] = Hashing.terms(t);
        (j.provider, j.status, j.digest) = (t.nodeId.provider(), JobStatus.Locked, _termsHash[id]);
    }

    function _applyRecord(Vm.Log calldata log) private {
        (address provider, address token) = (_address(log.topics[1]), _address(log.topics[2]));
        Record memory decoded = abi.decode(log.data, (Record));
        _records[provider][token] = decoded;
        Record storage r = _records[provider][token];
        bytes32 here;
        assembly {
            here := r.slot
        }
        _putWords(_followed.market, _in2(provider, token, 1), here, 1);
    }

    function _applyConfig(Vm.Log calldata log) private {
        if (log.topics[0] == IJobMarket.FeeSet.selector) _config.feeBps = abi.decode(log.data, (Bps));
        else (_config.pausedUntil, _config.cooldownUntil) = abi.decode(log.data, (Timestamp, Timestamp));
        Config storage c = _config;
        bytes32 here;
        assembly {
            here := c.slot
        }
        _putWords(_followed.market, bytes32(uint256(2)), here, 1);
    }

    function _applyBox(Vm.Log calldata log) private {
        bytes32 topic = log.topics[0];
        // A complaint changes the job, not a demand; if it ends one, DemandClosed says so.
        if (topic == IExchangeBox.Complained.selector) return;
        uint256 id = uint256(log.topics[1]);
        Demand memory decoded;
        if (topic == IExchangeBox.Demanded.selector || topic == IExchangeBox.DemandClosed.selector) {
            decoded = abi.decode(log.data, (Demand));
        } else if (topic == IExchangeBox.InputAnswered.selector || topic == IExchangeBox.OutputAnswered.selector) {
            (decoded,) = abi.decode(log.data, (Demand, bytes));
        } else {
            ++unknown;
            return;
        }
        _demands[id] = decoded;
        Demand storage d = _demands[id];
        bytes32 here;
        assembly {
            here := d.slot
        }
        _putWords(_followed.exchangeBox, _in1(log.topics[1], 0), here, 2);
    }

    function _putWords(address target, bytes32 slot, bytes32 here, uint256 count) private {
        for (uint256 i = 0; i < count; ++i) {
            _put(target, bytes32(uint256(slot) + i), bytes32(uint256(here) + i));
        }
    }

    function _put(address target, bytes32 slot, bytes32 here) private {
        if (_known[target][slot]) return;
        _known[target][slot] = true;
        _words.push(Word({target: target, slot: slot, here: here}));
    }

    function _at(mapping(address => Amount) storage m, address key) private pure returns (bytes32) {
        bytes32 slot;
        assembly {
            slot := m.slot
        }
        return _in1(_word(key), uint256(slot));
    }

    function _bool2(mapping(address => mapping(address => bool)) storage m, address a, address b)
        private
        pure
        returns (bytes32)
    {
        bytes32 slot;
        assembly {
            slot := m.slot
        }
        return _in1(_word(b), uint256(_in1(_word(a), uint256(slot))));
    }

    /// @dev Solidity's place of m[key] for a mapping at `slot`.
    function _in1(bytes32 key, uint256 slot) private pure returns (bytes32) {
        return keccak256(abi.encode(key, slot));
    }

    function _in2(address a, address b, uint256 slot) private pure returns (bytes32) {
        return _in1(_word(b), uint256(_in1(_word(a), slot)));
    }

    function _word(address a) private pure returns (bytes32) {
        return bytes32(uint256(uint160(a)));
    }

    function _address(bytes32 topic) private pure returns (address) {
        return address(uint160(uint256(topic)));
    }

    function _digest(Request memory r) private view returns (bytes32) {
        return TypedData.digest(TypedData.domainSeparator(_followed.market), TypedData.hash(r));
    }
}
