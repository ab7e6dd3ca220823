// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";

import {Fixture} from "../base/Fixture.sol";
import {MockToken} from "../mocks/MockToken.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {Change} from "aether/interfaces/IVault.sol";
import {Amount} from "aether/types/Amount.sol";
import {Bond} from "aether/types/Bond.sol";
import {Bps} from "aether/types/Bps.sol";
import {Claim} from "aether/types/Claim.sol";
import {Credit} from "aether/types/Credit.sol";
import {Item} from "aether/types/Item.sol";
import {JobId, JobIdLib} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {NodeId} from "aether/types/NodeId.sol";
import {Request} from "aether/types/Request.sol";
import {Settlement} from "aether/types/Settlement.sol";
import {Terms} from "aether/types/Terms.sol";

/// @notice Everybody who touches the market, each doing legal things in random order; what is illegal is tried and must fail.
/// @dev Deploys its own market. Every call is exact: a revert is a failure of the suite.
contract MarketHandler is Fixture {
    struct Deal {
        JobId id;
        Request request;
        Terms terms;
        Claim claim;
        uint256 closed;
    }

    uint256 internal constant ACCOUNTS = 10;
    Deal[] private _deals;
    mapping(uint256 jobId => uint256 index) private _indexOf;
    address[] private _accounts;
    address[2] private _modules = [makeAddr("hostileA"), makeAddr("hostileB")];
    uint256[2] private _moduleEscrow;
    uint256 private _donated;
    uint96 private _nonce;
    /// @dev A token that lies, takes, gives and calls back; allowed like any other.
    MockToken private _mock = new MockToken();

    /// @dev Facts found while acting; the invariant function asserts they are still true.
    bool public conservationHeld = true;
    bool public burnedAtLeastHalf = true;
    bool public illegalRefused = true;
    uint256 public hostileTokenMoves;
    /// @dev How many jobs ended in each status: a campaign that reaches nothing proves nothing.
    mapping(JobStatus => uint256) public ended;

    constructor() {
        setUp();
        _accounts = [
            requester.addr,
            provider.addr,
            rival.addr,
            creator,
            grandCreator,
            stranger,
            market.feeAccount(),
            SINK,
            _modules[0],
            agent
        ];
        vm.startPrank(owner);
        vault.announce(Change.AddModule, _modules[0]);
        vault.announce(Change.AddModule, _modules[1]);
        vault.announce(Change.AllowToken, address(_mock));
        vm.warp(block.timestamp + 7 days);
        vault.allowToken(address(_mock));
        vault.addModule(_modules[0]);
        vault.addModule(_modules[1]);
        vm.stopPrank();
        vm.startPrank(requester.addr);
        vault.optIn(_modules[0], true);
        vault.optIn(_modules[1], true);
        vm.stopPrank();
    }

    // ---- money

    function deposit(uint256 who, uint256 to, uint256 amount) external {
        address from = _accounts[who % ACCOUNTS];
        amount = bound(amount, 0, 1_000e6);
        usd.mint(from, amount);
        vm.startPrank(from);
        usd.approve(address(vault), amount);
        vault.deposit(address(usd), _accounts[to % ACCOUNTS], amt(amount));
        vm.stopPrank();
    }

    function withdraw(uint256 who, uint256 amount) external {
        address from = _accounts[who % ACCOUNTS];
        amount = bound(amount, 0, _spendable(from));
        vm.prank(from);
        if (from == SINK) {
            _refused(address(vault), abi.encodeCall(vault.withdraw, (address(usd), from, amt(amount))));
            return;
        }
        vault.withdraw(address(usd), from, amt(amount));
    }

    function transferFree(uint256 who, uint256 to, uint256 amount) external {
        address from = _accounts[who % ACCOUNTS];
        if (from == SINK) return;
        amount = bound(amount, 0, _spendable(from));
        vm.prank(from);
        vault.transfer(address(usd), _accounts[to % ACCOUNTS], amt(amount));
    }

    function donate(uint256 amount) external {
        amount = bound(amount, 0, 1e6);
        usd.mint(address(vault), amount);
        _donated += amount;
    }

    /// @dev A hostile module locks what it may and pays whom it likes, and tries one unit more.
    function hostileModule(uint256 which, uint256 lockAmount, uint256 payAmount) external {
        which %= 2;
        uint256 amount = bound(lockAmount, 0, _spendable(requester.addr));
        vm.startPrank(_modules[which]);
        vault.lock2(address(usd), requester.addr, amt(amount), provider.addr, amt(0), 0);
        _moduleEscrow[which] += amount;
        if (_free(provider.addr) > 0) {
            _refused(
                address(vault),
                abi.encodeCall(vault.lock2, (address(usd), provider.addr, amt(1), requester.addr, amt(0), 0))
            );
        }
        Credit[] memory credits = new Credit[](1);
        credits[0] = Credit({account: stranger, amount: amt(_moduleEscrow[which] + 1)});
        _refused(address(vault), abi.encodeCall(vault.pay, (address(usd), credits, 0)));
        payAmount = bound(payAmount, 0, _moduleEscrow[which]);
        credits[0].amount = amt(payAmount);
        vault.pay(address(usd), credits, 0);
        _moduleEscrow[which] -= payAmount;
        vm.stopPrank();
    }

    /// @dev In or out through a token that misbehaves and calls the Vault back as an account of its own. Calls may fail: what counts is
    /// that nothing is owed that is not there.
    function hostileToken(uint256 mode, uint256 amount, uint256 hook, bool out) external {
        amount = bound(amount, 0, 1e9);
        _mock.setMode(MockToken.Mode(mode % 5));
        bytes[3] memory hooks = [
            abi.encodeCall(vault.deposit, (address(_mock), address(_mock), amt(amount))),
            abi.encodeCall(vault.withdraw, (address(_mock), stranger, amt(amount))),
            abi.encodeCall(vault.transfer, (address(_mock), stranger, amt(amount / 2)))
        ];
        _mock.mint(stranger, amount);
        _mock.mint(address(_mock), amount);
        _mock.setHook(address(vault), hooks[hook % 3]);
        vm.startPrank(stranger);
        _mock.approve(address(vault), type(uint256).max);
        (bool ok,) = address(vault)
            .call(
                out
                    ? abi.encodeCall(vault.withdraw, (address(_mock), stranger, amt(amount)))
                    : abi.encodeCall(
                        vault.deposit, (address(_mock), hook % 2 == 0 ? stranger : address(_mock), amt(amount))
                    )
            );
        vm.stopPrank();
        if (ok) ++hostileTokenMoves;
    }

    // ---- stake

    function bondMore(uint256 amount) external {
        amount = bound(amount, 0, _free(rival.addr) / 100);
        if (amount == 0) return;
        vm.prank(rival.addr);
        providers.bond(address(0), amt(amount));
    }

    function thaw(uint256 amount) external {
        uint256 bonded = providers.bondOf(rival.addr, address(0)).amount.toUint();
        if (bonded <= stakeMin) return;
        amount = bound(amount, 1, bonded - stakeMin);
        vm.prank(rival.addr);
        providers.thaw(address(0), amt(amount));
    }

    function unbond() external {
        Bond memory b = providers.bondOf(rival.addr, address(0));
        if (b.thawing.isZero()) return;
        vm.prank(rival.addr);
        if (ts(block.timestamp) < b.thawAt) {
            _refused(address(providers), abi.encodeCall(providers.unbond, (address(0))));
        } else {
            providers.unbond(address(0));
        }
    }

    // ---- jobs

    function open(uint256 prices, uint256 times, bool cooperative, bool onChain) external {
        Request memory r = cooperative ? _request(++_nonce) : _openRequest(++_nonce);
        r.minPrice = amt(bound(prices, 0, 50e6));
        r.maxPrice = amt(r.minPrice.toUint() + bound(prices >> 64, 0, 50e6));
        r.collateral = amt(r.maxPrice.toUint() + bound(prices >> 128, 0, 50e6));
        if (cooperative) r.collateral = amt(bound(prices >> 192, 0, 50e6));
        r.execSecs = secs(bound(times, 1, 500));
        r.disputeSecs = secs(bound(times >> 32, 60, 500));
        r.rampSecs = secs(bound(times >> 64, 0, 500));
        r.maxUnits = uint32(bound(times >> 96, 1, 5000));
        _deals.push();
        Deal storage d = _deals[_deals.length - 1];
        d.id = _idOf(r);
        d.request = r;
        _indexOf[d.id.toUint()] = _deals.length - 1;
        if (!onChain) return;
        vm.prank(requester.addr);
        market.post(r, noExtras);
    }

    function lock(uint256 pick, bool byRival) external {
        (bool found, Deal storage d) = _pick(pick, JobStatus.None, JobStatus.Posted);
        if (!found) return;
        Request memory r = d.request;
        if (byRival && r.exclusive != address(0)) byRival = false;
        address by = byRival ? rival.addr : provider.addr;
        NodeId node = byRival ? rivalNodeId : nodeId;
        bytes memory signature = _signRequest(r);
        bytes memory data = abi.encodeCall(market.lock, (r, signature, noExtras, node, amt(0), false, ""));
        uint256 price = market.priceAt(r, ts(block.timestamp)).toUint();
        bool legal = block.timestamp <= START + 7 days + 1e9 && ts(block.timestamp) <= r.rampStart.plus(r.lockSecs)
            && price <= _free(requester.addr) && r.collateral.toUint() <= _free(by)
            && ts(block.timestamp) >= market.pausedUntil();
        vm.prank(by);
        if (!legal) {
            _refused(address(market), data);
            return;
        }
        (, Amount got) = market.lock(r, signature, noExtras, node, amt(price), false, "");
        d.terms = _termsOf(r, node, got);
    }

    function cancel(uint256 pick) external {
        (bool found, Deal storage d) = _pick(pick, JobStatus.None, JobStatus.Posted);
        if (!found || pick % 4 != 0) return;
        JobId[] memory ids = new JobId[](1);
        ids[0] = d.id;
        vm.recordLogs();
        vm.prank(requester.addr);
        market.cancel(ids);
        _readClosed();
    }

    function expirePosted(uint256 pick) external {
        (bool found, Deal storage d) = _pick(pick, JobStatus.Posted, JobStatus.Posted);
        if (!found) return;
        if (block.timestamp <= _deadline(d.id)) {
            _refused(address(market), abi.encodeCall(market.expirePosted, (d.id)));
            return;
        }
        vm.recordLogs();
        market.expirePosted(d.id);
        _readClosed();
    }

    function decline(uint256 pick) external {
        (bool found, Deal storage d) = _pick(pick, JobStatus.Locked, JobStatus.Locked);
        if (!found) return;
        bytes memory data = abi.encodeCall(market.decline, (d.id, d.terms));
        uint256 until = _deadline(d.id) - d.terms.execSecs.toUint() / 2;
        vm.recordLogs();
        vm.prank(d.terms.nodeId.provider());
        if (block.timestamp > until) return _refused(address(market), data);
        _done(address(market), data);
        _readClosed();
    }

    function submit(uint256 pick, uint32 units) external {
        (bool found, Deal storage d) = _pick(pick, JobStatus.Locked, JobStatus.Locked);
        if (!found) return;
        Claim memory claim = _claim(uint32(bound(units, 0, d.terms.maxUnits)));
        claim.payee = d.terms.nodeId.provider();
        bytes memory data = abi.encodeCall(market.submit, (d.id, d.terms, claim, 0));
        bool legal = block.timestamp <= _deadline(d.id) + GRACE;
        vm.prank(claim.payee);
        if (!legal) return _refused(address(market), data);
        _done(address(market), data);
        d.claim = claim;
    }

    function expire(uint256 pick) external {
        (bool found, Deal storage d) = _pick(pick, JobStatus.Locked, JobStatus.Locked);
        if (!found) return;
        bytes memory data = abi.encodeCall(market.expire, (d.id, d.terms, 0));
        vm.recordLogs();
        if (block.timestamp <= _deadline(d.id) + GRACE) return _refused(address(market), data);
        _done(address(market), data);
        _readClosed();
    }

    function accept(uint256 pick, bool byAgent) external {
        (bool found, Deal storage d) = _pick(pick, JobStatus.Submitted, JobStatus.Submitted);
        if (!found) return;
        vm.recordLogs();
        vm.prank(byAgent ? agent : requester.addr);
        market.accept(_item(d.id, d.terms, d.claim), "");
        _readClosed();
    }

    /// @dev The whole market in one batch: the ready are paid, the others skipped.
    function finalizeAll(uint256 from) external {
        uint256 count = _deals.length;
        if (count < 2) return;
        uint256 size = count < 8 ? count : 8;
        Item[] memory items = new Item[](size);
        for (uint256 i = 0; i < size; ++i) {
            // The latest: what is older is long over.
            Deal storage d = _deals[(from % size + count - 1 - i) % count];
            items[i] = _item(d.id, d.terms, d.claim);
        }
        vm.recordLogs();
        market.finalize(items);
        _readClosed();
    }

    // ---- world

    function wait(uint256 seconds_) external {
        vm.warp(block.timestamp + bound(seconds_, 1, 300));
    }

    function setFee(uint256 bps) external {
        vm.prank(owner);
        market.setFee(Bps.wrap(uint16(bound(bps, 10, 250))));
    }

    function pause(uint256 seconds_) external {
        if (ts(block.timestamp) < market.cooldownUntil()) return;
        vm.prank(guardian);
        market.pause(secs(bound(seconds_, 0, 120)));
    }

    // ---- what should be true, for the invariant function

    function sums() external view returns (uint256 balance, uint256 owed, uint256 liabilities) {
        balance = usd.balanceOf(address(vault)) - _donated;
        liabilities = vault.liabilities(address(usd)).toUint();
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            owed += _free(_accounts[i]);
        }
        owed += _escrow() + vault.escrow(address(usd), address(providers)).toUint();
        owed += vault.escrow(address(usd), _modules[0]).toUint() + vault.escrow(address(usd), _modules[1]).toUint();
    }

    /// @return balance What the Vault holds of the hostile token.
    /// @return owed What its accounts have free.
    /// @return liabilities What the Vault says it owes of it.
    function hostileSums() external view returns (uint256 balance, uint256 owed, uint256 liabilities) {
        balance = _mock.balanceOf(address(vault));
        owed = vault.free(address(_mock), stranger).toUint() + vault.free(address(_mock), address(_mock)).toUint();
        liabilities = vault.liabilities(address(_mock)).toUint();
    }

    /// @return held Escrow of market, registry and the two hostile modules.
    /// @return expected What open jobs, bonds and the modules' own books say it should be.
    function escrows() external view returns (uint256[4] memory held, uint256[4] memory expected) {
        held[0] = _escrow();
        held[1] = vault.escrow(address(usd), address(providers)).toUint();
        held[2] = vault.escrow(address(usd), _modules[0]).toUint();
        held[3] = vault.escrow(address(usd), _modules[1]).toUint();
        for (uint256 i = 0; i < _deals.length; ++i) {
            JobStatus status = _status(_deals[i].id);
            if (status == JobStatus.Locked || status == JobStatus.Submitted) {
                expected[0] += _deals[i].terms.price.toUint() + _deals[i].terms.collateral.toUint();
            }
        }
        expected[1] = _bonded(provider.addr) + _bonded(rival.addr);
        expected[2] = _moduleEscrow[0];
        expected[3] = _moduleEscrow[1];
    }

    /// @return Whether every job has exactly one terminal event if it is over, and none if it is not.
    function closedOnce() external view returns (bool) {
        for (uint256 i = 0; i < _deals.length; ++i) {
            bool over = _status(_deals[i].id) > JobStatus.Submitted;
            if (_deals[i].closed != (over ? 1 : 0)) return false;
        }
        return true;
    }

    /// @dev All of it, but of those who trade a hundredth: a campaign in which nobody can pay tests nothing.
    function _spendable(address who) private view returns (uint256) {
        bool trades = who == requester.addr || who == provider.addr || who == rival.addr;
        return trades ? _free(who) / 100 : _free(who);
    }

    function _bonded(address who) private view returns (uint256) {
        Bond memory b = providers.bondOf(who, address(0));
        return b.amount.toUint() + b.thawing.toUint();
    }

    function _readClosed() private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IJobMarket.JobClosed.selector) continue;
            Deal storage d = _deals[_indexOf[uint256(logs[i].topics[1])]];
            ++d.closed;
            (Settlement memory s,) = abi.decode(logs[i].data, (Settlement, bytes32));
            _check(d, JobStatus(uint8(uint256(logs[i].topics[2]))), s);
        }
    }

    function _check(Deal storage d, JobStatus status, Settlement memory s) private {
        ++ended[status];
        if (status == JobStatus.Cancelled) {
            conservationHeld = conservationHeld && d.terms.price.isZero() && _parts(s) == 0;
            return;
        }
        uint256 price = d.terms.price.toUint();
        uint256 collateral = d.terms.collateral.toUint();
        // I-06: every unit of price and collateral went somewhere, once.
        conservationHeld = conservationHeld && _parts(s) == price + collateral;
        if (status == JobStatus.Paid) {
            uint256 earned = price * d.claim.units / d.terms.maxUnits;
            conservationHeld = conservationHeld && s.refund.toUint() == price - earned
                && s.collateralBack.toUint() == collateral && s.burned.isZero()
                && s.fee.toUint() == (earned * d.terms.feeBps.toUint() + 9_999) / 10_000;
        }
        // I-07: of what is taken from a provider at least half is burned.
        uint256 taken = collateral - s.collateralBack.toUint();
        burnedAtLeastHalf = burnedAtLeastHalf && 2 * s.burned.toUint() >= taken;
    }

    function _parts(Settlement memory s) private pure returns (uint256) {
        return s.toProvider.toUint() + s.fee.toUint() + s.royalties.toUint() + s.extras.toUint() + s.refund.toUint()
            + s.compensation.toUint() + s.toReporter.toUint() + s.collateralBack.toUint() + s.burned.toUint();
    }

    function _pick(uint256 pick, JobStatus a, JobStatus b) private view returns (bool, Deal storage) {
        uint256 count = _deals.length;
        // From one of the latest backwards, round: old Requests whose auction is over would otherwise be all that is found.
        uint256 start = count == 0 ? 0 : count - 1 - pick % (count < 4 ? count : 4);
        for (uint256 i = 0; i < count; ++i) {
            Deal storage d = _deals[(start + count - i) % count];
            JobStatus status = _status(d.id);
            if (status == a || status == b) return (true, d);
        }
        // No such job: the caller returns without looking at this one.
        Deal storage none;
        assembly ("memory-safe") {
            none.slot := 0
        }
        return (false, none);
    }

    function _refused(address target, bytes memory data) private {
        (bool ok,) = target.call(data);
        if (ok) illegalRefused = false;
    }

    function _done(address target, bytes memory data) private {
        (bool ok, bytes memory reason) = target.call(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(reason, 0x20), mload(reason))
            }
        }
    }
}
