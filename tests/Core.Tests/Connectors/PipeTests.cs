using System.IO.Pipes;
using Millrace.Connectors;

namespace Millrace.Core.Tests.Connectors;

/// <summary>Tests that read pipes: makes them, and feeds and reads them.</summary>
public abstract class PipeTests : IDisposable
{
    private protected TempDirectory Folder { get; } = new();
    private readonly List<AnonymousPipeServerStream> _pipes = [];

    public void Dispose()
    {
        foreach (var pipe in _pipes) pipe.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    // As a shell's <(command): the path of a descriptor.
    protected (string Path, Stream Writer) Pipe()
    {
        var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        _pipes.Add(pipe);
        return ($"/dev/fd/{pipe.GetClientHandleAsString()}", pipe);
    }

    protected static Task Send(Stream to, byte[] content, int seed) => Task.Run(() =>
    {
        var random = new Random(seed);
        using (to)
        {
            for (int at = 0, length; at < content.Length; at += length)
            {
                length = Math.Min(content.Length - at, random.Next(1, seed % 2 == 0 ? 10 : 100_000));
                to.Write(content, at, length);
            }
        }
    });

    protected static Task<List<string[]>> Csv(string path, CsvOptions options) =>
        Drain.All(new CsvSplitSource<Three, Three>(Millrace.Csv.Read<Three>(path, options)), row => new[] { row.A.ToString(), row.B.ToString(), row.C.ToString() });
}
