namespace Aether.Inference;

/// <summary>First byte of every hash of ours: one per structure, so that no structure can pose as another.</summary>
/// <remarks>Source: prover/AIR8.md, Trees.</remarks>
public enum Domain : byte
{
    Leaf = 0x00,
    Node = 0x01,
    Graph = 0x02,
    Content = 0x03,
    Input = 0x04,
    Output = 0x05,
    Tensor = 0x06,
    Inference = 0x07,
    Pad = 0x08,
    Transcript = 0x09,
    Trace = 0x0a,
    Cipher = 0x0b,
    OrderKey = 0x0c,
    Key = 0x0d,
    TraceSalt = 0x0e,
    OutputSalt = 0x0f,
    Model = 0x10,
    Terms = 0x11,
    RoyaltyList = 0x12,
    Extras = 0x13,
    PaddingLeaf = 0x14,
    State = 0x15,
    TrainingDraw = 0x16,
    TrainingSet = 0x17,
}
