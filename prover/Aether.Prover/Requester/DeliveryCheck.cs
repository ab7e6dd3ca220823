using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Prover.Chain;
using Aether.Prover.Delivery;
using Aether.Prover.Http;

namespace Aether.Prover.Requester;

/// <summary>Whether a delivered output is the one the chain was told of. Recomputes commitments, not the model.</summary>
/// <param name="form">Of the model.</param>
public sealed class DeliveryCheck(MarketClient market, Request request, SubmitEvent submitted, ModelForm form)
{
    /// <summary>What a Node handed over.</summary>
    /// <exception cref="DeliveryMismatchException">It is not what was claimed; the message names the first hash that differs.</exception>
    /// <exception cref="ClaimMismatchException">It is, and no output of the model.</exception>
    public CheckedDelivery Check(OutputDelivery delivery) =>
        delivery switch
        {
            OutputDelivery.PublicOutput output when !IsSealed => new CheckedDelivery.Good(
                CheckPublic(output.OutputSalt.ToDigest(), Decode(output.Output), output.TraceSalt)
            ),
            OutputDelivery.SealedOutput output when IsSealed && IsProven => CheckPoint(output.Package),
            OutputDelivery.SealedOutput output when IsSealed => CheckSealed(Parse(output.Package)),
            _ => throw new DeliveryMismatchException(
                $"the Request asks for a {(IsSealed ? "sealed" : "public")} output; the Node sent the other form"
            ),
        };

    /// <summary>The bytes that answer a demand on chain, wherever they come from.</summary>
    /// <exception cref="DeliveryMismatchException">They are not what was claimed.</exception>
    /// <exception cref="ClaimMismatchException">They are, and no output of the model.</exception>
    public CheckedDelivery CheckAnswer(byte[] answer)
    {
        if (IsSealed && IsProven)
            return CheckPoint(answer);
        if (IsSealed)
            return CheckSealed(Parse(answer));
        try
        {
            var (salt, output) = PublicAnswer.Read(answer, form.OutputType, Shape());
            return new CheckedDelivery.Good(CheckPublic(salt, output, null));
        }
        catch (FormatException e)
        {
            throw new DeliveryMismatchException($"the answer cannot be read: {e.Message}");
        }
    }

    private CheckedDelivery CheckSealed(SealedPackage package)
    {
        RequireClaim();
        if (package.Commit != submitted.Claim.CipherCommit)
            throw new DeliveryMismatchException(
                $"the delivered package commits to {package.Commit}; the Claim on chain says {submitted.Claim.CipherCommit}"
            );
        // From here on the package is the Provider's own word: what is wrong with it is his fault, and provable.
        if (SealedFault.Find(market, submitted, package) is { } fault)
            return new CheckedDelivery.Faulty(fault);
        var key = submitted.Key.ToDigest();
        try
        {
            var output = package.Open(key, SealedFault.OrderKey(market, submitted), form.OutputType, Shape());
            var (salt, traceSalt) = (Commitments.OutputSalt(key).ToBytes32(), Commitments.TraceSalt(key).ToBytes32());
            return new CheckedDelivery.Good(new StoredAnswer(form.Encode(output), salt, traceSalt, submitted.Ic));
        }
        catch (FormatException e)
        {
            throw new ClaimMismatchException($"the sealed output is no output of the model: {e.Message}");
        }
    }

    /// <summary>Words behind a point. That they hold an output of the model is what the proof shows, so nothing is asked of them before the key is here.</summary>
    private CheckedDelivery CheckPoint(byte[] bytes)
    {
        RequireClaim();
        PointPackage package;
        try
        {
            package = PointPackage.Parse(bytes);
        }
        catch (FormatException e)
        {
            throw new DeliveryMismatchException($"the delivered package cannot be read: {e.Message}");
        }

        if (package.Commit != submitted.Claim.CipherCommit)
            throw new DeliveryMismatchException(
                $"the delivered package commits to {package.Commit}; the Claim on chain says {submitted.Claim.CipherCommit}"
            );
        if (submitted.Key.IsZero)
            return new CheckedDelivery.Closed(package);
        try
        {
            var output = package.Open(submitted.Key.ToDigest(), SealedFault.OrderKey(market, submitted), form.OutputShape);
            return new CheckedDelivery.Good(new StoredAnswer(form.Encode(output), Bytes32.Zero, null, submitted.Ic));
        }
        catch (FormatException e)
        {
            throw new ClaimMismatchException($"the sealed output is no output of the model: {e.Message}");
        }
    }

    private bool IsProven => (Tier)request.Tier == Tier.Validity;

    private bool IsSealed => (OutputMode)request.OutputMode == OutputMode.Sealed;

    private StoredAnswer CheckPublic(Digest salt, Tensor tensor, Bytes32? traceSalt)
    {
        var commit = Commitments.Output(salt, tensor).ToBytes32();
        if (commit != submitted.Claim.OutputCommit)
            throw new DeliveryMismatchException(
                $"the delivered output commits to {commit}; the Claim on chain says {submitted.Claim.OutputCommit}"
            );
        RequireClaim();
        // Units are billed: as many as the output shows, and no more.
        return tensor.Shape == Shape()
            ? new StoredAnswer(form.Encode(tensor), salt.ToBytes32(), traceSalt, submitted.Ic)
            : throw new ClaimMismatchException($"{submitted.Claim.Units} units are claimed for an output of {form.UnitsOf(tensor)}");
    }

    /// <summary>Shape of an output of the units claimed.</summary>
    private TensorShape Shape() =>
        form.OutputShapeOf(submitted.Claim.Units)
        ?? throw new ClaimMismatchException($"{submitted.Claim.Units} units are claimed; a run of the model has 1 to {form.UnitsMax}");

    private void RequireClaim()
    {
        var ic = market.InferenceCommitment(request, submitted.Claim);
        if (ic != submitted.Ic)
            throw new DeliveryMismatchException($"the Claim hashes to inference commitment {ic}; the chain says {submitted.Ic}");
    }

    private Tensor Decode(byte[] bytes)
    {
        try
        {
            return form.DecodeOutput(bytes);
        }
        catch (Air8RefusedException e)
        {
            throw new DeliveryMismatchException($"the delivered output is no tensor of the model's output: {e.Message}");
        }
    }

    private static SealedPackage Parse(byte[] bytes)
    {
        try
        {
            return SealedPackage.Parse(bytes);
        }
        catch (FormatException e)
        {
            throw new DeliveryMismatchException($"the delivered package cannot be read: {e.Message}");
        }
    }
}
