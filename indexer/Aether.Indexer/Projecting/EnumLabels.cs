namespace Aether.Indexer.Projecting;

/// <summary>Labels of the enum types in schema `chain`, by the number that events carry.</summary>
internal static class EnumLabels
{
    private static readonly string[] JobStatuses =
    [
        "NONE",
        "POSTED",
        "LOCKED",
        "SUBMITTED",
        "PAID",
        "CANCELLED",
        "DECLINED",
        "STALLED",
        "EXPIRED",
        "SLASHED",
        "VOIDED",
    ];
    private static readonly string[] Tiers = ["COOPERATIVE", "OPTIMISTIC", Validity, Attested];
    private static readonly string[] ModelKinds = ["MODEL", "ADAPTER", "PROMPT"];
    private static readonly string[] ModuleKinds = ["NONE", "GENESIS", "LATER"];
    private static readonly string[] VaultChanges = ["ADD_MODULE", "ALLOW_TOKEN"];
    private static readonly string[] VerifierStatuses = ["UNKNOWN", "LISTED", "RETIRED"];
    private static readonly string[] Rulings = ["DISMISSED", "RESUME", "STALL", "QUARREL", "SLASH"];
    private static readonly string[] DemandKinds = ["NONE", "INPUT", "INPUT_ANSWERED", "OUTPUT"];

    public const string Posted = "POSTED";
    public const string Locked = "LOCKED";
    public const string Submitted = "SUBMITTED";
    public const string Paid = "PAID";
    public const string Validity = "VALIDITY";
    public const string Attested = "ATTESTED";
    public const string Input = "INPUT";
    public const string Output = "OUTPUT";

    public static string JobStatus(byte value) => Label(JobStatuses, value, "job status");

    public static string Tier(byte value) => Label(Tiers, value, "tier");

    public static string ModelKind(byte value) => Label(ModelKinds, value, "model kind");

    public static string ModuleKind(byte value) => Label(ModuleKinds, value, "module kind");

    public static string VaultChange(byte value) => Label(VaultChanges, value, "vault change");

    public static string VerifierStatus(byte value) => Label(VerifierStatuses, value, "verifier status");

    public static string Ruling(byte value) => Label(Rulings, value, "ruling");

    public static string DemandKind(byte value) => Label(DemandKinds, value, "demand kind");

    private static string Label(string[] labels, byte value, string what) =>
        value < labels.Length
            ? labels[value]
            : throw new IndexerException($"an event names {what} {value}, which this program does not know; use a newer aether-indexer");
}
