using System.CommandLine;
using System.Globalization;
using Aether.Simulation;

var output = new Option<FileInfo?>("--out") { Description = "write the plot there, as SVG" };
var seed = new Option<ulong>("--seed")
{
    Description = "which auctions to draw; the checked-in plot is the default's",
    DefaultValueFactory = _ => Plot.DefaultSeed,
};
var command = new RootCommand(
    "Plays the market's reverse Dutch auction between simulated providers: the price against how many there are and whether they collude, "
        + "and what it costs to lock a Request and sit on it."
)
{
    output,
    seed,
};
command.SetAction(parse =>
{
    ulong chosen = parse.GetValue(seed);
    Console.Write(new Report(Scenario.Standard, chosen).Write());
    if (parse.GetValue(output) is not { } file)
        return 0;
    try
    {
        File.WriteAllText(file.FullName, Plot.Draw(Scenario.Standard, chosen));
    }
    catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"simulation: {file.FullName} cannot be written: {exception.Message}")
        );
        return 1;
    }
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{file.FullName} is written"));
    return 0;
});

ParseResult parsed = command.Parse(args);
int code = parsed.Invoke();
return parsed.Errors.Count > 0 ? 2 : code;
