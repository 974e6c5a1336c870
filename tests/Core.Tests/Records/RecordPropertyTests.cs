using System.Runtime.CompilerServices;
using System.Text.Json;
using Millrace.Memory;
using Millrace.Records;

namespace Millrace.Core.Tests.Records;

public class RecordPropertyTests
{
    private const int Rounds = 500;

    [Fact]
    public void Rows_survive_csv()
    {
        var samples = new Samples(1);
        for (int i = 0; i < Rounds; i++)
        {
            var row = samples.Next();
            string line = Codecs.Csv(row);
            Assert.True(Codecs.TryReadCsv(line, out Sample read, out int failed), $"{(failed < 0 ? "?" : Columns<Sample>()[failed])} in {line}");
            AssertSame(row, read, line);
        }
    }

    [Fact]
    public void Csv_is_what_a_plain_parser_understands()
    {
        var samples = new Samples(2);
        for (int i = 0; i < Rounds; i++)
        {
            var row = samples.Next();
            var fields = PlainCsv(Codecs.Csv(row));
            string Field(string column) => fields[Columns<Sample>().ToList().IndexOf(column)];
            Assert.Equal(Columns<Sample>().Count, fields.Count);
            Assert.Equal(row.Text.ToString(), Field("text"));
            Assert.Equal(row.Int.ToString(), Field("int"));
            Assert.Equal(row.Double, double.Parse(Field("double")));
            Assert.Equal(row.Time.ToString(), Field("time"));
            Assert.Equal(row.Place.Name.ToString(), Field("place.name"));
            Assert.Equal(row.Slot.Gate.ToString(), Field("slot.gate"));
            Assert.Equal(row.MaybeInt?.ToString() ?? "", Field("maybe_int"));
            Assert.Equal(row.Bytes.ToArray(), Convert.FromBase64String(Field("bytes")));
        }
    }

    [Fact]
    public void Rows_survive_json()
    {
        var samples = new Samples(3);
        for (int i = 0; i < Rounds; i++)
        {
            var row = samples.Next();
            string json = Codecs.Json(row);
            Assert.True(Codecs.TryReadJson(json, out Sample read, out int failed), $"{(failed < 0 ? "?" : Columns<Sample>()[failed])} in {json}");
            AssertSame(row, read, json);
        }
    }

    [Fact]
    public void Json_is_what_System_Text_Json_understands()
    {
        var samples = new Samples(4);
        for (int i = 0; i < Rounds; i++)
        {
            var row = samples.Next();
            using var document = JsonDocument.Parse(Codecs.Json(row));
            var json = document.RootElement;
            Assert.Equal(row.Text.ToString(), json.GetProperty("text").GetString());
            Assert.Equal(row.Long, json.GetProperty("long").GetInt64());
            Assert.Equal(row.ULong, json.GetProperty("u_long").GetUInt64());
            Assert.Equal(row.Decimal, json.GetProperty("decimal").GetDecimal());
            Assert.Equal(row.Id, json.GetProperty("id").GetGuid());
            Assert.Equal(row.Bytes.ToArray(), json.GetProperty("bytes").GetBytesFromBase64());
            Assert.Equal(row.Place.Name.ToString(), json.GetProperty("place").GetProperty("name").GetString());
            Assert.Equal(row.Numbers.ToArray(), json.GetProperty("numbers").EnumerateArray().Select(number => number.GetInt64()));
            Assert.Equal(row.MaybeText?.ToString(), json.GetProperty("maybe_text").GetString());
            if (IsCivil(row.Time)) Assert.Equal(row.Time.ToDateTime(), json.GetProperty("time").GetDateTime());
        }
    }

    [Fact]
    public void Equal_rows_hash_alike_and_order_agrees_with_equality()
    {
        var samples = new Samples(5);
        var rows = Enumerable.Range(0, 60).Select(_ => samples.Place() with { Name = samples.Flag() ? "x" : "y" }).ToList();
        foreach (var left in rows)
        {
            foreach (var right in rows)
            {
                bool equal = Static<Place>.AreEqual(in left, in right);
                Assert.Equal(left == right, equal);
                Assert.Equal(equal, Static<Place>.Compare(in left, in right) == 0);
                Assert.Equal(-Math.Sign(Static<Place>.Compare(in left, in right)), Math.Sign(Static<Place>.Compare(in right, in left)));
                if (equal) Assert.Equal(Static<Place>.Hash(in left), Static<Place>.Hash(in right));
                foreach (var third in rows.Take(10))
                {
                    if (Static<Place>.Compare(in left, in right) <= 0 && Static<Place>.Compare(in right, in third) <= 0)
                        Assert.True(Static<Place>.Compare(in left, in third) <= 0);
                }
            }
        }
    }

    [Fact]
    public void Values_that_count_as_equal_hash_alike()
    {
        Assert.Equal(DoubleRecord.Hash(0.0), DoubleRecord.Hash(-0.0));
        Assert.Equal(DoubleRecord.Hash(double.NaN), DoubleRecord.Hash(BitConverter.Int64BitsToDouble(-1)));
        Assert.Equal(DecimalRecord.Hash(1.0m), DecimalRecord.Hash(1.0000m));
        Assert.Equal(DecimalRecord.Hash(0m), DecimalRecord.Hash(-0.00m));
        Assert.NotEqual(DecimalRecord.Hash(1m), DecimalRecord.Hash(-1m));
        Assert.Equal(Int32Record.Hash(-5), Int64Record.Hash(-5));
        Assert.Equal(SingleRecord.Hash(0.5f), DoubleRecord.Hash(0.5));
    }

