namespace Millrace.Benchmarks;

/// <summary>A row of the gate's jobs.</summary>
[Record]
internal readonly partial record struct GateRow(Timestamp Time, int Key, int Value, Utf8String Text)
{
    private const int Keys = 1000;
    private const long SpanUs = 250_000_000;

    /// <summary>Rows in order of time, over the same span however many there are: what a job allocates per window is no matter of rows.</summary>
    public static GateRow[] Make(int count)
    {
        // One text is inline, the other is long enough to live beside the rows; both outlive the benchmark.
        Utf8String[] texts = [Utf8String.Copy("short"u8), Utf8String.Copy("a text that does not fit into the value"u8)];
        var random = new Random(1);
        var rows = new GateRow[count];
        for (int i = 0; i < count; i++)
            rows[i] = new GateRow(new Timestamp(i * SpanUs / count), random.Next(Keys), random.Next(100), texts[i & 1]);
        return rows;
    }
}
