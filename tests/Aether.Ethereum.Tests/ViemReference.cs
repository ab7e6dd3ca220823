using System.Diagnostics;
using System.Text.Json.Nodes;
using Aether.Harness;

namespace Aether.Reference;

/// <summary>Asks viem, in one Node process for all questions of a test: an implementation that shares no code with ours.</summary>
internal static class ViemReference
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The answers, in the order of the questions.</summary>
    public static async Task<IReadOnlyList<JsonNode>> AskAsync(IReadOnlyList<JsonObject> questions)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Node(), [Repository.PathOf("tests", "Aether.Ethereum.Tests", "reference", "viem.mjs")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            Task asking = WriteAsync(process.StandardInput, questions, limit.Token);
            var answers = new List<JsonNode>(questions.Count);
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                JsonNode answer = JsonNode.Parse(line)!;
                Assert.True(
                    answer["error"] is null,
                    $"viem refused question {answers.Count}: {answer["error"]}\n{Excerpt(questions[answers.Count])}"
                );
                answers.Add(answer["answer"]!);
            }
            await asking;
            await process.WaitForExitAsync(limit.Token);
            Assert.True(
                process.ExitCode == 0 && answers.Count == questions.Count,
                $"viem answered {answers.Count} of {questions.Count}: {await errors}"
            );
            return answers;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    /// <summary>One text answer for each question.</summary>
    public static async Task<IReadOnlyList<string>> AskTextAsync(IReadOnlyList<JsonObject> questions) =>
        [.. (await AskAsync(questions)).Select(answer => answer.GetValue<string>())];

    private static async Task WriteAsync(StreamWriter input, IReadOnlyList<JsonObject> questions, CancellationToken cancellationToken)
    {
        foreach (JsonObject question in questions)
            await input.WriteLineAsync(question.ToJsonString().AsMemory(), cancellationToken);
        input.Close();
    }

    private static string Node() =>
        Environment.GetEnvironmentVariable("AETHER_NODE") is { Length: > 0 } node
            ? node
            : Repository.OnPath("node") ?? throw new HarnessException("node was not found; run scripts/setup");

    private static string Excerpt(JsonObject question)
    {
        string text = question.ToJsonString();
        return text.Length <= 2000 ? text : text[..2000];
    }
}
