using System.Collections.Concurrent;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Prover.Chain;
using Aether.Prover.Delivery;
using Aether.Prover.Execution;
using Aether.Prover.Policy;

namespace Aether.Prover.Provider;

/// <summary>The AIR8 files in the models folder, by contentHash. Looks again when asked for one it does not have.</summary>
/// <param name="inputBytesMax">Largest input tensor that a requester can deliver here, bytes.</param>
/// <param name="limits">What one run may use.</param>
internal sealed class ModelShelf(string folder, int inputBytesMax, ExecutionPolicy limits, TimeProvider clock)
{
    /// <summary>What a child needs beside its model.</summary>
    private const long RuntimeBytes = 64 << 20;

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Bytes32, ShelvedModel> _models = new();
    private readonly ConcurrentDictionary<string, DateTime> _known = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long? _lookedAt;

    /// <summary>Files that were refused, with the rule they break.</summary>
    public ConcurrentDictionary<string, string> Refused { get; } = new(StringComparer.Ordinal);

    public ICollection<Bytes32> ContentHashes => _models.Keys;

    /// <summary>Null when no file here has this contentHash.</summary>
    public ShelvedModel? Find(Bytes32 contentHash)
    {
        if (_models.TryGetValue(contentHash, out var model) && IsAsLookedAt(model.Path))
            return model;
        Look();
        return _models.GetValueOrDefault(contentHash);
    }

    /// <summary>Reads what is new in the folder.</summary>
    public void Look()
    {
        lock (_gate)
        {
            if (_lookedAt is { } at && clock.GetElapsedTime(at) < LookAgainAfter)
                return;
            _lookedAt = clock.GetTimestamp();
            if (!Directory.Exists(folder))
                return;
            foreach (var path in Directory.EnumerateFiles(folder, "*.air8"))
                Read(path);
        }
    }

    private bool IsAsLookedAt(string path) =>
        File.Exists(path) && _known.TryGetValue(path, out var seen) && seen == File.GetLastWriteTimeUtc(path);

    private void Read(string path)
    {
        var written = File.GetLastWriteTimeUtc(path);
        if (_known.TryGetValue(path, out var seen) && seen == written)
            return;
        _known[path] = written;
        foreach (var stale in _models.Where(entry => entry.Value.Path == path).Select(entry => entry.Key).ToArray())
            _models.TryRemove(stale, out _);
        try
        {
            // Read, not mapped: whoever cuts a mapped file short ends this program.
            using var stream = File.OpenRead(path);
            var model = Air8Model.Load(stream);
            if (Unservable(model) is { } reason)
            {
                Refused[path] = reason;
                return;
            }

            _models[model.ContentHash.ToBytes32()] = new ShelvedModel(path, model.ContentHash, model.Form, ProofNeeds.Of(model));
            Refused.TryRemove(path, out _);
        }
        catch (Exception e) when (e is Air8RefusedException or IOException or UnauthorizedAccessException)
        {
            Refused[path] = e.Message;
        }
    }

    /// <summary>A Job whose input cannot come in, or whose output cannot be kept, would cost collateral: its model is not offered.</summary>
    private string? Unservable(Air8Model model)
    {
        var form = model.Form;
        if (form.InputCount != 1)
            return $"a run of it takes {form.InputCount} tensors, as a training step does; a Request has one input";
        var input = form.InputBytesMax;
        if (input > inputBytesMax)
            return $"its input has {input} bytes; at most {inputBytesMax} can be delivered to a Node";
        // Known from the graph before anything runs.
        var memory = model.File.Length + model.Work.ActivationBytes + model.Work.ScratchBytes + RuntimeBytes;
        if (memory > (long)limits.MemoryMiB << 20)
            return $"it needs {(memory >> 20) + 1} MiB (file {model.File.Length >> 20}, activations {(model.Work.ActivationBytes + model.Work.ScratchBytes) >> 20}, runtime {RuntimeBytes >> 20}); execution.memoryMiB allows {limits.MemoryMiB}";
        if (model.Work.Operations > limits.OperationsMax)
            return $"a run takes {model.Work.Operations} operations; execution.operationsMax allows {limits.OperationsMax}";
        var output = form.OutputBytesMax;
        if (output > JobJournal.OutputBytesMax)
            return $"its output has {output} bytes; at most {JobJournal.OutputBytesMax} are kept for a requester";
        var roots = form.BoundariesMax * Digest.Size;
        if (output + roots > ModelOutput.BytesMax)
            return $"a run leaves {form.BoundariesMax} boundaries; with the output that is above {ModelOutput.BytesMax} bytes";
        var answer = PublicAnswer.ByteCount(form.OutputType, form.OutputShape);
        return answer > PublicAnswer.BytesMax
            ? $"its output takes {answer} bytes on chain; at most {PublicAnswer.BytesMax} can be answered when a requester demands it"
            : null;
    }
}

/// <summary>A model that this Node can run.</summary>
/// <param name="ContentHash">Of the file as it was when it was looked at; a child says what it read.</param>
/// <param name="Proof">What proving a run of it takes.</param>
internal sealed record ShelvedModel(string Path, Digest ContentHash, ModelForm Form, ProofNeeds Proof)
{
    /// <summary>What a sealed output of it takes on chain, at most.</summary>
    public long PackageBytes => SealedPackage.ByteCount(Form.OutputType, Form.OutputShape);
}
