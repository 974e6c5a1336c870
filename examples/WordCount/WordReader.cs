using System.Text;

/// <summary>The words of a line: runs of letters and digits, in lower case where they are ASCII.</summary>
/// <param name="line">The line, as UTF-8.</param>
/// <param name="buffer">Room for a word in lower case; a longer word is returned as it stands in the line.</param>
public ref struct WordReader(ReadOnlySpan<byte> line, Span<byte> buffer)
{
    private readonly ReadOnlySpan<byte> _line = line;
    private readonly Span<byte> _buffer = buffer;
    private int _position;

    /// <summary>The next word, valid until the next call; false at the end of the line.</summary>
    public bool Next(out ReadOnlySpan<byte> word)
    {
        while (_position < _line.Length && !IsLetter(_line[_position])) _position++;
        int start = _position;
        while (_position < _line.Length && IsLetter(_line[_position])) _position++;
        word = _line[start.._position];
        if (Ascii.ToLower(word, _buffer, out int length) == System.Buffers.OperationStatus.Done) word = _buffer[..length];
        return !word.IsEmpty;
    }

    private static bool IsLetter(byte b) => b >= 0x80 || char.IsAsciiLetterOrDigit((char)b);
}
