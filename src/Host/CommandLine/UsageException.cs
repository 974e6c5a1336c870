namespace Millrace.Hosting;

/// <summary>The command line or configuration asks for something that cannot be. The message says what to write instead.</summary>
internal sealed class UsageException(string message) : Exception(message);
