using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Aether.Ethereum;

/// <summary>
/// Asks another program for signatures: one process per question, {"address":"0x..","hash":"0x..","kind":"transaction"} on its input,
/// the signature of 65 bytes as 0x-hex on its output, exit code 0.
/// </summary>
/// <param name="address">Whose signatures are expected; another's are refused.</param>
/// <param name="fileName">The program.</param>
/// <param name="arguments">Passed as they are, through no shell.</param>
/// <param name="timeout">Time for one answer; null for 30 s. A device that asks a person needs more.</param>
public sealed class SignerCommand(Address address, string fileName, IReadOnlyList<string> arguments, TimeSpan? timeout = null) : ISigner
{
    private const int AnswerCharactersMax = 4096;

    private readonly TimeSpan _timeout = timeout ?? TimeSpan.FromSeconds(30);

    public Address Address => address;

    public async Task<Signature> SignAsync(Bytes32 digest, SigningKind kind, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timeout);
        using Process process = Start();
        try
        {
            Task<string> output = ReadAsync(process.StandardOutput, limit.Token);
            Task<string> errors = ReadAsync(process.StandardError, limit.Token);
            await WriteAsync(process, Question(digest, kind), limit.Token);
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode != 0)
                throw new SignerException($"{fileName} ended with {process.ExitCode}: {Excerpt(await errors)}", retryable: true);
            return Check(digest, await output);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SignerException($"{fileName} gave no signature within {_timeout.TotalSeconds:0.###} s.", retryable: true);
        }
        finally
        {
            Stop(process);
        }
    }

    public override string ToString() => $"SignerCommand {address} ({fileName})";

    private Process Start()
    {
        var start = new ProcessStartInfo(fileName, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            return Process.Start(start) ?? throw new SignerException($"{fileName} did not start.");
        }
        catch (Win32Exception e)
        {
            throw new SignerException($"{fileName} could not be started: {e.Message}", innerException: e);
        }
    }

    private string Question(Bytes32 digest, SigningKind kind)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("address"u8, address.ToString());
            writer.WriteString("hash"u8, digest.ToString());
            writer.WriteString(
                "kind"u8,
                kind switch
                {
                    SigningKind.Transaction => "transaction",
                    SigningKind.TypedData => "typed-data",
                    _ => "message",
                }
            );
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static async Task WriteAsync(Process process, string question, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(question.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code tells.
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        char[] buffer = new char[AnswerCharactersMax];
        int length = await reader.ReadBlockAsync(buffer, cancellationToken);
        return new string(buffer, 0, length);
    }

    private Signature Check(Bytes32 digest, string output)
    {
        Signature signature;
        try
        {
            signature = Signature.FromBytes(Hex.Parse(output.AsSpan().Trim()));
        }
        catch (FormatException e)
        {
            throw new SignerException($"{fileName} did not answer with a signature: {e.Message}", innerException: e);
        }
        return signature.TryRecover(digest, out Address signedBy) && signedBy == address
            ? signature
            : throw new SignerException($"{fileName} answered with a signature that is not {address}'s.");
    }

    private static void Stop(Process process)
    {
        try
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended between the question and the order.
        }
    }

    private static string Excerpt(string text) => text.Length <= 500 ? text.Trim() : text[..500].Trim();
}
