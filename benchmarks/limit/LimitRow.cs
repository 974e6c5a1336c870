namespace Millrace.Benchmarks;

/// <summary>A row of 32 bytes, as in <c>limit.cpp</c>.</summary>
[Record]
internal readonly partial record struct LimitRow(ulong Key, Timestamp Time, ulong Page, uint User, int Type)
{
    private const long WindowUs = 10_000_000;

    /// <summary>The same rows as <c>limit.cpp</c> makes.</summary>
    public static LimitRow[] Make(int count, int keys, int rowsPerWindow)
    {
        var rows = GC.AllocateUninitializedArray<LimitRow>(count);
        for (int i = 0; i < rows.Length; i++)
        {
            ulong random = Mix((ulong)i);
            rows[i] = new LimitRow(Mix(((random >> 32) * (ulong)keys) >> 32), new Timestamp((long)((UInt128)i * WindowUs / (ulong)rowsPerWindow)), random,
                (uint)(random >> 8), (int)((random & 0xffff) % 3));
        }
        return rows;
    }

    private static ulong Mix(ulong z)
    {
        z += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
