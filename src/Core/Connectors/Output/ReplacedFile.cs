namespace Millrace.Connectors;

/// <summary>
/// A file that is written under a hidden name beside its own, and gets its name (in place of an older file) when the job commits.
/// </summary>
internal sealed class ReplacedFile : OutputTarget
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly OutputLock _lock;
    private readonly OpenOutputs.Claim _claim;
    private bool _isOpen = true;

    private ReplacedFile(string path, FileStream file, Stream content, OutputLock taken, OpenOutputs.Claim claim) : base(content)
    {
        (_path, _file, _lock, _claim) = (path, file, taken, claim);
    }

    public override bool IsDirect => false;

    /// <summary>Makes the hidden file. Throws <see cref="ConnectorException"/>.</summary>
    /// <param name="path">The real path.</param>
    /// <param name="wrap">Makes the stream of its content.</param>
    /// <param name="claim">Is given back at the end.</param>
    public static ReplacedFile Create(string path, Func<Stream, Stream> wrap, OpenOutputs.Claim claim)
    {
        string directory = Path.GetDirectoryName(path)!;
        OutputLock? taken = null;
        try
        {
            taken = OutputLock.Take(path);
            // One that is there already was left behind by a process that was killed.
            string part = Path.Join(directory, $".{Path.GetFileName(path)}.part");
            TemporaryFiles.Add(part);
            var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.Read, 0);
            return new ReplacedFile(path, file, wrap(file), taken, claim);
        }
        catch (UnauthorizedAccessException error)
        {
            taken?.Dispose();
            throw new ConnectorException($"No permission to write in {directory}. Give this user write access to it, or choose another directory.", error);
        }
        catch (IOException error)
        {
            taken?.Dispose();
            throw Failed(path, error);
        }
    }

    public override ConnectorException Explain(Exception error) => Failed(_path, error);

    public override async ValueTask CloseAsync()
    {
        try
        {
            await Stream.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await _file.DisposeAsync().ConfigureAwait(false);
        }
    }

    public override void Commit()
    {
        File.Move(_file.Name, _path, overwrite: true);
        _isOpen = false;
        GiveBack();
    }

    public override async ValueTask AbortAsync()
    {
        if (!_isOpen) return;
        _isOpen = false;
        try
        {
            await CloseAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // What could not be written is not wanted either.
        }
        try
        {
            File.Delete(_file.Name);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody has removed it with its directory.
        }
        finally
        {
            GiveBack();
        }
    }

    private void GiveBack()
    {
        TemporaryFiles.Forget(_file.Name);
        _lock.Dispose();
        _claim.Dispose();
    }

    private static ConnectorException Failed(string path, Exception error) =>
        new($"Writing {path} failed: {Sentence.Of(error.Message)} The incomplete file is removed; make room or choose another place.", error);
}
