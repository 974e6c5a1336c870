namespace Millrace.Testing.Tests.Functions;

internal static class RandomExtensions
{
    public static bool NextBool(this Random random) => random.Next(2) == 0;
}
