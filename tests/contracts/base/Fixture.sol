// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {Vm} from "forge-std/Vm.sol";

import {ChainConfig, ChainConfigs} from "../../../contracts/script/ChainConfig.sol";
import {Deployed, Deployment} from "../../../contracts/script/Deployment.sol";
import {IExchangeBox} from "aether/interfaces/IExchangeBox.sol";
import {IFeeCollector} from "aether/interfaces/IFeeCollector.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {ILens} from "aether/interfaces/ILens.sol";
import {IModelRegistry} from "aether/interfaces/IModelRegistry.sol";
import {IProviderRegistry} from "aether/interfaces/IProviderRegistry.sol";
import {IReputation} from "aether/interfaces/IReputation.sol";
import {IReputationAdapter} from "aether/interfaces/IReputationAdapter.sol";
import {IVault} from "aether/interfaces/IVault.sol";
import {IVerifierRegistry} from "aether/interfaces/IVerifierRegistry.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {TestDollar} from "aether/test/TestDollar.sol";
import {Amount} from "aether/types/Amount.sol";
import {Bps} from "aether/types/Bps.sol";
import {Claim} from "aether/types/Claim.sol";
import {Duration} from "aether/types/Duration.sol";
import {Item} from "aether/types/Item.sol";
import {Job} from "aether/types/Job.sol";
import {JobId, JobIdLib} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {ModelKind} from "aether/types/Model.sol";
import {NodeId, NodeIdLib} from "aether/types/NodeId.sol";
import {Request} from "aether/types/Request.sol";
import {Split} from "aether/types/Split.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";
import {Timestamp} from "aether/types/Timestamp.sol";

