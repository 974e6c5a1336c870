namespace Millrace.Testing;

/// <summary>Something is not as a test expects; says what.</summary>
public sealed class TestFailedException : Exception
{
    /// <summary>Says nothing.</summary>
    public TestFailedException() { }

    /// <summary>Says what is wrong.</summary>
    public TestFailedException(string message) : base(message) { }

    /// <summary>Says what is wrong, and why.</summary>
    public TestFailedException(string message, Exception cause) : base(message, cause) { }
}
