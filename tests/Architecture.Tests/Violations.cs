namespace Millrace.Architecture.Tests;

/// <summary>Fails with every violation on a line of its own, after what to do about them.</summary>
internal static class Violations
{
    public static void MustBeNone(IEnumerable<string> violations, string advice)
    {
        string[] all = [.. violations];
        if (all.Length > 0) Assert.Fail($"{advice}{Environment.NewLine}{string.Join(Environment.NewLine, all)}");
    }
}
