using System.Globalization;
using Millrace.Records;

namespace Millrace.Core.Tests.Records;

public class CsvFieldsTests
{
    private readonly Random _random = new(7);

    [Fact]
    public void Numbers_of_every_length_read_as_the_library_reads_them()
    {
        for (int i = 0; i < 20_000; i++)
        {
            long number = _random.NextInt64(long.MinValue, long.MaxValue) >> _random.Next(64);
            string text = number.ToString(CultureInfo.InvariantCulture);
            Assert.Equal(number, Read<long, Int64Record>(text));
            Assert.Equal(number, Read<long, Int64Record>($"\"{text}\""));
            Assert.Equal(number is >= int.MinValue and <= int.MaxValue ? (int)number : null, TryRead<int, Int32Record>(text));
            Assert.Equal(number is >= sbyte.MinValue and <= sbyte.MaxValue ? (sbyte)number : null, TryRead<sbyte, SByteRecord>(text));
            Assert.Equal(number is >= 0 and <= ushort.MaxValue ? (ushort)number : null, TryRead<ushort, UInt16Record>(text));
            Assert.Equal(number >= 0 ? (ulong)number : null, TryRead<ulong, UInt64Record>(text));
        }
    }

    [Theory]
    [InlineData("007", 7)]
    [InlineData("00000000000000012", 12)]
    [InlineData("+5", 5)]
    [InlineData("-0", 0)]
    [InlineData("-99999999", -99999999)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("-2147483648", int.MinValue)]
    public void Odd_numbers_are_numbers(string text, int expected) => Assert.Equal(expected, Read<int, Int32Record>(text));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+")]
    [InlineData("--1")]
    [InlineData("+-1")]
    [InlineData("1.5")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1x")]
    [InlineData("12345678x")]
    [InlineData("0x10")]
    [InlineData("1:")]
    [InlineData("1/")]
    [InlineData("é")]
    [InlineData("2147483648")]
    [InlineData("99999999999999999999")]
    [InlineData("\"1")]
    public void What_is_no_number_fails(string text) => Assert.Null(TryRead<int, Int32Record>(text));

    [Fact]
    public void Doubles_have_the_bits_that_the_library_gives_them()
    {
        for (int i = 0; i < 20_000; i++)
        {
            double number = i % 2 == 0 ? BitConverter.Int64BitsToDouble(_random.NextInt64()) : _random.Next(-1_000_000, 1_000_000) / Math.Pow(10, _random.Next(8));
            string text = number.ToString(i % 3 == 0 ? "F9" : "R", CultureInfo.InvariantCulture);
            Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(Read<double, DoubleRecord>(text)));
        }
        Assert.True(double.IsNegative(Read<double, DoubleRecord>("-0")));
        Assert.Equal(1e-7, Read<double, DoubleRecord>("1E-7"));
        Assert.Equal(0.5, Read<double, DoubleRecord>(".5"));
        foreach (string bad in new[] { "", "-", ".", "1.2.3", "1,5", "abc", "--1" }) Assert.Null(TryRead<double, DoubleRecord>(bad));
    }

    [Fact]
    public void Times_read_as_the_library_reads_them()
    {
        string[] forms = ["yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm", "yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFZ",
            "yyyy-MM-dd HH:mm:ss.ffffff", "yyyy-MM-ddTHH:mm:ss+02:30", "yyyy-MM-ddTHH:mm:ss.fff-0800", "yyyy-MM-ddTHH:mmZ", "yyyy-MM-ddTHH:mm:ss.fffffff", "yyyy-MM-ddTHH:mm:ss+05"];
        for (int i = 0; i < 50_000; i++)
        {
            var time = new DateTime(_random.NextInt64(DateTime.MinValue.Ticks + TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay));
            string text = time.ToString(forms[i % forms.Length], CultureInfo.InvariantCulture);
            long expected = (DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcTicks - DateTime.UnixEpoch.Ticks) / 10;
            // Ticks before the epoch round towards zero above and down here.
            Assert.InRange(expected - Read<Timestamp, TimestampRecord>(text).Microseconds, 0, text.Contains('.') && expected < 0 ? 1 : 0);
        }
    }

    [Fact]
    public void Every_day_of_four_centuries_is_written_and_read()
    {
        for (var day = new DateTime(1799, 12, 31); day.Year < 2201; day = day.AddDays(1))
        {
            var time = Timestamp.FromDateTime(day.AddSeconds(day.DayOfYear * 211));
            string text = Codecs.Csv(new Moment(time));
            Assert.Equal(time.ToString(), text);
            Assert.Equal(time, Read<Timestamp, TimestampRecord>(text));
        }
    }

    [Theory]
    [InlineData("2001-02-29T00:00:00")]
    [InlineData("1900-02-29T00:00:00")]
    [InlineData("2001-13-01T00:00:00")]
    [InlineData("2001-00-01T00:00:00")]
    [InlineData("2001-01-00T00:00:00")]
    [InlineData("2001-04-31T00:00:00")]
    [InlineData("2001-01-01T24:00:00")]
    [InlineData("2001-01-01T00:60:00")]
    [InlineData("2001-01-01T00:00:60")]
    [InlineData("0000-01-01T00:00:00")]
    [InlineData("2001-01-01T00:00:0")]
    [InlineData("2001-01-01T00:00:00X")]
    [InlineData("2001-01-01T00:00:00.")]
    [InlineData("2001-01-01T")]
    [InlineData("2001/01/01T00:00:00")]
    [InlineData("2001-1-1")]
    [InlineData("yesterday")]
    [InlineData("")]
    public void What_is_no_time_fails(string text) => Assert.Null(TryRead<Timestamp, TimestampRecord>(text));

