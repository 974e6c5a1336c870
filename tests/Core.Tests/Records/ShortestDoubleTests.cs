using System.Globalization;
using System.Text;
using Millrace.Records;

namespace Millrace.Core.Tests.Records;

public sealed class ShortestDoubleTests
{
    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(1e14, "100000000000000")]
    [InlineData(999999999999999.9, "999999999999999.9")]
    [InlineData(0.00009, "")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(1e15, "")]
    [InlineData(0.0, "")]
    [InlineData(double.NaN, "")]
    public void Numbers_without_an_exponent_are_written_and_others_left(double value, string expected) =>
        Assert.Equal(expected.Length == 0 ? Reference(value) : expected, Text(value));

    [Fact]
    public void Agrees_with_the_library_on_random_numbers()
    {
        var random = new Random(1);
        for (int i = 0; i < 2_000_000; i++)
        {
            double value = (i % 5) switch
            {
                0 => BitConverter.Int64BitsToDouble(random.NextInt64()),
                1 => random.Next(100_000) / (double)random.Next(1, 50),
                2 => random.NextInt64(1L << 54) / 1000.0,
                3 => Math.ScaleB(1 + (random.Next(3) - 1) * double.Epsilon, random.Next(-20, 51)),
                _ => Math.BitIncrement(Math.Round(random.NextDouble() * 1000, random.Next(8))),
            };
            if (i % 2 == 0) value = -value;
            string text = Text(value);
            if (text != Reference(value)) Assert.Fail($"{BitConverter.DoubleToInt64Bits(value):x}: {text}, not {Reference(value)}");
        }
    }

    private static string Text(double value)
    {
        Span<byte> buffer = stackalloc byte[80];
        var writer = new Utf8Writer(buffer);
        writer.Write(value);
        return Encoding.UTF8.GetString(buffer[..writer.Written]);
    }

    private static string Reference(double value) => value.ToString(CultureInfo.InvariantCulture);
}
