using Millrace.Memory;

namespace Millrace.Testing;

/// <summary>
/// Text of rows that a job or function under test has made: kept as long as the test process runs, since a test may hold a row longer than
/// the object it came from. Thread: any.
/// </summary>
internal static class LastingText
{
    private static readonly ScratchArena Arena = new();
    private static readonly Lock Gate = new();

    /// <summary>A copy of a row whose text lives as long as the process.</summary>
    public static T Keep<T>(in T row)
    {
        if (!RowText<T>.HasText) return row;
        T kept = row;
        lock (Gate)
        {
            using var scope = Arena.Enter();
            RowText<T>.Copy(ref kept);
        }
        return kept;
    }
}