    [Fact]
    public void The_first_malformed_field_is_named()
    {
        Assert.False(Codecs.TryReadCsv("1,x,2001-01-01,y", out Four _, out int failed));
        Assert.Equal(1, failed);
        Assert.False(Codecs.TryReadCsv("1,2,2001-01-01,y", out Four _, out failed));
        Assert.Equal(3, failed);
    }

    [Fact]
    public void The_malformed_field_of_a_nested_record_is_named()
    {
        Assert.False(Codecs.TryReadCsv("1,2,2001-01-01,4,7,9,x,2001-01-01,4", out Outer _, out int failed));
        Assert.Equal(6, failed);
    }

    [Fact]
    public void Columns_may_stand_in_any_order_in_the_file()
    {
        Assert.True(Codecs.TryReadCsv("skip,4,3.5,2001-01-01,2,1", out Four row, out _, [5, 4, 3, 1]));
        Assert.Equal(new Four(1, 2, Timestamp.Parse("2001-01-01", null), 4), row);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\"\"", "")]
    [InlineData("plain text of some length", "plain text of some length")]
    [InlineData("\"a,b\"", "a,b")]
    [InlineData("\"say \"\"hi\"\"\"", "say \"hi\"")]
    [InlineData("\"\"\"\"", "\"")]
    [InlineData("\"line\nbreak, and enough to be long\"", "line\nbreak, and enough to be long")]
    [InlineData("in\"side", "in\"side")]
    public void Text_is_unquoted(string field, string expected) => Assert.Equal(expected, Read<Utf8String, Utf8StringRecord>(field).ToString());

    [Theory]
    [InlineData("\"open")]
    [InlineData("\"")]
    [InlineData("\"a\"b\"")]
    public void Text_with_stray_quotes_fails(string field) => Assert.Null(TryRead<Utf8String, Utf8StringRecord>(field));

    [Fact]
    public void Truth_values_and_names_of_members_are_read_in_any_case()
    {
        Assert.True(Read<bool, BooleanRecord>("TRUE"));
        Assert.False(Read<bool, BooleanRecord>("0"));
        Assert.Null(TryRead<bool, BooleanRecord>("yes"));
        Assert.Equal(Colour.Blue, Read<Colour, EnumRecord<Colour>>("blue"));
        Assert.Equal(Colour.Green, Read<Colour, EnumRecord<Colour>>("7"));
        Assert.Null(TryRead<Colour, EnumRecord<Colour>>("mauve"));
        Assert.Null(TryRead<Colour, EnumRecord<Colour>>("256"));
        Assert.Null(TryRead<Colour, EnumRecord<Colour>>(""));
        Assert.Equal(DayOfWeek.Friday, Read<DayOfWeek, EnumRecord<DayOfWeek>>("FRIDAY"));
        Assert.Equal((DayOfWeek)(-3), Read<DayOfWeek, EnumRecord<DayOfWeek>>("-3"));
    }

    [Fact]
    public void Reading_and_writing_rows_allocates_nothing()
    {
        byte[] block = GC.AllocateArray<byte>(256, pinned: true);
        int length = System.Text.Encoding.UTF8.GetBytes("7,1.25,GREEN,2001-01-01T00:01:00.5Z,1.50,true,some text that is rather long,01:30:00", block);
        int[] ends = [.. Enumerable.Range(0, length).Where(i => block[i] == ','), length];
        int[] columns = [.. Enumerable.Range(0, 8)];
        byte[] output = new byte[512];
        Round<Plain>(block, ends, columns, output, 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Round<Plain>(block, ends, columns, output, 1000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        static void Round<T>(byte[] block, int[] ends, int[] columns, byte[] output, int count) where T : unmanaged, ICsvRecord<T>, IJsonRecord<T>
        {
            for (int i = 0; i < count; i++)
            {
                var fields = new CsvFields(ref block[0], ref ends[0], ref columns[0], 0);
                Assert.True(T.TryReadCsv(ref fields, out var row));
                var writer = new Utf8Writer(output);
                T.WriteCsv(in row, ref writer);
                T.WriteJson(in row, ref writer);
                Assert.False(writer.Overflowed);
            }
        }
    }

    private static T Read<T, TRecord>(string text) where T : unmanaged where TRecord : struct, ICsvRecord<T> =>
        TryRead<T, TRecord>(text) ?? throw new FormatException($"'{text}' was not read.");

    private static T? TryRead<T, TRecord>(string text) where T : unmanaged where TRecord : struct, ICsvRecord<T>
    {
        byte[] block = GC.AllocateArray<byte>(text.Length * 3 + 32, pinned: true);
        int end = System.Text.Encoding.UTF8.GetBytes(text, block);
        int column = 0;
        var fields = new CsvFields(ref block[0], ref end, ref column, 0);
        if (TRecord.TryReadCsv(ref fields, out var value)) return value;
        Assert.Equal(0, fields.Failed);
        return null;
    }
}

[Record]
public readonly partial record struct Moment(Timestamp Time);

[Record]
public readonly partial record struct Four(int A, long B, Timestamp C, short D);

[Record]
public readonly partial record struct Outer(Four First, byte Middle, Four Second);

[Record]
public readonly partial record struct Plain(int A, double B, Colour C, Timestamp D, decimal E, bool F, Utf8String G, Duration H);
