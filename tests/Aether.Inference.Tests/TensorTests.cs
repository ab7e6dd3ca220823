namespace Aether.Inference.Tests;

/// <summary>Frames that strangers send: what is refused, and that what is kept comes back.</summary>
public sealed class TensorTests
{
    private static readonly TensorShape Shape = new(3, 5, 2, 1);

    [Fact]
    public void Decode_OwnBytes_GivesTheSameTensor()
    {
        Tensor tensor = Sample();
        Tensor copy = Tensor.Decode(ElementType.Int8, Shape, tensor.Bytes);
        Assert.Equal(tensor.ToInt8(), copy.ToInt8());
        Assert.Equal(64, tensor.Bytes.Length);
        Tensor words = Tensor.FromUInt16(Shape, [.. Enumerable.Range(0, 30).Select(i => (ushort)(i * 2000))]);
        Assert.Equal(words.ToUInt16(), Tensor.Decode(ElementType.UInt16, Shape, words.Bytes).ToUInt16());
    }

    [Fact]
    public void Frame_Element_StandsWhereTheSpecificationSays()
    {
        Tensor tensor = Sample();
        sbyte[] live = tensor.ToInt8();
        for (int y = 0; y < 2; y++)
        for (int x = 0; x < 5; x++)
        for (int c = 0; c < 3; c++)
            Assert.Equal(live[c + 3 * (x + 5 * y)] + 128, tensor.Bytes[c + 4 * (x + 8 * y)]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    public void Decode_OtherLength_IsRefused(int length) => AssertRefused(Air8Rule.TensorLength, new byte[length]);

    [Fact]
    public void Decode_AnyChangedByteOutsideTheLiveBox_IsRefused()
    {
        byte[] frame = Sample().Bytes.ToArray();
        int outside = 0;
        for (int i = 0; i < frame.Length; i++)
        {
            if (i % 4 < 3 && i / 4 % 8 < 5)
                continue;
            byte[] changed = (byte[])frame.Clone();
            changed[i] ^= 1;
            AssertRefused(Air8Rule.TensorPadding, changed);
            outside++;
        }
        Assert.Equal(64 - 30, outside);
    }

    [Fact]
    public void Decode_ByteZero_IsRefused()
    {
        byte[] frame = Sample().Bytes.ToArray();
        frame[5] = 0;
        AssertRefused(Air8Rule.TensorByte, frame);
        Assert.Equal(Air8Rule.TensorByte, Assert.Throws<Air8RefusedException>(() => Tensor.FromInt8(new TensorShape(1), [-128])).Rule);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData((1 << 24) + 1)]
    public void Decode_ImpossibleShape_IsRefused(int channels) =>
        Assert.Equal(
            Air8Rule.TensorLength,
            Assert.Throws<Air8RefusedException>(() => Tensor.Decode(ElementType.Int8, new TensorShape(channels), [])).Rule
        );

    [Fact]
    public void FromValues_EmptyShape_IsRefused()
    {
        Assert.Equal(Air8Rule.TensorLength, Assert.Throws<Air8RefusedException>(() => Tensor.FromUInt16(new TensorShape(1, 0), [])).Rule);
        Assert.Equal(Air8Rule.TensorLength, Assert.Throws<Air8RefusedException>(() => Tensor.FromInt8(new TensorShape(-1, -1), [1])).Rule);
    }

    [Fact]
    public void Values_OfTheOtherType_Throw()
    {
        Assert.Throws<InvalidOperationException>(() => Sample().ToUInt16());
        Assert.Throws<InvalidOperationException>(() => Tensor.FromUInt16(new TensorShape(1), [1]).ToInt8());
        Assert.Throws<InvalidOperationException>(() => Sample().ToInt16());
    }

    [Fact]
    public void Int16_Frame_IsExcess32768AndRoundTrips()
    {
        Tensor tensor = Tensor.FromInt16(new TensorShape(3), [-32768, 0, 32767]);
        Assert.Equal([0, 0, 0x80, 0, 0xff, 0xff, 0x80, 0], tensor.Bytes.ToArray());
        Assert.Equal([-32768, 0, 32767], Tensor.Decode(ElementType.Int16, tensor.Shape, tensor.Bytes).ToInt16());
        Assert.Equal(
            Air8Rule.TensorPadding,
            Assert.Throws<Air8RefusedException>(() => Tensor.Decode(ElementType.Int16, tensor.Shape, new byte[8])).Rule
        );
    }

    [Theory]
    [InlineData("0x1234")]
    [InlineData("")]
    public void Digest_OtherLength_Throws(string text)
    {
        Assert.Throws<FormatException>(() => Digest.Parse(text));
        Assert.Throws<ArgumentException>(() => new Digest(new byte[31]));
    }

    [Fact]
    public void Digest_Text_RoundTrips()
    {
        string text =
            "0x" + string.Concat(Enumerable.Range(0, 32).Select(i => i.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(text, Digest.Parse(text).ToString());
        Assert.Equal(Digest.Parse(text), Digest.Parse(text[2..].ToUpperInvariant()));
        Assert.True(Digest.Zero.IsZero);
        Assert.False(Digest.Parse(text).IsZero);
    }

    private static void AssertRefused(string rule, byte[] frame) =>
        Assert.Equal(rule, Assert.Throws<Air8RefusedException>(() => Tensor.Decode(ElementType.Int8, Shape, frame)).Rule);

    private static Tensor Sample() => Tensor.FromInt8(Shape, [.. Enumerable.Range(0, 30).Select(i => (sbyte)(i * 8 - 120))]);
}
