using System.Collections;
using Aether.Cli;
using Aether.Cli.Terminal;

var environment = new Dictionary<string, string>(StringComparer.Ordinal);
foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
    environment[(string)entry.Key] = (string)entry.Value!;
var console = new CliConsole(
    Console.Out,
    Console.Error,
    Console.OpenStandardInput,
    Console.OpenStandardOutput,
    IsTerminal: !Console.IsErrorRedirected,
    CanAsk: !Console.IsInputRedirected
);
return (int)await new AetherCommand(console, environment, TimeProvider.System).RunAsync(args);
