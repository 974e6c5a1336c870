using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Millrace.Connectors;

namespace Millrace.Core.Tests.Connectors;

public sealed class CsvScanTests
{
    private static void Check<TScan>(TScan scan) where TScan : struct, ICsvScan
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            bool lineBreaks = seed % 2 == 0;
            int density = seed % 3 == 0 ? 2 : 12;
            var bytes = new byte[random.Next(1, 400) + 64];
            for (int i = 0; i < bytes.Length; i++) bytes[i] = random.Next(density) == 0 ? ",\n\"\r"u8[random.Next(4)] : (byte)'x';
            int to = bytes.Length - 64, from = random.Next(0, to);
            var index = new CsvIndex(new CsvDialect((byte)',', (byte)'"', lineBreaks));
            index.Build(scan, ref bytes[0], from, to);

            var ends = new List<int>();
            var rows = new List<int>();
            bool inside = false;
            for (int i = from; i < to; i++)
            {
                if (bytes[i] == '"') inside = !inside;
                if (bytes[i] == '\n' && (!inside || !lineBreaks))
                {
                    inside = false;
                    rows.Add(ends.Count);
                    ends.Add(i);
                }
                else if (bytes[i] == ',' && !inside)
                {
                    ends.Add(i);
                }
            }
            Assert.Equal(rows.Count, index.RowCount);
            for (int row = 0; row < rows.Count; row++) Assert.Equal(rows[row], Unsafe.Add(ref index.Rows, row));
            for (int end = 0; end < ends.Count; end++) Assert.Equal(ends[end], Unsafe.Add(ref index.Ends, end));
        }
    }

    [Fact]
    public void Every_vector_width_finds_the_same_fields()
    {
        Check(new CsvScanScalar((byte)',', (byte)'"'));
        Check(new CsvScan128((byte)',', (byte)'"'));
        if (Vector256.IsHardwareAccelerated) Check(new CsvScan256((byte)',', (byte)'"'));
        if (Avx512Vbmi2.IsSupported) Check(new CsvScanVbmi2((byte)',', (byte)'"'));
    }
}
