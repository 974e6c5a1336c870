namespace Millrace.Testing;

/// <summary>What a function under test kept at some moment: state, timers, the watermark; made by <see cref="OperatorTest{TOut}.Snapshot"/>.</summary>
/// <remarks>It does not change, and may be restored more than once.</remarks>
public sealed class OperatorSnapshot
{
    internal OperatorSnapshot(object test, byte[] bytes, long watermark, int[] counts)
    {
        Test = test;
        Bytes = bytes;
        Watermark = watermark;
        Counts = counts;
    }

    /// <summary>Bytes that it takes.</summary>
    public int SizeBytes => Bytes.Length;

    internal object Test { get; }

    internal byte[] Bytes { get; }

    internal long Watermark { get; }

    /// <summary>Rows in the output, then in each side output.</summary>
    internal int[] Counts { get; }
}
