namespace Millrace.Connectors;

/// <summary>
/// What can be read once, over all jobs of the process: two readers of a pipe would each get a part of the rows. Thread: any.
/// </summary>
internal static class ReadOnce
{
    private static readonly Dictionary<string, string> Readers = new(StringComparer.Ordinal);

    /// <summary>Notes a reader. Throws <see cref="ConnectorException"/> if there is one already.</summary>
    /// <param name="key">The real path.</param>
    /// <param name="name">What the user would call it.</param>
    /// <param name="reader">The source.</param>
    public static void Claim(string key, string name, string reader)
    {
        lock (Readers)
        {
            if (Readers.TryAdd(key, reader)) return;
            throw new ConnectorException($"'{reader}' would read {name}, which '{Readers[key]}' reads or has read: what comes there can be read once. " +
                "Let one source read it and use its stream twice, or write it to a file first.");
        }
    }

    /// <summary>Whoever comes next may read: nobody takes anything any more.</summary>
    public static void Release(string key)
    {
        lock (Readers) Readers.Remove(key);
    }
}
