namespace Millrace.Connectors;

/// <summary>Line numbers, for errors only: found by reading the file again from its beginning.</summary>
internal static class LineNumber
{
    /// <summary>Number, from 1, of the line that contains the byte at <paramref name="offset"/> of the file's content.</summary>
    public static long At(InputFile file, long offset)
    {
        using ByteInput input = file.Open(0, offset);
        var buffer = new byte[64 * 1024];
        long line = 1;
        while (offset > 0)
        {
            int wanted = (int)Math.Min(offset, buffer.Length);
            int count = input.Read(buffer.AsSpan(0, wanted));
            if (count == 0) break;
            line += buffer.AsSpan(0, count).Count((byte)'\n');
            offset -= count;
        }
        return line;
    }
}
