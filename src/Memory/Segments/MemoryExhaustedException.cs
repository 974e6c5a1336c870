namespace Millrace.Memory;

/// <summary>An account has no memory left for something that cannot wait. The message names the account and says what to do.</summary>
public sealed class MemoryExhaustedException : Exception
{
    /// <summary>An error with this message.</summary>
    public MemoryExhaustedException(string message) : base(message) { }

    /// <summary>An error with this message and cause.</summary>
    public MemoryExhaustedException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>An error without further explanation.</summary>
    public MemoryExhaustedException() : base("A memory account is exhausted; give the job more with --memory.") { }

    /// <summary>The account that ran out; null if none is to blame.</summary>
    public string? AccountName { get; init; }
}
