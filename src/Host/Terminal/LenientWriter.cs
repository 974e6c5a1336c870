using System.Text;

namespace Millrace.Hosting;

/// <summary>
/// Diagnostics that cannot be written (standard error is closed, or its disk is full) are lost, and nothing else: a job must not fail, after
/// its output is committed perhaps, because nobody reads what it says about itself.
/// </summary>
internal sealed class LenientWriter(Func<TextWriter> inner) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Try(writer => writer.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(writer => writer.Write(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value) => Try(writer => writer.Write(value));

    public override void WriteLine(string? value) => Try(writer => writer.WriteLine(value));

    public override void Flush() => Try(static writer => writer.Flush());

    private void Try(Action<TextWriter> write)
    {
        try
        {
            write(inner());
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException or ObjectDisposedException or NotSupportedException)
        {
            // There is no other place to say it.
        }
    }
}
