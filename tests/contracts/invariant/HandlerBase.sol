// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";

import {MarketFixture} from "../base/MarketFixture.sol";
import {Followed, StorageReplay} from "../base/StorageReplay.sol";
import {MockToken} from "../mocks/MockToken.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {Change} from "aether/interfaces/IVault.sol";
import {Bond} from "aether/types/Bond.sol";
import {Bps} from "aether/types/Bps.sol";
import {Claim} from "aether/types/Claim.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Request} from "aether/types/Request.sol";
import {Settlement} from "aether/types/Settlement.sol";
import {Split} from "aether/types/Split.sol";
import {Terms} from "aether/types/Terms.sol";

/// @notice A market of its own, the jobs in it, and what must be true of them. Handlers below add what people do.
/// @dev Logs go to a {StorageReplay} from the deployment on.
abstract contract HandlerBase is MarketFixture {
    struct Deal {
        JobId id;
        Request request;
        Terms terms;
        Claim claim;
        uint256 closed;
        bool extra;
        bool faulty;
    }

    uint256 internal constant ACCOUNTS = 10;
    Deal[] internal _deals;
    mapping(uint256 jobId => uint256 index) private _indexOf;
    address[] internal _accounts;
    address[2] internal _modules = [makeAddr("hostileA"), makeAddr("hostileB")];
    address internal _slasher = makeAddr("slasher");
    uint256[2] internal _moduleEscrow;
    uint256 internal _donated;
    uint96 internal _nonce;
    Vm.Wallet internal _relay;
    /// @dev A token that lies, takes, gives and calls back; allowed like any other.
    MockToken internal _mock = new MockToken();
    StorageReplay public replay;

    /// @dev Facts found while acting; the invariant function asserts they are still true.
    bool public conservationHeld = true;
    bool public burnedAtLeastHalf = true;
    bool public illegalRefused = true;
    uint256 public hostileTokenMoves;
    /// @dev How many jobs ended in each status, and how often each of the other things happened: a campaign that reaches nothing
    /// proves nothing.
    mapping(JobStatus => uint256) public ended;
    mapping(string => uint256) public happened;

    /// @dev Every action of a handler: its logs are read at its end.
    modifier acts() {
        // A campaign starts every call without a recording.
        vm.recordLogs();
        _;
        _readLogs();
    }

    constructor() {
        vm.recordLogs();
        setUp();
        _relay = vm.createWallet("relay");
        replay = new StorageReplay(
            Followed({
                vault: address(vault),
                providers: address(providers),
                models: address(models),
                verifiers: address(verifiers),
                market: address(market),
                exchangeBox: address(box)
            })
        );
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
        _readLogs();
    }

    // ---- what should be true, for the invariant function

    function sums() external view returns (uint256 balance, uint256 owed, uint256 liabilities) {
        balance = usd.balanceOf(address(vault)) - _donated;
        liabilities = vault.liabilities(address(usd)).toUint();
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            owed += _free(_accounts[i]);
        }
        owed += _escrow() + vault.escrow(address(usd), address(providers)).toUint();
        owed += vault.escrow(address(usd), address(box)).toUint();
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

    /// @return held Escrow of market, registry, the two hostile modules and the ExchangeBox.
    /// @return expected What open jobs, bonds and the modules' own books say it should be.
    function escrows() external view returns (uint256[5] memory held, uint256[5] memory expected) {
        held[0] = _escrow();
        held[1] = vault.escrow(address(usd), address(providers)).toUint();
        held[2] = vault.escrow(address(usd), _modules[0]).toUint();
        held[3] = vault.escrow(address(usd), _modules[1]).toUint();
        held[4] = vault.escrow(address(usd), address(box)).toUint();
        for (uint256 i = 0; i < _deals.length; ++i) {
            expected[4] += box.demand(_deals[i].id).deposit.toUint();
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
    function _spendable(address who) internal view returns (uint256) {
        bool trades = who == requester.addr || who == provider.addr || who == rival.addr;
        return trades ? _free(who) / 100 : _free(who);
    }

    function _bonded(address who) private view returns (uint256) {
        Bond memory stake = providers.bondOf(who, address(0));
        Bond memory b = providers.bondOf(who, _slasher);
        return stake.amount.toUint() + stake.thawing.toUint() + b.amount.toUint() + b.thawing.toUint();
    }

    /// @dev A new deal, from its Request.
    function _remember(Request memory r, bool extra) internal {
        _deals.push();
        Deal storage d = _deals[_deals.length - 1];
        d.id = _idOf(r);
        d.request = r;
        d.extra = extra;
        _indexOf[d.id.toUint()] = _deals.length - 1;
    }

    function _extrasOf(Deal storage d) internal view returns (Split[] memory) {
        return d.extra ? _extraList() : noExtras;
    }

    function _extraList() internal view returns (Split[] memory list) {
        list = new Split[](1);
        list[0] = Split({payee: stranger, bps: Bps.wrap(500)});
    }

    /// @dev forge records the logs of a call that reverts, too; on a chain they do not exist. Nothing else may be waiting.
    function _dropLogs() internal {
        vm.getRecordedLogs();
    }

    function _readLogs() internal {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        replay.apply_(logs);
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
        // I-07: of what is taken from a provider at least half is burned; M-30: without a proved fault the requester gains p / 4 at most.
        uint256 taken = collateral - s.collateralBack.toUint();
        burnedAtLeastHalf = burnedAtLeastHalf && 2 * s.burned.toUint() >= taken && 4 * s.compensation.toUint() <= price;
    }

    function _parts(Settlement memory s) private pure returns (uint256) {
        return s.toProvider.toUint() + s.fee.toUint() + s.royalties.toUint() + s.extras.toUint() + s.refund.toUint()
            + s.compensation.toUint() + s.toReporter.toUint() + s.collateralBack.toUint() + s.burned.toUint();
    }

    function _pick(uint256 pick, JobStatus a, JobStatus b) internal view returns (bool, Deal storage) {
        uint256 count = _deals.length;
        // From one of the latest backwards, round: old Requests whose auction is over would otherwise be all that is found.
        uint256 start = count == 0 ? 0 : count - 1 - pick % (count < 4 ? count : 4);
        for (uint256 i = 0; i < count; ++i) {
            Deal storage d = _deals[(start + count - i) % count];
            JobStatus status = _status(d.id);
            if (status == a || status == b) return (true, d);
        }
        return (false, _none());
    }

    /// @dev No such job: the caller returns without looking at this one.
    function _none() internal pure returns (Deal storage none) {
        assembly ("memory-safe") {
            none.slot := 0
        }
    }

    function _refused(address target, bytes memory data) internal {
        (bool ok,) = target.call(data);
        if (ok) illegalRefused = false;
        else _dropLogs();
    }

    function _done(address target, bytes memory data) internal {
        (bool ok, bytes memory reason) = target.call(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(reason, 0x20), mload(reason))
            }
        }
    }
}
