using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Prover.Chain;
using Aether.Prover.Http;

namespace Aether.Prover.Requester;

/// <summary>Whether a delivered output is the one the chain was told of. Recomputes commitments, not the model.</summary>
public static class DeliveryCheck
{
    /// <param name="output">Type and shape of the model's output.</param>
    /// <exception cref="DeliveryMismatchException">It is not; the message names the first hash that differs.</exception>
    public static void Require(
        MarketClient market,
        Request request,
        SubmitEvent submitted,
        OutputDelivery delivery,
        ElementType outputType,
        TensorShape output
    )
    {
        Tensor tensor;
        try
        {
            tensor = Tensor.Decode(outputType, output, delivery.Output);
        }
        catch (Air8RefusedException e)
        {
            throw new DeliveryMismatchException($"the delivered output is no tensor of the model's output: {e.Message}");
        }

        Require(market, request, submitted, delivery.OutputSalt.ToDigest(), tensor);
    }

    /// <exception cref="DeliveryMismatchException">It is not; the message names the first hash that differs.</exception>
    public static void Require(MarketClient market, Request request, SubmitEvent submitted, Digest salt, Tensor tensor)
    {
        var commit = Commitments.Output(salt, tensor).ToBytes32();
        if (commit != submitted.Claim.OutputCommit)
            throw new DeliveryMismatchException(
                $"the delivered output commits to {commit}; the Claim on chain says {submitted.Claim.OutputCommit}"
            );
        var ic = market.InferenceCommitment(request, submitted.Claim);
        if (ic != submitted.Ic)
            throw new DeliveryMismatchException($"the Claim hashes to inference commitment {ic}; the chain says {submitted.Ic}");
    }
}
