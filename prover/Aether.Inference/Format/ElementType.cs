namespace Aether.Inference;

/// <summary>Element of an activation or state tensor.</summary>
public enum ElementType : byte
{
    /// <summary>-127 to 127, one byte, excess-128.</summary>
    Int8 = 1,

    /// <summary>0 to 65535, two bytes, big-endian: token ids, indices, exponentials.</summary>
    UInt16 = 2,

    /// <summary>-32768 to 32767, two bytes, big-endian, excess-32768: training state.</summary>
    Int16 = 3,
}
