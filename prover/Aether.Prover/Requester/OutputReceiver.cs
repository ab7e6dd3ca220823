using System.Globalization;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Prover.Chain;

namespace Aether.Prover.Requester;

/// <summary>Gets a claimed output: from its Node, or over the chain by demand. Complains of one that is provably wrong.</summary>
/// <param name="handed">The answer's bytes, got elsewhere; tried first.</param>
internal sealed class OutputReceiver(
    MarketClient market,
    ChainAccount account,
    LockHolder holder,
    ChainClock chainTime,
    ElementType outputType,
    TensorShape outputShape,
    byte[]? handed
)
{
    private Address Box => market.Manifest.ExchangeBox;

    /// <summary>One look. Silence pays, so an output that is not here is demanded in time, and a fault is shown to the ExchangeBox at once.</summary>
    /// <returns>The checked output, or what is going on.</returns>
    /// <exception cref="DeliveryMismatchException">The Job is over, and what was delivered is not what was claimed.</exception>
    /// <exception cref="ClaimMismatchException">What was claimed is no output of the model.</exception>
    public async Task<(StoredAnswer? Answer, string Doing)> ReceiveAsync(
        StoredRequest stored,
        JobState state,
        SubmitEvent submitted,
        CancellationToken cancellationToken
    )
    {
        var isOpen = state.Status == JobStatus.Submitted;
        string? mismatch = null;
        CheckedDelivery? delivery = null;
        try
        {
            delivery = await LookAsync(stored, state, submitted, cancellationToken);
        }
        catch (DeliveryMismatchException e) when (isOpen)
        {
            mismatch = e.Message;
        }

        return delivery switch
        {
            CheckedDelivery.Good good => (good.Answer, ""),
            CheckedDelivery.Faulty faulty when isOpen => (
                null,
                await ComplainAsync(stored, state, submitted, faulty.Fault, cancellationToken)
            ),
            CheckedDelivery.Faulty faulty => throw new ClaimMismatchException(
                $"{faulty.Fault.Reason}; it was paid before anybody complained"
            ),
            _ when isOpen => (null, await DemandAsync(stored, state, submitted, mismatch, cancellationToken)),
            _ => (null, "paid; waiting for the output"),
        };
    }

    private async Task<CheckedDelivery?> LookAsync(
        StoredRequest stored,
        JobState state,
        SubmitEvent submitted,
        CancellationToken cancellationToken
    )
    {
        var check = new DeliveryCheck(market, stored.Request, submitted, outputType, outputShape);
        if (handed is not null)
            return check.CheckAnswer(handed);
        if (await AnswerOnChainAsync(stored, cancellationToken) is { } answer)
            return check.CheckAnswer(answer);
        try
        {
            if (await holder.LockAsync(stored, state, cancellationToken) is not { } locked)
                return null;
            var (_, http) = await holder.NodeAsync(locked, cancellationToken);
            return check.Check(await http.OutputAsync(stored.JobId, cancellationToken));
        }
        catch (NodeRefusedException e) when (e.IsTransient)
        {
            return null;
        }
        catch (NodeUnreachableException)
        {
            return null;
        }
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
        string? mismatch,
        CancellationToken cancellationToken
    )
    {
        var demand = await market.DemandAsync(stored.JobId, cancellationToken);
        if (await holder.LockAsync(stored, state, cancellationToken) is not { } locked)
            return "claimed; reading its events";
        var terms = holder.TermsOf(stored, locked);
        if (state.Contests != 0)
        {
            if (demand.Kind != DemandKind.Output)
                return "claimed; a referee is at work";
            if (chainTime.Now <= demand.Deadline)
                return string.Create(CultureInfo.InvariantCulture, $"the output is demanded; the provider has until {demand.Deadline}");
            return await account.TrySendAsync(
                $"close {stored.JobId}",
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

        if (demand.OutputUsed || chainTime.Now < DemandOutputAt(stored.Request, state.Deadline) || chainTime.Now > state.Deadline)
            return mismatch is null ? "claimed; waiting for the output" : $"claimed; the Node delivers something else: {mismatch}";
        return await account.TrySendAsync(
            $"demand output {stored.JobId}",
            Box,
            new ExchangeBox.DemandOutputCall
            {
                JobId = stored.JobId,
                Terms = terms,
                Ic = submitted.Ic,
            },
            mismatch is null
                ? "the Node does not hand the output over: demanded on chain"
                : $"the Node delivers something else, so the output is demanded on chain: {mismatch}",
            cancellationToken
        );
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
        return await account.TrySendAsync(
            $"complain {stored.JobId}",
            Box,
            fault.Call(holder.TermsOf(stored, locked), submitted),
            $"{fault.Reason}: shown to the ExchangeBox, which slashes the provider",
            cancellationToken
        );
    }
}
