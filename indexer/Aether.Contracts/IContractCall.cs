namespace Aether.Contracts;

/// <summary>A function call of a contract, ready to be encoded.</summary>
public interface IContractCall
{
    /// <summary>The calldata, selector included.</summary>
    byte[] Encode();
}

/// <summary>A function call that returns something.</summary>
public interface IContractCall<out TResult> : IContractCall
{
    /// <summary>Reads what the call returned.</summary>
    TResult DecodeResult(ReadOnlySpan<byte> data);
}
