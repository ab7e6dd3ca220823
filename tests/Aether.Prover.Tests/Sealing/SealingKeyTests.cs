using Aether.Prover.Sealing;

namespace Aether.Prover.Tests.Sealing;

public sealed class SealingKeyTests
{
    [Fact]
    public void Load_WhatWasSaved_OpensTheSameBoxes()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("sealing.pem");
        using var key = SealingKey.Generate();
        key.Save(path, "correct horse"u8);
        using var loaded = SealingKey.Load(path, "correct horse"u8);
        var context = new SealingContext(1, new byte[20], new byte[32]);
        Assert.Equal("x"u8.ToArray(), SealedBox.Open(loaded, context, SealedBox.Seal(key.Public, context, "x"u8)));
        Assert.DoesNotContain("BEGIN PRIVATE KEY", File.ReadAllText(path), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void Load_WrongPassword_Throws()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("sealing.pem");
        using var key = SealingKey.Generate();
        key.Save(path, "right"u8);
        var error = Assert.Throws<SealingException>(() => SealingKey.Load(path, "wrong"u8));
        Assert.Contains("wrong password", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NotAKey_Throws()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("sealing.pem");
        File.WriteAllText(path, "hello");
        Assert.Throws<SealingException>(() => SealingKey.Load(path, "x"u8));
    }

    [Fact]
    public void Save_OverAnExistingFile_Throws()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("sealing.pem");
        using var key = SealingKey.Generate();
        key.Save(path, "x"u8);
        var before = File.ReadAllBytes(path);
        using var second = SealingKey.Generate();
        Assert.Throws<IOException>(() => second.Save(path, "x"u8));
        Assert.Equal(before, File.ReadAllBytes(path));
    }
}
