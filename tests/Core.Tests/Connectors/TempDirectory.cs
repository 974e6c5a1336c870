using System.IO.Compression;
using System.Text;

namespace Millrace.Core.Tests.Connectors;

/// <summary>A directory for one test.</summary>
internal sealed class TempDirectory : IDisposable
{
    public TempDirectory() => Path = Directory.CreateTempSubdirectory("millrace-").FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Join(Path, name);

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public string Write(string name, byte[] content)
    {
        string path = File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    public string WriteGzip(string name, string content) => Write(name, Gzip(Encoding.UTF8.GetBytes(content)));

    /// <summary>A pipe with a name.</summary>
    public string Fifo(string name)
    {
        string path = File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        using var process = System.Diagnostics.Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return path;
    }

    public static byte[] Gzip(byte[] content, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, level)) gzip.Write(content);
        return memory.ToArray();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
