namespace Millrace.Memory;

/// <summary>A row with its text is longer than <see cref="Segment.MaxRowBytes"/>. Trying again does not help.</summary>
public sealed class RowTooLongException : Exception
{
    /// <summary>The error for a row of a type.</summary>
    public RowTooLongException(string typeName, long rowBytes) : base(
        $"A row of type {typeName} is {rowBytes} bytes long with its text; the limit is {Segment.MaxRowBytes} bytes. Drop or shorten its text before this step.")
    { }

    /// <summary>An error with this message.</summary>
    public RowTooLongException(string message) : base(message) { }

    /// <summary>An error with this message and cause.</summary>
    public RowTooLongException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>An error without further explanation.</summary>
    public RowTooLongException() : base($"A row is longer than {Segment.MaxRowBytes} bytes.") { }
}
