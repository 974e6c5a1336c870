namespace Millrace;

/// <summary>The job cannot run as configured. The message is for the user: what, and what to write instead.</summary>
public sealed class JobConfigurationException(string message) : Exception(message);
