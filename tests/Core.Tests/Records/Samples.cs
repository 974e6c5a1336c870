using System.Text;

namespace Millrace.Core.Tests.Records;

/// <summary>Random rows, rich in the values that codecs and hashes get wrong.</summary>
internal sealed class Samples(int seed)
{
    private static readonly string[] Pieces = ["a", "B", ",", "\"", "\n", "\r\n", "é", "漢", "😀", " ", "\\", "\t", "\u0001", "null", "0", ";", "long enough to leave the value"];

    private readonly Random _random = new(seed);

    public Sample Next() => new(
        (sbyte)_random.Next(-128, 128), (byte)_random.Next(256), (short)Number(), (ushort)Number(), (int)Number(), (uint)Number(), Number(), (ulong)Number(),
        Single(), Double(), Decimal(), Flag(), "aé,\"漢\n"[_random.Next(6)], Id(), Time(), new Duration(Number() >> 8), Colour(), Text(), Bytes(), Place(),
        (_random.Next(), Text()), RecordList.Create(Many(Number)), RecordList.Create(Many(Place)))
    {
        MaybeInt = Flag() ? null : (int)Number(),
        MaybeDouble = Flag() ? null : Double(),
        MaybeTime = Flag() ? null : Time(),
        MaybeColour = Flag() ? null : Colour(),
        MaybeText = Flag() ? null : (Utf8String?)Text(),
        MaybePlace = Flag() ? null : Place(),
    };

    public bool Flag() => _random.Next(2) == 0;

    public long Number() => _random.Next(6) switch
    {
        0 => 0,
        1 => long.MinValue,
        2 => long.MaxValue,
        3 => _random.Next(-1000, 1000),
        4 => _random.Next(),
        _ => _random.NextInt64() >> _random.Next(64),
    };

    public double Double() => _random.Next(8) switch
    {
        0 => 0.0,
        1 => -0.0,
        2 => double.NaN,
        3 => double.NegativeInfinity,
        4 => _random.Next(-10000, 10000) / 100.0,
        5 => BitConverter.Int64BitsToDouble(_random.NextInt64()),
        6 => double.Epsilon,
        _ => _random.NextDouble(),
    };

    public float Single() => _random.Next(4) == 0 ? -0f : (float)Double();

    public decimal Decimal() => new(_random.Next(), _random.Next(), Flag() ? 0 : _random.Next(), Flag(), (byte)_random.Next(29));

    public Guid Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    public Timestamp Time() => _random.Next(6) switch
    {
        0 => Timestamp.MinValue,
        1 => Timestamp.MaxValue,
        2 => new(_random.NextInt64()),
        3 => Timestamp.FromUnixSeconds(_random.NextInt64(-60_000_000_000, 250_000_000_000)),
        _ => new(_random.NextInt64(-62_135_596_800_000_000, 253_402_300_799_999_999)),
    };

    public Colour Colour() => _random.Next(4) switch { 0 => Records.Colour.Red, 1 => Records.Colour.Green, 2 => Records.Colour.Blue, _ => (Colour)_random.Next(256) };

    public string String()
    {
        var text = new StringBuilder();
        for (int i = _random.Next(6); i > 0; i--) text.Append(Pieces[_random.Next(Pieces.Length)]);
        return text.ToString();
    }

    public Utf8String Text() => String();

    public Binary Bytes()
    {
        byte[] bytes = new byte[_random.Next(40)];
        _random.NextBytes(bytes);
        return bytes;
    }

    public Place Place() => new(Double(), Single(), Text());

    private T[] Many<T>(Func<T> make) => [.. Enumerable.Range(0, _random.Next(4)).Select(_ => make())];
}
