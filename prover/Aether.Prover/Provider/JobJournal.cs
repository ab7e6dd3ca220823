using System.Text.Json;
using Aether.Prover.Journal;

namespace Aether.Prover.Provider;

/// <summary>A Job's folder: its journal, and beside it the sealed input and the proof.</summary>
public sealed class JobJournal : IDisposable
{
    /// <summary>Largest output a Job may have, bytes: it is kept in one record, in hex.</summary>
    public const int OutputBytesMax = (JournalFile.PayloadMax / 2) - 4096;

    private const string JournalName = "journal";

    private const string InputName = "input.box";

    private const string ProofName = "proof.bin";

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly string _folder;
    private readonly JournalFile _file;

    private JobJournal(string folder, JournalFile file)
    {
        _folder = folder;
        _file = file;
        Records = [.. file.Records.Select(bytes => Parse(folder, bytes))];
    }

    /// <summary>What was there when it was opened.</summary>
    public IReadOnlyList<JobRecord> Records { get; }

    /// <exception cref="JournalCorruptException">See <see cref="JournalFile.Open"/>.</exception>
    public static JobJournal Open(string folder)
    {
        var file = JournalFile.Open(Path.Combine(folder, JournalName));
        try
        {
            return new JobJournal(folder, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Durable when it returns.</summary>
    public void Append(JobRecord record) => _file.Append(JsonSerializer.SerializeToUtf8Bytes(record, Options));

    public void KeepInput(byte[] box) => OwnerOnlyFile.Replace(Path.Combine(_folder, InputName), box);

    public byte[] ReadInput() => File.ReadAllBytes(Path.Combine(_folder, InputName));

    public void KeepProof(byte[] envelope) => OwnerOnlyFile.Replace(Path.Combine(_folder, ProofName), envelope);

    public byte[] ReadProof() => File.ReadAllBytes(Path.Combine(_folder, ProofName));

    public void Dispose() => _file.Dispose();

    /// <summary>Records of a journal that nobody writes to any more. Takes no lock.</summary>
    public static IReadOnlyList<JobRecord> Read(string folder) =>
        [.. JournalFile.Read(Path.Combine(folder, JournalName)).Select(bytes => Parse(folder, bytes))];

    private static JobRecord Parse(string folder, byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<JobRecord>(json, Options) ?? throw new JsonException("the record is null");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new InvalidDataException($"{folder}: a record is not of this program's version: {e.Message}", e);
        }
    }
}
