using System.Text;

namespace Millrace.Generators.Infrastructure;

/// <summary>Writes indented code. Generated code is read by people, in the debugger and in bug reports.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _indent;

    /// <summary>Writes a line, or several: text after each line break is indented like the first.</summary>
    public CodeWriter Line(string text = "")
    {
        foreach (string line in text.Split('\n'))
        {
            if (line.Length > 0) _text.Append(' ', _indent * 4).Append(line);
            _text.Append('\n');
        }
        return this;
    }

    /// <summary>Writes text as it is: user code and directives, whose columns matter.</summary>
    public CodeWriter Verbatim(string text)
    {
        _text.Append(text).Append('\n');
        return this;
    }

    /// <summary>Opens a block with braces; disposing closes it.</summary>
    public Scope Block(string header)
    {
        Line(header);
        Line("{");
        _indent++;
        return new Scope(this);
    }

    public void Indent() => _indent++;

    public void Outdent() => _indent--;

    public void Close(string end = "}")
    {
        _indent--;
        Line(end);
    }

    public override string ToString() => _text.ToString();

    internal readonly struct Scope(CodeWriter writer) : IDisposable
    {
        public void Dispose() => writer.Close();
    }
}
