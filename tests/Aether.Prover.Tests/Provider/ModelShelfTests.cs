using Aether.Ethereum;
using Aether.Harness;
using Aether.Inference;
using Aether.Prover.Policy;
using Aether.Prover.Provider;

namespace Aether.Prover.Tests.Provider;

/// <summary>Which models a Node offers: those it could deliver, within the limits of its policy.</summary>
public sealed class ModelShelfTests
{
    private static readonly Air8Model Model = Air8Model.Load(Repository.PathOf("models", "digits.air8"));

    [Fact]
    public void Look_AtTheLimit_OffersTheModel()
    {
        Assert.Null(Refusal(new ExecutionPolicy { OperationsMax = Model.Work.Operations }, 1024));
    }

    [Fact]
    public void Look_MoreThanThePolicyAllows_RefusesWithTheFigures()
    {
        var slow = Refusal(new ExecutionPolicy { OperationsMax = Model.Work.Operations - 1 }, 1024);
        Assert.Contains($"takes {Model.Work.Operations} operations", slow, StringComparison.Ordinal);
        Assert.Contains($"allows {Model.Work.Operations - 1}", slow, StringComparison.Ordinal);
        var large = Refusal(new ExecutionPolicy { MemoryMiB = 64 }, 1024);
        Assert.Contains("memoryMiB allows 64", large, StringComparison.Ordinal);
        Assert.Contains("at most 1023 can be delivered", Refusal(new ExecutionPolicy(), 1023), StringComparison.Ordinal);
    }

    private static string? Refusal(ExecutionPolicy limits, int inputBytesMax)
    {
        var shelf = new ModelShelf(Repository.PathOf("models"), inputBytesMax, limits, TimeProvider.System);
        shelf.Look();
        var found = shelf.Find(new Bytes32(Model.ContentHash.ToArray()));
        Assert.Equal(found is null, !shelf.Refused.IsEmpty);
        return shelf.Refused.Values.SingleOrDefault();
    }
}
