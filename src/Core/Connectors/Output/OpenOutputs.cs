namespace Millrace.Connectors;

/// <summary>
/// What the jobs of this process are writing, by real path: two writers of a file would lose one result, and a reader of it would
/// read what is being replaced. Other processes are kept out by <see cref="OutputLock"/>. Thread: any.
/// </summary>
internal static class OpenOutputs
{
    private static readonly Dictionary<string, string> Writers = new(StringComparer.Ordinal);

    /// <summary>Notes a writer. Throws <see cref="ConnectorException"/> if there is one already.</summary>
    /// <param name="key">The real path.</param>
    /// <param name="name">What the user would call it.</param>
    /// <param name="writer">The sink.</param>
    public static Claim Add(string key, string name, string writer)
    {
        // It keeps nothing, so nothing can be lost.
        if (key == "/dev/null") return new Claim(null);
        lock (Writers)
        {
            if (Writers.TryAdd(key, writer)) return new Claim(key);
            throw new ConnectorException($"'{Writers[key]}' and '{writer}' would both write {name}{(key == name || Descriptor.IsPipe(key) ? "" : $" ({key})")}, and one result would be lost. Give each a place of its own, or bring their rows together with Union.");
        }
    }

    /// <summary>True if nothing is being written.</summary>
    private static bool AreNone
    {
        get
        {
            lock (Writers) return Writers.Count == 0;
        }
    }

    /// <summary>Throws <see cref="ConnectorException"/> if a file that is read is being written as well.</summary>
    public static void CheckInput(string name, Func<string> key, string reader)
    {
        if (AreNone) return;
        // It asks the system for each part of the path, which nobody should wait for.
        string path = key();
        string? writer;
        lock (Writers)
        {
            if (!Writers.TryGetValue(path, out writer)) return;
        }
        // A terminal is both, and means it.
        if (Descriptor.IsDevice(path) || !File.Exists(path)) return;
        throw new ConnectorException($"'{reader}' reads {name}, which '{writer}' writes. Write to another file.");
    }

    /// <summary>A place that is being written; ends when it is disposed.</summary>
    internal sealed class Claim(string? key) : IDisposable
    {
        private string? _key = key;

        public void Dispose()
        {
            lock (Writers)
            {
                if (_key is not null) Writers.Remove(_key);
                _key = null;
            }
        }
    }
}
