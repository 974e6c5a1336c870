using Millrace.Connectors;

namespace Millrace.Core.Tests.Connectors;

/// <summary>Reads a source to its end, split after split, as one subtask would.</summary>
internal static class Drain
{
    public static async Task<List<TOut>> All<T, TOut>(SplitSource<T> source, Func<T, TOut> copy, int maxRows = 1024) where T : unmanaged
    {
        var all = new List<TOut>();
        try
        {
            foreach (var split in await source.OpenAsync(CancellationToken.None))
                all.AddRange(await Split(source, split, copy, maxRows));
        }
        finally
        {
            await source.DisposeAsync();
        }
        return all;
    }

    public static async Task<List<TOut>> Split<T, TOut>(SplitSource<T> source, SourceSplit split, Func<T, TOut> copy, int maxRows = 1024,
        Action<SplitReader<T>>? atEnd = null) where T : unmanaged
    {
        var rows = new List<TOut>();
        using var woken = new SemaphoreSlim(0);
        using var reader = source.CreateReader(split, () => woken.Release());
        while (true)
        {
            var result = reader.Read(maxRows, out var batch);
            if (result == ReadResult.End) break;
            if (result == ReadResult.Wait)
            {
                Assert.True(await woken.WaitAsync(TimeSpan.FromMinutes(3)), "The reader never woke its subtask.");
                continue;
            }
            Assert.InRange(batch.Length, 1, maxRows);
            foreach (var row in batch) rows.Add(copy(row));
        }
        atEnd?.Invoke(reader);
        return rows;
    }
}
