// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {HandlerBase} from "./HandlerBase.sol";
import {MockToken} from "../mocks/MockToken.sol";
import {Bond} from "aether/types/Bond.sol";
import {Bps} from "aether/types/Bps.sol";
import {Credit} from "aether/types/Credit.sol";

/// @notice Money in, out and about, hostile modules and tokens, stake, roles and the clock.
abstract contract MoneyHandler is HandlerBase {
    // ---- money

    function deposit(uint256 who, uint256 to, uint256 amount) external acts {
        address from = _accounts[who % ACCOUNTS];
        amount = bound(amount, 0, 1_000e6);
        usd.mint(from, amount);
        vm.startPrank(from);
        usd.approve(address(vault), amount);
        vault.deposit(address(usd), _accounts[to % ACCOUNTS], amt(amount));
        vm.stopPrank();
    }

    function withdraw(uint256 who, uint256 amount) external acts {
        address from = _accounts[who % ACCOUNTS];
        amount = bound(amount, 0, _spendable(from));
        vm.prank(from);
        if (from == SINK) {
            _refused(address(vault), abi.encodeCall(vault.withdraw, (address(usd), from, amt(amount))));
            return;
        }
        vault.withdraw(address(usd), from, amt(amount));
    }

    function transferFree(uint256 who, uint256 to, uint256 amount) external acts {
        address from = _accounts[who % ACCOUNTS];
        if (from == SINK) return;
        amount = bound(amount, 0, _spendable(from));
        vm.prank(from);
        vault.transfer(address(usd), _accounts[to % ACCOUNTS], amt(amount));
    }

    function donate(uint256 amount) external acts {
        amount = bound(amount, 0, 1e6);
        usd.mint(address(vault), amount);
        _donated += amount;
    }

    /// @dev A hostile module locks what it may and pays whom it likes, and tries one unit more.
    function hostileModule(uint256 which, uint256 lockAmount, uint256 payAmount) external acts {
        which %= 2;
        uint256 amount = bound(lockAmount, 0, _spendable(requester.addr));
        vm.startPrank(_modules[which]);
        vault.lock2(address(usd), requester.addr, amt(amount), provider.addr, amt(0), 0);
        _moduleEscrow[which] += amount;
        if (_free(provider.addr) > 0) {
            _readLogs();
            _refused(
                address(vault),
                abi.encodeCall(vault.lock2, (address(usd), provider.addr, amt(1), requester.addr, amt(0), 0))
            );
        }
        Credit[] memory credits = new Credit[](1);
        credits[0] = Credit({account: stranger, amount: amt(_moduleEscrow[which] + 1)});
        _readLogs();
        _refused(address(vault), abi.encodeCall(vault.pay, (address(usd), credits, 0)));
        payAmount = bound(payAmount, 0, _moduleEscrow[which]);
        credits[0].amount = amt(payAmount);
        vault.pay(address(usd), credits, 0);
        _moduleEscrow[which] -= payAmount;
        vm.stopPrank();
    }

    /// @dev In or out through a token that misbehaves and calls the Vault back as an account of its own. Calls may fail: what counts is
    /// that nothing is owed that is not there.
    function hostileToken(uint256 mode, uint256 amount, uint256 hook, bool out) external acts {
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
        else _dropLogs();
    }

    // ---- stake

    function bondMore(uint256 amount) external acts {
        amount = bound(amount, 0, _free(rival.addr) / 100);
        if (amount == 0) return;
        vm.prank(rival.addr);
        providers.bond(address(0), amt(amount));
    }

    function thaw(uint256 amount) external acts {
        uint256 bonded = providers.bondOf(rival.addr, address(0)).amount.toUint();
        if (bonded <= stakeMin) return;
        amount = bound(amount, 1, bonded - stakeMin);
        vm.prank(rival.addr);
        providers.thaw(address(0), amt(amount));
    }

    function unbond() external acts {
        Bond memory b = providers.bondOf(rival.addr, address(0));
        if (b.thawing.isZero()) return;
        vm.prank(rival.addr);
        if (ts(block.timestamp) < b.thawAt) {
            _refused(address(providers), abi.encodeCall(providers.unbond, (address(0))));
        } else {
            providers.unbond(address(0));
        }
    }

    // ---- bonds to a slasher

    function bondToSlasher(uint256 amount) external acts {
        amount = bound(amount, 0, _free(rival.addr) / 100);
        if (amount == 0) return;
        vm.prank(rival.addr);
        providers.bond(_slasher, amt(amount));
    }

    function thawFromSlasher(uint256 amount) external acts {
        uint256 bonded = providers.bondOf(rival.addr, _slasher).amount.toUint();
        if (bonded == 0) return;
        vm.prank(rival.addr);
        providers.thaw(_slasher, amt(bound(amount, 1, bonded)));
    }

    function unbondFromSlasher() external acts {
        Bond memory b = providers.bondOf(rival.addr, _slasher);
        if (b.thawing.isZero()) return;
        bytes memory data = abi.encodeCall(providers.unbond, (_slasher));
        vm.prank(rival.addr);
        if (ts(block.timestamp) < b.thawAt || ts(block.timestamp) < b.holdUntil) {
            return _refused(address(providers), data);
        }
        _done(address(providers), data);
        ++happened["unbonded from slasher"];
    }

    /// @dev Up to everything that was bonded to it, and one unit more, which is refused; by anybody else nothing at all (M-12, M-13).
    function slashBond(uint256 amount, bool all) external acts {
        Bond memory b = providers.bondOf(rival.addr, _slasher);
        uint256 bonded = b.amount.toUint() + b.thawing.toUint();
        bytes memory tooMuch = abi.encodeCall(providers.slash, (rival.addr, amt(bonded + 1), stranger));
        vm.prank(_slasher);
        _refused(address(providers), tooMuch);
        vm.prank(stranger);
        _refused(address(providers), abi.encodeCall(providers.slash, (rival.addr, amt(1), stranger)));
        if (bonded == 0) return;
        amount = all ? bonded : bound(amount, 1, bonded);
        vm.prank(_slasher);
        providers.slash(rival.addr, amt(amount), stranger);
        ++happened["bond slashed"];
    }

    function holdBond(uint256 seconds_) external acts {
        Bond memory b = providers.bondOf(rival.addr, _slasher);
        if (b.amount.isZero() && b.thawing.isZero()) return;
        vm.prank(_slasher);
        providers.hold(rival.addr, ts(block.timestamp + bound(seconds_, 0, 60 days)));
    }

    // ---- world

    function wait(uint256 seconds_) external acts {
        // Mostly minutes; sometimes past an answer on chain, seldom past a thaw.
        uint256 most = seconds_ % 32 == 0 ? 20 days : seconds_ % 8 == 0 ? 2 days : 300;
        vm.warp(block.timestamp + bound(seconds_ >> 8, 1, most));
    }

    function setFee(uint256 bps) external acts {
        vm.prank(owner);
        market.setFee(Bps.wrap(uint16(bound(bps, 10, 250))));
    }

    function pause(uint256 seconds_) external acts {
        if (ts(block.timestamp) < market.cooldownUntil()) return;
        vm.prank(guardian);
        market.pause(secs(bound(seconds_, 0, 120)));
    }
}
