using System.Buffers;

namespace Millrace.Connectors;

/// <summary>
/// A file that is written under a hidden name beside its own, and gets its name (in place of an older file) when the job commits.
/// </summary>
internal sealed class ReplacedFile : OutputTarget
{
    private const int PartDigits = 12;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

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
        FileStream? file = null;
        try
        {
            taken = OutputLock.Take(path);
            if (taken.WasLeftBehind) RemoveLeftBehind(directory, path);
            // A name of its own: what lies there under another's may not be ours to replace.
            file = new FileStream(Path.Join(directory, PartName(path, Random.Shared.GetHexString(PartDigits, lowercase: true))), FileMode.CreateNew, FileAccess.Write, FileShare.Read, 0);
            TemporaryFiles.Add(file.Name);
            return new ReplacedFile(path, file, wrap(file), taken, claim);
        }
        catch (Exception error)
        {
            if (file is not null)
            {
                file.Dispose();
                TryDelete(file.Name);
                TemporaryFiles.Forget(file.Name);
            }
            taken?.Dispose();
            if (error is UnauthorizedAccessException) throw new ConnectorException($"No permission to write in {directory}. Give this user write access to it, or choose another directory.", error);
            if (error is IOException) throw Failed(path, error);
            throw;
        }
    }

    private static string PartName(string path, string middle) => $".{Path.GetFileName(path)}.{middle}.part";

    // With the lock nobody else is writing this file, so parts of it are those of processes that were killed.
    private static void RemoveLeftBehind(string directory, string path)
    {
        string[] names = PartName(path, "/").Split('/');
        try
        {
            foreach (string left in Directory.EnumerateFiles(directory, ".*.part"))
            {
                string name = Path.GetFileName(left);
                if (name.Length == names[0].Length + PartDigits + names[1].Length && name.StartsWith(names[0], StringComparison.Ordinal)
                    && name.AsSpan(names[0].Length, PartDigits).IndexOfAnyExcept(Digits) < 0) TryDelete(left);
            }
        }
        catch (UnauthorizedAccessException)
        {
            // A directory that may be written and not listed.
        }
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Its directory is gone, or it is another user's. It stops nobody.
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

    public override void Break() => _file.Dispose();

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
