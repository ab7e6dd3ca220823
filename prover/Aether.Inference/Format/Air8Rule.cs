namespace Aether.Inference;

/// <summary>Numbers of the validity rules of AIR8.md: every refusal names one.</summary>
public static class Air8Rule
{
    public const string Magic = "F-01";
    public const string FileVersion = "F-02";
    public const string FileReserved = "F-03";
    public const string FileLength = "F-04";
    public const string FileLimit = "F-05";
    public const string Prepared = "F-06";

    public const string GraphHeader = "G-01";
    public const string OpcodeUnknown = "G-02";
    public const string NotExecuted = "G-03";
    public const string Ends = "G-04";
    public const string TensorIds = "G-05";
    public const string ElementTypes = "G-06";
    public const string Frame = "G-07";
    public const string Shapes = "G-08";
    public const string Shift = "G-09";
    public const string Table = "G-10";
    public const string SlotOffset = "G-11";
    public const string WeightOffset = "G-12";
    public const string Reserved = "G-13";
    public const string Flags = "G-14";
    public const string UnusedTensor = "G-15";
    public const string Reduction = "G-16";
    public const string Layout = "G-17";
    public const string SoftmaxSum = "G-18";
    public const string Ranges = "G-19";
    public const string Positions = "G-20";
    public const string TrainingStep = "G-21";

    public const string WeightByte = "W-01";
    public const string WeightPadding = "W-02";
    public const string BiasDigit = "W-03";
    public const string BiasRange = "W-04";
    public const string AccumulatorBound = "W-05";

    public const string LutByte = "T-01";
    public const string ExpRows = "T-02";
    public const string UnusedTable = "T-03";

    public const string TensorLength = "X-01";
    public const string TensorPadding = "X-02";
    public const string TensorByte = "X-03";
    public const string TensorShape = "X-04";
    public const string Memory = "X-05";
    public const string Token = "X-06";
    public const string OneHot = "X-07";
}
