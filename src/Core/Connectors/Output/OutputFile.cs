namespace Millrace.Connectors;

/// <summary>
/// A file that appears under its name only when it is complete, or what takes rows at once: standard output (<c>-</c>), a pipe, a
/// device. Shared by the subtasks of a sink.
/// </summary>
/// <param name="path">Where to, as the user wrote it.</param>
/// <param name="sink">What the sink is called, for errors.</param>
internal sealed class OutputFile(string path, string sink)
{
    private readonly Lock _gate = new();
    private OutputTarget? _target;
    private BlockWriter? _writer;
    private bool _begun, _drained;

    /// <summary>True for standard output, by whatever name.</summary>
    public bool IsStandardOutput => Descriptor.Behind(path, standard: 1) == 1;

    /// <summary>True if somebody may be waiting for the rows at the other end.</summary>
    public bool IsDirect => _target is { IsDirect: true };

    public BlockWriter Writer => _writer ?? throw new InvalidOperationException($"The sink for {path} is used before it is opened.");

    /// <summary>A file that is being written is gone with the run: a restart would leave out all before the snapshot.</summary>
    public static NotSupportedException CannotGoOn() => new("A file that a job writes cannot be gone on with after a crash, so the job takes no snapshots. In tests, write to a TestSink or to a callback (Rows.To).");

    /// <summary>Opens it, so that a place that cannot be written is found out at once.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellation)
    {
        _target = await OutputOpening.OpenAsync(path, sink, cancellation).ConfigureAwait(false);
        _writer = new BlockWriter(_target);
        _begun = _drained = false;
    }

    /// <summary>Writes <paramref name="start"/> before anything else, whichever subtask comes first.</summary>
    public void Begin(ReadOnlySpan<byte> start)
    {
        lock (_gate)
        {
            if (_begun) return;
            _begun = true;
            if (start.Length > 0) Writer.Write(start.ToArray(), start.Length);
        }
    }

    /// <summary>Waits until all is written. Throws <see cref="ConnectorException"/> if it cannot be.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellation)
    {
        if (_drained) return;
        await Writer.DrainAsync().WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // What compresses has an end to write, and may wait for a reader with that.
            if (_target!.IsDirect) await _target.CloseAsync().AsTask().WaitAsync(cancellation).ConfigureAwait(false);
            else await _target.CloseAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw _target!.Explain(error);
        }
        _drained = true;
    }

    /// <summary>Gives the file its name; waits until all is written, if nobody has yet.</summary>
    public async ValueTask CommitAsync()
    {
        await DrainAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            _target!.Commit();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw _target!.Explain(error);
        }
    }

    /// <summary>Removes what was written.</summary>
    public async ValueTask AbortAsync()
    {
        if (_writer is null || _target is null) return;
        if (_target.IsDirect)
        {
            // Whoever reads it may have stopped reading, so nothing is waited for.
            if (!_drained) _writer.Abandon();
        }
        else
        {
            try
            {
                await _writer.DrainAsync().ConfigureAwait(false);
            }
            catch (ConnectorException)
            {
                // That is why the job is being aborted.
            }
        }
        await _target.AbortAsync().ConfigureAwait(false);
    }
}
