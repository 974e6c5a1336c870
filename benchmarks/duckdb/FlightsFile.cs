using System.IO.Compression;

namespace Millrace.Benchmarks;

/// <summary>The flights as plain CSV: the file itself, or a temporary copy of a packed one.</summary>
internal sealed class FlightsFile : IDisposable
{
    private readonly bool _temporary;

    private FlightsFile(string name, string path, bool temporary)
    {
        Name = name;
        Path = path;
        _temporary = temporary;
    }

    /// <summary>Name of the file that was asked for.</summary>
    public string Name { get; }

    /// <summary>Where the plain CSV is.</summary>
    public string Path { get; }

    /// <summary>Opens <paramref name="path"/>, or the half-year file beside the repository, or else the example's January file.</summary>
    public static FlightsFile Open(string? path)
    {
        string halfYear = System.IO.Path.Combine(Repository.Root, "..", "shared", "data", "flights-2001-h1.csv.gz");
        string january = System.IO.Path.Combine(Repository.Root, "examples", "data", "flights-2001-01.csv.gz");
        path ??= File.Exists(halfYear) ? halfYear : january;
        if (!File.Exists(path)) throw new BenchmarkException($"there is no file {path}; give --data a CSV file of flights, plain or .gz.");
        path = System.IO.Path.GetFullPath(path);
        string name = System.IO.Path.GetFileName(path);
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) return new FlightsFile(name, path, temporary: false);

        string plain = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"millrace-{Guid.NewGuid():N}.csv");
        using (var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
        using (var unpacked = File.Create(plain))
            packed.CopyTo(unpacked);
        return new FlightsFile(name, plain, temporary: true);
    }

    /// <summary>Rows in the file: its lines without the heading.</summary>
    public long CountRows()
    {
        using var file = File.OpenRead(Path);
        var buffer = new byte[1 << 16];
        long lines = 0;
        byte last = (byte)'\n';
        for (int length; (length = file.Read(buffer)) > 0; last = buffer[length - 1]) lines += buffer.AsSpan(0, length).Count((byte)'\n');
        return last == '\n' ? lines - 1 : lines;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_temporary) File.Delete(Path);
    }
}
