using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Aether.Ethereum;
using Aether.Prover.Chain;

namespace Aether.Prover.Provider;

/// <summary>One fact about a Job, as the journal keeps it. Facts are only added; the newest of a kind stands.</summary>
/// <remarks>What the chain says is never stored as truth here: it is read again after every start and every reorg.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "fact")]
[JsonDerivedType(typeof(Offered), "offered")]
[JsonDerivedType(typeof(LockChosen), "lockChosen")]
[JsonDerivedType(typeof(LockGivenUp), "lockGivenUp")]
[JsonDerivedType(typeof(LockMined), "lockMined")]
[JsonDerivedType(typeof(InputKept), "inputKept")]
[JsonDerivedType(typeof(InputRefused), "inputRefused")]
[JsonDerivedType(typeof(Executed), "executed")]
[JsonDerivedType(typeof(ExecutionFailed), "executionFailed")]
[JsonDerivedType(typeof(ProofKept), "proofKept")]
[JsonDerivedType(typeof(ProofFailed), "proofFailed")]
[JsonDerivedType(typeof(AcceptanceKept), "acceptanceKept")]
[JsonDerivedType(typeof(Reverted), "reverted")]
[JsonDerivedType(typeof(Ended), "ended")]
public abstract record JobRecord
{
    /// <summary>A Request came, by HTTP or from the chain, and the policy may take it.</summary>
    /// <param name="Extras">Null in journals of before Requests had any.</param>
    public sealed record Offered(JsonObject Request, string Signature, JsonArray? Extras = null) : JobRecord
    {
        public static Offered Of(SignedRequest offer) =>
            new(RequestJson.Write(offer.Request), Hex.Format(offer.Signature), SplitJson.Write(offer.Extras));

        public SignedRequest ToSignedRequest() =>
            new(RequestJson.Read(Request), Extras is null ? [] : SplitJson.Read(Extras), Hex.Parse(Signature));
    }

    /// <summary>The policy's price was reached: the lock is signed from here on.</summary>
    /// <param name="FromBlock">No lock of ours is older; 0 in journals of before this was kept.</param>
    public sealed record LockChosen(string MinPrice, bool AcceptUnlisted, ulong FromBlock = 0) : JobRecord;

    /// <summary>The market would not take the lock any more and nothing of it is on its way: the policy decides again.</summary>
    public sealed record LockGivenUp(string Reason) : JobRecord;

    /// <summary>The lock was seen in a block. What JobLocked said beside the Request.</summary>
    public sealed record LockMined(
        string TransactionHash,
        string Price,
        int FeeBps,
        bool Listed,
        string RoyaltyHash,
        IReadOnlyList<RoyaltySplit> Royalties
    ) : JobRecord;

    /// <summary>The sealed input lies beside the journal and opens to the committed input.</summary>
    public sealed record InputKept : JobRecord;

    /// <summary>What the requester answered on chain does not open to the committed input.</summary>
    public sealed record InputRefused(string Reason) : JobRecord;

    /// <summary>The model ran. Key is the Job's own random key, from which output salt and trace salt follow.</summary>
    /// <param name="Package">What is handed over of a sealed output; null for a public one.</param>
    /// <param name="Units">Units of work done; 1 in journals of before models could do more.</param>
    /// <param name="CipherCommit">Of a package whose point a proof opens; null for any other, whose commitment follows from its bytes.</param>
    public sealed record Executed(
        string Key,
        string Output,
        string OutputCommit,
        string TraceRoot,
        string? Package = null,
        uint Units = 1,
        string? CipherCommit = null
    ) : JobRecord;

    public sealed record ExecutionFailed(string Reason) : JobRecord;

    /// <summary>The run is proved; the envelope lies beside the journal.</summary>
    /// <param name="Bytes">Of the envelope.</param>
    /// <param name="Milliseconds">That the proof took.</param>
    /// <param name="Answered">It is of an output that was answered on chain: the words of the ciphertext travel in it.</param>
    public sealed record ProofKept(int Bytes, long Milliseconds, bool Answered = false) : JobRecord;

    public sealed record ProofFailed(string Reason) : JobRecord;

    /// <summary>The requester's signature over the inference commitment.</summary>
    public sealed record AcceptanceKept(string Signature) : JobRecord;

    /// <summary>A transaction of ours was refused for good; the next attempt is another transaction.</summary>
    public sealed record Reverted(string Purpose, string Reason) : JobRecord;

    /// <summary>Nothing more will happen: too deep to be undone.</summary>
    public sealed record Ended(string Outcome) : JobRecord;
}

/// <summary>One entry of a model's frozen royalty list.</summary>
public sealed record RoyaltySplit(string Payee, int Bps);
