namespace Millrace.Operators;

internal static class Snapshots
{
    public static void NotYet() => throw new NotSupportedException("TODO");
}
