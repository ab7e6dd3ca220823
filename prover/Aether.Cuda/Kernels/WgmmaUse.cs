namespace Aether.Cuda;

/// <summary>Whether the tensor cores of Hopper are used by their own instructions, where a device has them.</summary>
internal enum WgmmaUse
{
    /// <summary>When they pass their trial.</summary>
    Tried,

    /// <summary>Not at all.</summary>
    Never,

    /// <summary>Without a trial: for checks that are to say themselves what is wrong.</summary>
    Untried,
}
