using System.CommandLine;

namespace Aether.Cli.Commands;

/// <summary>The options of <c>aether request</c>.</summary>
internal sealed class RequestOptions
{
    public Option<string?> Provider { get; } =
        new("--provider") { Description = "the one provider who may lock it; the price is then --price", HelpName = "ADDRESS" };

    public Option<string?> Price { get; } =
        new("--price") { Description = "what the curve starts at, in whole tokens", HelpName = "AMOUNT" };

    public Option<string?> MaxPrice { get; } =
        new("--max-price") { Description = "what the curve rises to; --price when absent", HelpName = "AMOUNT" };

    public Option<string?> Collateral { get; } =
        new("--collateral") { Description = "what the provider stakes on it; --max-price when absent", HelpName = "AMOUNT" };

    public Option<string?> Token { get; } =
        new("--token") { Description = "symbol or address; the manifest's first when absent", HelpName = "TOKEN" };

    public Option<string?> ModelId { get; } =
        new("--model-id") { Description = "which registration of the file, when there are several", HelpName = "ID" };

    public Option<string?> Verifier { get; } =
        new("--verifier") { Description = "a contract of the manifest, or an address; CooperativeVerifier when absent", HelpName = "NAME" };

    public Option<string?> Tier { get; } =
        new("--tier") { Description = "cooperative (with --provider), optimistic, or validity: a proof pays", HelpName = "NAME" };

    public Option<uint> RampSecs { get; } =
        new("--ramp-secs") { Description = "seconds from --price to --max-price", DefaultValueFactory = _ => 60u };

    public Option<uint> LockSecs { get; } =
        new("--lock-secs") { Description = "seconds until it is void", DefaultValueFactory = _ => 120u };

    public Option<uint> ExecSecs { get; } =
        new("--exec-secs") { Description = "the provider's time to answer", DefaultValueFactory = _ => 120u };

    public Option<uint> InputSecs { get; } =
        new("--input-secs")
        {
            Description = "your time to answer when the provider demands the input on chain; 0: it cannot be demanded",
            DefaultValueFactory = _ => 3600u,
        };

    public Option<string?> Agent { get; } =
        new("--agent") { Description = "may accept, answer and demand for you; receives nothing", HelpName = "ADDRESS" };

    public Option<string?> Relay { get; } =
        new("--relay") { Description = "whose signature says that it hands the output out", HelpName = "ADDRESS" };

    public Option<string?> Gate { get; } =
        new("--gate") { Description = "a contract that decides which Nodes may lock", HelpName = "ADDRESS" };

    public Option<bool> Sealed { get; } =
        new("--sealed")
        {
            Description = "the answer travels as ciphertext; the key is published with the claim, so keep the ciphertext to yourself",
        };

    public Option<string[]> Extras { get; } =
        new("--extra")
        {
            Description = "pay a share of the price to somebody: data, relay, referrer; at most 4 and 1500 bps in all; repeatable",
            HelpName = "ADDRESS:BPS",
        };

    public Option<uint?> DisputeSecs { get; } =
        new("--dispute-secs") { Description = "the window to contest it; the chain's minimum when absent" };

    public Option<uint?> MaxUnits { get; } =
        new("--max-units") { Description = "units of work the price is for; when absent the most that a run of the model does" };

    public Option<string?> Nonce { get; } =
        new("--nonce") { Description = "number of this Request, at most 96 bits; random when absent", HelpName = "N" };

    public Option<uint> StartIn { get; } = new("--start-in") { Description = "seconds until the curve starts" };

    public Option<bool> Post { get; } = new("--post") { Description = "post it on chain instead of sending it to the Node" };

    public Option<bool> AcceptOnChain { get; } =
        new("--accept-on-chain") { Description = "send accept yourself instead of handing the signature to the Node" };

    public Option<bool> NoAccept { get; } = new("--no-accept") { Description = "accept nothing: the window runs out" };

    public Option<bool> NoWait { get; } =
        new("--no-wait") { Description = "return once it is handed over; aether request resume ID goes on" };

    public Option<uint> Timeout { get; } =
        new("--timeout")
        {
            Description = "seconds to wait; after that aether request resume ID goes on, and says by when it must",
            DefaultValueFactory = _ => 600u,
        };

    public IEnumerable<Option> All =>
        [
            Provider,
            Price,
            MaxPrice,
            Collateral,
            Token,
            ModelId,
            Verifier,
            Tier,
            RampSecs,
            LockSecs,
            ExecSecs,
            InputSecs,
            DisputeSecs,
            Agent,
            Relay,
            Gate,
            Sealed,
            Extras,
            MaxUnits,
            Nonce,
            StartIn,
            Post,
            AcceptOnChain,
            NoAccept,
            NoWait,
            Timeout,
        ];
}