/// @notice A deployed market with people in it. It is deployed by the same code as a real one.
abstract contract Fixture is Test, Deployment {
    // P-256's generator: a sealing key that is certainly on the curve.
    uint256 internal constant SEAL_X = 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296;
    uint256 internal constant SEAL_Y = 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5;
    string internal constant ENDPOINT = "http://127.0.0.1:8700";
    address internal constant SINK = 0x000000000000000000000000000000000000dEaD;
    uint256 internal constant START = 1_900_000_000;
    uint256 internal constant GRACE = 60;

    address internal owner = makeAddr("owner");
    address internal guardian = makeAddr("guardian");
    address internal stranger = makeAddr("stranger");
    address internal agent = makeAddr("agent");
    address internal creator = makeAddr("creator");
    address internal grandCreator = makeAddr("grandCreator");
    Vm.Wallet internal requester;
    Vm.Wallet internal provider;
    Vm.Wallet internal session;
    Vm.Wallet internal rival;
    Vm.Wallet internal rivalSession;

    address internal cooperativeVerifier;
    address internal optimisticVerifier;
    uint256 internal stakeMin;
    IVault internal vault;
    IProviderRegistry internal providers;
    IModelRegistry internal models;
    IVerifierRegistry internal verifiers;
    IJobMarket internal market;
    IExchangeBox internal box;
    IFeeCollector internal feeCollector;
    IReputation internal reputation;
    IReputationAdapter internal adapter;
    ILens internal lens;
    TestDollar internal usd;

    NodeId internal nodeId;
    NodeId internal rivalNodeId;
    /// @dev A child: 2 % to grandCreator, 5 % to creator.
    bytes32 internal modelId;
    Split[] internal royalties;
    Split[] internal noExtras;

    function setUp() public virtual {
        vm.warp(START);
        requester = vm.createWallet("requester");
        provider = vm.createWallet("provider");
        session = vm.createWallet("session");
        rival = vm.createWallet("rival");
        rivalSession = vm.createWallet("rivalSession");

        ChainConfig memory config = _config();
        vm.startPrank(owner);
        (Deployed memory d,) = _deployAll(config, owner);
        vm.stopPrank();
        cooperativeVerifier = d.cooperativeVerifier;
        optimisticVerifier = d.testOptimisticVerifier;
        stakeMin = config.stakeMin.toUint();
        vault = IVault(d.vault);
        providers = IProviderRegistry(d.providers);
        models = IModelRegistry(d.models);
        verifiers = IVerifierRegistry(d.verifiers);
        market = IJobMarket(d.market);
        box = IExchangeBox(d.exchangeBox);
        feeCollector = IFeeCollector(d.feeCollector);
        reputation = IReputation(d.reputation);
        adapter = IReputationAdapter(d.reputationAdapter);
        lens = ILens(d.lens);
        usd = TestDollar(d.tokens[0].token);

        _fund(requester.addr, 1_000_000e6);
        nodeId = _joinProvider(provider, session, 1);
        rivalNodeId = _joinProvider(rival, rivalSession, 1);
        _registerModel();
    }

    function _config() internal view virtual returns (ChainConfig memory c) {
        c = ChainConfigs.load(string.concat(vm.projectRoot(), "/contracts/script/config/local.json"), owner);
        c.guardian = guardian;
        // Tests name their own constants: what suits a demo may change.
        c.graceSecs = secs(GRACE);
        c.minDisputeSecs = secs(60);
        c.feeBps = Bps.wrap(100);
        c.stakeMin = amt(100e6);
    }

    function _fund(address account, uint256 amount) internal {
        usd.mint(account, amount);
        vm.startPrank(account);
        usd.approve(address(vault), amount);
        vault.deposit(address(usd), account, amt(amount));
        vm.stopPrank();
    }

    /// @dev Stakes exactly the minimum and keeps a million free for collateral.
    function _joinProvider(Vm.Wallet memory who, Vm.Wallet memory key, uint96 nonce) internal returns (NodeId id) {
        uint256 stake = stakeMin;
        _fund(who.addr, stake + 1_000_000e6);
        id = NodeIdLib.pack(who.addr, nonce);
        bytes memory signature = _sign(key, providers.nodeKeyDigest(id, SEAL_X, SEAL_Y));
        vm.startPrank(who.addr);
        providers.bond(address(0), amt(stake));
        providers.addNode(nonce, key.addr, 3, 7, 1, SEAL_X, SEAL_Y, ENDPOINT, signature);
        vm.stopPrank();
    }

    function _registerModel() internal {
        Split[] memory none = new Split[](0);
        vm.prank(grandCreator);
        bytes32 parent =
            models.register(ModelKind.Model, keccak256("weights"), 0, 1, Bps.wrap(200), none, "ipfs://parent");
        royalties.push(Split({payee: grandCreator, bps: Bps.wrap(200)}));
        vm.prank(creator);
        modelId = models.register(
            ModelKind.Adapter, keccak256("adapter"), parent, 1, Bps.wrap(500), royalties, "ipfs://child"
        );
        royalties.push(Split({payee: creator, bps: Bps.wrap(500)}));
    }

    /// @dev Cooperative, exclusive to `provider`, minPrice 10 to maxPrice 20 dollars.
    function _request(uint96 nonce) internal view returns (Request memory r) {
        r.requester = requester.addr;
        r.nonce = nonce;
        r.agent = agent;
        r.token = address(usd);
        r.minPrice = amt(10e6);
        r.maxPrice = amt(20e6);
        r.collateral = amt(30e6);
        r.rampStart = ts(block.timestamp);
        r.rampSecs = secs(100);
        r.lockSecs = secs(300);
        r.execSecs = secs(120);
        r.disputeSecs = secs(90);
        r.tier = uint8(Tier.Cooperative);
        r.verifier = cooperativeVerifier;
        r.exclusive = provider.addr;
        r.exclusiveSecs = secs(300);
        r.regionMask = type(uint64).max;
        r.modelId = modelId;
        r.inputCommit = keccak256("input");
        r.watchers = bytes32(uint256(1));
        r.maxUnits = 1000;
    }

    /// @dev Optimistic, open to all: 10 dollars now, 20 dollars in 100 seconds.
    function _openRequest(uint96 nonce) internal view returns (Request memory r) {
        r = _request(nonce);
        r.tier = uint8(Tier.Optimistic);
        r.verifier = optimisticVerifier;
        r.exclusive = address(0);
        r.exclusiveSecs = secs(0);
    }

    function _idOf(Request memory r) internal pure returns (JobId) {
        return JobIdLib.pack(r.requester, r.nonce);
    }

    function _signRequest(Request memory r) internal returns (bytes memory) {
        return _sign(requester, market.requestDigest(r));
    }

    function _sign(Vm.Wallet memory wallet, bytes32 digest) internal returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(wallet, digest);
        return abi.encodePacked(r, s, v);
    }

    function _lock(Request memory r) internal returns (JobId id, Terms memory terms) {
        return _lockBy(r, provider.addr, nodeId);
    }

    function _lockBy(Request memory r, address caller, NodeId node) internal returns (JobId id, Terms memory terms) {
        bytes memory signature = _signRequest(r);
        vm.prank(caller);
        Amount price;
        (id, price) = market.lock(r, signature, noExtras, node, amt(0), false, "");
        terms = _termsOf(r, node, price);
    }

    /// @dev What a client builds from Request and JobLocked; the market's digest says whether it is right.
    function _termsOf(Request memory r, NodeId node, Amount price) internal view returns (Terms memory t) {
        t.requestDigest = market.requestDigest(r);
        t.token = r.token;
        t.price = price;
        t.collateral = r.collateral;
        t.feeBps = market.feeBps();
        t.tier = Tier(r.tier);
        t.listed = verifiers.isListed(r.verifier, Tier(r.tier));
        t.verifier = r.verifier;
        t.nodeId = node;
        t.modelId = r.modelId;
        t.inputCommit = r.inputCommit;
        t.watchers = r.watchers;
        t.outputMode = r.outputMode;
        t.royaltyHash = models.model(r.modelId).royaltyHash;
        t.extrasHash = r.extrasHash;
        t.maxUnits = r.maxUnits;
        t.execSecs = r.execSecs;
        t.inputSecs = r.inputSecs;
        t.disputeSecs = r.disputeSecs;
        t.relay = r.relay;
        t.agent = r.agent;
    }

    function _claim(uint32 units) internal view returns (Claim memory c) {
        c.payee = provider.addr;
        c.outputCommit = keccak256("output");
        c.units = units;
    }

    function _submit(JobId id, Terms memory terms, Claim memory claim) internal {
        vm.prank(claim.payee);
        market.submit(id, terms, claim, 0);
    }

    /// @dev A locked and submitted Cooperative job for `units` of 1000.
    function _submitted(uint96 nonce, uint32 units) internal returns (Item memory item) {
        (JobId id, Terms memory terms) = _lock(_request(nonce));
        Claim memory claim = _claim(units);
        _submit(id, terms, claim);
        return _item(id, terms, claim);
    }

    function _item(JobId id, Terms memory terms, Claim memory claim) internal view returns (Item memory item) {
        item.jobId = id;
        item.terms = terms;
        item.claim = claim;
        item.royalties = royalties;
    }

    function _icOf(Item memory item) internal view returns (bytes32) {
        return Hashing.inferenceCommitment(
            block.chainid,
            address(market),
            item.jobId,
            item.terms.verifier,
            item.terms.modelId,
            item.terms.inputCommit,
            item.claim
        );
    }

    function _status(JobId id) internal view returns (JobStatus) {
        return market.job(id).status;
    }

    function _deadline(JobId id) internal view returns (uint256) {
        return Timestamp.unwrap(market.job(id).deadline);
    }

    function _free(address account) internal view returns (uint256) {
        return vault.free(address(usd), account).toUint();
    }

    function _escrow() internal view returns (uint256) {
        return vault.escrow(address(usd), address(market)).toUint();
    }

    function assertStatus(JobId id, JobStatus expected) internal view {
        assertEq(uint8(_status(id)), uint8(expected), "status");
    }

    function amt(uint256 value) internal pure returns (Amount) {
        return Amount.wrap(uint96(value));
    }

    function secs(uint256 value) internal pure returns (Duration) {
        return Duration.wrap(uint32(value));
    }

    function ts(uint256 value) internal pure returns (Timestamp) {
        return Timestamp.wrap(uint40(value));
    }
}
