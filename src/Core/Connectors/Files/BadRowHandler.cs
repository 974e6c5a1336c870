namespace Millrace.Connectors;

/// <summary>Does with bad rows what the user chose. One per source; thread: any.</summary>
internal sealed class BadRowHandler(BadRows policy) : IAsyncDisposable
{
    private FileStream? _deadLetters;
    private OpenOutputs.Claim? _claim;

    /// <summary>Notes that the dead letters of a source are written, before anything is opened. Throws <see cref="ConnectorException"/> if somebody else writes there.</summary>
    public void Claim(string source)
    {
        if (policy.DeadLetterPath is { } path) _claim = OpenOutputs.Add(RealPath.Of(path), path, $"the dead letters of {source}");
    }

    public void Open()
    {
        if (policy.DeadLetterPath is not { } path) return;
        try
        {
            // Small rows gather in the stream's buffer; the system's page cache takes the rest without waiting for the disk.
            _deadLetters = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 64 * 1024);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConnectorException($"Cannot write bad rows to {Path.GetFullPath(path)}: {Sentence.Of(error.Message)}", error);
        }
    }

    /// <summary>Throws, or puts the row aside.</summary>
    public void Handle(InputFile file, InputWindow window, int start, ReadOnlySpan<byte> raw, string what)
    {
        if (policy.Fails)
        {
            throw new ConnectorException($"{file.Name}, line {window.LineAt(start)}: {Sentence.Of(what)} " +
                "Correct the file, or leave such rows out with BadRows.Skip, or put them aside with BadRows.DeadLetter(path).");
        }
        if (_deadLetters is null) return;
        try
        {
            lock (_deadLetters)
            {
                _deadLetters.Write(raw);
                _deadLetters.WriteByte((byte)'\n');
            }
        }
        catch (IOException error)
        {
            throw Failed(error);
        }
    }

    /// <summary>Writes what is still to be written. Throws <see cref="ConnectorException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_deadLetters is not null) await _deadLetters.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException error)
        {
            throw Failed(error);
        }
        finally
        {
            _claim?.Dispose();
        }
    }

    private ConnectorException Failed(IOException error) =>
        new($"Writing bad rows to {Path.GetFullPath(policy.DeadLetterPath!)} failed: {Sentence.Of(error.Message)} Make room, or put them elsewhere.", error);
}