    [Fact]
    public void Hashes_stay_as_they_are_for_ever()
    {
        Assert.Equal(0x386AFCF6DDE9D8B4UL, Int32Record.Hash(42));
        Assert.Equal(KeyHash.Combine(DoubleRecord.Hash(1.5), SingleRecord.Hash(2)), Static<Pair>.Hash(new Pair(1.5, 2)));
    }

    [Fact]
    public void Rows_keep_their_text_through_segments_and_blocks()
    {
        using var budget = new MemoryBudget(16 * 1024 * 1024);
        var account = budget.CreateAccount("test", 8 * 1024 * 1024);
        var samples = new Samples(6);
        for (int round = 0; round < 20; round++)
        {
            var segment = account.Rent();
            var rows = new List<Sample>();
            var writer = new RowWriter(segment);
            for (var row = samples.Next(); writer.TryAppend<Sample, Sample>(in row); row = samples.Next()) rows.Add(row);
            byte[] block = GC.AllocateArray<byte>(RowBlock.BytesFor<Sample>(segment), pinned: true);
            RowBlock.Write<Sample, Sample>(segment, block);
            var arrived = RowBlock.Read<Sample, Sample>(block, account);
            account.Return(segment);
            Assert.Equal(rows.Count, arrived.RowCount);
            for (int i = 0; i < rows.Count; i++) AssertSame(rows[i], arrived.Rows<Sample>()[i], $"row {i}");
            account.Return(arrived);
        }
        account.AssertNothingOutstanding();
    }

    [Fact]
    public void The_schema_names_fields_and_knows_their_places()
    {
        var schema = NestedRecord.Schema<Place>();
        Assert.Equal("Millrace.Core.Tests.Records.Place", schema.Name);
        Assert.Equal(["latitude", "height", "name"], schema.Fields.Select(field => field.Name));
        Assert.Equal([0, 8, 16], schema.Fields.Select(field => field.Offset));
        Assert.Equal(Unsafe.SizeOf<Place>(), schema.SizeBytes);
        Assert.True(NestedRecord.Schema<Wide>().IsSequential);
        Assert.Equal(Unsafe.SizeOf<Wide>(), NestedRecord.Schema<Wide>().SizeBytes);
        Assert.Equal(["earlier", "first"], NestedRecord.Schema<Wide>().Fields[0].Was);
        Assert.True(NestedRecord.Schema<Wide>().Fields[1].Nullable);
    }

    [Fact]
    public void A_record_with_a_tuple_is_laid_out_by_the_runtime()
    {
        var schema = NestedRecord.Schema<Sample>();
        Assert.False(schema.IsSequential);
        Assert.Equal(Unsafe.SizeOf<Sample>(), schema.SizeBytes);
    }

    [Fact]
    public void Equal_rows_have_equal_bytes_once_their_padding_is_cleared()
    {
        var row = new Wide(1, 2.5, true, 3m, 4, Guid.Empty, new Place(1, 2, "x"), Colour.Blue);
        byte[] expected = Bytes(row, 0x00), actual = Bytes(row, 0xFF);
        Assert.Equal(expected, actual);
        Assert.Equal(row, Unsafe.ReadUnaligned<Wide>(ref actual[0]));

        static byte[] Bytes(Wide row, byte padding)
        {
            byte[] bytes = new byte[Unsafe.SizeOf<Wide>()];
            Unsafe.WriteUnaligned(ref bytes[0], row);
            // What lies between the fields may be anything; fields are written over it one by one.
            foreach (var (offset, size) in NestedRecord.Schema<Wide>().Padding) bytes.AsSpan(offset, size).Fill(padding);
            var copy = Unsafe.ReadUnaligned<Wide>(ref bytes[0]);
            Clear(ref copy);
            Unsafe.WriteUnaligned(ref bytes[0], copy);
            return bytes;
        }

        static void Clear<T>(ref T row) where T : unmanaged, IRecord<T> => T.ClearPadding(ref row);
    }

    private static bool IsCivil(Timestamp time) => time.Microseconds is >= -62_135_596_800_000_000 and < 253_402_300_800_000_000;

    private static IReadOnlyList<string> Columns<T>() where T : unmanaged, ICsvRecord<T> => T.Columns;

    private static void AssertSame<T>(T expected, T actual, string context) where T : unmanaged, IRecord<T>
    {
        Assert.True(T.AreEqual(in expected, in actual), $"{context}\n{expected}\n{actual}");
        Assert.Equal(T.Hash(in expected), T.Hash(in actual));
        Assert.Equal(0, T.Compare(in expected, in actual));
    }

    private static List<string> PlainCsv(string line)
    {
        var fields = new List<string>();
        for (int i = 0; i <= line.Length; i++)
        {
            var text = new System.Text.StringBuilder();
            if (i < line.Length && line[i] == '"')
            {
                for (i++; line[i] != '"' || (i + 1 < line.Length && line[i + 1] == '"'); i++)
                {
                    if (line[i] == '"') i++;
                    text.Append(line[i]);
                }
                i++;
            }
            else for (; i < line.Length && line[i] != ','; i++) text.Append(line[i]);
            fields.Add(text.ToString());
        }
        return fields;
    }

    private static class Static<T> where T : unmanaged, IRecord<T>
    {
        public static ulong Hash(in T row) => T.Hash(in row);
        public static bool AreEqual(in T left, in T right) => T.AreEqual(in left, in right);
        public static int Compare(in T left, in T right) => T.Compare(in left, in right);
    }
}

[Record]
public readonly partial record struct Pair(double First, float Second);

[Record]
public readonly partial record struct Wide([Was("earlier"), Was("first")] byte A, double? B, bool C, decimal? D, short? E, Guid F, Place? G, Colour? H);
