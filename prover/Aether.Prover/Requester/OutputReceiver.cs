using System.Globalization;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Prover.Chain;
using Aether.Prover.Delivery;

namespace Aether.Prover.Requester;

/// <summary>Gets a claimed output: from its Node, or over the chain by demand. Complains of one that is provably wrong.</summary>
/// <param name="handed">The answer's bytes, got elsewhere; tried first.</param>
internal sealed class OutputReceiver(
    MarketClient market,
    ChainAccount account,
    LockHolder holder,
    ChainClock chainTime,
    TimeProvider clock,
    ModelForm form,
    byte[]? handed
)
{
    private const double NodeSecsMin = 1;
    private const double NodeSecsMax = 30;

    /// <summary>A Node may take this part of what is left of the window for one answer: it must not talk the window away.</summary>
    private const double NodePart = 8;

    private Address Box => market.Manifest.ExchangeBox;

    /// <summary>One look. Silence pays, so an output that is not here is demanded in time, and a fault is shown to the ExchangeBox at once.</summary>
    /// <returns>The checked output, or its checked ciphertext where the key is still to come, or what is going on.</returns>
    /// <exception cref="DeliveryMismatchException">The Job is over, and what was delivered is not what was claimed.</exception>
    /// <exception cref="NodeRefusedException">The Job is over, and the Node says no for good.</exception>
    /// <exception cref="ClaimMismatchException">What was claimed is no output of the model.</exception>
    public async Task<(StoredAnswer? Answer, PointPackage? Package, string Doing)> ReceiveAsync(
        StoredRequest stored,
        JobState state,
        SubmitEvent submitted,
        CancellationToken cancellationToken
    )
    {
        var isOpen = state.Status == JobStatus.Submitted;
        string? trouble = null;
        CheckedDelivery? delivery = null;
        try
        {
            delivery = await LookAsync(stored, state, submitted, cancellationToken);
        }
        catch (Exception e) when (isOpen && e is DeliveryMismatchException or NodeRefusedException)
        {
            trouble = e.Message;
        }

        return delivery switch
        {
            CheckedDelivery.Good good => (good.Answer, null, ""),
            CheckedDelivery.Closed closed => (null, closed.Package, ""),
            CheckedDelivery.Faulty faulty when isOpen => (
                null,
                null,
                await ComplainAsync(stored, state, submitted, faulty.Fault, cancellationToken)
            ),
            CheckedDelivery.Faulty faulty => throw new ClaimMismatchException(
                $"{faulty.Fault.Reason}; it was paid before anybody complained"
            ),
            _ when isOpen => (null, null, await DemandAsync(stored, state, submitted, trouble, cancellationToken)),
            _ => (null, null, "paid; waiting for the output"),
        };
    }

    /// <summary>Every place where the output may be, until one has it: bytes that are wrong must not hide right ones behind them.</summary>
    private async Task<CheckedDelivery?> LookAsync(
        StoredRequest stored,
        JobState state,
        SubmitEvent submitted,
        CancellationToken cancellationToken
    )
    {
        var check = new DeliveryCheck(market, stored.Request, submitted, form);
        DeliveryMismatchException? mismatch = null;
        if (handed is not null && Checked(handed, "the answer that was handed in is another") is { } good)
            return good;
        if (
            submitted.Envelope is { } envelope
            && ProvenOutput.AnswerOf(envelope.Span, form) is { } proven
            && Checked(proven, "the output in the proof is another") is { } shown
        )
            return shown;
        if (
            await AnswerOnChainAsync(stored, cancellationToken) is { } answer
            && Checked(answer, "the answer on chain is another") is { } found
        )
            return found;
        try
        {
            return await FromNodeAsync(check, stored, state, cancellationToken) ?? (mismatch is null ? null : throw mismatch);
        }
        catch (DeliveryMismatchException e) when (e != mismatch)
        {
            throw new DeliveryMismatchException($"the Node delivers something else: {e.Message}");
        }

        CheckedDelivery? Checked(byte[] bytes, string said)
        {
            try
            {
                return check.CheckAnswer(bytes);
            }
            catch (DeliveryMismatchException e)
            {
                mismatch ??= new DeliveryMismatchException($"{said}: {e.Message}");
                return null;
            }
        }
    }

    private async Task<CheckedDelivery?> FromNodeAsync(
        DeliveryCheck check,
        StoredRequest stored,
        JobState state,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (await holder.LockAsync(stored, state, cancellationToken) is not { } locked)
                return null;
            var (_, http) = await holder.NodeAsync(locked, cancellationToken);
            using var patience = new CancellationTokenSource(NodePatience(state), clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            return check.Check(await http.OutputAsync(stored.JobId, either.Token));
        }
        catch (NodeRefusedException e) when (e.IsTransient)
        {
            return null;
        }
        catch (NodeUnreachableException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private TimeSpan NodePatience(JobState state)
    {
        var now = chainTime.Now;
        var left = state.Status == JobStatus.Submitted && now < state.Deadline ? (state.Deadline - now) / NodePart : NodeSecsMax;
        return TimeSpan.FromSeconds(Math.Clamp(left, NodeSecsMin, NodeSecsMax));
    }

    /// <summary>The output that was put on chain because we demanded it; null when there is none, or a relay hands it out.</summary>
    private async Task<byte[]?> AnswerOnChainAsync(StoredRequest stored, CancellationToken cancellationToken)
    {
        var demand = await market.DemandAsync(stored.JobId, cancellationToken);
        return
            demand is { OutputUsed: true, Kind: DemandKind.None }
            && await market.OutputAnswerAsync(stored.JobId, stored.FromBlock, cancellationToken) is { Length: > 0 } answer
            ? answer
            : null;
    }

    /// <summary>
    /// An output that has not come in half of the window is demanded on chain: it is answered there within a day, or the Provider is slashed.
    /// The deposit, a tenth of the price, pays for his posting.
    /// </summary>
    private async Task<string> DemandAsync(
        StoredRequest stored,
        JobState state,
        SubmitEvent submitted,
        string? trouble,
        CancellationToken cancellationToken
    )
    {
        var demand = await market.DemandAsync(stored.JobId, cancellationToken);
        if (await holder.LockAsync(stored, state, cancellationToken) is not { } locked)
            return "claimed; reading its events";
        var terms = holder.TermsOf(stored, locked);
        var about = ProtocolHash.Submitted(ProtocolHash.TermsHash(terms), submitted.Ic);
        if (demand.Kind == DemandKind.Output)
        {
            if (chainTime.Now <= demand.Deadline)
                return string.Create(CultureInfo.InvariantCulture, $"the output is demanded; the provider has until {demand.Deadline}");
            return await account.TrySendAsync(
                $"close {stored.JobId}",
                about,
                Box,
                new ExchangeBox.CloseCall
                {
                    JobId = stored.JobId,
                    Terms = terms,
                    Ic = submitted.Ic,
                },
                "the provider did not answer the demand: slashed, the price comes back with a compensation",
                cancellationToken
            );
        }

        if (demand.OutputUsed && !stored.Request.Relay.IsZero)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{(trouble is null ? "" : $"{trouble}; ")}relay {stored.Request.Relay} signed that it hands the output out: get it there before {state.Deadline}, then aether request resume {stored.JobId} --answer FILE"
            );
        // A verifier's contest holds the payment, not the window: that runs on, and with it the time to demand.
        if (demand.OutputUsed || chainTime.Now < DemandOutputAt(stored.Request, state.Deadline) || chainTime.Now > state.Deadline)
            return $"claimed; {trouble ?? (state.Contests == 0 ? "waiting for the output" : "a referee is at work")}";
        if (await MissingDepositAsync(stored, locked, cancellationToken) is { } missing)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"the output cannot be demanded, and silence pays the provider after {state.Deadline}: {missing}"
            );
        return await account.TrySendAsync(
            $"demand output {stored.JobId}",
            about,
            Box,
            new ExchangeBox.DemandOutputCall
            {
                JobId = stored.JobId,
                Terms = terms,
                Ic = submitted.Ic,
            },
            $"{trouble ?? "the Node does not hand the output over"}: demanded on chain",
            cancellationToken
        );
    }

    /// <summary>The deposit comes from the requester's free balance, of which the price may have left nothing: then from his wallet.</summary>
    /// <returns>Null when it is there; else why not.</returns>
    private async Task<string?> MissingDepositAsync(StoredRequest stored, LockEvent locked, CancellationToken cancellationToken)
    {
        var request = stored.Request;
        var deposit = (locked.Price + 9) / 10;
        var free = await market.FreeAsync(request.Token, request.Requester, cancellationToken);
        if (free >= deposit)
            return null;
        if (
            account.Address != request.Requester
            || market.Manifest.Tokens.FirstOrDefault(entry => entry.Address == request.Token) is not { } token
        )
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{request.Requester} has {free} of the token's smallest unit free in the Vault, the deposit is {deposit}"
            );
        try
        {
            await account.DepositAsync(token, deposit - free, clock, cancellationToken);
            return null;
        }
        catch (Exception e)
            when (e is InsufficientFundsException or TransactionRevertedException or TransactionPendingException or FeeLimitException)
        {
            return $"its deposit, a tenth of the price, is not in the Vault: {e.Message}";
        }
    }

    /// <summary>Half of the window has passed.</summary>
    internal static ulong DemandOutputAt(Request request, ulong deadline) => deadline - (request.DisputeSecs / 2);

    private async Task<string> ComplainAsync(
        StoredRequest stored,
        JobState state,
        SubmitEvent submitted,
        SealedFault fault,
        CancellationToken cancellationToken
    )
    {
        if (await holder.LockAsync(stored, state, cancellationToken) is not { } locked)
            return "claimed; reading its events";
        var terms = holder.TermsOf(stored, locked);
        return await account.TrySendAsync(
            $"complain {stored.JobId}",
            ProtocolHash.Submitted(ProtocolHash.TermsHash(terms), submitted.Ic),
            Box,
            fault.Call(terms, submitted),
            $"{fault.Reason}: shown to the ExchangeBox, which slashes the provider",
            cancellationToken
        );
    }
}
