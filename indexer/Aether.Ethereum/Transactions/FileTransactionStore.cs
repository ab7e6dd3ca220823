using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aether.Ethereum;

/// <summary>One small JSON file per transaction in a folder, written beside its final name, synchronised and renamed.</summary>
/// <param name="folder">Created when absent. Holds signed transactions, which are public, but no keys.</param>
public sealed class FileTransactionStore(string folder) : ITransactionStore
{
    public async Task<IReadOnlyList<StoredTransaction>> LoadAsync(ulong chainId, Address account, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var transactions = new List<StoredTransaction>();
        foreach (string path in Directory.EnumerateFiles(folder, $"{chainId}-{account}-*.json").Order(StringComparer.Ordinal))
        {
            StoredTransaction transaction = Read(path, await File.ReadAllBytesAsync(path, cancellationToken));
            if (transaction.Newest.From != account || transaction.Newest.Transaction.ChainId != chainId)
                throw new InvalidDataException($"{path} holds a transaction of another account or chain.");
            transactions.Add(transaction);
        }
        return transactions;
    }

    public Task SaveAsync(StoredTransaction transaction, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Directory.CreateDirectory(folder);
        var record = new FileRecord(transaction.Key, [.. transaction.Attempts.Select(attempt => Hex.Format(attempt.Raw.Span))]);
        DurableFile.Write(PathOf(transaction), JsonSerializer.SerializeToUtf8Bytes(record, StoreJson.Default.FileRecord));
        return Task.CompletedTask;
    }

    public Task RemoveAsync(StoredTransaction transaction, CancellationToken cancellationToken)
    {
        DurableFile.Delete(PathOf(transaction));
        return Task.CompletedTask;
    }

    private string PathOf(StoredTransaction transaction)
    {
        string name = Bytes32.Keccak(Encoding.UTF8.GetBytes(transaction.Key)).ToString()[2..34];
        return Path.Combine(folder, $"{transaction.Newest.Transaction.ChainId}-{transaction.Newest.From}-{name}.json");
    }

    private static StoredTransaction Read(string path, byte[] json)
    {
        try
        {
            FileRecord record =
                JsonSerializer.Deserialize(json, StoreJson.Default.FileRecord) ?? throw new JsonException("The file holds null.");
            if (record.Attempts.Count == 0)
                throw new JsonException("There are no attempts.");
            return new StoredTransaction(record.Key, [.. record.Attempts.Select(hex => SignedTransaction.Decode(Hex.Parse(hex)))]);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new InvalidDataException(
                $"{path} is not a stored transaction ({e.Message}). Move it away after checking what it was.",
                e
            );
        }
    }
}

/// <summary>The file's contents.</summary>
internal sealed record FileRecord(string Key, IReadOnlyList<string> Attempts);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(FileRecord))]
internal sealed partial class StoreJson : JsonSerializerContext;
