using System.Text;

namespace Millrace.Hosting;

/// <summary>
/// Stands before a text writer whose lines appear on the same terminal as the progress line (a job's own <c>Console.WriteLine</c>):
/// each write clears that line first.
/// </summary>
internal sealed class ProgressGuard(TextWriter inner, ProgressLine progress) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => progress.WriteBeside(inner, [value]);

    public override void Write(char[] buffer, int index, int count) => progress.WriteBeside(inner, buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer) => progress.WriteBeside(inner, buffer);

    public override void Write(string? value) => progress.WriteBeside(inner, value);

    public override void WriteLine(string? value) => progress.WriteBeside(inner, value + NewLine);

    public override void Flush() => inner.Flush();
}
